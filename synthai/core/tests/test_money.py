import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import formats, translation

from synthai.core.money import (
    AmountUnclear,
    CurrencyMismatch,
    Money,
    format_zar,
    parse_amount,
    round_half_up,
)

VECTORS = json.loads((Path(__file__).parent / "data" / "za-money-format.json").read_text(encoding="utf-8"))
PARSE = VECTORS["parse_policy"]["vectors"]


@pytest.mark.parametrize("vector", [v for v in PARSE if v["out"] is not None], ids=lambda v: v["in"])
def test_reads_clear_amounts(vector: dict[str, str]) -> None:
    assert str(parse_amount(vector["in"])) == vector["out"]


@pytest.mark.parametrize("text", [v["in"] for v in PARSE if v["out"] is None])
def test_refuses_unclear_amounts(text: str) -> None:
    with pytest.raises(AmountUnclear, match="not a clear amount"):
        parse_amount(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("R\u00a01\u00a0234.56", "1234.56"),
        ("1,234,567", "1234567.00"),
        ("\N{MINUS SIGN}R 5", "-5.00"),
        ("R-5,5", "-5.50"),
        (".5", "0.50"),
        ("zar 1 000", "1000.00"),
    ],
)
def test_reads_what_people_type(text: str, amount: str) -> None:
    assert str(parse_amount(text)) == amount


@pytest.mark.parametrize(
    "text", ["1 23", "1,23,456", "--5", "(-5)", "R", "5 R 5", "1 234,567.00", "1e3", "NaN", "١٢"]
)
def test_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(AmountUnclear):
        parse_amount(text)


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.005", "0.01"), ("2.675", "2.68"), ("-0.005", "-0.01"), ("1.0049", "1.00")]
)
def test_half_a_cent_goes_up(value: str, rounded: str) -> None:
    assert str(round_half_up(Decimal(value))) == rounded


def test_shows_rand_with_unbreakable_spaces() -> None:
    assert format_zar(Decimal("1234567.5")) == "R\u00a01\u00a0234\u00a0567.50"
    assert format_zar(Decimal("-1234.56"), decimal_mark=",") == "-R\u00a01\u00a0234,56"
    assert format_zar(Decimal("-0.001")) == "R\u00a00.00"
    assert parse_amount(format_zar(Decimal("98765.43"))) == Decimal("98765.43")


def test_money_keeps_its_currency() -> None:
    total = Money(Decimal("10.005")) + Money(Decimal("0.10")) * 2
    assert total.rounded() == Money(Decimal("10.21"))
    assert str(-total.rounded()) == "-R\u00a010.21"
    assert sorted([Money(Decimal(2)), Money(Decimal(1))])[0].amount == 1
    with pytest.raises(CurrencyMismatch):
        Money(Decimal(1)) + Money(Decimal(1), "USD")
    with pytest.raises(TypeError, match="Decimal"):
        Money(0.1)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money(Decimal(1)) * 0.15  # type: ignore[operator]


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("{{ price|zar }}", "R\u00a01\u00a0234.50"),
        ("{{ price|zar0 }}", "R\u00a01\u00a0235"),
        ("{{ missing|zar }} {{ nan|zar0 }} {{ missing|percent }}", "– – –"),
        ("{{ units|number }} {{ units|number:1 }}", "12\u00a0345 12\u00a0345.0"),
        ("{{ share|percent }} {{ share|percent:1 }}", "13% 12.5%"),
        ("{{ at|za_date }}", "22\u00a0November 2026"),
        ("{{ at|za_datetime }}", "22\u00a0November 2026, 01:05"),
        ("{{ day|za_date }} {{ missing|za_date }}", "1\u00a0March 2026 –"),
    ],
)
def test_filters_show_south_african_formats(markup: str, shown: str) -> None:
    context = {
        "price": Decimal("1234.5"),
        "missing": None,
        "nan": float("nan"),
        "units": 12345,
        "share": 0.125,
        "at": datetime(2026, 11, 21, 23, 5, tzinfo=UTC),
        "day": date(2026, 3, 1),
    }
    assert Template("{% load synthai %}" + markup).render(Context(context)) == shown


def test_django_uses_our_formats() -> None:
    with translation.override("en-za"):
        assert formats.date_format(date(2026, 11, 2)) == "2 November 2026"
        assert formats.date_format(date(2026, 11, 2), "SHORT_DATE_FORMAT") == "2 Nov 2026"
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
        assert formats.number_format(Decimal("1234.5"), use_l10n=True, force_grouping=True) == "1\u00a0234.5"
