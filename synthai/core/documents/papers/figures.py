"""Where the bars and points of a chart stand, and which of their words are shown: reckoned once, so that each drawing shows the same."""

from dataclasses import dataclass
from typing import Final, Literal

from synthai.core.documents.papers.blocks import Chart, Point

WIDTH_PT: Final = 470  # of the paper between its margins
_LETTER_PT: Final = 4.1  # one letter of a chart's small print
_GAP_PT: Final = 7
_MOST_COLUMNS: Final = 12


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One bar or point: from and to are shares of the height, counted from below. What is not shown has no words."""

    label: str
    words: str
    start: float
    end: float
    middle: float  # share of the width
    percent_start: float  # the same for a page
    percent_length: float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A chart as it is drawn. "columns" stand, "rows" lie: they have room for long words."""

    title: str
    alt: str
    kind: Literal["columns", "rows", "line"]
    marks: tuple[Mark, ...]
    base: float  # where zero is

    @property
    def shown(self) -> tuple[Mark, ...]:
        """Those with words."""
        return tuple(mark for mark in self.marks if mark.label or mark.words)

    @property
    def path(self) -> str:
        """The line in a drawing of 1000 by 300, for SVG."""
        return " ".join(f"{mark.middle * 1000:.1f},{300 - mark.end * 300:.1f}" for mark in self.marks)


def figure_of(chart: Chart) -> Figure:
    """A chart with its places."""
    values = [float(point.value) for point in chart.points]
    low, high = min([0.0, *values]), max([0.0, *values])
    if chart.kind == "line" and low == 0 and values and min(values) > 0.6 * high:
        low = min(values) - (high - min(values)) * 0.5  # a line may begin above zero, bars may not
    span = (high - low) or 1.0
    base = _share(max(low, 0.0) - low, span)
    room = _room(chart)
    kind = _kind(chart, room)
    step = -(-len(values) // room) if kind == "line" else 1
    last = len(values) - 1
    return Figure(
        title=chart.title,
        alt=chart.alt,
        kind=kind,
        base=base,
        marks=tuple(
            _mark(point, _share(value - low, span), base, (place + 0.5) / len(values), (last - place) % step == 0)
            for place, (point, value) in enumerate(zip(chart.points, values, strict=True))
        ),
    )  # fmt: skip


def _mark(point: Point, share: float, base: float, middle: float, is_shown: bool) -> Mark:  # noqa: FBT001
    start, end = sorted((base, share))
    return Mark(
        label=point.label if is_shown else "",
        words=point.words if is_shown else "",
        start=base,
        end=share,
        middle=round(middle, 4),
        percent_start=round(start * 100, 2),
        percent_length=round((end - start) * 100, 2),
    )


def _share(value: float, span: float) -> float:
    return round(value / span, 4)


def _room(chart: Chart) -> int:
    """How many points may stand side by side with their words."""
    longest = 1
    for point in chart.points:
        longest = max(longest, len(point.words), *(len(word) for word in point.label.split(" ")))
    return max(1, min(_MOST_COLUMNS, int(WIDTH_PT / (longest * _LETTER_PT + _GAP_PT))))


def _kind(chart: Chart, room: int) -> Literal["columns", "rows", "line"]:
    if chart.kind == "line" and len(chart.points) > 1:
        return "line"
    return "columns" if len(chart.points) <= room else "rows"
