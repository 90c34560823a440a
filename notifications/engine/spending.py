"""What messages will have cost by the end of the month, and how sure that is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt

LOOK_BACK = 28  # days before today that the forecast rests on
LEAST_DAYS = 7  # with fewer days behind it, nothing is forecast
_SURE = 1.2816  # 8 of 10 cases
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Forecast:
    """The month's end in rand: expected, and between what in 8 of 10 cases. `days` are those it rests on."""

    expected: Decimal
    low: Decimal
    high: Decimal
    days: int


def month_end(daily: Mapping[date, Decimal], *, first: date | None, today: date) -> Forecast | None:
    """What this month will have cost. `daily` is what each day cost; `first` the day of the very first cost.

    To what is spent, each day that is still to come (the rest of today too) adds what such a day cost on average in the four weeks
    before: the average of its weekday where four weeks are known, else of all days. The range is the spread of single days, which
    adds up by its squares. None with fewer than seven days behind it: so little says nothing.
    """
    known = _known_days(first, today)
    if len(known) < LEAST_DAYS:
        return None
    costs = {day: float(daily.get(day, 0)) for day in known}
    spent = sum((cost for day, cost in daily.items() if _same_month(day, today)), Decimal(0))
    left = [day for day in _rest_of_month(today) if day != today]
    middle = {day: _usual(costs, day) for day in (today, *left)}
    rest_of_today = max(0.0, middle[today] - float(daily.get(today, 0)))
    to_come = rest_of_today + sum(middle[day] for day in left)
    swing = _SURE * _spread(costs) * sqrt(len(left) + (1 if rest_of_today else 0))
    expected = spent + _rand(to_come)
    return Forecast(expected, max(spent, expected - _rand(swing)), expected + _rand(swing), len(known))


def _known_days(first: date | None, today: date) -> list[date]:
    if first is None:
        return []
    start = max(first, today - timedelta(days=LOOK_BACK))
    return [start + timedelta(days=number) for number in range((today - start).days)]


def _usual(costs: Mapping[date, float], day: date) -> float:
    same = [cost for when, cost in costs.items() if when.weekday() == day.weekday()]
    chosen = same if len(costs) >= LOOK_BACK else list(costs.values())
    return sum(chosen) / len(chosen)


def _spread(costs: Mapping[date, float]) -> float:
    """The standard deviation of a day about what such a day usually costs."""
    differences = [(cost - _usual(costs, day)) ** 2 for day, cost in costs.items()]
    return sqrt(sum(differences) / max(1, len(differences) - 1))


def _rest_of_month(today: date) -> list[date]:
    end = (today.replace(day=28) + timedelta(days=4)).replace(day=1)
    return [today + timedelta(days=number) for number in range((end - today).days)]


def _same_month(day: date, today: date) -> bool:
    return (day.year, day.month) == (today.year, today.month) and day <= today


def _rand(value: float) -> Decimal:
    return Decimal(str(value)).quantize(_CENT, rounding=ROUND_HALF_UP)
