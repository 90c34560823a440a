"""How long stock lasts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pricing.engine.stock_cover import Sold, cover

MONDAY = date(2026, 6, 1)


def days(units: list[int], stock: list[int | None], *, length: int = 1) -> list[Sold]:
    return [
        Sold(
            MONDAY + timedelta(days=place * length),
            length,
            Decimal(each),
            None if told is None else Decimal(told),
        )
        for place, (each, told) in enumerate(zip(units, stock, strict=True))
    ]


@pytest.mark.parametrize(
    ("units", "stock", "length", "left", "lasts"),
    [
        ([2] * 28, [None] * 27 + [10], 1, 8, 4),  # what was sold on the day itself is gone already
        ([14] * 4, [None, None, None, 34], 7, 20, 10),  # weeks
        ([4, 4], [None, 20], 1, 16, 4),  # a product of two days is not spread over four weeks
        ([0] * 27 + [28], [None] * 27 + [29], 1, 1, 1),
        ([3] * 28, [None] * 27 + [2], 1, 0, 0),  # sold more than was there
        (
            [2] * 27 + [-1],
            [None] * 27 + [10],
            1,
            10,
            Decimal(10) / (Decimal(53) / 28),
        ),  # a refund puts nothing back
    ],
)
def test_what_is_left_at_the_recent_rate(
    units: list[int], stock: list[int | None], length: int, left: Decimal, lasts: Decimal
) -> None:
    sold = days(units, stock, length=length)
    found = cover(list(reversed(sold)), today=sold[-1].until)
    assert found is not None
    assert (found.left, found.days, found.counted_on) == (left, lasts, sold[-1].until)


def test_says_nothing_without_stock_without_sales_or_of_long_ago() -> None:
    known = days([2] * 28, [10] * 28)
    assert cover(days([2] * 28, [None] * 28), today=known[-1].until) is None
    assert cover(days([0] * 28, [10] * 28), today=known[-1].until) is None
    assert cover([], today=MONDAY) is None
    assert cover(known, today=known[-1].until + timedelta(days=14)) is not None
    assert cover(known, today=known[-1].until + timedelta(days=15)) is None


def test_the_rate_is_that_of_four_weeks_before_the_count() -> None:
    sold = days([100] * 28 + [1] * 28, [None] * 55 + [29])
    found = cover(sold, today=sold[-1].until)
    assert found is not None
    assert found.days == 28
