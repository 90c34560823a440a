"""The reading order of lines on a page. Most files have it already; those that draw a page out of order are read by its columns."""

from dataclasses import dataclass
from typing import Final

_WIDE: Final = 0.6  # of the text's width: such a line belongs to no column
_GAP: Final = 6.0  # points of white between columns


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a page and its place; the origin is at the bottom left."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """Of its letters."""
        return self.top - self.bottom


def in_order(lines: list[Line]) -> list[Line]:
    """As a person reads them: as they came unless they jump upwards inside a column, then by columns from the left and from the top."""
    return _by_columns(lines) if _jumps(lines) else lines


def _jumps(lines: list[Line]) -> bool:
    """Whether a line stands above one that came before it, with something of both at the same place from the left."""
    lowest: list[Line] = []
    for line in lines:
        if any(line.bottom > before.top and _share(line, before) for before in lowest[-40:]):
            return True
        lowest.append(line)
    return False


def _share(one: Line, two: Line) -> bool:
    return min(one.right, two.right) - max(one.left, two.left) > 1


def _by_columns(lines: list[Line]) -> list[Line]:
    """From the top: what spans the page is read where it stands, what stands between two such lines column by column."""
    width = max(line.right for line in lines) - min(line.left for line in lines)
    made: list[Line] = []
    narrow: list[Line] = []
    for line in sorted(lines, key=_place):
        if line.right - line.left > _WIDE * width:
            made += [*_columns(narrow), line]
            narrow = []
        else:
            narrow.append(line)
    return made + _columns(narrow)


def _columns(lines: list[Line]) -> list[Line]:
    """Parted at white bands that go from top to bottom, read from the left."""
    parts: list[list[Line]] = []
    reach = float("-inf")
    for line in sorted(lines, key=lambda each: each.left):
        if line.left > reach + _GAP:
            parts.append([])
        parts[-1].append(line)
        reach = max(reach, line.right)
    return [line for part in parts for line in sorted(part, key=_place)]


def _place(line: Line) -> tuple[float, float]:
    return (-round(line.top, 1), line.left)
