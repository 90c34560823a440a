"""Closing the books: up to a day nothing more is posted. What happened before it and is heard of later counts on the day after."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from billing import events, permissions
from billing.engine.periods import local_date
from billing.models import BillingEntity, BookClosing, WaitingDocument, charges_of
from billing.selectors import ledger
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish


class AlreadyClosed(Conflict):
    """Somebody closed that day, or a later one."""

    code = "billing.books.closed"
    title = _("The books are closed already")
    message = _("The books are closed until %(until)s already.")
    remedy = _("Choose a later day.")
    field = "until"


class DayNotOver(DomainError):
    """A day that goes on cannot be closed."""

    code = "billing.books.day_not_over"
    title = _("The day is not over")
    message = _("%(until)s is not over yet. Close the books until yesterday at the latest.")
    remedy = _("Choose a day that is over.")
    field = "until"


class DocumentsWait(Conflict):
    """Sales of the period have no document yet."""

    code = "billing.books.documents_wait"
    title = _("Documents of these days wait to be completed")
    message = _(
        "%(count)d documents of these days could not be issued yet. Complete them first, or close all the same: their VAT then "
        "counts in the next period."
    )
    remedy = _("Complete the documents, or say that the books are to be closed all the same.")
    field = "leave_waiting"


@transaction.atomic
def close(
    entity_public_id: str, until: date, *, leave_waiting: bool = False, by: Actor, now: datetime
) -> BookClosing:
    """Close the books of an entity up to and with a day. Two at once: one closes, the other is refused. Needs `all_tenants()`.

    Raises NotAllowed, NotFound, DayNotOver, AlreadyClosed, DocumentsWait.
    """
    require(by, permissions.BOOKS_CLOSE)
    entity = BillingEntity.objects.filter(public_id=entity_public_id).first()
    if entity is None:
        raise NotFound
    if until >= local_date(now):
        raise DayNotOver(until=until)
    _alone(entity.pk)
    last = ledger.closed_until(entity.pk)
    if last is not None and last >= until:
        raise AlreadyClosed(until=last)
    ours = charges_of(entity, through="charge__")
    waiting = WaitingDocument.objects.open(now=now).filter(ours, supplied_on__lte=until).count()
    if waiting and not leave_waiting:
        raise DocumentsWait(count=waiting)
    balances = {row.code: row.cents for row in ledger.trial_balance(entity.pk, on=until)}
    made = BookClosing.objects.create(
        entity=entity, until=until, by_label=by.label, created_at=now, balances=balances, waiting=waiting
    )
    told = {"until": [last, until], "waiting": [None, waiting]}
    audit(entity, "billing.books.closed", by=by, changes=told)
    publish(events.BooksClosed(entity=entity.public_id, until=until.isoformat()))
    return made


def _alone(entity_id: int) -> None:
    """Wait for who is posting; who comes now waits for us, and then posts behind the closing (migration 0009)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock('billing_bookclosing'::regclass::oid::int, %s)", [entity_id]
        )
