"""Everything that is on a document, as plain values: what is stored, hashed, rendered and sent.

Amounts are Decimal and exact. Instants never appear: a document has South African days. Adding a field is allowed when it has a
default; anything else is a new `SCHEMA` with a reader for the old one, since documents are kept for years.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from billing.engine.invoicing import coding
from synthai.core.errors import DomainError

SCHEMA = "synthai.document/1"
ZERO = Decimal("0.00")


class Kind(StrEnum):
    """What the document is. Only the first may be headed as tax invoice, and only a vendor may issue it."""

    TAX_INVOICE = "tax_invoice"
    INVOICE = "invoice"  # of somebody who is no vendor on that day: no VAT, never "tax invoice"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"
    RECEIPT = "receipt"
    STATEMENT = "statement"
    PRO_FORMA = "pro_forma"


class Tier(StrEnum):
    """How much a tax invoice has to say (VAT Act, section 20(4) to (6)); empty for other kinds."""

    NONE = "none"  # to R50.00: no tax invoice is needed, a till slip shows the VAT
    ABRIDGED = "abridged"  # above R50.00, to R5 000.00
    FULL = "full"  # above R5 000.00
    NOT_APPLICABLE = ""


class Treatment(StrEnum):
    """What VAT does to a supply. Zero-rated is taxable at 0 %, exempt and out of scope are not taxable; never mix them up."""

    STANDARD = "standard"
    ZERO = "zero"
    EXEMPT = "exempt"
    OUT_OF_SCOPE = "out_of_scope"


class Rounding(StrEnum):
    """Where VAT is rounded to the cent. The Act leaves it free; one document uses one, and says which."""

    LINE = "line"
    DOCUMENT = "document"


class Basis(StrEnum):
    """Whether the prices and discounts of a document's lines include VAT or not."""

    INCLUSIVE = "inclusive"
    EXCLUSIVE = "exclusive"


@dataclass(frozen=True, kw_only=True)
class Address:
    """A postal or street address; `lines` may be a landmark where there is no street number."""

    lines: tuple[str, ...] = ()
    suburb: str = ""
    city: str = ""
    province: str = ""  # EC FS GP KZN LP MP NC NW WC
    postal_code: str = ""  # text: 0001 is Pretoria
    country: str = "ZA"  # ISO 3166-1

    @property
    def is_given(self) -> bool:
        """Whether it says where: a line, suburb, town or code. A country alone does not."""
        return any((*self.lines, self.suburb, self.city, self.postal_code))

    @property
    def rows(self) -> tuple[str, ...]:
        """As printed, one row each; the country only when it is another one."""
        town = " ".join(part for part in (self.city, self.province, self.postal_code) if part)
        abroad = self.country if self.country != "ZA" else ""
        return tuple(row for row in (*self.lines, self.suburb, town, abroad) if row)


@dataclass(frozen=True, kw_only=True)
class BankAccount:
    """Where an EFT goes."""

    holder: str
    bank: str
    account_number: str
    branch_code: str  # text: 051001 is Standard Bank
    account_type: str = ""


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who sells or who buys."""

    name: str  # the legal name
    trading_name: str = ""
    address: Address = Address()
    is_vendor: bool = False  # registered for VAT on the day of the document
    vat_number: str = ""
    registration_number: str = ""  # CIPC: 2019/123456/07
    email: str = ""
    phone: str = ""
    website: str = ""
    contact: str = ""  # a person
    reference: str = ""  # what the seller calls the buyer: customer number


@dataclass(frozen=True, kw_only=True)
class SupplyLine:
    """One line as it is printed. `amount` is quantity times price, less the discount, in the document's basis.

    `excl + vat = incl`, and the lines' sums are the groups' and the document's, to the cent, with either rounding. With rounding on
    the document a line's `vat` is its share of the group's.
    """

    number: int
    description: str
    quantity: Decimal
    unit: str  # UN/ECE Recommendation 20: C62 is a piece, MON a month, HUR an hour
    unit_price: Decimal
    treatment: Treatment
    rate: Decimal  # per cent; lives here and not in code: 15.5 was really charged in May 2025
    amount: Decimal
    excl: Decimal
    vat: Decimal
    incl: Decimal
    discount: Decimal = ZERO  # off the whole line, in the document's basis
    second_hand: bool = False
    detail: str = ""  # further words under the description
    code: str = ""  # the seller's article number or price id
    reason: str = ""  # why it is zero-rated or exempt, in words
    period_start: date | None = None
    period_end: date | None = None  # its last day


@dataclass(frozen=True, kw_only=True)
class TaxGroup:
    """All lines of one treatment and rate."""

    treatment: Treatment
    rate: Decimal
    excl: Decimal
    vat: Decimal
    incl: Decimal
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Totals:
    """`excl + vat = incl`; `due` is what is still to be paid of it (for notes: nothing to pay, so 0.00)."""

    excl: Decimal
    vat: Decimal
    incl: Decimal
    discount: Decimal = ZERO  # already taken off, in the document's basis
    paid: Decimal = ZERO
    due: Decimal = ZERO


@dataclass(frozen=True, kw_only=True)
class DocumentReference:
    """Another document: the original of a note, what a corrected invoice replaces, what a receipt pays."""

    number: str
    issued_on: date
    kind: Kind = Kind.TAX_INVOICE
    tier: Tier = Tier.NOT_APPLICABLE
    amount: Decimal | None = None  # a receipt: how much of the payment went there


@dataclass(frozen=True, kw_only=True)
class PaymentFact:
    """A payment that was made. `label` is in words ("Card ending 4242"), `reference` what finds it again."""

    paid_on: date
    amount: Decimal
    label: str = ""
    reference: str = ""
    method: str = ""  # card, eft, capitec_pay, credit …


@dataclass(frozen=True, kw_only=True)
class StatementEntry:
    """One row of a statement. `amount` adds to what is owed (invoices) or takes off it (payments, credit notes: negative)."""

    on: date
    number: str
    label: str
    amount: Decimal
    balance: Decimal  # after it
    kind: str = ""  # a Kind, or "payment"
    due_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class AgeBucket:
    """What has been owed for how long: 0 is not yet due or not 30 days over, then 30, 60, 90, 120 and more days."""

    days: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The body of a statement of account."""

    opening: Decimal
    entries: tuple[StatementEntry, ...]
    closing: Decimal
    ageing: tuple[AgeBucket, ...]  # their sum is the closing balance
    unallocated: Decimal = ZERO  # paid in advance, already inside the first bucket as a negative


class DocumentUnreadable(DomainError, ValueError):
    """A stored document is not what it should be."""

    code = "billing.document.unreadable"
    title = _("The document cannot be read")
    message = _("The stored document cannot be read: %(reason)s")
    remedy = _("Restore the document from a backup; what was issued is never written anew.")


@dataclass(frozen=True, kw_only=True)
class Document:
    """One document, whole. Drafts and pro formas have no number; what has one is never changed."""

    kind: Kind
    issued_on: date
    seller: Party
    buyer: Party
    totals: Totals
    tier: Tier = Tier.NOT_APPLICABLE
    number: str = ""
    series: str = ""
    supplied_on: date | None = None  # the time of supply, when it is another day than that of issue
    period_start: date | None = None
    period_end: date | None = None  # its last day
    due_on: date | None = None
    currency: str = "ZAR"
    language: str = "en"
    basis: Basis = Basis.INCLUSIVE
    rounding: Rounding = Rounding.DOCUMENT
    lines: tuple[SupplyLine, ...] = ()
    groups: tuple[TaxGroup, ...] = ()
    original: DocumentReference | None = None  # notes: what they change; always set for them
    reason: str = ""  # notes and corrected invoices: why
    corrects: DocumentReference | None = None  # a corrected invoice: the one with the wrong particulars
    settles: tuple[DocumentReference, ...] = ()  # a receipt: what was paid with it
    payments: tuple[PaymentFact, ...] = ()
    statement: Statement | None = None
    bank: BankAccount | None = None
    payment_reference: str = ""  # what the buyer writes on an EFT
    order_reference: str = ""  # the buyer's own
    terms: str = ""
    notes: tuple[str, ...] = ()
    is_copy: bool = False  # a later print; the stored original never has it

    def as_json(self) -> dict[str, Any]:
        """Exact, with the version of the shape; what is stored and hashed."""
        return {"schema": SCHEMA, **coding.encode(self)}

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """The document out of its JSON. Raises DocumentUnreadable."""
        if not isinstance(value, dict) or value.get("schema") != SCHEMA:
            raise DocumentUnreadable(reason=f"it does not say {SCHEMA}.")
        try:
            return coding.decode(cls, {name: held for name, held in value.items() if name != "schema"})
        except coding.Unreadable as error:
            raise DocumentUnreadable(reason=str(error)) from error

    def canonical(self) -> bytes:
        """The bytes whose hash is kept: JSON with sorted keys and no spaces, in UTF-8."""
        return coding.canonical(self.as_json())

    def digest(self) -> str:
        """SHA-256 of `canonical()`, in hexadecimal."""
        return coding.digest(self.as_json())

    def as_copy(self) -> Self:
        """The same, marked as a copy: one original per supply, every later print is a copy (section 20)."""
        return replace(self, is_copy=True)

    def as_reference(self, amount: Decimal | None = None) -> DocumentReference:
        """How another document names this one."""
        return DocumentReference(
            number=self.number, issued_on=self.issued_on, kind=self.kind, tier=self.tier, amount=amount
        )

    @property
    def time_of_supply(self) -> date:
        """The day that decides the rate and the period."""
        return self.supplied_on or self.issued_on
