"""Template filters for South African money, numbers and dates: `{% load synthai %}`.

None becomes an en dash, so a missing figure is never mistaken for zero.
"""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from django import template
from django.utils import dateformat, timezone
from django.utils.formats import get_format

from synthai.core.money import NBSP, Money, format_zar, group_digits

register = template.Library()

MISSING = "\N{EN DASH}"
Figure: TypeAlias = Decimal | int | float | str | Money | None


def _decimal(value: Figure) -> Decimal | None:
    """The exact decimal of a figure; None for what is no finite number (a NaN of the engine, an empty text)."""
    if isinstance(value, Money):
        return value.amount
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _mark() -> str:
    """The decimal mark of the page's language: 1 234.56 in English, 1 234,56 in Afrikaans."""
    return str(get_format("DECIMAL_SEPARATOR"))


def _digits(value: Decimal, places: int) -> str:
    return group_digits(value, places).replace(".", _mark())


@register.filter
def zar(value: Figure, places: int = 2) -> str:
    """Rand with cents: R 1 234.56."""
    number = _decimal(value)
    return MISSING if number is None else format_zar(number, places, decimal_mark=_mark())


@register.filter
def money(value: Figure, currency: str) -> str:
    """An amount in its own currency: R 1 234.56, USD 1 234.56."""
    number = _decimal(value)
    return MISSING if number is None else str(Money(number, currency)).replace(".", _mark())


@register.filter
def zar0(value: Figure) -> str:
    """Rand without cents: R 1 235."""
    return zar(value, 0)


@register.filter
def number(value: Figure, places: int = 0) -> str:
    """A number with spaces between thousands: 1 234 567."""
    figure = _decimal(value)
    return MISSING if figure is None else _digits(figure, places)


@register.filter
def percent(value: Figure, places: int = 0) -> str:
    """A share as a percentage: 0.125 is 13%, with one place 12.5%."""
    figure = _decimal(value)
    return MISSING if figure is None else f"{_digits(figure * 100, places)}%"


def _local(value: date) -> date:
    """Aware times in the current zone (Africa/Johannesburg), so that the day is the reader's day."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def za_date(value: date | None) -> str:
    """The day with its month spelt out: 21 November 2026 (21/11 and 11/21 cannot be confused)."""
    return MISSING if value is None else dateformat.format(_local(value), "j F Y").replace(" ", NBSP, 1)


@register.filter
def units(value: Figure) -> str:
    """A count in South African grouping, without zeros that say nothing: 2 000, 0.5."""
    figure = _decimal(value)
    if figure is None:
        return MISSING
    exponent = figure.normalize().as_tuple().exponent
    return _digits(figure, max(0, -exponent) if isinstance(exponent, int) else 0)


@register.filter
def za_datetime(value: datetime | None) -> str:
    """Day and 24-hour time: 21 November 2026, 14:05."""
    if value is None:
        return MISSING
    return dateformat.format(_local(value), "j F Y, H:i").replace(" ", NBSP, 1)
