"""The two charts the product shows again and again."""

import math
from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from synthai.core.charts.figures import AxisKind, Figure, Mark, Panel, Series
from synthai.core.charts.scales import label_for
from synthai.core.money import NBSP

_EN_DASH = "\N{EN DASH}"


def _numbers(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)


def _text(value: float, kind: AxisKind = "number") -> str:
    if math.isnan(value):
        return _EN_DASH
    return label_for(value, "money") if kind == "money" else label_for(value, "number", 0.1)


def demand_curve(
    *,
    prices: Sequence[float],
    units: Sequence[float],
    low: Sequence[float],
    high: Sequence[float],
    current: tuple[float, float] | None = None,
    recommended: tuple[float, float] | None = None,
    observed: Iterable[tuple[float, float]] = (),
    cost: float | None = None,
    title: str = "",
) -> Figure:
    """Expected units a week for each price (rand, VAT included), with its 80 % range.

    `current` and `recommended` are (price, units); `observed` are weeks that were sold, (price, units);
    `cost` is the price below which every sale loses money. Sequences have one length.
    """
    x, y, bottom, top = _numbers(prices), _numbers(units), _numbers(low), _numbers(high)
    weeks = [(float(price), float(sold)) for price, sold in observed]
    series = [Series(_("80% range"), "band", x, low=bottom, high=top, colour=1)]
    if weeks:
        across, sold_each = zip(*weeks, strict=True)
        series.append(Series(_("Weeks you sold"), "dots", across, sold_each, colour=0))
    series.append(Series(_("Expected units a week"), "line", x, y, colour=1))
    marks = []
    if cost is not None:
        marks.append(Mark(f"{_('Cost')} {label_for(cost, 'money')}", cost, None, 3))
    if current is not None:
        marks.append(Mark(f"{_('Now')} {label_for(current[0], 'money')}", *current, 0))
    if recommended is not None and recommended != current:
        marks.append(Mark(f"{_('Advice')} {label_for(recommended[0], 'money')}", *recommended, 2))
    rows = tuple(
        (_text(price, "money"), _text(sold), _text(least), _text(most))
        for price, sold, least, most in zip(x, y, bottom, top, strict=True)
    )
    return Figure(
        title=title or _("Demand curve"),
        description=_("Expected units a week at each price, with the range that holds in 8 of 10 weeks."),
        x_title=_("Price, VAT included"),
        x_kind="money",
        panels=(Panel(_("Units a week"), tuple(series), marks=tuple(marks)),),
        columns=(_("Price"), _("Units a week"), _("Low"), _("High")),
        rows=rows,
        hits=tuple(
            (price, f"{row[0]}: {row[1]} ({row[2]}{_EN_DASH}{row[3]})")
            for price, row in zip(x, rows, strict=True)
        ),
    )


def time_series(
    *,
    days: Sequence[date],
    units: Sequence[float],
    price: Sequence[float],
    forecast_from: date | None = None,
    low: Sequence[float] = (),
    high: Sequence[float] = (),
    title: str = "",
) -> Figure:
    """Units of each week above, the price of the week below.

    `days` are the Mondays of the weeks, ascending. From `forecast_from` on, units are expected ones, drawn
    dashed; `low` and `high` then belong to those weeks and have their number. NaN leaves a gap.
    """
    x, y, paid = tuple(float(day.toordinal()) for day in days), _numbers(units), _numbers(price)
    split = sum(1 for day in days if forecast_from is None or day < forecast_from)
    series = [Series(_("Units sold"), "bars", x[:split], y[:split], colour=1)]
    if low and high:
        ahead = x[split:]
        series.append(Series(_("80% range"), "band", ahead, low=_numbers(low), high=_numbers(high), colour=2))
    if split < len(x):
        series.append(Series(_("Expected units"), "dashed", x[split:], y[split:], colour=2))
    texts = [
        (label_for(day, "date"), _text(sold), _text(each, "money"))
        for day, sold, each in zip(x, y, paid, strict=True)
    ]
    return Figure(
        title=title or _("Sales and price"),
        description=_("Units sold in each week, and the price of the week below."),
        x_title=_("Week from"),
        x_kind="date",
        panels=(
            Panel(_("Units a week"), tuple(series), share=2),
            Panel(
                _("Price"), (Series(_("Price"), "step", x, paid, colour=3),), kind="money", from_zero=False
            ),
        ),
        columns=(_("Week from"), _("Units"), _("Price")),
        rows=tuple(texts),
        hits=tuple(
            (day, f"{row[0]}: {row[1]}{NBSP}×{NBSP}{row[2]}") for day, row in zip(x, texts, strict=True)
        ),
    )
