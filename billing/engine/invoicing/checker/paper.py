"""Is the document what the Act wants to see, for what was paid? Section 20(4) above R5 000, 20(5) to it, 20(6) to R50."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.engine.invoicing.checker.received import Claimant, Received
from billing.engine.invoicing.checker.verdict import Outcome, Ruling
from billing.engine.invoicing.numbers import is_vat_number, normalise_vat_number
from billing.engine.invoicing.rules import DAYS_TO_ISSUE
from billing.engine.invoicing.shapes import Kind, Tier
from billing.engine.invoicing.tiers import tier_for

SECTIONS: Final = {Tier.FULL: "20(4)", Tier.ABRIDGED: "20(5)", Tier.NONE: "20(6)"}
_HEADED = re.compile(r"\b(tax|vat)?\s*invoice\b|\bbelastingfaktuur\b|\bfaktuur\b", re.IGNORECASE)
_NO_INVOICE = re.compile(r"pro[\s-]*forma|quot|statement|delivery|order|estimate|remittance", re.IGNORECASE)
_WORDS = re.compile(r"\b(pty|ltd|limited|proprietary|cc|inc|npc|trading as|t/a)\b|[^\w\s]", re.IGNORECASE)


def tier_of(received: Received) -> Tier:
    """By what was paid with VAT; full when the document does not say, since more is wanted then."""
    if received.incl is None:
        return Tier.FULL
    return tier_for(received.incl, on=received.issued_on or date.max)


def paper(received: Received, claimant: Claimant, *, today: date) -> Iterator[Ruling]:
    """Every field that the tier wants, one ruling each."""
    tier = tier_of(received)
    yield from _kind(received, SECTIONS[tier])
    if tier is Tier.NONE:
        message = _("To R50 no tax invoice is needed. Keep the till slip that shows the VAT.")
        yield Ruling(code="tier.none", section="20(6)", outcome=Outcome.PASSED, message=message)
    else:
        yield from _fields(received, tier)
    yield from _own_number(received, claimant) or _supplier_number(received)
    if tier is Tier.FULL:
        yield from _recipient(received, claimant)
    yield from _days(received, today)


def _kind(received: Received, section: str) -> Iterator[Ruling]:
    if received.kind is Kind.CREDIT_NOTE:
        message = _(
            "It is a credit note: it gives no input tax but takes back what was claimed on its invoice."
        )
        yield _failed("kind.credit_note", "21(3)", message, "kind")
    elif received.kind not in {Kind.TAX_INVOICE, Kind.INVOICE, Kind.DEBIT_NOTE}:
        yield _failed("kind.no_invoice", section, _no_invoice(), "kind")
    elif received.kind is Kind.DEBIT_NOTE:
        return
    elif _NO_INVOICE.search(received.heading):
        yield _failed("heading.no_invoice", section, _no_invoice(), "heading")
    elif not _HEADED.search(received.heading):
        if tier_of(received) is not Tier.NONE:
            message = _("The words “tax invoice”, “VAT invoice” or “invoice” are missing. %(mend)s")
            yield _failed("heading.missing", section, message % {"mend": _mend()}, "heading")
    else:
        yield _passed("heading", section, _("It is headed as an invoice."), "heading")


def _fields(received: Received, tier: Tier) -> Iterator[Ruling]:
    """What must be there at all."""
    section = SECTIONS[tier]
    rows = [
        ("supplier_name", received.supplier_name, _("the supplier's name")),
        ("supplier_address", received.supplier_address, _("the supplier's address")),
        ("number", received.number, _("a serial number")),
        ("issued_on", received.issued_on, _("the date of issue")),
        ("description", received.description, _("a description of what was supplied")),
        ("incl", received.incl is not None, _("the amount with VAT")),
        ("vat", received.vat is not None or received.rates, _("the VAT, or its rate")),
    ]
    if tier is Tier.FULL:
        rows += [
            ("recipient_name", received.recipient_name, _("your name")),
            ("recipient_address", received.recipient_address, _("your address")),
            ("recipient_vat_number", received.recipient_vat_number, _("your VAT number")),
            ("has_quantity", received.has_quantity, _("the quantity or volume")),
        ]
    for field, value, words in rows:
        if value:
            message = _("It gives %(what)s.") % {"what": words}
            yield _passed(field, section, message, field)
        else:
            message = _("It does not give %(what)s. %(mend)s") % {"what": words, "mend": _mend()}
            yield _failed(f"{field}.missing", section, message, field)


def _own_number(received: Received, claimant: Claimant) -> list[Ruling]:
    """Nobody supplies to himself."""
    number, field = normalise_vat_number(received.supplier_vat_number), "supplier_vat_number"
    if not number or number != normalise_vat_number(claimant.vat_number):
        return []
    message = _("It gives your own VAT number %(number)s as the supplier's. %(mend)s")
    return [_failed(f"{field}.own", "20(4)", message % {"number": number, "mend": _mend()}, field)]


def _supplier_number(received: Received) -> Iterator[Ruling]:
    """Only vendors charge VAT. The form of a number proves no registration."""
    number, field = received.supplier_vat_number, "supplier_vat_number"
    if number and is_vat_number(number):
        message = _(
            "The supplier's VAT number has the right form. Look it up once in the vendor search of SARS."
        )
        yield _passed(field, "20(4)", message, field)
    elif number:
        message = _(
            "The supplier's VAT number %(number)s does not look right: ten digits, a 4 first, and a check digit. Look it up in the vendor search of SARS before you claim."
        )
        yield Ruling(
            code=f"{field}.doubtful",
            section="20(4)",
            outcome=Outcome.WARNING,
            message=message % {"number": number},
            field=field,
        )
    elif tier_of(received) is Tier.NONE:
        message = _("The slip shows no VAT number. Make sure that the shop is registered for VAT.")
        yield Ruling(
            code=f"{field}.missing", section="20(6)", outcome=Outcome.WARNING, message=message, field=field
        )
    elif received.is_second_hand:
        message = _(
            "The supplier shows no VAT number. For second-hand goods there may be notional input tax all the same: ask your accountant."
        )
        yield Ruling(
            code=f"{field}.second_hand", section="16(3)", outcome=Outcome.ASK, message=message, field=field
        )
    else:
        message = _(
            "The supplier shows no VAT number. Who is not registered may not charge VAT, and what they charge is no input tax. %(mend)s"
        )
        yield _failed(f"{field}.missing", "20(4)", message % {"mend": _mend()}, field)


def _recipient(received: Received, claimant: Claimant) -> Iterator[Ruling]:
    """A full tax invoice must be made out to who claims."""
    number = normalise_vat_number(received.recipient_vat_number)
    if number and number != normalise_vat_number(claimant.vat_number):
        message = _("It shows the VAT number %(number)s, which is not yours (%(yours)s). %(mend)s")
        values = {"number": number, "yours": claimant.vat_number or _("none"), "mend": _mend()}
        yield _failed("recipient_vat_number.other", "20(4)", message % values, "recipient_vat_number")
    names = {_bare(name) for name in claimant.names}
    if received.recipient_name and _bare(received.recipient_name) not in names:
        message = _(
            "It is made out to “%(name)s”, which is not how you are named here. Check that it is yours."
        )
        yield Ruling(
            code="recipient_name.other",
            section="20(4)",
            outcome=Outcome.WARNING,
            message=message % {"name": received.recipient_name},
            field="recipient_name",
        )


def _days(received: Received, today: date) -> Iterator[Ruling]:
    issued_on, supplied_on = received.issued_on, received.supplied_on
    if issued_on and issued_on > today:
        message = _("It is dated %(day)s, which is still to come. Claim when that day has come.")
        yield _failed(
            "issued_on.future", "16(2)", message % {"day": date_format(issued_on, "j F Y")}, "issued_on"
        )
    if issued_on and supplied_on and issued_on - supplied_on > DAYS_TO_ISSUE:
        message = _(
            "It was issued more than 21 days after the supply. That is the supplier's fault and takes nothing from your claim."
        )
        yield Ruling(
            code="issued_on.late",
            section="20(1)",
            outcome=Outcome.WARNING,
            message=message,
            field="issued_on",
        )
    if received.is_copy:
        message = _("It is a copy. Make sure that the original was not claimed.")
        yield Ruling(
            code="is_copy", section="20(1)", outcome=Outcome.WARNING, message=message, field="is_copy"
        )


def _bare(name: str) -> str:
    """A name without its legal form, points and case."""
    return " ".join(_WORDS.sub(" ", name.casefold().replace(".", "")).split())


def _mend() -> str:
    return _("Ask the supplier for a corrected one; they have 21 days for it.")


def _no_invoice() -> str:
    return _(
        "It is no tax invoice: a quote, pro forma, order, delivery note or statement gives no input tax."
    )


def _passed(code: str, section: str, message: str, field: str) -> Ruling:
    return Ruling(code=code, section=section, outcome=Outcome.PASSED, message=message, field=field)


def _failed(code: str, section: str, message: str, field: str) -> Ruling:
    return Ruling(code=code, section=section, outcome=Outcome.FAILED, message=message, field=field)
