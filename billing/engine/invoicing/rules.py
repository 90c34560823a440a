"""May this document be issued? Every field the VAT Act wants is looked for, and all that is missing is told at once.

Sections are those of the VAT Act 89 of 1991: 20(4) the full tax invoice, 20(5) the abridged one, 20(6) none to R50, 21(3) notes.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from django.utils.translation import gettext as _

from billing.engine.invoicing.arithmetic_rules import arithmetic
from billing.engine.invoicing.findings import DocumentIncomplete, Finding, Severity
from billing.engine.invoicing.numbers import is_vat_number, judge_registration
from billing.engine.invoicing.rates import is_taxable
from billing.engine.invoicing.shapes import Document, Kind, Party, Tier

DAYS_TO_ISSUE: Final = timedelta(days=21)
NOTES: Final = frozenset({Kind.CREDIT_NOTE, Kind.DEBIT_NOTE})
ISSUED: Final = frozenset({Kind.TAX_INVOICE, Kind.INVOICE, *NOTES})  # what these rules are for


def check(document: Document, *, today: date | None = None, is_numbered: bool = True) -> tuple[Finding, ...]:
    """Everything that is missing, wrong or doubtful. Empty for kinds the Act has no rules for (receipt, statement, pro forma).

    `is_numbered` False leaves the serial number away: it is given at issue. `today` refuses documents dated after it.
    """
    if document.kind not in ISSUED:
        return ()
    judges = (_vendor, _seller, _buyer, _particulars, _dates, _reference, arithmetic)
    found = [finding for judge in judges for finding in judge(document)]
    if is_numbered and not document.number:
        found.append(
            _missing("number", _("The serial number is missing. It is given when the document is issued."))
        )
    if today is not None and document.issued_on > today:
        found.append(
            Finding(
                code="issued_on.future",
                field="issued_on",
                message=_("The document is dated %(day)s, which is still to come. Date it today.")
                % {"day": document.issued_on},
                section="20(4)",
            )
        )
    return tuple(found)


def blockers(
    document: Document, *, today: date | None = None, is_numbered: bool = True
) -> tuple[Finding, ...]:
    """Only what stops the issue."""
    return tuple(f for f in check(document, today=today, is_numbered=is_numbered) if f.is_blocker)


def refuse_unless_complete(
    document: Document, *, today: date | None = None, is_numbered: bool = True
) -> tuple[Finding, ...]:
    """The warnings of a document that may be issued. Raises DocumentIncomplete with every blocker."""
    found = check(document, today=today, is_numbered=is_numbered)
    if wrong := [finding for finding in found if finding.is_blocker]:
        raise DocumentIncomplete(document, wrong)
    return found


def _missing(field: str, message: str, section: str = "", *, severity: Severity | None = None) -> Finding:
    return Finding(
        code=f"{field}.missing",
        field=field,
        message=message,
        section=section or "20(4)",
        severity=severity or Severity.BLOCKER,
    )


def _doubtful(field: str, message: str) -> Finding:
    return Finding(code=f"{field}.doubtful", field=field, message=message, severity=Severity.WARNING)


def _section(document: Document) -> str:
    """The one that lists what this document must say."""
    if document.kind in NOTES:
        return "21(3)"
    return "20(5)" if document.tier in {Tier.ABRIDGED, Tier.NONE} else "20(4)"


def _needs_buyer(document: Document) -> bool:
    return document.kind in NOTES or document.tier is Tier.FULL


def _vendor(document: Document) -> Iterator[Finding]:
    """Who is no vendor charges no VAT and issues no tax invoice; a vendor's tax invoice has something taxable on it."""
    if document.kind is Kind.TAX_INVOICE and not document.seller.is_vendor:
        yield Finding(
            code="kind.not_vendor",
            field="kind",
            message=_(
                "%(name)s is not registered for VAT on %(day)s, so this may not be a tax invoice. Issue an invoice without VAT."
            )
            % {"name": document.seller.name, "day": document.time_of_supply},
            section="20(1)",
        )
    if document.totals.vat and not document.seller.is_vendor:
        yield Finding(
            code="totals.vat.not_vendor",
            field="totals.vat",
            message=_("VAT is charged, but %(name)s is not registered for VAT on %(day)s. Take the VAT off.")
            % {"name": document.seller.name, "day": document.time_of_supply},
            section="7(1)",
        )
    if document.kind is Kind.TAX_INVOICE and not any(is_taxable(held.treatment) for held in document.groups):
        yield Finding(
            code="kind.nothing_taxable",
            field="kind",
            message=_(
                "Nothing on it is taxable, so this may not be a tax invoice. Issue an invoice, or correct the treatment of the lines."
            ),
            section="20(1)",
        )


def _seller(document: Document) -> Iterator[Finding]:
    seller, section = document.seller, _section(document)
    if not seller.name:
        yield _missing(
            "seller.name",
            _("The seller's name is missing. Fill it in with the details of the billing entity."),
            section,
        )
    if not seller.is_vendor:
        return
    is_small = document.tier is Tier.NONE
    if not seller.address.is_given:
        message = _("The seller's address is missing. Fill it in with the details of the billing entity.")
        yield _missing("seller.address", message, section, severity=Severity.WARNING if is_small else None)
    if not seller.vat_number:
        message = _("The seller's VAT number is missing. Fill it in with the details of the billing entity.")
        yield _missing("seller.vat_number", message, section)
    yield from _numbers("seller", seller, document.issued_on)


def _buyer(document: Document) -> Iterator[Finding]:
    """A full tax invoice names the recipient; a vendor's number is a warning, since it is the client's input tax that is at risk."""
    buyer, section = document.buyer, _section(document)
    if _needs_buyer(document) and document.seller.is_vendor:
        severity = _buyer_severity(document)
        if not buyer.name:
            yield _missing(
                "buyer.name",
                _("The client's name is missing. A document like this must name the client."),
                section,
                severity=severity,
            )
        if not buyer.address.is_given:
            message = _(
                "The client's address is missing. A document like this must give it; add it to the client's details."
            )
            yield _missing("buyer.address", message, section, severity=severity)
        if buyer.is_vendor and not buyer.vat_number:
            message = _(
                "The client is registered for VAT, but the number is missing: without it the client may not be able to claim. Ask for it."
            )
            yield _missing("buyer.vat_number", message, section, severity=Severity.WARNING)
    yield from _numbers("buyer", buyer, document.issued_on)


def _buyer_severity(document: Document) -> Severity:
    """The note to an abridged tax invoice may be for somebody whose address nobody ever asked for."""
    original = document.original
    is_abridged = original is not None and original.tier in {Tier.ABRIDGED, Tier.NONE}
    return Severity.WARNING if document.kind in NOTES and is_abridged else Severity.BLOCKER


def _numbers(path: str, party: Party, today: date) -> Iterator[Finding]:
    if party.vat_number and not is_vat_number(party.vat_number):
        message = _(
            "The VAT number %(number)s does not look right: it should have 10 digits, start with 4 and end in the right check digit."
        )
        yield _doubtful(f"{path}.vat_number", message % {"number": party.vat_number})
    number = party.registration_number
    if number and (judged := judge_registration(number, today=today)).is_valid is False:
        message = _(
            "The registration number %(number)s does not look right: it should be like 2019/123456/07."
        )
        if judged.suggestion:
            message = _("The registration number %(number)s does not look right. Is it %(suggestion)s?")
        values = {"number": number, "suggestion": judged.suggestion}
        yield _doubtful(f"{path}.registration_number", message % values)


def _particulars(document: Document) -> Iterator[Finding]:
    """Something is described, and in what quantity."""
    section = _section(document)
    if not document.lines:
        yield _missing("lines", _("There is nothing on the document. Add at least one line."), section)
    for place, line in enumerate(document.lines):
        values = {"line": line.number}
        if not line.description.strip():
            message = _("Line %(line)d has no description. Say in full what was supplied.")
            yield _missing(f"lines.{place}.description", message % values, section)
        if line.quantity <= 0:
            message = _("Line %(line)d has no quantity. Give how much or how many.")
            yield _missing(f"lines.{place}.quantity", message % values, section)


def _dates(document: Document) -> Iterator[Finding]:
    """A tax invoice is due within 21 days of the supply; one that is late must still be issued, so it is no blocker."""
    late = document.issued_on - document.time_of_supply
    if document.kind is Kind.TAX_INVOICE and document.corrects is None and late > DAYS_TO_ISSUE:
        message = _(
            "The supply was on %(day)s, %(days)d days before this invoice: a tax invoice is to be issued within 21 days. Issue it at once."
        )
        yield Finding(
            code="issued_on.late",
            field="issued_on",
            message=message % {"day": document.time_of_supply, "days": late.days},
            section="20(1)",
            severity=Severity.WARNING,
        )


def _reference(document: Document) -> Iterator[Finding]:
    """A note belongs to an original, says which and why; a corrected invoice says what it replaces and why."""
    if document.kind in NOTES:
        if document.original is None or not document.original.number:
            message = _("The note names no original. Make it from the invoice that it changes.")
            yield _missing("original", message, "21(3)")
        elif document.issued_on < document.original.issued_on:
            yield Finding(
                code="issued_on.before_original",
                field="issued_on",
                message=_("The note is dated before the invoice that it changes. Date it %(day)s or later.")
                % {"day": document.original.issued_on},
                section="21(3)",
            )
    if (document.kind in NOTES or document.corrects) and not document.reason.strip():
        message = _("The reason is missing. Say in a few words why it is issued.")
        yield _missing("reason", message, "21(3)" if document.kind in NOTES else "20(1B)")
