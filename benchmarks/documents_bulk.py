"""A table of quotations of one page each: checked, written as PDF or as Word, packed as one ZIP, by one worker's process.

The size is BULK_SIZE (1,000 unless set; the target is stated for 10,000). The worker does what the task does: it reads rows from PostgreSQL in
batches, composes, draws, stores parts, marks rows, and packs. Processor time is the worker's and its database's. One worker takes a run, so the
second of two cores stays free for everything else. The broker is left out.
"""

import csv
import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Documents: many of one table"
TARGET_MINUTES = 15
WHOLE = 10_000
MOST_GROWTH_MB = 40.0


def run(options: Options) -> list[Table]:
    """Upload a table, and have one process check and write it."""
    size = 60 if options.quick else int(os.environ.get("BULK_SIZE", "1000"))
    services = django_on_servers()
    from synthai.core.testing.database import prepared_database

    with prepared_database(recreate=True):
        organisation, actor = _owner()
        ways: tuple[tuple[str, ...], ...] = (("pdf",), ("docx",), ("pdf", "docx"))
        rows = [_one(organisation, actor, size, formats, services.var) for formats in ways]
    return [
        Table(
            title=f"{size:,} quotations".replace(",", " "),
            columns=("made", "upload s", "check ms each", "write ms each", "CPU ms each, PostgreSQL too", "minutes for 10 000", "peak MB", "grown MB", "ZIP MB", "target met"),
            rows=rows,
            note=f"Each with two lines of goods, VAT in three amounts, deposit, terms and a place to accept it; one worker. To reach: 10 000 in under {TARGET_MINUTES} minutes on two cores, memory flat "
            f"(under {MOST_GROWTH_MB:.0f} MB more after the last tenth than after the first). Minutes are of checking, writing and packing by the clock of this run.",
            digits=1,
        )
    ]  # fmt: skip


def _owner() -> tuple[Any, Any]:
    from synthai.core.testing.cast import build_cast

    cast = build_cast()
    return cast.umoja, cast.thandi.actor


def _table(size: int) -> bytes:
    """The example that the page offers, a row for each of many customers."""
    from content.engine import bulk_columns
    from content.selectors import blueprints

    columns = bulk_columns.columns([blueprints.get("library:quotation:1")], records=2)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.key for column in columns])
    for number in range(size):
        own = {
            "customer.name": f"Kasi Café {number}",
            "quote.number": f"Q-{number:05}",
            "lines.0.quantity": str(number % 90 + 1),
        }
        writer.writerow([own.get(column.key, column.example) for column in columns])
    return out.getvalue().encode()


def _one(
    organisation: Any, actor: Any, size: int, formats: tuple[str, ...], var: Path
) -> tuple[str | float, ...]:
    from django.utils import timezone

    from content.models import BulkRow, BulkRun
    from content.services import bulk
    from synthai.core import files
    from synthai.core.tenancy import tenant

    with tenant(organisation.pk):
        run = bulk.begin(["library:quotation:1"], by=actor, now=timezone.now())
        began = time.perf_counter()
        bulk.upload(run.pk, io.BytesIO(_table(size)), name="t.csv", by=actor, now=timezone.now())
        took_upload = time.perf_counter() - began
    before = _postgres_seconds()
    checked = _work(organisation.pk, run.pk, var)
    with tenant(organisation.pk):
        first = BulkRow.objects.filter(run=run).order_by("line")[0]
        if first.state != "good":
            raise AssertionError((first.state, first.errors, checked))
        bulk.start(run.pk, formats=formats, by=actor, now=timezone.now())
    written = _work(organisation.pk, run.pk, var)
    spent = _postgres_seconds() - before + checked["cpu"] + written["cpu"]
    with tenant(organisation.pk):
        done = BulkRun.objects.get(pk=run.pk)
        with files.open_file(done.path) as file, zipfile.ZipFile(file) as archive:
            count = len(archive.namelist())
        if (done.state, done.done_count, count) != ("finished", size, size * len(formats) + 1):
            raise AssertionError((done.state, done.done_count, done.bad_count, count))
        files.delete(done.path)
    minutes = (checked["took"] + written["took"]) / size * WHOLE / 60
    met = minutes < TARGET_MINUTES and written["grown"] < MOST_GROWTH_MB
    return (
        " and ".join(each.upper() for each in formats), took_upload, checked["took"] / size * 1e3, written["took"] / size * 1e3,
        spent / size * 1e3, minutes, written["peak"], written["grown"], done.size / 2**20, "yes" if met else "no",
    )  # fmt: skip


def _work(organisation: int, run: int, var: Path) -> dict[str, float]:
    from django.db import connection

    said = connection.settings_dict
    own = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}",
        "DJANGO_SETTINGS_MODULE": "synthai.settings.test",
        "SYNTHAI_VAR": str(var),
    }
    argv = [sys.executable, "-m", "benchmarks.documents_bulk", str(organisation), str(run)]
    told = subprocess.run(argv, env=own, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    found: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return found


def _worker(organisation: int, run: int) -> None:
    """Work on a run as its task does, and tell time and memory."""
    import django

    django.setup()
    from content.services import bulk_working
    from synthai.core.tenancy import tenant

    sizes: list[float] = []
    moved = bulk_working._Worker._move  # noqa: SLF001 - after each batch

    def move(self: Any, found: Any) -> None:
        moved(self, found)
        sizes.append(_resident())

    bulk_working._Worker._move = move  # type: ignore[method-assign]  # noqa: SLF001
    began, spent = time.perf_counter(), time.process_time()
    with tenant(organisation):
        bulk_working.work(run, go_on=lambda _run: None)
    told = {
        "took": time.perf_counter() - began,
        "cpu": time.process_time() - spent,
        "peak": max(sizes, default=0.0),
        "grown": sizes[-1] - sizes[len(sizes) // 10] if sizes else 0.0,
    }
    print(json.dumps(told))  # noqa: T201 - for the parent


def _postgres_seconds() -> float:
    """Processor time of this connection's own backend and of all ended ones."""
    from benchmarks.invoices_bulk import _postgres_seconds as seconds

    return seconds()


def _resident() -> float:
    """This process's memory now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    _worker(*map(int, sys.argv[1:3]))
