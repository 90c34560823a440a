"""Import of a million rows beside a bare COPY of the same parsed rows, in turns, in one run; and its memory.

Ours is everything a worker does with an uploaded CSV: a child process that parses and judges every row, products,
costs, staging, merge through row-level security, counts, events. Bare is psycopg's COPY of the rows that came out, as
Python values and as ready text, into a table with the same columns and key but without policies.
"""

import io
import multiprocessing
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import django
import numpy as np
import psutil
import psycopg

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Import of sales rows"
SHARE = 0.5
MEMORY_MB = 500
ROUNDS = 3
_BARE = "bench_bare_salesrow"
_COLUMNS = (
    "organisation_id, product_id, sold_on, line_key, source_id, grain, units, unit_price, promo, competitor_price, "
    "stock, extra"
)


def run(options: Options) -> list[Table]:
    """Import and copy in turns, each round for another organisation; compare medians."""
    rows = 50_000 if options.quick else 1_000_000
    content = _file(rows, options.seed)
    with _servers(), _worker() as work:
        ours, memory, bare, ready = [], [], [], []
        for number in range(ROUNDS):
            organisation_id, import_id = _uploaded(number, content)
            seconds, peak = work(organisation_id, import_id)
            ours.append(rows / seconds)
            memory.append(peak)
            values = _values(organisation_id, rows)
            bare.append(rows / _bare_copy(values, as_text=False))
            ready.append(rows / _bare_copy(values, as_text=True))
    return [_table(rows, len(content), ours, memory, bare, ready)]


def _table(
    rows: int, size: int, ours: list[float], memory: list[float], bare: list[float], ready: list[float]
) -> Table:
    middle = statistics.median
    share_of_values, share_of_text = middle(ours) / middle(bare), middle(ours) / middle(ready)
    met = share_of_values >= SHARE and max(memory) < MEMORY_MB
    lines = [
        ("import, file to committed rows", f"{middle(ours):,.0f}", 1.0, f"{max(memory):.0f}"),
        ("bare COPY of Python values", f"{middle(bare):,.0f}", share_of_values, ""),
        ("bare COPY of ready text", f"{middle(ready):,.0f}", share_of_text, ""),
    ]
    return Table(
        title=NAME,
        columns=("road", "rows/s", "import's share of it", "peak MB, worker and child"),
        rows=lines,
        note=f"{rows:,} rows, {size / 1e6:.0f} MB of CSV with 8 columns, 10,000 products; median of {ROUNDS} rounds "
        f"in turns. To reach: {SHARE:.0%} of the COPY of Python values (psycopg's write_row of the same rows), below "
        f"{MEMORY_MB} MB. Met: {'yes' if met else 'no'}. Ready text, made before the clock starts, is the ceiling.",
        digits=2,
    )


def _file(rows: int, seed: int) -> bytes:
    """Daily sales of 10,000 products (or fewer), sorted by day as a till writes them."""
    rng = np.random.default_rng(seed)
    products = min(10_000, rows // 10)
    days = np.datetime64("2026-01-01") + np.arange(rows // products)
    out = io.StringIO()
    out.write("date,sku,category,units,unit_price,unit_cost,promo,stock\n")
    price, cost = rng.integers(900, 40_000, products), rng.integers(300, 800, products)
    for day in days:
        units, stock = rng.poisson(4, products), rng.integers(0, 300, products)
        promo = rng.random(products) < 0.08
        paid = np.where(promo, price * 8 // 10, price)
        out.writelines(
            f"{day},SKU-{n:05d},Category {n % 40},{units[n]},{paid[n] / 100:.2f},{cost[n] / 100:.2f},"
            f"{int(promo[n])},{stock[n]}\n"
            for n in range(products)
        )
    return out.getvalue().encode()


@contextmanager
def _servers() -> Iterator[None]:
    django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        with _owner() as owner:
            owner.execute(f"CREATE TABLE {_BARE} (LIKE pricing_salesrow INCLUDING ALL)")
        yield


def _owner() -> "psycopg.Connection[Any]":
    from django.conf import settings
    from django.db import connection

    login = {key: str(settings.DATABASE_OWNER[key]) for key in ("HOST", "PORT", "USER", "PASSWORD")}
    return psycopg.connect(
        host=login["HOST"],
        port=login["PORT"],
        user=login["USER"],
        password=login["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
        autocommit=True,
    )


def _uploaded(number: int, content: bytes) -> tuple[int, int]:
    """A fresh organisation with the file uploaded and looked at: (organisation, import)."""
    from accounts.tests.factories import OrganisationFactory, UserFactory
    from pricing.services import importing
    from pricing.tests.factories import upload
    from synthai.core.tenancy import tenant
    from synthai.core.testing.cast import actor_of

    organisation = OrganisationFactory.create(slug=f"bench-{number}")
    found = upload(actor_of(UserFactory.create(), organisation, "owner"), content, name="sales.csv")
    with tenant(organisation):
        importing.inspect(found.pk)
    return organisation.pk, found.pk


@contextmanager
def _worker() -> Iterator[Any]:
    """A process that imports as a Celery worker does; call it with (organisation, import) for (seconds, peak MB)."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs,))
    process.start()
    ours.recv()

    def work(organisation_id: int, import_id: int) -> tuple[float, float]:
        ours.send((organisation_id, import_id))
        peak = 0.0
        while not ours.poll(0.25):  # looking more often stops the worker itself: its pages are counted
            peak = max(peak, _memory(process.pid or 0))
        return float(ours.recv()), peak

    yield work
    ours.send(None)
    process.join(30)


def _work(pipe: Connection) -> None:
    django.setup()
    from pricing.models import Import
    from pricing.services import importing
    from synthai.core.tenancy import tenant

    pipe.send("ready")
    while job := pipe.recv():
        organisation_id, import_id = job
        started = time.perf_counter()
        with tenant(organisation_id):
            importing.run(import_id)
            seconds = time.perf_counter() - started
            found = Import.objects.get(pk=import_id)
        if found.state != "loaded":
            raise RuntimeError(f"the import is {found.state}: {found.error}")
        pipe.send(seconds)


def _memory(pid: int) -> float:
    """Proportional memory of a process and its children in MB: shared pages count once."""
    total = 0
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        for member in family:
            total += member.memory_full_info().pss
    except (psutil.NoSuchProcess, psutil.AccessDenied, AttributeError):
        pass
    return total / 1e6


def _values(organisation_id: int, rows: int) -> list[tuple[Any, ...]]:
    with _owner() as owner:
        # The owner sees rows of a forced policy only as a tenant.
        owner.execute("SELECT set_config('app.organisation', %s, false)", [str(organisation_id)])
        found = owner.execute(f"SELECT {_COLUMNS} FROM pricing_salesrow").fetchall()  # noqa: S608
    if len(found) != rows:
        raise RuntimeError(f"{len(found)} rows came in, {rows} were sent")
    return found


def _bare_copy(values: list[tuple[Any, ...]], *, as_text: bool) -> float:
    """Seconds of one COPY, committed; ready text is made before the clock starts."""
    text = [_line(value) for value in values] if as_text else []
    blocks = ["".join(text[start : start + 5_000]).encode() for start in range(0, len(text), 5_000)]
    with _owner() as owner:
        owner.execute(f"TRUNCATE {_BARE}")
        started = time.perf_counter()
        with owner.transaction(), owner.cursor().copy(f"COPY {_BARE} ({_COLUMNS}) FROM STDIN") as copy:
            for block in blocks:
                copy.write(block)
            if not as_text:
                for value in values:
                    copy.write_row(value)
        return time.perf_counter() - started


def _line(value: tuple[Any, ...]) -> str:
    return "\t".join("\\N" if cell is None else str(cell) for cell in value) + "\n"
