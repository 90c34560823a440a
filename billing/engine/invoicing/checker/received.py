"""What stands on a supplier's document, and who wants to claim. Everything may be missing: that is what is judged."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from billing.engine.invoicing.numbers import normalise_vat_number
from billing.engine.invoicing.shapes import Address, Document, Kind


class Expense(StrEnum):
    """What was bought. All but the first are denied by section 17(2), with exceptions for those who trade in them."""

    GENERAL = "general"
    ENTERTAINMENT = "entertainment"
    MOTOR_CAR = "motor_car"
    CLUB = "club"


class Use(StrEnum):
    """What it is for: taxable supplies alone, partly, or not at all (exempt supplies, private)."""

    TAXABLE = "taxable"
    MIXED = "mixed"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Received:
    """The document. Amounts as printed; None is what it does not say."""

    heading: str = ""
    kind: Kind = Kind.TAX_INVOICE
    supplier_name: str = ""
    supplier_address: str = ""
    supplier_vat_number: str = ""
    recipient_name: str = ""
    recipient_address: str = ""
    recipient_vat_number: str = ""
    number: str = ""
    issued_on: date | None = None
    supplied_on: date | None = None
    description: str = ""
    has_quantity: bool = False
    excl: Decimal | None = None
    vat: Decimal | None = None
    incl: Decimal | None = None
    rates: tuple[Decimal, ...] = ()  # in per cent, of what is taxed
    taxed: Decimal | None = None  # the value of what is taxed, when other lines are not; else all of `excl`
    lines: int = 1
    currency: str = "ZAR"
    is_second_hand: bool = False
    is_copy: bool = False
    is_self_billed: bool = False

    @property
    def time_of_supply(self) -> date | None:
        """The day that decides the rate."""
        return self.supplied_on or self.issued_on


@dataclass(frozen=True, kw_only=True)
class Claimant:
    """Who wants to claim; the days of the registration, the last one None while it holds."""

    names: tuple[str, ...]  # legal and trading names
    vat_number: str
    address: str = ""  # in one row, for what we ask the supplier to write
    vendor_from: date | None = None
    vendor_until: date | None = None
    is_on_payments_basis: bool = False

    def is_vendor(self, on: date) -> bool:
        """Whether registered for VAT on a day; without a first day the number alone counts."""
        begun = self.vendor_from is None or self.vendor_from <= on
        return bool(self.vat_number) and begun and (self.vendor_until is None or on <= self.vendor_until)


@dataclass(frozen=True, kw_only=True)
class Purchase:
    """What only the buyer knows. `taxable_share` is in per cent; `paid` what was paid so far (None: all)."""

    expense: Expense = Expense.GENERAL
    use: Use = Use.TAXABLE
    taxable_share: Decimal | None = None
    paid: Decimal | None = None
    was_claimed: bool = False


def from_document(document: Document) -> Received:
    """The document of a supplier who sent UBL."""
    taxed = [held for held in document.groups if held.rate]
    first = next((line.description for line in document.lines if line.description), "")
    return Received(
        heading=document.kind.value.replace("_", " "),  # in English, whatever language is active
        kind=document.kind,
        supplier_name=document.seller.name,
        supplier_address=_in_a_row(document.seller.address),
        supplier_vat_number=document.seller.vat_number,
        recipient_name=document.buyer.name,
        recipient_address=_in_a_row(document.buyer.address),
        recipient_vat_number=normalise_vat_number(document.buyer.vat_number),
        number=document.number,
        issued_on=document.issued_on,
        supplied_on=document.supplied_on,
        description=first,
        has_quantity=all(line.quantity for line in document.lines),
        excl=document.totals.excl,
        vat=document.totals.vat,
        incl=document.totals.incl,
        rates=tuple(held.rate for held in taxed),
        taxed=sum((held.excl for held in taxed), Decimal(0)),
        lines=len(document.lines),
        currency=document.currency,
        is_second_hand=any(line.second_hand for line in document.lines),
        is_copy=document.is_copy,
    )


def _in_a_row(address: Address) -> str:
    return ", ".join(address.rows) if address.is_given else ""
