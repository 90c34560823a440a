"""The output side of a VAT201 out of what documents add up to. Arithmetic; no database. Input tax is not kept here.

Fields as the form numbers them: 1 and 4 standard-rated supplies and their tax, 2 zero-rated, 3 exempt and non-supplies, 12 other output
tax, 13 the total. Credit notes reduce the output tax of the period in which they are issued, which section 21(2)(b) of the VAT Act gives
as one of two ways; the other is to deduct their tax as input tax (field 18). Debit notes add to it (section 21(2)(a)).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from billing.engine.invoicing.shapes import Treatment
from billing.engine.vat import STANDARD_RATES, vat_within
from billing.engine.vat_periods import VatPeriod

STANDARD, ZERO, EXEMPT, OTHER = "1", "2", "3", "12"
NONE: Final = ""  # what no return takes: sales of days without a registration
NOTHING: Final = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class Group:
    """What the rows of one treatment and rate come to; credit notes apart, and negative."""

    treatment: str
    rate: Decimal
    is_note: bool
    is_vendor: bool  # the seller was registered at the time of supply
    rows: int
    excl: Decimal
    vat: Decimal
    incl: Decimal


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of the form and the groups it is made of."""

    code: str
    groups: tuple[Group, ...]

    @property
    def excl(self) -> Decimal:
        return _sum(group.excl for group in self.groups)

    @property
    def vat(self) -> Decimal:
        return _sum(group.vat for group in self.groups)

    @property
    def incl(self) -> Decimal:
        return _sum(group.incl for group in self.groups)

    @property
    def amount(self) -> Decimal:
        """What stands in the field: standard-rated supplies with their VAT, other output tax as tax, the rest without."""
        return {STANDARD: self.incl, OTHER: self.vat}.get(self.code, self.excl)

    @property
    def rates(self) -> list[Decimal]:
        """Which rates are in it."""
        return sorted({group.rate for group in self.groups})


@dataclass(frozen=True, kw_only=True)
class Return:
    """The output side of one period."""

    standard: Field
    zero: Field
    exempt: Field
    other: Field
    unregistered: Field

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.standard, self.zero, self.exempt, self.other

    @property
    def output_tax(self) -> Decimal:
        """Field 13: 4 and 12."""
        return self.standard.vat + self.other.vat

    @property
    def by_form(self) -> Decimal | None:
        """Field 4 as eFiling works it out of field 1; None where there are several rates in it, or none."""
        rates = self.standard.rates
        return vat_within(self.standard.incl, rates[0]) if len(rates) == 1 else None

    @property
    def rounding(self) -> Decimal:
        """By how much the documents' VAT is more than what the form works out: each document rounds for itself (section 66)."""
        worked_out = self.by_form
        return NOTHING if worked_out is None else self.standard.vat - worked_out


def work_out(groups: Sequence[Group], period: VatPeriod) -> Return:
    """Every group into its field."""
    rates = rates_within(period)
    made = {
        code: Field(code=code, groups=tuple(group for group in groups if field_of(group, rates) == code))
        for code in (STANDARD, ZERO, EXEMPT, OTHER, NONE)
    }
    return Return(
        standard=made[STANDARD],
        zero=made[ZERO],
        exempt=made[EXEMPT],
        other=made[OTHER],
        unregistered=made[NONE],
    )


def field_of(group: Group, rates: frozenset[Decimal]) -> str:
    """The field that takes it; NONE for what no return takes. VAT is declared whoever charged it, registered or not.

    A standard rate that was not in force on any day of the period (charged all the same, or a late document or note of older days) is
    other output tax.
    """
    if group.treatment == Treatment.STANDARD:
        return STANDARD if group.rate in rates else OTHER
    if not group.is_vendor:
        return NONE
    return ZERO if group.treatment == Treatment.ZERO else EXEMPT


def rates_within(period: VatPeriod) -> frozenset[Decimal]:
    """The standard rates in force on some day of the period: two where it changed inside."""
    return frozenset(
        rate.percent
        for rate in STANDARD_RATES
        if rate.effective_from <= period.last
        and (rate.effective_to is None or period.first <= rate.effective_to)
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOTHING)
