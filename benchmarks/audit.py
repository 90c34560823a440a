"""The audit trail: what an entry costs with its chain, alone and by several writers, and how long a million take to check."""

import statistics
import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Audit trail: writing and checking the hash chain"
LIMIT_SECONDS = 60
TURNS = 5  # with and without chain in turns, so that a busy machine slows both
_FILL = """
INSERT INTO core_auditentry (organisation_id, at, actor_kind, actor_label, code, object_type, object_id, changes,
    request_id, ip)
SELECT %(organisation)s, timestamptz '2026-01-01' + n * interval '1 second', 'person', 'Thandi Mokoena',
    'pricing.recommendation.accept', 'pricing.recommendation', left(md5(n::text), 16),
    jsonb_build_object('price', jsonb_build_array((n %% 90)::text || '.00', (n %% 90)::text || '.99')),
    md5((n / 3)::text), '196.25.1.1'
FROM generate_series(1, %(rows)s) n
"""


def run(options: Options) -> list[Table]:
    """Two organisations of their own in a test database; rows stay until the database is dropped."""
    rows, deeds = (20_000, 50) if options.quick else (1_000_000, 400)
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        return [_writing(deeds), _checking(rows)]


def _organisation(slug: str) -> int:
    from django.apps import apps
    from django.conf import settings

    organisations: Any = apps.get_model(settings.ORGANISATION_MODEL)
    made = organisations.objects.create(slug=slug, name=slug)
    return int(made.pk)


def _writing(deeds: int) -> Table:
    keys = [_organisation(f"bench-{number}") for number in range(4)]
    ways: list[tuple[str, list[int]]] = [
        ("one writer", keys[:1]),
        ("four writers, four organisations", keys),
        ("four writers, one organisation", keys[:1] * 4),
    ]
    lines: list[tuple[str, float, float, float]] = []
    for name, writers in ways:
        spent: dict[bool, list[float]] = {True: [], False: []}
        seconds = 0.0
        for turn in range(2 * TURNS):
            took = _write(writers, deeds // TURNS, spent[turn % 2 == 0].append, is_chained=turn % 2 == 0)
            seconds += took if turn % 2 == 0 else 0
        medians = {chained: statistics.median(found) * 1e3 for chained, found in spent.items()}
        lines.append((name, medians[False], medians[True], len(spent[True]) / seconds))
    return Table(
        title="One transaction with one entry",
        columns=("who writes", "without chain, p50 ms", "with chain, p50 ms", "with chain, entries a second"),
        rows=lines,
        note=f"{deeds} transactions a writer, each a commit of its own, with and without chain in turns; writers are threads of one process. "
        "Without chain: the same insert with the table's triggers off.",
    )


def _write(organisations: list[int], deeds: int, note: Callable[[float], None], *, is_chained: bool) -> float:
    """Seconds that all writers together take; `note` gets those of each transaction."""
    from synthai.core.testing.trail import as_owner

    verb = "ENABLE" if is_chained else "DISABLE"
    as_owner(f"ALTER TABLE core_auditentry {verb} TRIGGER USER")
    threads = [threading.Thread(target=_deeds, args=(key, deeds, note)) for key in organisations]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    as_owner("ALTER TABLE core_auditentry ENABLE TRIGGER USER")
    return took


def _deeds(organisation_id: int, deeds: int, note: Callable[[float], None]) -> None:
    from django.db import connection, transaction

    from synthai.core.access import system_actor
    from synthai.core.audit import audit
    from synthai.core.tenancy import tenant

    changes = {"price": ["10.00", "11.99"]}
    with tenant(organisation_id):
        for _turn in range(deeds):
            started = time.perf_counter()
            with transaction.atomic():
                audit(None, "pricing.recommendation.accept", by=system_actor(), changes=changes)
            note(time.perf_counter() - started)
    connection.close()


def _checking(rows: int) -> Table:
    from django.db import connection, transaction

    from synthai.core.audit_chain import verify
    from synthai.core.tenancy import tenant
    from synthai.core.testing.trail import tamper

    organisation = _organisation("bench-million")
    started = time.perf_counter()
    step = min(rows, 50_000)
    for _turn in range(rows // step):
        with tenant(organisation), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_FILL, {"organisation": organisation, "rows": step})
    filled = time.perf_counter() - started
    started = time.perf_counter()
    verdict = verify(organisation)
    took = time.perf_counter() - started
    assert (verdict.checked, verdict.fault) == (rows, None)
    tamper(
        f"UPDATE core_auditentry SET code = 'x' WHERE organisation_id = {organisation} AND seq = {rows - 7}"
    )
    fault = verify(organisation).fault
    assert fault is not None
    assert (fault.kind, fault.seq) == ("altered", rows - 7)
    lines = [(f"{rows:,}", filled, rows / filled, took, rows / took, "yes" if took < LIMIT_SECONDS else "no")]
    return Table(
        title="Checking a chain",
        columns=(
            "entries",
            "written in, s",
            "written a second",
            "checked in, s",
            "checked a second",
            f"under {LIMIT_SECONDS} s",
        ),
        rows=lines,
        note="Written in transactions of 50,000 entries. One entry altered by hand near the end was then named.",
    )
