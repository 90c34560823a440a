"""Statements of account: what moved between two days, what is owed and for how long; shown, printed, and mailed to who owes.

The balance is the ledger's `receivables` of the customer, to the cent. What was asked for and not invoiced (SynthAI invoices when it is
paid) stands beside it, named charge by charge; so does credit.
"""

import io
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import selectors as people
from billing import locks, permissions
from billing.documents import as_pdf, file_name
from billing.engine.invoicing import statements as engine
from billing.engine.invoicing.shapes import Document
from billing.engine.periods import local_date
from billing.engine.vat_periods import month_of
from billing.models import BillingEntity, Charge, Customer, TaxDocument, charges_of
from billing.selectors import receivables
from billing.services import branding, credit, drafting, entities
from notifications.services import mail as mails
from synthai.core import files
from synthai.core.access import Actor, require, system_actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.money import Money

MONTHS: Final = 24


class PeriodWrong(DomainError):
    """Days that cannot be a period."""

    code = "billing.statement.period_wrong"
    title = _("The period cannot be like this")
    message = _("A statement begins on or before the day it ends, at most ten years before it.")
    remedy = _("Choose an earlier first day, or a later last one.")
    field = "start"


@dataclass(frozen=True, kw_only=True)
class Account:
    """A statement and what stands beside it: open charges, those that are not invoiced (so not in the balance) apart; and credit."""

    entity: BillingEntity
    document: Document
    asked: tuple[Charge, ...]
    owed_again: tuple[Charge, ...]  # invoiced, and the payment did not come after all: in the balance
    credit: Decimal

    @property
    def closing(self) -> Decimal:
        return self.document.statement.closing if self.document.statement else Decimal(0)

    @property
    def asked_total(self) -> Decimal:
        return sum((charge.total for charge in self.asked), Decimal(0))


def of_period(organisation_id: int, *, entity: BillingEntity, start: date, end: date) -> Account:
    """The account of the organisation with one entity, both days included. Needs the tenant. Raises PeriodWrong."""
    if not start <= end or (end - start) > timedelta(days=3660):
        raise PeriodWrong
    customer = people.public_id_of(organisation_id)
    told = receivables.told(entity.pk, [customer], until=end)
    asked, owed_again = _open(entity, end)
    left = credit.balance()
    document = engine.statement(
        [each.movement for each in told],
        seller=entities.seller(entity, end),
        buyer=drafting.buyer(organisation_id),
        start=start,
        end=end,
        bank=entities.bank_of(entity),
    )
    document = replace(
        document,
        currency=entity.currency,
        notes=_notes(asked, left, entity.currency),
        payment_reference=owed_again[0].reference if owed_again else customer,
    )
    return Account(entity=entity, document=document, asked=asked, owed_again=owed_again, credit=left)


def entity_for(organisation_id: int, public_id: str = "") -> BillingEntity:
    """Whose account: the one that is named and sold to it, else who sold to it last, else who sells by default."""
    keys = receivables.entities_of(people.public_id_of(organisation_id))
    known = BillingEntity.objects.prefetch_related("vendor_periods").in_bulk(keys)
    for key in keys:
        if not public_id or known[key].public_id == public_id:
            return known[key]
    return known[keys[0]] if keys else entities.selling()


def sellers_of(organisation_id: int) -> list[BillingEntity]:
    """Everybody the organisation has an account with, the newest first."""
    keys = receivables.entities_of(people.public_id_of(organisation_id))
    known = BillingEntity.objects.in_bulk(keys)
    return [known[key] for key in keys]


def months(*, today: date) -> list[date]:
    """The first days of this month and those before it, newest first."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def pdf_of(account: Account) -> tuple[str, bytes]:
    """The statement's file and its name."""
    return file_name(account.document), as_pdf(account.document, brand=branding.brand_of(account.entity))


def mail(
    organisation_id: int, *, entity: BillingEntity, start: date, end: date, by: Actor, now: datetime
) -> str:
    """Mail a statement to the address of the invoice details; returns it. Needs the tenant; not in a transaction.

    Raises NotAllowed, PeriodWrong.
    """
    require(by, permissions.DOCUMENT_CORRECT if by.kind != "staff" else permissions.DOCUMENT_NOTE)
    account = of_period(organisation_id, entity=entity, start=start, end=min(end, local_date(now)))
    path = _stored(organisation_id, account)
    with transaction.atomic():
        customer = locks.lock_customer(organisation_id)
        to = _queue(customer, account, path)
        audit(customer, "billing.statement.mailed", by=by, changes={"until": [None, end.isoformat()]})
    return to


def mail_monthly(organisation_id: int, *, now: datetime) -> int:
    """On the first days of a month: last month's statement to who owes, once; returns how many went out. Needs the tenant.

    Owing is a balance above nothing, or a charge whose day to be paid had come by the end of that month.
    """
    start, end = month_of(local_date(now).replace(day=1) - timedelta(days=1))
    if Customer.objects.filter(statement_for__gte=start).exists():
        return 0
    due = [account for account in _accounts(organisation_id, start, end) if _owes(account, end)]
    paths = [_stored(organisation_id, account) for account in due]
    with transaction.atomic():
        customer = locks.lock_customer(organisation_id)
        if customer.statement_for is not None and customer.statement_for >= start:
            for path in paths:  # another worker was faster
                after_commit(files.delete, path)
            return 0
        customer.statement_for = start
        customer.save(update_fields=["statement_for"])
        for account, path in zip(due, paths, strict=True):
            _queue(customer, account, path)
        if due:
            by = system_actor(organisation_id)
            audit(customer, "billing.statement.mailed", by=by, changes={"until": [None, end.isoformat()]})
    return len(due)


def _accounts(organisation_id: int, start: date, end: date) -> list[Account]:
    keys = receivables.entities_of(people.public_id_of(organisation_id)) or [entities.selling().pk]
    known = BillingEntity.objects.prefetch_related("vendor_periods").in_bulk(keys)
    return [of_period(organisation_id, entity=known[key], start=start, end=end) for key in keys]


def _owes(account: Account, end: date) -> bool:
    return account.closing > 0 or any(local_date(charge.due_at) <= end for charge in account.asked)


def _open(entity: BillingEntity, end: date) -> tuple[tuple[Charge, ...], tuple[Charge, ...]]:
    """Open charges that were made by the end of a day, oldest first: those not invoiced, and those that are. Two queries."""
    rows = Charge.objects.open().filter(charges_of(entity), total__gt=0)
    found = rows.order_by("due_at", "pk")
    made = [charge for charge in found if local_date(charge.created_at) <= end]
    invoices = TaxDocument.objects.invoices().filter(charge__in=made)
    invoiced = set(invoices.values_list("charge_id", flat=True))
    asked = tuple(charge for charge in made if charge.pk not in invoiced)
    return asked, tuple(charge for charge in made if charge.pk in invoiced)


def _notes(asked: tuple[Charge, ...], left: Decimal, currency: str) -> tuple[str, ...]:
    """What is not in the balance, said so."""
    said = [
        _(
            "Not in this balance: charge %(reference)s of %(amount)s, payable by %(day)s. Its tax invoice is issued when it is paid."
        )
        % {
            "reference": charge.reference,
            "amount": Money(charge.total, charge.currency),
            "day": date_format(local_date(charge.due_at), "j F Y"),
        }
        for charge in asked
    ]
    if left > 0:
        said.append(
            _("Not in this balance: credit of %(amount)s. It pays your next charges.")
            % {"amount": Money(left, currency)}
        )
    return tuple(said)


def _stored(organisation_id: int, account: Account) -> str:
    name, content = pdf_of(account)
    folder = f"documents/{people.public_id_of(organisation_id)}"
    return files.save_stream(io.BytesIO(content), folder=folder, name=name).path


def _queue(customer: Customer, account: Account, path: str) -> str:
    owner = customer.organisation_id or 0
    to = customer.email or people.owner_of(owner).email
    page = reverse("billing:statement", args=[people.slug_of(owner)])
    document = account.document
    context = {
        "seller": document.seller,
        "start": document.period_start,
        "end": document.period_end,
        "closing": account.closing,
        "is_owed": account.closing > 0,
        "asked": account.asked_total,
        "url": f"{settings.SITE_URL.rstrip('/')}{page}?month={document.issued_on:%Y-%m}",
    }
    attached = {"name": file_name(document), "path": path, "type": "application/pdf", "is_own": True}
    mails.send("billing/statement", to, context, organisation_id=owner, attachments=[attached])
    return to
