"""Amounts, days, quantities and rates as a document writes them."""

from datetime import date
from decimal import Decimal

from django.utils import dateformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.engine.invoicing.shapes import Treatment
from synthai.core.money import NBSP, format_zar, group_digits
from synthai.core.templatetags.synthai import za_date

_CENTS = 2


def money(amount: Decimal, currency: str = "ZAR") -> str:
    """`R 1 234.56`, or `USD 1 234.56`; a unit price below a cent keeps its decimals."""
    places = max(_CENTS, _places(amount))
    if currency == "ZAR":
        return format_zar(amount, places)
    return f"{currency}{NBSP}{group_digits(amount, places)}"


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def day(on: date) -> str:
    """28 November 2026."""
    return za_date(on)


def period(start: date, end: date) -> str:
    """1 to 30 November 2026; 15 November to 14 December 2026; with both years when they differ."""
    if start == end:
        return day(start)
    if start.year != end.year:
        first = day(start)
    elif start.month != end.month:
        first = dateformat.format(start, f"j{NBSP}F")
    else:
        first = str(start.day)
    return _("%(first)s to %(last)s") % {"first": first, "last": day(end)}


def percent(rate: Decimal) -> str:
    """15%, 15.5%."""
    text = f"{rate:f}"
    return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"


def quantity(amount: Decimal, unit: str) -> str:
    """1; 2.5 hours; 1 000 kg. Codes are those of UN/ECE Recommendation 20; an unknown one is printed as it is."""
    text = group_digits(amount, _places(amount) if _places(amount) > 0 else 0)
    word = _unit(unit, 1 if amount == 1 else 2)
    return f"{text}{NBSP}{word}" if word else text


def _unit(code: str, count: int) -> str:
    words = {
        "C62": "",
        "H87": "",
        "EA": "",
        "MON": ngettext("month", "months", count),
        "ANN": ngettext("year", "years", count),
        "WEE": ngettext("week", "weeks", count),
        "DAY": ngettext("day", "days", count),
        "HUR": ngettext("hour", "hours", count),
        "MIN": ngettext("minute", "minutes", count),
        "KGM": "kg",
        "GRM": "g",
        "LTR": "ℓ",
        "MTR": "m",
        "MTK": "m²",
        "MTQ": "m³",
        "KMT": "km",
        "KWH": "kWh",
    }
    return words.get(code, code)


def rate(treatment: Treatment, on_top: Decimal) -> str:
    """What VAT a line bears. Zero-rated, exempt and out of scope are three different things."""
    if treatment is Treatment.STANDARD:
        return percent(on_top)
    return {
        Treatment.ZERO: _("0%"),
        Treatment.EXEMPT: _("Exempt"),
        Treatment.OUT_OF_SCOPE: _("No VAT"),
    }[treatment]


def rate_at_length(treatment: Treatment, on_top: Decimal) -> str:
    """The same, for the table of rates."""
    return {
        Treatment.STANDARD: _("Standard rate %(rate)s") % {"rate": percent(on_top)},
        Treatment.ZERO: _("Zero-rated 0%"),
        Treatment.EXEMPT: _("Exempt from VAT"),
        Treatment.OUT_OF_SCOPE: _("Outside the scope of VAT"),
    }[treatment]
