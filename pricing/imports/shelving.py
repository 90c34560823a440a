# ruff: noqa: S608 - the statements are put together from this module's own words; values are parameters
"""Products, categories and costs of a file into the organisation's catalogue, in the caller's transaction.

A product list says what is true now and overrides; a sales file only fills what is empty, and moves the price on
when its last sale is newer than what is known. What was there before is noted in `ProductChange` for the undo.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from pricing.imports.catalogue import ProductFacts
from pricing.imports.columns import date_of
from pricing.imports.copying import SCALE, Ints
from pricing.models import Category, ProductChange, VatTreatment
from synthai.core import tenancy
from synthai.core.models import new_public_id

_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Shelved:
    """One product as the database has it, or is to have it; `pk` None for a new one."""

    pk: int | None
    name: str
    category_id: int | None
    price: Decimal | None
    price_as_of: date | None
    vat: str

    def as_json(self) -> dict[str, Any]:
        """What an undo needs."""
        return {
            "name": self.name,
            "category_id": self.category_id,
            "current_price": None if self.price is None else str(self.price),
            "price_as_of": None if self.price_as_of is None else self.price_as_of.isoformat(),
            "vat": self.vat,
        }


@dataclass
class Shelving:
    """What became of a file's products. `ids` are their keys in the file's order."""

    ids: Ints
    added: int = 0
    changed: set[int] = field(default_factory=set)
    new_ids: set[int] = field(default_factory=set)


def shelve(
    found: Sequence[ProductFacts],
    *,
    organisation_id: int,
    import_id: int,
    overrides: bool,
    is_sample: bool,
    today: date,
) -> Shelving:
    """Add the new products and bring the known ones up to date. Needs the lock on the organisation's sales."""
    categories = _categories({facts.category for facts in found if facts.category}, organisation_id)
    known = _known([facts.sku for facts in found], organisation_id)
    wanted: list[tuple[ProductFacts, Shelved]] = []
    changes: list[ProductChange] = []
    for facts in found:
        before = known.get(facts.sku)
        after = _after(facts, before, categories, overrides=overrides, today=today)
        if before is None:
            wanted.append((facts, after))
        elif after != before and before.pk is not None:
            wanted.append((facts, after))
            changes.append(
                ProductChange(
                    organisation_id=organisation_id,
                    source_id=import_id,
                    product_id=before.pk,
                    before=before.as_json(),
                    after=after.as_json(),
                )
            )
    ProductChange.objects.bulk_create(changes, batch_size=5000)
    keys = {sku: product.pk for sku, product in known.items()}
    fresh = _write(wanted, organisation_id=organisation_id, import_id=import_id, is_sample=is_sample)
    keys |= fresh
    ids = np.array([keys[facts.sku] for facts in found], dtype=np.int64)
    return Shelving(ids, len(fresh), {change.product_id for change in changes}, set(fresh.values()))


def _after(
    facts: ProductFacts, before: Shelved | None, categories: dict[str, int], *, overrides: bool, today: date
) -> Shelved:
    category_id = categories[facts.category] if facts.category else None
    price = None if facts.price is None else rand(facts.price)
    seen = today if facts.price_day is None else date_of(facts.price_day)
    if price is not None and price < _CENT:
        price = None
    if before is None:
        return Shelved(
            pk=None,
            name=facts.name or facts.sku,
            category_id=category_id,
            price=price,
            price_as_of=None if price is None else seen,
            vat=facts.vat or VatTreatment.STANDARD,
        )
    after = before
    if facts.name and (overrides or before.name == facts.sku):
        after = replace(after, name=facts.name)
    if category_id and (overrides or before.category_id is None):
        after = replace(after, category_id=category_id)
    newer = overrides or before.price_as_of is None or before.price is None or seen > before.price_as_of
    if price is not None and newer and price != before.price:
        after = replace(after, price=price, price_as_of=seen)
    return replace(after, vat=facts.vat) if facts.vat and overrides else after


def rand(scaled: int) -> Decimal:
    """Ten-thousandths as rand and cents, halves up."""
    return (Decimal(scaled) / SCALE).quantize(_CENT, ROUND_HALF_UP)


def _categories(names: set[str], organisation_id: int) -> dict[str, int]:
    if not names:
        return {}
    fresh = [Category(organisation_id=organisation_id, name=name) for name in sorted(names)]
    Category.objects.bulk_create(fresh, ignore_conflicts=True)
    return dict(Category.objects.filter(name__in=names).values_list("name", "pk"))


def _known(skus: list[str], organisation_id: int) -> dict[str, Shelved]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sku, id, name, category_id, current_price, price_as_of, vat FROM pricing_product "
            "WHERE organisation_id = %s AND sku = ANY(%s)",
            [organisation_id, skus],
        )
        return {row[0]: Shelved(*row[1:]) for row in cursor.fetchall()}


_STAGED = "pk, public_id, sku, name, category_id, price, price_as_of, vat"


def _write(
    wanted: list[tuple[ProductFacts, Shelved]], *, organisation_id: int, import_id: int, is_sample: bool
) -> dict[str, int]:
    """Insert and update through one staging table; returns the keys of the new products by code."""
    if not wanted:
        return {}
    stage(
        "import_products",
        "pk bigint, public_id varchar, sku varchar, name varchar, category_id bigint, price numeric(12,2), "
        "price_as_of date, vat varchar",
        _STAGED,
        (
            (p.pk, new_public_id(), facts.sku, p.name, p.category_id, p.price, p.price_as_of, p.vat)
            for facts, p in wanted
        ),
    )
    params: dict[str, Any] = {
        "organisation": organisation_id,
        "source": import_id,
        "sample": is_sample,
        "now": timezone.now(),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE pricing_product p SET name = r.name, category_id = r.category_id, current_price = r.price, "
            "price_as_of = r.price_as_of, vat = r.vat, version = p.version + 1, updated_at = %(now)s "
            "FROM import_products r WHERE p.organisation_id = %(organisation)s AND p.id = r.pk",
            params,
        )
        cursor.execute(
            "INSERT INTO pricing_product (organisation_id, public_id, sku, name, category_id, current_price, "
            "price_as_of, vat, is_sample, source_id, version, created_at, updated_at) "
            "SELECT %(organisation)s, public_id, sku, name, category_id, price, price_as_of, vat, %(sample)s, "
            "%(source)s, 1, %(now)s, %(now)s FROM import_products WHERE pk IS NULL RETURNING sku, id",
            params,
        )
        return dict(cursor.fetchall())


def stage(table: str, columns: str, names: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Copy rows into a temporary table that lasts as long as the transaction. The names are this module's own."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns}) ON COMMIT DROP")
        tenancy.bind()
        with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def note_costs(
    costs: Iterable[tuple[int, int, int]], shelving: Shelving, *, organisation_id: int, import_id: int
) -> None:
    """Take over costs: (place of the product, day number, ten-thousandths). Needs `shelve` before.

    A cost equal to the one in force the day before says nothing new. One that differs from a cost known for the
    very same day replaces it; the old one is noted for the undo.
    """
    ids = shelving.ids
    stage(
        "import_costs",
        "product_id bigint, from_on date, unit_cost numeric(12,4)",
        "product_id, from_on, unit_cost",
        ((int(ids[place]), date_of(day), Decimal(cost) / SCALE) for place, day, cost in costs),
    )
    params: dict[str, Any] = {"organisation": organisation_id, "source": import_id, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE import_costs")
        shelving.changed |= _replace_costs(cursor, params)
        cursor.execute(
            "INSERT INTO pricing_productcost (organisation_id, product_id, from_on, unit_cost, source_id, created_at) "
            "SELECT %(organisation)s, c.product_id, c.from_on, c.unit_cost, %(source)s, %(now)s FROM import_costs c "
            "WHERE c.unit_cost IS DISTINCT FROM (SELECT k.unit_cost FROM pricing_productcost k "
            "WHERE k.organisation_id = %(organisation)s AND k.product_id = c.product_id AND k.from_on <= c.from_on "
            "ORDER BY k.from_on DESC LIMIT 1) "
            "ON CONFLICT (organisation_id, product_id, from_on) DO NOTHING RETURNING product_id",
            params,
        )
        shelving.changed |= {row[0] for row in cursor.fetchall()}


def _replace_costs(cursor: Any, params: dict[str, Any]) -> set[int]:
    """Costs of the same product and day that differ: note the old ones, write the new ones."""
    both = (
        "import_costs c WHERE k.organisation_id = %(organisation)s AND k.product_id = c.product_id "
        "AND k.from_on = c.from_on AND k.unit_cost <> c.unit_cost"
    )
    cursor.execute(
        "INSERT INTO pricing_productchange (organisation_id, source_id, product_id, before, after) "
        "SELECT %(organisation)s, %(source)s, k.product_id, "
        "jsonb_build_object('costs', jsonb_object_agg(k.from_on, k.unit_cost::text)), "
        "jsonb_build_object('costs', jsonb_object_agg(c.from_on, c.unit_cost::text)) "
        f"FROM pricing_productcost k, {both} GROUP BY k.product_id "
        "ON CONFLICT (organisation_id, source_id, product_id) DO UPDATE "
        "SET before = pricing_productchange.before || excluded.before, "
        "after = pricing_productchange.after || excluded.after RETURNING product_id",
        params,
    )
    changed = {row[0] for row in cursor.fetchall()}
    if changed:
        cursor.execute(f"UPDATE pricing_productcost k SET unit_cost = c.unit_cost FROM {both}", params)
    return changed
