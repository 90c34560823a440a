# ruff: noqa: S608 - the statements are put together from this module's own words; values are parameters
"""Parsed rows into the organisation's tables: COPY into staging tables, then merges, in the caller's transaction.

COPY is not allowed into a table with row-level security, so it fills a temporary table; the merge then passes
the policies as any statement does. The natural key of a row is (organisation, product, day, line key): a row
that is there already and says the same is left alone, so importing a file again changes nothing.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from pricing.imports import copying
from pricing.imports.copying import Column, Floats, Ints
from pricing.terms import Grain
from synthai.core import tenancy
from synthai.core.errors import DomainError


class CountedTwice(DomainError):
    """Daily and weekly figures of the same product and week would add up to double sales."""

    code = "pricing.import.counted_twice"
    status = 409


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Parsed sales rows as columns of equal length; optional ones are None when the file has none.

    `code`: place of the product in the file's list. `day`: days since 2000-01-01. `units`, `unit_price`,
    `competitor_price`, `stock`: ten-thousandths, NO_NUMBER for missing. `promo`: share, NaN for missing.
    `extra`: one column per name in `extra_names`, NaN for missing. Sorted by code, day and line key.
    """

    code: Ints
    day: Ints
    line_key: Ints
    units: Ints
    unit_price: Ints
    promo: Floats | None = None
    competitor_price: Ints | None = None
    stock: Ints | None = None
    extra: Floats | None = None
    extra_names: tuple[str, ...] = ()
    grain: Grain = Grain.DAY


@dataclass
class Merged:
    """What a merge did, in rows."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


def rows_from(folder: Path, facts: dict[str, Any], *, grain: Grain) -> Rows | None:
    """What the reading process left in a folder; None when no row was usable."""
    names = set(facts.get("arrays", ())) - {"costs"}
    if not names:
        return None
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names}
    return Rows(**arrays, extra_names=tuple(facts["extra_names"]), grain=grain)


def stage(rows: Rows, product_ids: Ints) -> list[Column]:
    """Copy the rows into the temporary table `import_rows`, products as keys. Needs an open transaction."""
    columns = _columns(rows, product_ids)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.import_rows")
        cursor.execute(
            f"CREATE TEMPORARY TABLE import_rows ({', '.join(c.sql for c in columns)}) ON COMMIT DROP"
        )
    tenancy.bind()
    with connection.cursor() as cursor:
        names = ", ".join(column.name for column in columns)
        with cursor.copy(f"COPY import_rows ({names}) FROM STDIN (FORMAT binary)") as copy:
            for block in copying.blocks(columns):
                copy.write(block)
    return columns


def _columns(rows: Rows, product_ids: Ints) -> list[Column]:
    columns = [
        Column("product_id", "bigint", product_ids[rows.code]),
        Column("sold_on", "date", rows.day),
        Column("units", "numeric", rows.units),
        Column("unit_price", "numeric", rows.unit_price),
    ]
    if rows.line_key.any():
        columns.append(Column("line_key", "bigint", rows.line_key))
    if rows.promo is not None:
        columns.append(Column("promo", "float", rows.promo))
    if rows.competitor_price is not None:
        columns.append(Column("competitor_price", "numeric", rows.competitor_price))
    if rows.stock is not None:
        columns.append(Column("stock", "numeric", rows.stock))
    if rows.extra is not None and rows.extra_names:
        columns.append(Column("extra", "floats", rows.extra))
    return columns


def merge(rows: Rows, columns: list[Column], *, organisation_id: int, import_id: int) -> Merged:
    """Bring `import_rows` into the sales of the organisation. Needs the lock on its sales, and `stage` before.

    Raises CountedTwice when weekly totals meet daily sales of the same product and week.
    """
    merging = _Merging(rows, columns, organisation_id, import_id)
    with connection.cursor() as cursor:
        if not merging.has_neighbours(cursor):
            return Merged(added=merging.add(cursor, only_new=False))
        cursor.execute("ANALYZE import_rows")
        merging.refuse_doubles(cursor)
        known = merging.count_known(cursor)
        changed = merging.keep_former(cursor)
        if changed:
            merging.change(cursor)
        added = 0 if known == len(rows.code) else merging.add(cursor, only_new=True)
        return Merged(added=added, changed=changed, unchanged=known - changed)


_KEY_COLUMNS = {"product_id", "sold_on", "line_key"}


class _Merging:
    """The statements of one merge; the columns it sets depend on what the file has."""

    def __init__(self, rows: Rows, columns: list[Column], organisation_id: int, import_id: int) -> None:
        self.values = {"units": "r.units", "unit_price": "r.unit_price"}
        self.line_key = "r.line_key" if any(column.name == "line_key" for column in columns) else "0"
        for column in columns:
            if column.name in _KEY_COLUMNS or column.name in self.values:
                continue
            self.values[column.name] = (
                _json_of(rows.extra_names) if column.name == "extra" else f"nullif(r.{column.name}, 'NaN')"
            )
        self.params: dict[str, Any] = {
            "organisation": organisation_id,
            "source": import_id,
            "grain": int(rows.grain),
            "week": int(Grain.WEEK),
            "from": _day(rows.day.min()),
            "until": _day(rows.day.max()),
            **{f"extra{place}": name for place, name in enumerate(rows.extra_names)},
        }

    def run(self, cursor: CursorWrapper, sql: str) -> int:
        cursor.execute(sql, self.params)
        return int(cursor.rowcount)

    def has_neighbours(self, cursor: CursorWrapper) -> bool:
        """Whether the organisation has any sales in these days: the first import skips every comparison."""
        self.run(
            cursor,
            "SELECT 1 FROM pricing_salesrow s JOIN (SELECT DISTINCT product_id FROM import_rows) r USING (product_id) "
            "WHERE s.organisation_id = %(organisation)s "
            "AND s.sold_on BETWEEN %(from)s::date - 6 AND %(until)s::date + 6 LIMIT 1",
        )
        return cursor.fetchone() is not None

    def refuse_doubles(self, cursor: CursorWrapper) -> None:
        self.run(
            cursor,
            "SELECT count(DISTINCT s.product_id), min(s.sold_on), max(s.sold_on), "
            "(SELECT file_name FROM pricing_import i WHERE i.id = min(s.source_id)) "
            "FROM pricing_salesrow s JOIN (SELECT DISTINCT product_id, date_trunc('week', sold_on)::date AS monday "
            "FROM import_rows) r ON r.product_id = s.product_id AND s.sold_on BETWEEN r.monday AND r.monday + 6 "
            "WHERE s.organisation_id = %(organisation)s AND (s.grain = %(week)s) <> (%(grain)s = %(week)s)",
        )
        products, first, last, file_name = cursor.fetchone()
        if products:
            raise CountedTwice(_TWICE, products=products, first=first, last=last, file_name=file_name)

    def count_known(self, cursor: CursorWrapper) -> int:
        self.run(cursor, f"SELECT count(*) FROM import_rows r JOIN pricing_salesrow s ON {self.key}")
        return int(cursor.fetchone()[0])

    @property
    def key(self) -> str:
        """The natural key; rows of a file without repeats all have line key 0, which then is not staged."""
        return (
            "s.organisation_id = %(organisation)s AND s.product_id = r.product_id AND s.sold_on = r.sold_on "
            f"AND s.line_key = {self.line_key}"
        )

    @property
    def differs(self) -> str:
        ours = ", ".join(f"s.{name}" for name in self.values)
        theirs = ", ".join(self.values.values())
        return f"({ours}) IS DISTINCT FROM ({theirs})"

    def keep_former(self, cursor: CursorWrapper) -> int:
        """Note what changed rows said before, for the undo. Returns how many there are."""
        names = "organisation_id, product_id, sold_on, line_key, source_id, grain, units, unit_price, promo, competitor_price, stock, extra"
        former = ", ".join(f"s.{name}" for name in names.split(", "))
        return self.run(
            cursor,
            f"INSERT INTO pricing_replacedsalesrow (replaced_by_id, {names}) "
            f"SELECT %(source)s, {former} FROM import_rows r JOIN pricing_salesrow s ON {self.key} WHERE {self.differs}",
        )

    def change(self, cursor: CursorWrapper) -> int:
        sets = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        return self.run(
            cursor,
            f"UPDATE pricing_salesrow s SET {sets}, source_id = %(source)s FROM import_rows r WHERE {self.key} AND {self.differs}",
        )

    def add(self, cursor: CursorWrapper, *, only_new: bool) -> int:
        names = ", ".join(self.values)
        values = ", ".join(self.values.values())
        new = f"WHERE NOT EXISTS (SELECT 1 FROM pricing_salesrow s WHERE {self.key})" if only_new else ""
        return self.run(
            cursor,
            f"INSERT INTO pricing_salesrow (organisation_id, product_id, sold_on, line_key, source_id, grain, {names}) "
            f"SELECT %(organisation)s, r.product_id, r.sold_on, {self.line_key}, %(source)s, %(grain)s, "
            f"{values} FROM import_rows r {new}",
        )


_TWICE = _(
    "Sales of %(products)s products from %(first)s to %(last)s are here already in another form (%(file_name)s): "
    "one file counts days, the other weeks, and together they would count every sale twice. Undo the other import "
    "first, or leave these weeks out of this file."
)


def _json_of(names: tuple[str, ...]) -> str:
    """jsonb of the further columns; the names are bound parameters, since they come from the file."""
    pairs = ", ".join(
        f"%(extra{place})s::text, nullif(r.extra[{place + 1}], 'NaN')" for place in range(len(names))
    )
    return f"jsonb_strip_nulls(jsonb_build_object({pairs}))"


def _day(days: np.int64) -> date:
    found: date = (copying.EPOCH + np.timedelta64(int(days), "D")).item()
    return found
