"""Dates out of files: read when clear, asked for when not."""

from datetime import date

import pytest

from pricing.tabular.dates import DateUnclear, DayOrder, order_of, parse_date


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21", "2026/11/21", "20261121", "21/11/2026", "11/21/2026", "21 November 2026", "21-Nov-26",
        "November 21, 2026", "21 Nov. 2026", "2026-11-21T10:00:00", "2026-11-20 23:30:00 +0000", "21.11.2026",
        "2026-11-20T22:15:00Z", "21/11/2026 14:05",
    ],
)  # fmt: skip
def test_reads_clear_dates(text: str) -> None:
    assert parse_date(text) == date(2026, 11, 21)


def test_reads_afrikaans_months() -> None:
    assert parse_date("3 Mei 2026") == date(2026, 5, 3)
    assert parse_date("1 Desember 2026") == date(2026, 12, 1)


def test_asks_when_day_and_month_could_be_swapped() -> None:
    with pytest.raises(DateUnclear) as refusal:
        parse_date("03/04/2026")
    assert refusal.value.code == "ambiguous"
    assert parse_date("03/04/2026", DayOrder.DAY_FIRST) == date(2026, 4, 3)
    assert parse_date("03/04/2026", DayOrder.MONTH_FIRST) == date(2026, 3, 4)


@pytest.mark.parametrize("text", ["", "yesterday", "31/02/2026", "2026-13-01", "32 November 2026", "12/2026"])
def test_refuses_what_is_no_date(text: str) -> None:
    with pytest.raises(DateUnclear) as refusal:
        parse_date(text, DayOrder.DAY_FIRST)
    assert refusal.value.code == "not_a_date"


def test_a_column_proves_its_order() -> None:
    assert order_of(["03/04/2026", "25/04/2026"]).order is DayOrder.DAY_FIRST
    assert order_of(["03/04/2026", "04/25/2026"]).order is DayOrder.MONTH_FIRST
    assert order_of(["03/04/2026"]).order is None
    assert order_of(["03/04/2026"]).is_needed
    assert not order_of(["2026-04-03"]).is_needed


def test_a_column_with_both_orders_is_mixed() -> None:
    evidence = order_of(["25/04/2026", "04/25/2026"])
    assert evidence.is_mixed
    assert evidence.order is None
