"""Numbers out of files: the South African money vectors, and columns that prove their decimal mark."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pricing.tabular.numbers import Mark, NumberUnclear, column_mark, parse_amount, parse_number

VECTORS = json.loads((Path(__file__).parent / "za-money-format.json").read_text())["parse_policy"]["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["in"] or "empty")
def test_money_policy(vector: dict[str, Any]) -> None:
    if vector["out"] is None:
        with pytest.raises(NumberUnclear):
            parse_amount(vector["in"])
    else:
        assert parse_amount(vector["in"]) == Decimal(vector["out"])


@pytest.mark.parametrize(
    ("text", "mark", "value"),
    [
        ("1,234", ".", "1234"),
        ("1,234", ",", "1.234"),
        ("1.234,56", ",", "1234.56"),
        ("12.345", ".", "12.345"),
        ("0.125", None, "0.125"),
        ("23.4567", None, "23.4567"),
        ("1e3", None, "1000"),
        ("-3", None, "-3"),
        ("1\u00a0234,5", None, "1234.5"),
        ("1,234,567", None, "1234567"),
    ],
)
def test_reads_numbers(text: str, mark: Mark | None, value: str) -> None:
    assert parse_number(text, mark) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "abc", "R", "1..2", "1,2,3", "12 34", "--5", "(-5)", "5 kg", "1.2.3", "inf"]
)
def test_refuses_what_is_no_number(text: str) -> None:
    with pytest.raises(NumberUnclear):
        parse_number(text)


@pytest.mark.parametrize(
    ("cells", "mark"),
    [
        (["12,50", "1,234"], ","),
        (["12.50", "1,234"], "."),
        (["1,234", "2,500"], None),
        (["12,50", "12.50"], None),
        (["5", "7"], None),
        (["0,125"], ","),
        (["1,234.56"], "."),
        (["1.234.567"], ","),
    ],
)
def test_a_column_proves_its_mark(cells: list[str], mark: Mark | None) -> None:
    assert column_mark(cells) == mark
