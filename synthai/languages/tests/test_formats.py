"""Dates, numbers and money as each language writes them."""

from datetime import date
from decimal import Decimal

from django.utils import formats, translation

from synthai.core.templatetags import synthai as filters

NBSP = "\N{NO-BREAK SPACE}"
DAY = date(2026, 11, 21)


def test_afrikaans_has_a_decimal_comma_and_its_own_months() -> None:
    with translation.override("af"):
        assert filters.zar(Decimal("1234.5")) == f"R{NBSP}1{NBSP}234,50"
        assert filters.money(Decimal("-12.5"), "USD") == f"USD{NBSP}-12,50"
        assert filters.zar0(Decimal(1235)) == f"R{NBSP}1{NBSP}235"
        assert filters.number(Decimal("0.125"), 2) == "0,13"
        assert filters.percent(Decimal("0.125"), 1) == "12,5%"
        assert filters.units(Decimal("0.50")) == "0,5"
        assert filters.za_date(DAY) == f"21{NBSP}November 2026"
        assert filters.za_date(date(2026, 3, 1)) == f"1{NBSP}Maart 2026"
        assert formats.date_format(date(2026, 6, 3), "DATE_FORMAT") == "3 Junie 2026"
        assert formats.localize(Decimal("1.5")) == "1,5"


def test_english_is_as_it_was() -> None:
    with translation.override("en-za"):
        assert filters.zar(Decimal("1234.5")) == f"R{NBSP}1{NBSP}234.50"
        assert filters.percent(Decimal("0.125"), 1) == "12.5%"
        assert filters.za_date(date(2026, 3, 1)) == f"1{NBSP}March 2026"
        assert formats.localize(Decimal("1.5")) == "1.5"
