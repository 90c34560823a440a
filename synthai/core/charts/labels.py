"""Where the text of a mark stands: beside its point, away from lines, other texts and the edge."""

from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]

_LETTER, _LINE = 7.4, 18.0  # width of a letter and height of a line of the mark's text, in user units
_GAP = 10.0
_DOT = 5.0  # radius of a mark's dot
_STEP = 4.0  # how densely lines are looked at
_OUTSIDE, _ON_TEXT, _ON_DOT = 1000, 100, 40


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its corners; y grows downwards."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, point: Point) -> bool:
        """Whether the point lies inside."""
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def is_near(self, dot: Point) -> bool:
        """Whether a mark's dot at this point would touch the box."""
        return (
            self.left - _DOT <= dot[0] <= self.right + _DOT
            and self.top - _DOT <= dot[1] <= self.bottom + _DOT
        )

    def meets(self, other: "Box") -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Place:
    """Start of the text (its end when `anchor` is "end") and the room it takes."""

    x: float
    y: float
    anchor: str
    box: Box


def dense(points: Sequence[Point]) -> list[Point]:
    """The points of a polyline and enough between them to notice a text on it."""
    found = list(points[:1])
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        parts = max(1, int(max(abs(x1 - x0), abs(y1 - y0)) / _STEP))
        found += [
            (x0 + (x1 - x0) * part / parts, y0 + (y1 - y0) * part / parts) for part in range(1, parts + 1)
        ]
    return found


def place_text(
    text: str,
    at: Point,
    *,
    frame: Box,
    lines: Sequence[Point],
    dots: Sequence[Point],
    taken: Sequence[Box],
    is_line: bool,
) -> Place:
    """The best of the places around `at`; the first one wins when several are free."""
    above, below = -_GAP, _GAP + 14
    rows = [_LINE, 2 * _LINE, 3 * _LINE]
    if not is_line:  # points near the axis have no room below: two of them go up in steps
        rows = [above, below, above - _LINE, below + _LINE, above - 2 * _LINE, above - 3 * _LINE]
    options = [_option(text, at, row, anchor) for row in rows for anchor in ("start", "end")]

    def cost(option: Place) -> int:
        box = option.box
        outside = box.left < frame.left or box.right > frame.right or box.top < frame.top - _LINE
        return (
            _OUTSIDE * (outside or box.bottom > frame.bottom)
            + _ON_TEXT * sum(box.meets(other) for other in taken)
            + _ON_DOT * sum(box.is_near(dot) for dot in dots)
            + sum(box.holds(point) for point in lines)
        )

    return min(options, key=cost)


def _option(text: str, at: Point, row: float, anchor: str) -> Place:
    x = at[0] + (8 if anchor == "start" else -8)
    y = at[1] + row
    width = len(text) * _LETTER
    left = x if anchor == "start" else x - width
    return Place(round(x, 1), round(y, 1), anchor, Box(left, y - _LINE + 4, left + width, y + 4))
