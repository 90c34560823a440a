"""Numbers as people type them here."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.engine.quiz.numbers import NotANumber, NumberRule, read_number, write_number

THIN, NBSP, NARROW = "\N{THIN SPACE}", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("4", "4"),
        ("4,5", "4.5"),
        ("4.5", "4.5"),
        (",5", "0.5"),
        ("-18", "-18"),
        ("\N{MINUS SIGN}18,0", "-18.0"),
        ("- 18", "-18"),
        ("1 234,5", "1234.5"),
        (f"1{THIN}234,5", "1234.5"),
        (f"1{NBSP}234{NBSP}567", "1234567"),
        (f"1{NARROW}234.50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1,234", "1.234"),
        (" 007 ", "7"),
    ],
)
def test_reads_numbers(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "four", "1 23", "12 34,5", "1,2,3", "1.2.3", "4 °C", "NaN", "1e5", "--4", "٤"]
)
def test_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(NotANumber):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "unit"),
    [("4 °C", "°C"), ("4°c", "°C"), ("R 4,00", "R"), ("-R4", "R"), ("4 %", "%"), ("4", "kg")],
)
def test_lets_the_unit_stand(text: str, unit: str) -> None:
    assert abs(read_number(text, unit=unit)) == 4


@given(st.decimals("-1e12", "1e12", places=4))
def test_what_we_write_is_read_back(number: Decimal) -> None:
    assert read_number(write_number(number)) == number


@given(st.decimals("-1e6", "1e6", places=2), st.decimals("0", "100", places=2), st.booleans())
def test_both_ends_of_the_reach_count_and_nothing_beyond(
    value: Decimal, tolerance: Decimal, is_percent: bool
) -> None:
    rule = NumberRule(value=value, tolerance=tolerance, is_percent=is_percent)
    for side in (-1, 1):
        assert rule.holds(f"{value + side * rule.reach:f}")
        assert not rule.holds(f"{value + side * (rule.reach + Decimal('0.0001')):f}")


@given(st.text())
def test_any_text_is_judged_without_a_crash(text: str) -> None:
    assert NumberRule(value=Decimal(4)).holds(text) in {True, False}
