"""What a chart shows, before anybody decided how large it is."""

from dataclasses import dataclass
from typing import Literal

AxisKind = Literal["number", "money", "date"]
Shape = Literal["line", "dashed", "band", "dots", "bars", "step"]


@dataclass(frozen=True, slots=True)
class Series:
    """One named run of points. `x` are numbers (days as ordinals), `y` has the same length.

    `band` uses `low` and `high` instead of `y`. `colour` is 1 to 3, or 0 for grey.
    """

    name: str
    shape: Shape
    x: tuple[float, ...]
    y: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    colour: int = 1

    def values(self) -> tuple[float, ...]:
        """Every number that must fit on the y axis."""
        return self.y + self.low + self.high


@dataclass(frozen=True, slots=True)
class Mark:
    """A labelled point; without `y` a labelled vertical line."""

    label: str
    x: float
    y: float | None = None
    colour: int = 1


@dataclass(frozen=True, slots=True)
class Panel:
    """One y axis with its series; panels of a figure lie under each other and share the x axis."""

    title: str
    series: tuple[Series, ...]
    kind: AxisKind = "number"
    from_zero: bool = True
    share: float = 1.0
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """A whole chart. `rows` are the same numbers as text, for the table beside it; `hits` are hover texts by x."""

    title: str
    description: str
    x_title: str
    x_kind: AxisKind
    panels: tuple[Panel, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    hits: tuple[tuple[float, str], ...] = ()

    def legend(self) -> list[Series]:
        """Series in drawing order, each name once."""
        named = {series.name: series for panel in self.panels for series in panel.series}
        return list(named.values())
