"""What a plan's check costs, and counting usage beside a bare batched insert of the same rows, in turns, in one run.

Bare is Django's `bulk_create` in batches of the same size, into the same table with the same indexes, without totals,
without looking for what came before. A second bare one is the same batch as one plain INSERT from arrays, the fastest way
this table can be written.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table, percent

NAME = "Entitlements: a check, and counting usage"
TARGET_MICROSECONDS = 20
TARGET_SHARE = 0.5
METRIC = "pricing.runs"
_AT = datetime(2026, 5, 10, 8, tzinfo=UTC)
_PLAIN = """
    INSERT INTO billing_usageevent
        (organisation_id, event_id, metric, quantity, subject, occurred_at, received_at, corrects)
    SELECT %s, sent.* FROM unnest(
        %s::text[], %s::text[], %s::numeric[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::text[]
    ) AS sent
"""


def run(options: Options) -> list[Table]:
    """One organisation on the demo plans in a test database."""
    rounds, batches = (200, 4) if options.quick else (4_000, 20)
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        organisation_id = _organisation()
        return [_checks(organisation_id, rounds), _counting(organisation_id, batches)]


def _organisation() -> int:
    from django.utils import timezone

    from billing.services import demo_catalogue
    from synthai.core.testing.cast import build_cast

    demo_catalogue.load(now=timezone.now())
    return int(build_cast().umoja.pk)


def _checks(organisation_id: int, rounds: int) -> Table:
    from synthai.core import entitlements

    held = {METRIC: 4}
    bare = _median(lambda: METRIC in held, rounds, 50)
    questions: list[tuple[str, Callable[[], object], int]] = [
        ("allows, a switch", lambda: entitlements.allows(organisation_id, "accounts.single_sign_on"), 50),
        ("limit", lambda: entitlements.limit(organisation_id, "accounts.seats"), 50),
        ("room for one more, count at hand", lambda: _room(organisation_id), 50),
        ("once a second: from Valkey", lambda: _fresh(organisation_id), 1),
        ("after a change: from the database", lambda: _from_rows(organisation_id), 1),
    ]
    lines = []
    for name, ask, batch in questions:
        took = _median(ask, rounds if batch > 1 else rounds // 10, batch)
        met = ("yes" if took < TARGET_MICROSECONDS else "no") if batch > 1 else ""
        lines.append((name, bare, took, met))
    return Table(
        title="One check",
        columns=("question", "bare lookup, p50 µs", "p50 µs", f"under {TARGET_MICROSECONDS} µs"),
        rows=lines,
        note=f"Warm is what every check within {entitlements.FRESH_SECONDS} s of another one of the organisation costs.",
    )


def _room(organisation_id: int) -> None:
    from synthai.core import entitlements

    entitlements.room_for(organisation_id, "accounts.seats", used=1)


def _fresh(organisation_id: int) -> object:
    from synthai.core import entitlements

    entitlements.forget(organisation_id)
    return entitlements.limit(organisation_id, "accounts.seats")


def _from_rows(organisation_id: int) -> object:
    from billing.services import grants

    grants.changed(organisation_id)
    return _fresh(organisation_id)


def _counting(organisation_id: int, batches: int) -> Table:
    from billing.services import usage

    size = usage.CHUNK
    ways: dict[str, Callable[[list[Any]], None]] = {
        "bulk_create": lambda uses: _bulk_create(organisation_id, uses),
        "one INSERT from arrays": lambda uses: _plain(organisation_id, uses),
        "ours": lambda uses: _ours(organisation_id, uses),
        "ours, all sent a second time": lambda uses: _ours(organisation_id, uses),
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(batches):
        uses = []
        for name, write in ways.items():
            uses = uses if name.startswith("ours,") else _uses(f"{name[:4]}{turn}", size)
            started = time.perf_counter()
            write(uses)
            spent[name].append(time.perf_counter() - started)
    rates = {name: size / statistics.median(took) for name, took in spent.items()}
    bare = rates["bulk_create"]
    lines = [
        (name, rate, percent(rate / bare, 0), "yes" if rate >= TARGET_SHARE * bare else "no")
        for name, rate in rates.items()
    ]
    single = _single(organisation_id, batches * 20)
    return Table(
        title="Counting usage",
        columns=("way", "events/s, p50", "of bulk_create", f"at least {percent(TARGET_SHARE, 0)}"),
        rows=lines,
        digits=0,
        note=f"{batches} batches of {size:,} events each, three months late at most, the ways in turns, one commit a batch.",
        remarks=[
            f"One use with its limit judged, a commit of its own (`consume`): p50 {single * 1e3:.1f} ms."
        ],
    )


def _uses(mark: str, size: int) -> list[Any]:
    from billing.services.usage import Use

    return [
        Use(
            f"{mark}-{number:07d}",
            METRIC,
            _AT - timedelta(hours=number % 2000),
            1 + number % 5,
            f"s{number % 97}",
        )
        for number in range(size)
    ]


def _bulk_create(organisation_id: int, uses: list[Any]) -> None:
    from billing.models import UsageEvent
    from synthai.core.tenancy import tenant

    with tenant(organisation_id):
        rows = [
            UsageEvent(
                organisation_id=organisation_id,
                event_id=use.event_id,
                metric=use.metric,
                quantity=use.quantity,
                subject=use.subject,
                occurred_at=use.occurred_at,
                received_at=_AT,
            )
            for use in uses
        ]
        UsageEvent.objects.bulk_create(rows, batch_size=len(rows))


def _plain(organisation_id: int, uses: list[Any]) -> None:
    from django.db import connection, transaction

    from synthai.core.tenancy import tenant

    rows = [(use.event_id, use.metric, use.quantity, use.subject, use.occurred_at, _AT, "") for use in uses]
    with tenant(organisation_id), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PLAIN, [organisation_id, *(list(column) for column in zip(*rows, strict=True))])


def _ours(organisation_id: int, uses: list[Any]) -> None:
    from billing.services import usage
    from synthai.core.tenancy import tenant

    with tenant(organisation_id):
        usage.record_many(organisation_id, uses, now=_AT)


def _single(organisation_id: int, count: int) -> float:
    from django.db import transaction

    from billing.models import ValueOverride
    from billing.services import grants
    from synthai.core import entitlements
    from synthai.core.tenancy import tenant

    took = []
    with tenant(organisation_id):
        ValueOverride.objects.create(feature=METRIC, value=10_000_000, reason="bench")
        grants.changed(organisation_id)
        for number in range(count):
            started = time.perf_counter()
            with transaction.atomic():
                entitlements.consume(organisation_id, METRIC, event_id=f"one-{number}", at=_AT)
            took.append(time.perf_counter() - started)
    return statistics.median(took)


def _median(ask: Callable[[], object], rounds: int, batch: int) -> float:
    """Microseconds of one call."""
    took = []
    for _ in range(rounds):
        started = time.perf_counter()
        for _ in range(batch):
            ask()
        took.append((time.perf_counter() - started) / batch)
    return statistics.median(took[rounds // 20 :]) * 1e6
