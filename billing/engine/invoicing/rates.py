"""The rate of a supply: its treatment and the day decide, unless the draft names the rate that was really charged."""

from datetime import date
from decimal import Decimal

from billing.engine.invoicing.shapes import Treatment
from billing.engine.vat import credible_rates, standard_rate

NO_TAX = Decimal(0)


def rate_for(treatment: Treatment, on: date) -> Decimal:
    """In per cent. Raises ValueError for a standard-rated supply before VAT began."""
    return standard_rate(on) if treatment is Treatment.STANDARD else NO_TAX


def is_credible(treatment: Treatment, rate: Decimal, on: date) -> bool:
    """Whether that rate was in force, or really charged by some vendors, on the day of supply."""
    return rate in credible_rates(on) if treatment is Treatment.STANDARD else rate == NO_TAX


def is_taxable(treatment: Treatment) -> bool:
    """Whether the supply counts to taxable turnover and makes a tax invoice: standard or zero-rated."""
    return treatment in {Treatment.STANDARD, Treatment.ZERO}
