"""Credit and debit notes (VAT Act, section 21(3)): never without their original.

A credit note takes at most what is left of its original, for each treatment and rate. What is left is the original, more the debit
notes, less the credit notes before. VAT goes back as it was charged: the note that takes the last of a group takes its last cent of
VAT with it, whichever way it was rounded before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext_lazy as _

from billing.engine.invoicing.composing import add_up
from billing.engine.invoicing.lines import LineDraft, NoLines, work_out
from billing.engine.invoicing.rates import NO_TAX
from billing.engine.invoicing.shapes import (
    ZERO,
    Basis,
    Document,
    Kind,
    SupplyLine,
    Tier,
    Treatment,
)
from billing.engine.invoicing.sums import GroupKey, Split, group, key_of
from synthai.core.errors import DomainError
from synthai.core.money import format_zar

INVOICES: Final = frozenset({Kind.TAX_INVOICE, Kind.INVOICE})
NOTHING: Final = Split(ZERO, ZERO, ZERO)


class NoOriginal(DomainError):
    """A note or correction of something that was never issued, or that is no invoice."""

    code = "billing.note.no_original"
    title = _("There is no invoice to change")
    message = _(
        "A note or a corrected invoice belongs to an invoice that was issued. This is none: %(document)s."
    )
    remedy = _("Choose the invoice with its serial number that is to be changed.")
    field = "original"


class ReasonMissing(DomainError):
    """A note must say why it is issued."""

    code = "billing.note.reason_missing"
    title = _("The reason is missing")
    message = _("Say in a few words why it is issued, for example “Two seats cancelled”.")
    remedy = _("Give a short reason; it is printed on the document.")
    field = "reason"


class AboveOriginal(DomainError):
    """More is credited than the original, with the notes before, has left."""

    code = "billing.note.above_original"
    title = _("More than is left of the invoice")
    message = _(
        "%(wanted)s is more than is left of invoice %(number)s at this VAT rate (%(rate)s %%), which is %(left)s."
    )
    remedy = _(
        "Lower the credit to what is left for the rate; the notes before it have taken the rest already."
    )
    field = "lines"


@dataclass(frozen=True, kw_only=True)
class NoteLine:
    """A line to credit or debit, in the original's basis. Its treatment and rate must be ones of the original, for a credit."""

    description: str
    unit_price: Decimal
    quantity: Decimal = Decimal(1)
    unit: str = "C62"
    treatment: Treatment = Treatment.STANDARD
    rate: Decimal | None = None  # None: the original's for that treatment when it has just one
    code: str = ""
    second_hand: bool = False

    def as_draft(self, rate: Decimal) -> LineDraft:
        """For the arithmetic."""
        return LineDraft(
            description=self.description,
            unit_price=self.unit_price,
            quantity=self.quantity,
            unit=self.unit,
            treatment=self.treatment,
            rate=rate,
            code=self.code,
            second_hand=self.second_hand,
        )


def left_of(original: Document, notes: Iterable[Document] = ()) -> dict[GroupKey, Split]:
    """What can still be credited of an invoice, for each treatment and rate."""
    found: dict[GroupKey, Split] = {}
    for document in (original, *notes):
        sign = -1 if document.kind is Kind.CREDIT_NOTE else 1
        for held in document.groups:
            so_far = found.get(key_of(held), NOTHING)
            found[key_of(held)] = Split(
                so_far.excl + sign * held.excl, so_far.vat + sign * held.vat, so_far.incl + sign * held.incl
            )
    return found


def credit_note(
    original: Document,
    lines: Sequence[NoteLine],
    *,
    notes: Iterable[Document] = (),
    reason: str,
    issued_on: date,
) -> Document:
    """A credit note for these lines, unnumbered. `notes` are all notes to the original before it.

    Raises NoOriginal, ReasonMissing, NoLines, LineRefused and AboveOriginal.
    """
    worked = _work_out(original, lines, reason)
    return _note(
        Kind.CREDIT_NOTE, original, _capped(original, worked, left_of(original, notes)), reason, issued_on
    )


def credit_rest(
    original: Document, *, notes: Iterable[Document] = (), reason: str, issued_on: date, description: str = ""
) -> Document:
    """A credit note for all that is left: the whole invoice, line by line, when no note was before it; else one line for each rate."""
    notes = tuple(notes)
    check_original(original, reason)
    if not notes:
        return _note(Kind.CREDIT_NOTE, original, original.lines, reason, issued_on)
    rest = {key: left for key, left in left_of(original, notes).items() if left.incl}
    if not rest:
        raise NoLines
    lines = tuple(
        _rest_line(number, original, key, left, description or reason)
        for number, (key, left) in enumerate(rest.items(), start=1)
    )
    return _note(Kind.CREDIT_NOTE, original, lines, reason, issued_on)


def debit_note(original: Document, lines: Sequence[NoteLine], *, reason: str, issued_on: date) -> Document:
    """A debit note, unnumbered: the same supply costs more than the original said, at the rate of its time of supply."""
    return _note(Kind.DEBIT_NOTE, original, _work_out(original, lines, reason), reason, issued_on)


def check_original(original: Document, reason: str) -> None:
    """That it is an issued invoice, and that there is a reason to change it. Raises NoOriginal and ReasonMissing."""
    if original.kind not in INVOICES or not original.number:
        raise NoOriginal(document=original.number or original.kind.value)
    if not reason.strip():
        raise ReasonMissing


def _work_out(original: Document, lines: Sequence[NoteLine], reason: str) -> tuple[SupplyLine, ...]:
    check_original(original, reason)
    return work_out(
        [line.as_draft(_rate(original, line)) for line in lines],
        basis=original.basis,
        rounding=original.rounding,
        on=original.time_of_supply,
        charges_vat=original.seller.is_vendor,
    )


def _rate(original: Document, line: NoteLine) -> Decimal:
    """The line's own rate, or the only one that the original has for its treatment."""
    if line.rate is not None or not original.seller.is_vendor:
        return NO_TAX if line.rate is None else line.rate
    rates = [held.rate for held in original.groups if held.treatment is line.treatment]
    if len(rates) != 1:
        raise AboveOriginal(
            _("Invoice %(number)s has %(count)d VAT rates for “%(line)s”: say which one is meant."),
            number=original.number,
            count=len(rates),
            line=line.description,
        )
    return rates[0]


def _capped(
    original: Document, lines: Sequence[SupplyLine], left: Mapping[GroupKey, Split]
) -> tuple[SupplyLine, ...]:
    """The lines of a credit within what is left of their groups, value and VAT each."""
    held = dict(left)
    return tuple(_take(original, line, held) for line in lines)


def _take(original: Document, line: SupplyLine, left: dict[GroupKey, Split]) -> SupplyLine:
    """One line out of what is left. Value and VAT move against each other by the cents that rounding has left; never the amount.

    Only where prices exclude VAT and all value goes back, the VAT that was charged goes back whole, be it a cent more or less.
    """
    key, rest = key_of(line), left.get(key_of(line), NOTHING)
    if original.basis is Basis.INCLUSIVE:
        is_above, incl = line.incl > rest.incl, line.incl
        vat = min(rest.vat, max(line.vat, incl - rest.excl))
    else:
        is_above = line.excl > rest.excl
        vat = rest.vat if line.excl == rest.excl else min(line.vat, rest.vat)
        incl = line.excl + vat
    if is_above:
        raise AboveOriginal(
            wanted=format_zar(line.incl),
            number=original.number,
            rate=f"{line.rate:f}",
            left=format_zar(rest.incl),
        )
    taken = replace(line, excl=incl - vat, vat=vat, incl=incl)
    left[key] = Split(rest.excl - taken.excl, rest.vat - vat, rest.incl - incl)
    return taken


def _rest_line(number: int, original: Document, key: GroupKey, left: Split, words: str) -> SupplyLine:
    amount = left.incl if original.basis is Basis.INCLUSIVE else left.excl
    return SupplyLine(
        number=number,
        description=words,
        quantity=Decimal(1),
        unit="C62",
        unit_price=amount,
        treatment=key[0],
        rate=key[1],
        amount=amount,
        excl=left.excl,
        vat=left.vat,
        incl=left.incl,
    )


def _note(
    kind: Kind, original: Document, lines: Sequence[SupplyLine], reason: str, issued_on: date
) -> Document:
    """Due is 0.00 on a credit note; a debit note is to be paid."""
    totals = add_up(lines)
    return Document(
        kind=kind,
        tier=Tier.NOT_APPLICABLE,
        issued_on=issued_on,
        seller=original.seller,
        buyer=original.buyer,
        totals=replace(totals, due=ZERO) if kind is Kind.CREDIT_NOTE else totals,
        supplied_on=original.time_of_supply,
        currency=original.currency,
        language=original.language,
        basis=original.basis,
        rounding=original.rounding,
        lines=tuple(lines),
        groups=group(lines),
        original=original.as_reference(),
        reason=reason.strip(),
        order_reference=original.order_reference,
    )
