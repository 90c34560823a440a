"""The VAT201 of a period over a million document rows, with the books beside them, against one bare SQL aggregate.

The size is VAT_SIZE (1,000,000 unless set). Every row has its journal entry of three sides, as issuing posts them; one in twenty is a
credit note, one in ten zero-rated. All of it is one period of one entity: the most that a report can be asked for. Ours is everything the
page says: fields, late documents, the account of each rate in the books to the cent, closings, what was written off. Bare is the sum by
treatment and rate alone, through the same connection. The two are asked in turns.
"""

import os
import statistics
import time
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "Billing: VAT201"
BATCH = 50_000
ROUNDS = 7
TARGET = 3.0
FIRST = date(2026, 10, 1)

# Prices of R11.50 to R1 161.50 with their VAT of 15 %; number g counts from 1.
_GROUND = """
SELECT g, DATE '2026-10-01' + (g %% 61) AS day,
    CASE WHEN g %% 10 = 0 THEN 'zero' ELSE 'standard' END AS treatment,
    CASE WHEN g %% 20 = 7 THEN -1 ELSE 1 END AS sign,
    (1000 + (g %% 1000) * 100)::bigint AS excl,
    CASE WHEN g %% 10 = 0 THEN 0 ELSE (1000 + (g %% 1000) * 100) * 15 / 100 END::bigint AS vat
FROM generate_series(%s, %s) AS g
"""
_ROWS = f"""
INSERT INTO billing_vatrow (entity_id, number, kind, customer, issued_on, supplied_on, declared_on, treatment, rate, excl, vat, incl)
SELECT %s, 'B-' || g, CASE WHEN sign < 0 THEN 'credit_note' ELSE 'tax_invoice' END, 'customer', day, day, day, treatment,
    CASE WHEN treatment = 'zero' THEN 0 ELSE 15 END, sign * excl / 100.0, sign * vat / 100.0, sign * (excl + vat) / 100.0
FROM ({_GROUND}) rows
"""  # noqa: S608 - constants
_ENTRIES = f"""
INSERT INTO billing_journalentry (id, public_id, entity_id, key, kind, happened_on, posted_on, customer, source, currency,
    created_at, written_by)
SELECT g, lpad(g::text, 16, '0'), %s, 'document:B-' || g, 'invoice', day, day, 'customer', 'B-' || g, 'ZAR', now(), ''
FROM ({_GROUND}) rows
"""  # noqa: S608 - constants
_LINES = f"""
INSERT INTO billing_journalline (entry_id, account_id, cents)
SELECT g, account, cents FROM ({_GROUND}) rows,
    LATERAL (VALUES (%s, sign * (excl + vat)), (%s, -sign * excl), (%s, -sign * vat)) AS sides (account, cents) WHERE cents <> 0
"""  # noqa: S608 - constants
_BARE = """
SELECT treatment, rate, count(*), sum(excl), sum(vat), sum(incl) FROM billing_vatrow
WHERE entity_id = %s AND declared_on BETWEEN %s AND %s GROUP BY treatment, rate
"""


def run(options: Options) -> list[Table]:
    """Fill, then ask in turns."""
    size = 2_000 if options.quick else int(os.environ.get("VAT_SIZE", "1000000"))
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        from billing.services import entities

        entity = entities.selling()
        small = _fill(entity.pk, 1, 1_000)
        few, _report = _queries(entity)
        _fill(entity.pk, small + 1, size)
        _settle()
        many, report = _queries(entity)
        bare, ours, sales = _measure(entity)
    return [_table(size, bare, ours, sales, few, many), _truth(size, report)]


def _fill(entity: int, first: int, last: int) -> int:
    from django.db import connection, transaction

    from billing.engine import ledger
    from billing.models import Account

    def account(code: str) -> int:
        made, _new = Account.objects.get_or_create(
            entity_id=entity, code=code, defaults={"kind": ledger.kind_of(code)}
        )
        return int(made.pk)

    sides = [account(code) for code in (ledger.RECEIVABLES, "revenue.plan", "vat_output.15")]
    for start in range(first, last + 1, BATCH):
        end = min(start + BATCH - 1, last)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ROWS, [entity, start, end])
            cursor.execute(_ENTRIES, [entity, start, end])
            cursor.execute(_LINES, [start, end, *sides])
    return last


def _settle() -> None:
    """What autovacuum does within a minute."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("billing_vatrow", "billing_journalentry", "billing_journalline"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def _report(entity: Any) -> Any:
    from billing.engine import vat_periods
    from billing.selectors.finance import vat
    from synthai.core.tenancy import all_tenants

    with all_tenants(reason="benchmark"):
        return vat.report(entity, vat_periods.containing("odd", FIRST))


def _queries(entity: Any) -> tuple[int, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        report = _report(entity)
    return len(asked), report


def _measure(entity: Any) -> tuple[list[float], list[float], list[float]]:
    from django.db import connection

    from billing.selectors.finance import sales

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(_BARE, [entity.pk, FIRST, date(2026, 11, 30)])
            cursor.fetchall()

    works: tuple[Callable[[], Any], ...] = (
        bare,
        lambda: _report(entity),
        lambda: sales.sales(entity, since=FIRST, until=date(2026, 11, 30)),
    )
    times: tuple[list[float], ...] = ([], [], [])
    for _round in range(ROUNDS):
        for work, kept in zip(works, times, strict=True):
            began = time.perf_counter()
            work()
            kept.append(time.perf_counter() - began)
    return times[0], times[1], times[2]


def _table(size: int, bare: list[float], ours: list[float], sales: list[float], few: int, many: int) -> Table:
    base = statistics.median(bare)

    def row(name: str, took: list[float], queries: str, met: str) -> tuple[Any, ...]:
        middle = statistics.median(took)
        return name, middle, max(took), middle / base, queries, met

    rows = [
        row("bare: one sum by treatment and rate", bare, "1", ""),
        row(
            "VAT201 with books beside it",
            ours,
            f"{few} over 1,000 rows, {many}",
            "yes" if statistics.median(ours) < TARGET and few == many else "NO",
        ),
        row("sales by rate, kind and month", sales, "2", ""),
    ]
    note = f"{size:,} rows of documents and as many journal entries, one period. {ROUNDS} rounds in turns. To reach: under {TARGET:.0f} s."
    columns = ("question", "p50 s", "most s", "times bare", "queries", "target met")
    return Table(title="One period", columns=columns, rows=rows, note=note, digits=2)


def _truth(size: int, report: Any) -> Table:
    """The figures, reckoned beside the database."""
    tax = Decimal(0)
    for number in range(1, size + 1):
        if number % 10:
            tax += (-1 if number % 20 == 7 else 1) * Decimal((1000 + number % 1000 * 100) * 15 // 100)  # noqa: PLR2004
    rows = [
        ("output tax is what was charged", "holds" if report.found.output_tax == tax / 100 else "BROKEN"),
        ("documents and books agree to the cent", "holds" if report.is_reconciled else "BROKEN"),
    ]
    if any(verdict == "BROKEN" for _law, verdict in rows):
        raise AssertionError((report.found.output_tax, tax / 100, report.checks))
    return Table(title="The figures", columns=("law", "verdict"), rows=rows)
