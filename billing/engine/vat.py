"""South African VAT by date, and the tax in an amount.

Rates: the standard rate as promulgated (VAT Act 89 of 1991, section 7); the 15.5 % announced for 1 May 2025 and the 16 %
announced for 1 April 2026 were withdrawn and never in force. Rounding: section 66, half a cent or more goes up.
"""

from datetime import date
from decimal import Decimal

from synthai.core.money import round_half_up

# From this day on. The days of 1991 and 1993 are general knowledge, not re-verified; 2018 was read at SARS.
STANDARD_RATES: tuple[tuple[date, Decimal], ...] = (
    (date(1991, 9, 30), Decimal(10)),
    (date(1993, 4, 7), Decimal(14)),
    (date(2018, 4, 1), Decimal(15)),
)


def standard_rate(on: date) -> Decimal:
    """The standard rate in per cent in force on a day. Raises ValueError before VAT began."""
    rate = None
    for since, percent in STANDARD_RATES:
        if since <= on:
            rate = percent
    if rate is None:
        raise ValueError(f"There was no VAT in South Africa on {on}.")
    return rate


def vat_within(inclusive: Decimal, percent: Decimal) -> Decimal:
    """The VAT in an amount that includes it, to the cent: 115.00 at 15 % holds 15.00."""
    return round_half_up(inclusive * percent / (100 + percent))


def vat_on(exclusive: Decimal, percent: Decimal) -> Decimal:
    """The VAT that comes on top of an amount, to the cent."""
    return round_half_up(exclusive * percent / 100)
