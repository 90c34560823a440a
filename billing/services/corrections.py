"""What people ask of an invoice that was issued: right particulars, a credit, a debit. The original always stays as it was."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine import ledger
from billing.engine.invoicing import notes
from billing.engine.invoicing.corrections import corrected
from billing.engine.invoicing.shapes import Document
from billing.models import TaxDocument
from billing.services import credit, drafting, entities, invoices, issuing
from billing.services.issuing import Issue
from synthai.core.access import Actor, require
from synthai.core.errors import Conflict, NotFound


class NothingToCorrect(Conflict):
    """The invoice says what the details say."""

    code = "billing.document.nothing_to_correct"
    title = _("Nothing would change")
    message = _("Invoice %(number)s says what your invoice details say. Change those first.")
    remedy = _("Change the invoice details first.")


@transaction.atomic
def correct(public_id: str, *, reason: str, by: Actor, now: datetime) -> TaxDocument:
    """The invoice again with the particulars as they are now (VAT Act, section 20(1B)); figures and time of supply stay. Needs the tenant.

    Raises NotAllowed, NotFound, NoOriginal, ReasonMissing, NothingToCorrect, DocumentIncomplete.
    """
    require(by, permissions.DOCUMENT_CORRECT)
    original = _lock(public_id)
    newest = invoices.newest_of(original)
    before, entity = invoices.shape_of(newest), drafting.entity_of(original)
    buyer = drafting.buyer(original.organisation_id)
    seller = entities.seller(entity, original.supplied_on)
    if (buyer, seller) == (before.buyer, before.seller):
        raise NothingToCorrect(number=newest.number)
    document = corrected(before, reason=reason, issued_on=newest.issued_on, seller=seller, buyer=buyer)
    count = TaxDocument.objects.filter(corrects=original).count()
    wanted = Issue(
        key=f"corrected:{original.public_id}:{count + 1}",
        document=document,
        entity=entity,
        charge=original.charge,
        corrects=original,
    )
    return issuing.issue(wanted, by=by, now=now)


@transaction.atomic
def credit_by_hand(
    public_id: str, *, amount: Decimal, reason: str, key: str, by: Actor, now: datetime
) -> TaxDocument:
    """A credit note for an amount, which becomes the customer's credit; once for each `key`. Needs the tenant.

    Raises NotAllowed, NotFound, NoOriginal, ReasonMissing, LineRefused, AboveOriginal.
    """
    require(by, permissions.DOCUMENT_NOTE)
    original = _lock(public_id)
    known = invoices.known(f"by-hand:{key}")
    if known is not None:
        return known
    newest = invoices.shape_of(invoices.newest_of(original))
    before = invoices.notes_to(original)
    document = drafting.credit(newest, amount, before, reason=reason, issued_on=newest.issued_on)
    made = issuing.issue(_of(original, f"by-hand:{key}", document, against=ledger.REFUNDS), by=by, now=now)
    if original.charge is not None:
        why = f"Credit note {made.number}"
        credit.owe(original.charge, amount, account=ledger.REFUNDS, by=by, now=now, reason=why)
    return made


@transaction.atomic
def debit_by_hand(
    public_id: str, *, amount: Decimal, reason: str, key: str, by: Actor, now: datetime
) -> TaxDocument:
    """A debit note: the same supply costs more. It is owed, and nobody is charged by itself. Once for each `key`. Needs the tenant.

    Raises NotAllowed, NotFound, NoOriginal, ReasonMissing, LineRefused.
    """
    require(by, permissions.DOCUMENT_NOTE)
    original = _lock(public_id)
    known = invoices.known(f"by-hand:{key}")
    if known is not None:
        return known
    newest = invoices.shape_of(invoices.newest_of(original))
    line = notes.NoteLine(
        description=reason, unit_price=amount, treatment=newest.groups[0].treatment, code=newest.lines[0].code
    )
    document = notes.debit_note(newest, [line], reason=reason, issued_on=newest.issued_on)
    wanted = _of(original, f"by-hand:{key}", document, against=ledger.RECEIVABLES)
    return issuing.issue(wanted, by=by, now=now)


def _lock(public_id: str) -> TaxDocument:
    """The first invoice of the one that is named, under the customer's lock. Raises NotFound."""
    rows = TaxDocument.objects.invoices().select_related("corrects__charge", "charge")
    found: TaxDocument | None = rows.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    locks.lock_customer(found.organisation_id)
    return found.corrects or found


def _of(original: TaxDocument, key: str, document: Document, *, against: str) -> Issue:
    return Issue(
        key=key,
        document=document,
        entity=drafting.entity_of(original),
        charge=original.charge,
        original=original,
        against=against,
        kinds=drafting.kinds_of(original.charge),
    )
