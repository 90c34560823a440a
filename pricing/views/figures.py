"""Charts of the product page, from stored numbers to figures that the templates draw as SVG."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pricing.models import Recommendation
from synthai.core import charts
from synthai.core.money import format_zar, round_half_up

ROOM = 0.35  # share of today's price that is drawn on either side


def demand_curve(advice: Recommendation, weeks: Sequence[dict[str, Any]], vat_share: float) -> charts.Figure:
    """Expected units a week by price, with today's, the advised price and the weeks that were sold."""
    curve = _near(advice)
    cost = None if advice.unit_cost is None else float(advice.unit_cost) * (1 + vat_share)
    inside = (curve["prices"][0], curve["prices"][-1])
    return charts.demand_curve(
        prices=curve["prices"],
        units=curve["units"],
        low=curve["low"],
        high=curve["high"],
        current=(float(advice.current_price), advice.units_before),
        recommended=(float(advice.price), advice.units_after),
        observed=[
            (float(week["price"]), week["units"])
            for week in weeks
            if inside[0] <= float(week["price"]) <= inside[1]
        ],
        cost=cost if cost is not None and inside[0] <= cost <= inside[1] else None,
    )


def profit_curve(advice: Recommendation, vat_share: float) -> charts.Figure:
    """Expected profit a week (rand excl. VAT) by price, from the same curve."""
    cost = float(advice.unit_cost or 0)
    curve = _near(advice)
    prices = curve["prices"]
    profit = [
        units * (price / (1 + vat_share) - cost) for price, units in zip(prices, curve["units"], strict=True)
    ]
    line = charts.Series(_("Expected profit a week"), "line", tuple(prices), tuple(profit), colour=1)
    marks = [_profit_mark(_("Now"), advice.current_price, advice.profit_before, 0)]
    if advice.price != advice.current_price:
        marks.append(_profit_mark(_("Advice"), advice.price, advice.profit_after, 2))
    rows = tuple(
        (format_zar(_cents(price)), format_zar(_cents(value)))
        for price, value in zip(prices, profit, strict=True)
    )
    return charts.Figure(
        title=_("Profit a week at each price"),
        description=_("Expected profit a week, without VAT and after cost, at each price."),
        x_title=_("Price, VAT included"),
        x_kind="money",
        panels=(
            charts.Panel(_("Profit a week"), (line,), kind="money", from_zero=False, marks=tuple(marks)),
        ),
        columns=(_("Price"), _("Profit a week")),
        rows=rows,
        hits=tuple((price, f"{row[0]}: {row[1]}") for price, row in zip(prices, rows, strict=True)),
    )


def _near(advice: Recommendation) -> dict[str, list[float]]:
    """The part of the curve around today's and the advised price; far ends would flatten what matters."""
    now, then = float(advice.current_price), float(advice.price)
    low, high = min(now * (1 - ROOM), then * 0.95), max(now * (1 + ROOM), then * 1.05)
    inside = [index for index, price in enumerate(advice.curve["prices"]) if low <= price <= high]
    if len(inside) < 3:
        inside = list(range(len(advice.curve["prices"])))
    return {name: [values[index] for index in inside] for name, values in advice.curve.items()}


def sales_history(weeks: Sequence[dict[str, Any]]) -> charts.Figure:
    """Units and average price of each week."""
    return charts.time_series(
        days=[week["week"] for week in weeks],
        units=[week["units"] for week in weeks],
        price=[float(week["price"]) for week in weeks],
    )


def _profit_mark(word: str, price: Decimal, profit: Decimal | None, colour: int) -> charts.Mark:
    height = None if profit is None else float(profit)
    return charts.Mark(f"{word} {format_zar(price)}", float(price), height, colour)


def _cents(value: float) -> Decimal:
    return round_half_up(Decimal(repr(float(value))))
