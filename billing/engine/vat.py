"""South African VAT by date, and the tax in an amount.

Rates: the standard rate as promulgated (VAT Act 89 of 1991, section 7). The 15.5 % announced for 1 May 2025 and the 16 % announced
for 1 April 2026 were withdrawn and never in force; but vendors who could not turn their systems back had until 15 May 2025, and what
they charged at 15.5 % was declared as it was charged. So a rate stands on each line of a document, and this table says which are
credible on a day. Rounding: section 66, half a cent or more goes up.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from synthai.core.money import round_half_up


@dataclass(frozen=True, kw_only=True)
class DatedRate:
    """A rate in per cent, its first day and its last (None: until further notice), and where we have it from."""

    percent: Decimal
    effective_from: date
    effective_to: date | None
    source: str

    def holds(self, on: date) -> bool:
        """Whether it counts on that day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)


STANDARD_RATES: tuple[DatedRate, ...] = (
    DatedRate(
        percent=Decimal(10),
        effective_from=date(1991, 9, 30),
        effective_to=date(1993, 4, 6),
        source="start of VAT; general knowledge, not verified again",
    ),
    DatedRate(
        percent=Decimal(14),
        effective_from=date(1993, 4, 7),
        effective_to=date(2018, 3, 31),
        source="general knowledge, not verified again",
    ),
    DatedRate(
        percent=Decimal(15),
        effective_from=date(2018, 4, 1),
        effective_to=None,
        source="SARS; confirmed unchanged by the Budget of 25 February 2026",
    ),
)
# Never the law, yet on genuine documents.
CHARGED_ALL_THE_SAME: tuple[DatedRate, ...] = (
    DatedRate(
        percent=Decimal("15.5"),
        effective_from=date(2025, 5, 1),
        effective_to=date(2025, 5, 15),
        source="withdrawn on 24 April 2025; time to change systems back until 15 May, declared in fields 12 and 18 of the VAT201",
    ),
)


def standard_rate(on: date) -> Decimal:
    """The standard rate in per cent in force on a day. Raises ValueError before VAT began."""
    for rate in STANDARD_RATES:
        if rate.holds(on):
            return rate.percent
    raise ValueError(f"There was no VAT in South Africa on {on}.")


def credible_rates(on: date) -> frozenset[Decimal]:
    """The standard rate of a day, and what some vendors really charged on it. Empty before VAT began."""
    return frozenset(rate.percent for rate in (*STANDARD_RATES, *CHARGED_ALL_THE_SAME) if rate.holds(on))


def tax_fraction(percent: Decimal) -> Decimal:
    """The part of a price including VAT that is VAT: 15/115, carried much further than the five decimals the Act asks."""
    return percent / (100 + percent)


def vat_within(inclusive: Decimal, percent: Decimal) -> Decimal:
    """The VAT in an amount that includes it, to the cent: 115.00 at 15 % holds 15.00."""
    return round_half_up(inclusive * percent / (100 + percent))


def vat_on(exclusive: Decimal, percent: Decimal) -> Decimal:
    """The VAT that comes on top of an amount, to the cent."""
    return round_half_up(exclusive * percent / 100)
