"""From numbers and days to positions on the page, with ticks at round values."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import formats

from synthai.core.charts.figures import AxisKind
from synthai.core.money import NBSP, format_zar, group_digits

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_DAYS_IN_MONTH = 30.44


@dataclass(frozen=True, slots=True)
class Scale:
    """Linear map from [start, end] to [first, last]; `ticks` are (value, label)."""

    start: float
    end: float
    first: float
    last: float
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float) -> float:
        """Position of a value, to a tenth of a unit."""
        share = (value - self.start) / (self.end - self.start)
        return round(self.first + share * (self.last - self.first), 1)


def finite(values: Iterable[float]) -> list[float]:
    """The numbers among `values`: no NaN, no infinity."""
    return [float(value) for value in values if math.isfinite(value)]


def label_for(value: float, kind: AxisKind, step: float = 0.0) -> str:
    """A value as tick or table text; `step` is the distance of ticks and decides the decimals."""
    if kind == "date":
        return formats.date_format(date.fromordinal(round(value)), "j M Y").replace(" ", NBSP)
    if kind == "money":
        return format_zar(Decimal(repr(value)), 0 if step >= 1 and step == int(step) else 2)
    places = 0 if value == int(value) else _decimals(step or 0.1)
    return group_digits(Decimal(repr(value)), places)


def _decimals(step: float) -> int:
    """How many decimals tell ticks of this distance apart: 0.25 needs two, 20 none."""
    found = (places for places in range(9) if math.isclose(round(step, places), step, rel_tol=1e-6))
    return next(found, 9)


def _nice_step(span: float, count: int) -> float:
    rough = span / max(count, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * 0.999)


def _padded(values: Sequence[float], *, from_zero: bool) -> tuple[float, float]:
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-9:
        margin = abs(high) * 0.1 if abs(high) > 1e-6 else 1.0
        return (0.0, high + margin) if from_zero else (low - margin, high + margin)
    return low, high


def value_scale(
    values: Iterable[float],
    *,
    kind: AxisKind,
    room: tuple[float, float],
    count: int,
    from_zero: bool,
) -> Scale:
    """Scale that starts and ends on a tick; `room` is (position of low end, position of high end)."""
    low, high = _padded(finite(values), from_zero=from_zero)
    step = _nice_step(high - low, count)
    start, end = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    places = max(0, 2 - math.floor(math.log10(step)))
    marks = [round(start + step * index, places) for index in range(round((end - start) / step) + 1)]
    return Scale(start, end, *room, tuple((mark, label_for(mark, kind, step)) for mark in marks))


def along_scale(values: Iterable[float], *, kind: AxisKind, room: tuple[float, float], count: int) -> Scale:
    """Scale that fits the data exactly, with the round values inside as ticks."""
    low, high = _padded(finite(values), from_zero=False)
    if kind == "date":
        return Scale(low, high, *room, _month_ticks(low, high, count))
    step = _nice_step(high - low, count)
    places = max(0, 2 - math.floor(math.log10(step)))
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    marks = [round(index * step, places) for index in range(first, last + 1)]
    return Scale(low, high, *room, tuple((mark, label_for(mark, kind, step)) for mark in marks))


def _month_ticks(low: float, high: float, count: int) -> tuple[tuple[float, str], ...]:
    months = (high - low) / _DAYS_IN_MONTH
    if months < 2:
        step = max(7, math.ceil((high - low) / count / 7) * 7)
        monday = math.ceil(low) + (1 - math.ceil(low)) % 7  # ordinal 1 was a Monday
        days = range(monday, math.floor(high) + 1, step)
        return tuple((float(day), formats.date_format(date.fromordinal(day), "j M")) for day in days)
    every = next((step for step in _MONTH_STEPS if months / step <= count + 1), _MONTH_STEPS[-1])
    start = date.fromordinal(math.ceil(low))
    ticks: list[tuple[float, str]] = []
    for number in range(start.year * 12, start.year * 12 + math.ceil(months) + 13):
        first = date(number // 12, number % 12 + 1, 1)
        if number % every == 0 and low <= first.toordinal() <= high:
            wanted = "Y" if every >= 12 else "M" if ticks and first.month != 1 else "M Y"
            ticks.append((float(first.toordinal()), formats.date_format(first, wanted).replace(" ", NBSP)))
    return tuple(ticks)
