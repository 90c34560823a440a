"""Invoices as PDF: processor time beside WeasyPrint on the same invoice, many in a row, and very long ones."""

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Documents: invoices as PDF"
LIMIT_MS = 30
LEAST_RATIO = 8
LINES = 30  # two pages
# What an invoice needs on paper and no more: a smaller stylesheet is a quicker peer.
_STYLE = """
@page { size: A4; margin: 20mm 18mm 24mm; @bottom-right { content: "Page " counter(page) " of " counter(pages); font-size: 7.5pt } }
body { font: 9pt sans-serif; color: #13211b } h2 { color: #0b6b4f; font-size: 21pt } h3, dt { color: #4d5c55; font-size: 8pt }
table { width: 100%; border-collapse: collapse } td, th { padding: 2mm; border-bottom: 0.5pt solid #d3dcd7; text-align: left }
.num { text-align: right } .sheet-facts, .sheet-blocks, .sheet-totals > div { display: flex; gap: 6mm } .cell-note { display: block }
"""


def run(options: Options) -> list[Table]:
    """No database is read; Django is there for the words of the page."""
    django_on_servers()
    rounds = 10 if options.quick else 40
    return [
        _beside(rounds),
        _many(200 if options.quick else 2000),
        _long((1000,) if options.quick else (1000, 10_000)),
    ]


def _invoice(lines: int, number: int = 42) -> Any:
    from decimal import Decimal

    from billing.tests import paper

    made = (
        paper.line(place, f"Course seat {place}: bookkeeping for spaza shops", "345.00", quantity=Decimal(place), detail="Online, with a mentor")
        for place in range(1, lines + 1)
    )  # fmt: skip
    return paper.document(*made, number=f"INV-2026-{number:06}")


def _beside(rounds: int) -> Table:
    from billing import documents
    from billing.engine.invoicing.ubl import writing

    document = _invoice(LINES)
    ubl = writing.write(document)
    turn = iter(range(10 * rounds))
    ways: list[tuple[str, Callable[[], bytes]]] = [
        ("SynthAI: typst, PDF/A-3a, PDF/UA-1, UBL inside", lambda: documents.as_pdf(replace(document, number=f"N{next(turn)}"), ubl=ubl)),
        *_weasyprint(document),
    ]  # fmt: skip
    spent: dict[str, list[float]] = {name: [] for name, _make in ways}
    sizes = {name: len(make()) for name, make in ways}  # warm: fonts are read
    for _round in range(rounds):
        for name, make in ways:  # in turns, so that a busy machine slows all
            started = time.process_time()
            make()
            spent[name].append((time.process_time() - started) * 1e3)
    ours = statistics.median(spent[ways[0][0]])
    return Table(
        title="One invoice of two pages",
        columns=("engine", "CPU ms, p50", "CPU ms, p95", "kB", "times ours", "target met"),
        rows=[
            _row(name, times, sizes[name], ours, is_ours=name == ways[0][0]) for name, times in spent.items()
        ],
        note=f"{LINES} lines, {rounds} rounds, each with another number so that nothing is taken from a cache. "
        f"To reach: under {LIMIT_MS} ms, and WeasyPrint at least {LEAST_RATIO} times as much.",
        digits=1,
        remarks=()
        if len(ways) > 1
        else ("WeasyPrint was skipped: it or the system's libpango is not installed.",),
    )


def _row(
    name: str, times: list[float], size: int, ours: float, *, is_ours: bool
) -> tuple[str, float, float, float, float, str]:
    median = statistics.median(times)
    is_met = median < LIMIT_MS if is_ours else median / ours >= LEAST_RATIO
    worst = statistics.quantiles(times, n=20)[-1]
    return name, median, worst, size / 1024, median / ours, "yes" if is_met else "no"


def _weasyprint(document: Any) -> list[tuple[str, Callable[[], bytes]]]:
    """The same words as HTML through WeasyPrint, with its own accessible archive variant and without; or nothing."""
    try:
        import weasyprint
    except (ImportError, OSError):  # the package, or libpango behind it
        return []
    from django.template.loader import render_to_string
    from weasyprint.text.fonts import FontConfiguration

    from billing import documents

    body = render_to_string("components/sheet.html", {"sheet": documents.sheet_of(document)})
    page = f"<html lang=en-ZA><head><title>Invoice</title></head><body>{body}</body></html>"
    fonts = FontConfiguration()
    style = weasyprint.CSS(string=_STYLE, font_config=fonts)

    def make(**how: Any) -> bytes:
        made = weasyprint.HTML(string=page).write_pdf(stylesheets=[style], font_config=fonts, **how)
        assert isinstance(made, bytes)
        return made

    name = f"WeasyPrint {version('weasyprint')}"
    return [(f"{name}, plain", make), (f"{name}, PDF/UA-1", lambda: make(pdf_variant="pdf/ua-1"))]


def _many(count: int) -> Table:
    from billing import documents

    made = [documents.as_pdf(_invoice(3, number)) for number in range(50)]  # warm
    before, started, cpu = _resident(), time.perf_counter(), time.process_time()
    for number in range(count):
        made = [documents.as_pdf(_invoice(3, number))]
    assert made[0].startswith(b"%PDF")
    spent, cpu = time.perf_counter() - started, time.process_time() - cpu
    return Table(
        title="Many invoices in one process",
        columns=("invoices of one page", "CPU ms each", "a second", "memory grown, MB"),
        rows=[(f"{count:,}", cpu / count * 1e3, count / spent, _resident() - before)],
        note="Sheet and PDF, each with a number of its own.",
        digits=1,
    )


def _resident() -> float:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def _long(sizes: tuple[int, ...]) -> Table:
    from billing import documents

    rows = []
    for lines in sizes:
        document = _invoice(lines)
        started = time.perf_counter()
        content = documents.as_pdf(document)
        rows.append((f"{lines:,}", time.perf_counter() - started, len(content) / 2**20))
    return Table(
        title="Long invoices",
        columns=("lines", "s", "MB"),
        rows=rows,
        note="Set in a child process with limits, its start counted in; wall time.",
        digits=1,
        remarks=(
            f"Most memory of such a child: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB.",
        ),
    )
