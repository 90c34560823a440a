"""A figure as SVG shapes for one width: plain numbers and path texts that the template only prints."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from synthai.core.charts.figures import Figure, Panel, Series
from synthai.core.charts.labels import Box, dense, place_text
from synthai.core.charts.scales import Scale, along_scale, finite, value_scale

_LEFT, _RIGHT, _TOP, _BOTTOM, _GAP = 58.0, 14.0, 26.0, 40.0, 38.0
_BAR_FILL = 0.72


@dataclass(frozen=True, slots=True)
class Stroke:
    """One path with its classes."""

    path: str
    classes: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A point, or a text, at a place."""

    x: float
    y: float
    text: str = ""
    classes: str = ""
    anchor: str = "middle"
    line_to: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A mark: its dot, or its vertical line down to `foot`, and where its text stands."""

    x: float
    y: float
    foot: float
    text: str
    text_x: float
    text_y: float
    anchor: str
    colour: int
    is_line: bool


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle with a hover text."""

    x: float
    y: float
    width: float
    height: float
    text: str


@dataclass(slots=True)
class Drawing:
    """Everything the template prints, in user units of a `width` x `height` view box."""

    width: int
    height: int
    titles: list[Spot] = field(default_factory=list)
    grid: list[Spot] = field(default_factory=list)
    ticks: list[Spot] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    dots: list[Spot] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    hits: list[Area] = field(default_factory=list)


def draw(figure: Figure, *, width: int, height: int, hover: bool) -> Drawing:
    """Lay the figure out. `hover` adds a rectangle with a text for each entry of `figure.hits`."""
    drawing = Drawing(width, height)
    right = width - _RIGHT
    everything = [x for panel in figure.panels for series in panel.series for x in series.x]
    everything += [mark.x for panel in figure.panels for mark in panel.marks]
    everything += [edge for panel in figure.panels for series in panel.series for edge in _bar_edges(series)]
    count = max(2, int((right - _LEFT) // 88))
    along = along_scale(everything, kind=figure.x_kind, room=(_LEFT, right), count=count)
    for panel, top, bottom in _slices(figure.panels, height):
        _draw_panel(drawing, panel, along, top, bottom)
    foot = height - _BOTTOM
    for value, text in along.ticks:
        drawing.ticks.append(Spot(along.at(value), foot + 20, text, "tick"))
    drawing.titles.append(Spot(right, height - 2.0, figure.x_title, "axis-name", "end"))
    if hover:
        drawing.hits = list(_hits(figure, along, foot))
    return drawing


def _bar_edges(series: Series) -> tuple[float, ...]:
    """Where the first and the last bar end, so that they stay between the axes."""
    numbers = sorted(finite(series.x)) if series.shape == "bars" else []
    if len(numbers) < 2:
        return ()
    half = min(after - before for before, after in zip(numbers, numbers[1:], strict=False)) / 2
    return numbers[0] - half, numbers[-1] + half


def _slices(panels: Sequence[Panel], height: int) -> Iterator[tuple[Panel, float, float]]:
    room = height - _TOP - _BOTTOM - _GAP * (len(panels) - 1)
    total = sum(panel.share for panel in panels)
    top = _TOP
    for panel in panels:
        bottom = top + room * panel.share / total
        yield panel, top, bottom
        top = bottom + _GAP


def _draw_panel(drawing: Drawing, panel: Panel, along: Scale, top: float, bottom: float) -> None:
    values = [value for series in panel.series for value in series.values()]
    values += [mark.y for mark in panel.marks if mark.y is not None]
    up = value_scale(
        values,
        kind=panel.kind,
        room=(bottom, top),
        count=max(2, int((bottom - top) // 44)),
        from_zero=panel.from_zero,
    )
    drawing.titles.append(Spot(0, round(top - 12, 1), panel.title, "axis-name", "start"))
    for index, (value, text) in enumerate(up.ticks):
        line = "grid-line" if index else "axis-line"
        drawing.grid.append(Spot(_LEFT, up.at(value), "", line, line_to=along.last))
        drawing.ticks.append(Spot(_LEFT - 8, up.at(value) + 4.5, text, "tick", "end"))
    for series in panel.series:
        if series.shape == "dots":
            drawing.dots += [
                Spot(along.at(x), up.at(y), "", f"dot fill-{series.colour}")
                for x, y in zip(series.x, series.y, strict=True)
                if finite([x, y]) == [x, y]
            ]
        else:
            drawing.strokes.append(_stroke(series, along, up))
    drawing.flags += _flags(panel, along, up)


def _stroke(series: Series, along: Scale, up: Scale) -> Stroke:
    if series.shape == "band":
        return Stroke(_band(series, along, up), f"band fill-{series.colour}")
    points = _points(series, along, up)
    if series.shape == "bars":
        return Stroke(_bars(points, up.at(0)), f"bar-shape fill-{series.colour}")
    classes = f"line ink-{series.colour}" + (" line-dashed" if series.shape == "dashed" else "")
    if series.shape == "step":
        return Stroke(_step(points), classes)
    return Stroke(_polyline(points), classes)


def _points(series: Series, along: Scale, up: Scale) -> list[tuple[float, float]]:
    """Places of the points that are numbers; a gap in the data is left out."""
    return [
        (along.at(x), up.at(y)) for x, y in zip(series.x, series.y, strict=True) if finite([x, y]) == [x, y]
    ]


def _polyline(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'L' if index else 'M'}{x:g} {y:g}" for index, (x, y) in enumerate(points))


def _step(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"H{x:g}V{y:g}" if index else f"M{x:g} {y:g}" for index, (x, y) in enumerate(points))


def _band(series: Series, along: Scale, up: Scale) -> str:
    edges = [
        (along.at(x), up.at(low), up.at(high))
        for x, low, high in zip(series.x, series.low, series.high, strict=True)
        if len(finite([x, low, high])) == 3
    ]
    there = [(x, high) for x, _, high in edges]
    back = [(x, low) for x, low, _ in reversed(edges)]
    return f"{_polyline(there + back)}Z" if edges else ""


def _bars(points: Sequence[tuple[float, float]], base: float) -> str:
    if not points:
        return ""
    gaps = [after[0] - before[0] for before, after in zip(points, points[1:], strict=False)]
    wide = max(1.0, round(min(gaps, default=24.0) * _BAR_FILL, 1))
    return "".join(f"M{x - wide / 2:.1f} {base:g}V{y:g}h{wide:g}V{base:g}Z" for x, y in points if y != base)


def _flags(panel: Panel, along: Scale, up: Scale) -> Iterator[Flag]:
    places = {
        mark: (along.at(mark.x), up.last if mark.y is None else up.at(mark.y))
        for mark in sorted(panel.marks, key=lambda mark: mark.x)
    }
    lines = [
        point
        for series in panel.series
        if series.shape in {"line", "dashed", "step"}
        for point in dense(_points(series, along, up))
    ]
    frame = Box(along.first, up.last, along.last, up.first)
    taken: list[Box] = []
    for mark, (x, y) in places.items():
        text = place_text(
            mark.label,
            (x, y),
            frame=frame,
            lines=lines,
            dots=list(places.values()),
            taken=taken,
            is_line=mark.y is None,
        )
        taken.append(text.box)
        yield Flag(x, y, up.first, mark.label, text.x, text.y, text.anchor, mark.colour, mark.y is None)


def _hits(figure: Figure, along: Scale, foot: float) -> Iterator[Area]:
    places = sorted((along.at(x), text) for x, text in figure.hits)
    for index, (x, text) in enumerate(places):
        left = (places[index - 1][0] + x) / 2 if index else along.first
        right = (places[index + 1][0] + x) / 2 if index + 1 < len(places) else along.last
        yield Area(round(left, 1), _TOP, round(max(right - left, 1.0), 1), round(foot - _TOP, 1), text)


def sparkline_path(values: Sequence[float], *, width: int, height: int) -> tuple[str, float, float]:
    """Path of a small line and the place of its last point; empty for fewer than two numbers."""
    numbers = finite(values)
    if len(numbers) < 2:
        return "", 0.0, 0.0
    along = Scale(0, len(numbers) - 1, 2, width - 3, ())
    low, high = min(numbers), max(numbers)
    up = Scale(low, high if high > low else low + 1, height - 3, 3, ())
    points = [(along.at(index), up.at(number)) for index, number in enumerate(numbers)]
    return _polyline(points), *points[-1]
