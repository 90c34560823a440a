"""A plan of ten pages as PDF and as Word: processor time beside WeasyPrint and LibreOffice on the same words, in the same run."""

import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Documents: a plan of ten pages"
PDF_MS = 60
DOCX_MS = 150
AT = datetime(2026, 11, 29, tzinfo=UTC)
# What such a plan needs on paper and no more: a smaller stylesheet is a quicker peer.
_STYLE = """
@page { size: A4; margin: 22mm 22mm 25mm; @bottom-right { content: "Page " counter(page) " of " counter(pages); font-size: 7.5pt } }
body { font: 9.8pt/1.5 sans-serif; color: #13211b } h2, h3 { color: #0b6b4f } h2 { font-size: 30pt } h3 { font-size: 14pt; break-after: avoid }
table { width: 100%; border-collapse: collapse; font-size: 7.5pt } td, th { padding: 1.5mm; border-bottom: 0.5pt solid #d3dcd7; text-align: left }
.num { text-align: right } .cell-note { display: block } .paper-contents, .paper-head { break-after: page } .visually-hidden { display: none }
.paper-contents a::after { content: leader(".") target-counter(attr(href), page) } .paper-contents li { list-style: none }
.paper-bars li { display: flex; gap: 3mm; list-style: none } .paper-bars svg { width: 70mm; height: 3mm } .paper-line { width: 100%; height: 50mm }
.paper-points { columns: 6; list-style: none; padding: 0 } .paper-rows div { display: flex; gap: 5mm } .paper-note { background: #dff2ea; padding: 4mm }
"""


def run(options: Options) -> list[Table]:
    """No database is read; Django is there for the words of the page."""
    django_on_servers()
    return [_beside(8 if options.quick else 30)]


def _plan(turn: int) -> Any:
    from synthai.core.testing import papers

    return papers.plan(title=f"Business plan {turn}")


def _beside(rounds: int) -> Table:
    from synthai.core.documents.papers import docx, pdf

    turn = iter(range(100 * rounds))
    ours: list[tuple[str, Callable[[], bytes], float | None]] = [
        ("SynthAI: PDF by typst, PDF/A-3a, PDF/UA-1", lambda: pdf.as_pdf(_plan(next(turn)), at=AT), PDF_MS),
        ("SynthAI: DOCX, three charts drawn", lambda: docx.as_docx(_changed(next(turn)), at=AT), DOCX_MS),
    ]
    ways = [*ours, *_weasyprint(lambda: next(turn))]
    spent: dict[str, list[float]] = {name: [] for name, _make, _limit in ways}
    sizes = {name: len(make()) for name, make, _limit in ways}  # warm: fonts are read
    for place in range(rounds):
        for name, make, limit in ways:  # in turns, so that a busy machine slows all
            if limit is None and place >= 5:
                continue  # a second each: five are enough
            started = time.process_time()
            make()
            spent[name].append((time.process_time() - started) * 1e3)
    rows = [_row(name, spent[name], sizes[name], limit) for name, _make, limit in ways]
    office, said = _libreoffice()
    return Table(
        title="The same plan by each",
        columns=("engine", "CPU ms, p50", "CPU ms, p95", "kB", "target met"),
        rows=[*rows, *office],
        note=f"Cover, contents, tables, three charts, watermark; {rounds} rounds, each with another title and other figures. "
        f"To reach: PDF under {PDF_MS} ms, DOCX under {DOCX_MS} ms of processor time.",
        digits=1,
        remarks=(*said, *(("WeasyPrint was skipped: it or the system's libpango is not installed.",) if len(ways) == 2 else ())),
    )  # fmt: skip


def _changed(turn: int) -> Any:
    """With charts of other figures, so that no picture is taken from a cache."""
    from synthai.core.documents.papers.blocks import Chart

    plan = _plan(turn)
    return replace(
        plan,
        blocks=tuple(_other(block, turn) if isinstance(block, Chart) else block for block in plan.blocks),
    )


def _other(chart: Any, turn: int) -> Any:
    points = tuple(
        replace(point, value=point.value + turn * place) for place, point in enumerate(chart.points)
    )
    return replace(chart, points=points)


def _row(
    name: str, times: list[float], size: int, limit: float | None
) -> tuple[str, float, float, float, str]:
    median = statistics.median(times)
    worst = statistics.quantiles(times, n=20)[-1]
    return name, median, worst, size / 1024, "" if limit is None else "yes" if median < limit else "no"


def _weasyprint(turn: Callable[[], int]) -> list[tuple[str, Callable[[], bytes], float | None]]:
    """The same words as HTML through WeasyPrint, or nothing."""
    try:
        import weasyprint
    except (ImportError, OSError):  # the package, or libpango behind it
        return []
    from weasyprint.text.fonts import FontConfiguration

    from synthai.core.documents.papers import html

    fonts = FontConfiguration()
    style = weasyprint.CSS(string=_STYLE, font_config=fonts)

    def make(**how: Any) -> bytes:
        page = f"<html lang=en-ZA><head><title>Plan</title></head><body>{html.as_html(_plan(turn()))}</body></html>"
        made = weasyprint.HTML(string=page).write_pdf(stylesheets=[style], font_config=fonts, **how)
        assert isinstance(made, bytes)
        return made

    name = f"WeasyPrint {version('weasyprint')}"
    return [(f"{name}, plain", make, None), (f"{name}, PDF/UA-1", lambda: make(pdf_variant="pdf/ua-1"), None)]


def _libreoffice() -> tuple[list[tuple[str, float, float, float, str]], tuple[str, ...]]:
    """Our DOCX through LibreOffice to PDF: one file, and ten in one start, each file's share of it."""
    program = shutil.which("soffice")
    if program is None:
        return [], ("LibreOffice was skipped: there is no `soffice` on this machine.",)
    found = []
    for count in (1, 10):
        spent, size = _converted(program, count)
        found.append(
            (f"LibreOffice, DOCX to PDF, {count} a start", spent / count, spent / count, size / 1024, "")
        )
    return found, ("LibreOffice begins with our DOCX; its start is counted in. One run of each.",)


def _converted(program: str, count: int) -> tuple[float, float]:
    from synthai.core.documents.papers import docx

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [folder / f"{place}.docx" for place in range(count)]
        for place, file in enumerate(files):
            file.write_bytes(docx.as_docx(_plan(place), at=AT))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        home = f"-env:UserInstallation=file://{folder / 'home'}"
        subprocess.run(
            [program, home, "--headless", "--convert-to", "pdf", "--outdir", name, *map(str, files)],
            check=True, capture_output=True, timeout=300,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
        return spent * 1e3, (folder / "0.pdf").stat().st_size
