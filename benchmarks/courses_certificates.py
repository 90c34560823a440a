"""Certificates as PDF: processor time of each look, with a logo and without."""

import io
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from benchmarks.ground import django_on_servers
from benchmarks.report import Options, Table

NAME = "Courses: certificates as PDF"
LIMIT_MS = 30
_NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)


def run(options: Options) -> list[Table]:
    """No database is read; Django is there for the words of the page."""
    django_on_servers()
    rounds = 20 if options.quick else 200
    ways = [
        (f"{look}, {'with a logo of 512 pixels' if logo else 'name in letters'}", _making(look, logo=logo))
        for look in ("frame", "band")
        for logo in (False, True)
    ]
    spent: dict[str, list[float]] = {name: [] for name, _make in ways}
    sizes = {name: len(make()) for name, make in ways}  # warm: fonts and layouts are read
    for _round in range(rounds):
        for name, make in ways:  # in turns, so that a busy machine slows all
            started = time.process_time()
            make()
            spent[name].append((time.process_time() - started) * 1e3)
    note = (
        f"{rounds} rounds, each with another number and name. To reach: under {LIMIT_MS} ms of one processor."
    )
    return [
        Table(
            title="One certificate, with its QR code",
            columns=("look", "CPU ms, p50", "CPU ms, p95", "kB", "target met"),
            rows=[_row(name, times, sizes[name]) for name, times in spent.items()],
            note=note,
            digits=1,
        )
    ]


def _row(name: str, times: list[float], size: int) -> tuple[Any, ...]:
    median, worst = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    return name, median, worst, size / 1024, "yes" if median < LIMIT_MS else "no"


def _making(look: str, *, logo: bool) -> Callable[[], bytes]:
    from courses.engine.certificates.numbers import new_number
    from courses.engine.certificates.paper import Paper, diploma
    from synthai.core.documents import Brand, diplomas

    brand = Brand(colour="#b43c14", logo=_logo() if logo else None)
    turn = iter(range(1_000_000))

    def make() -> bytes:
        number = new_number()
        paper = Paper(
            sender="Umoja Foods",
            name=f"Bongani Dlamini {next(turn)}",
            course="Food safety for kitchens",
            text="Ten lessons and a test on keeping food safe in a small kitchen.",
            number=number,
            issued_on=date(2026, 11, 29),
            last_on=date(2027, 11, 28),
            signed_by="Thandi Mokoena",
            link=f"https://synthai.example/verify/k3v9abcd/{number}/",
            look=look,
        )
        return diplomas.as_pdf(diploma(paper), at=_NOW, brand=brand)

    return make


def _logo() -> Any:
    """Rings of colour on nothing, as a real logo has smooth edges: 512 pixels, as organisations' logos are kept."""
    from PIL import Image, ImageDraw

    from synthai.core.documents.sheets import Logo

    drawn = Image.new("RGBA", (512, 200), (0, 0, 0, 0))
    pen = ImageDraw.Draw(drawn)
    for place in range(40):
        pen.ellipse(
            (place * 11, place * 2, place * 11 + 100, place * 2 + 100), outline=(180, 60, 5 * place), width=3
        )
    file = io.BytesIO()
    drawn.save(file, "PNG", optimize=True)
    return Logo(content=file.getvalue(), alt="Umoja Foods")
