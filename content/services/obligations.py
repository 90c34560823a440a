"""Dates in documents: noted when a document goes out, moved, done, and told of before their day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import selectors as people
from content import events, locks, permissions
from content import signing_terms as terms
from content.models import Document, DocumentVersion, Obligation
from content.selectors import confidential, read_off, sending
from notifications.services import inbox
from synthai.core.access import Actor, require, system_actor
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.versions import check_version

KIND = "content.due"


@dataclass(frozen=True, kw_only=True)
class Due:
    """A day, what happens on it, how many days before somebody is told, and who (None: those who send documents)."""

    what: str
    due_on: date
    lead_days: int = terms.LEAD_DAYS
    tells: int | None = None


@transaction.atomic
def add(document: Document, due: Due, *, by: Actor, now: datetime, key: str = "") -> Obligation:
    """Note a day of a document. With `key` the one of that field is noted once. Raises NotFound, NotAllowed."""
    require(by, permissions.DOCUMENT_WRITE)
    confidential.refuse_hidden(document, by)
    if key:
        known = Obligation.objects.filter(document=document, key=key).first()
        if known is not None:
            return known
    row = Obligation(
        document=document, key=key, what=due.what, tells_id=due.tells or by.user_id, created_at=now
    )
    row.set_day(due.due_on, due.lead_days)
    row.full_clean()
    row.save()
    audit(row, "content.obligation.noted", by=by, changes={"due_on": [None, due.due_on.isoformat()]})
    return row


@transaction.atomic
def from_version(document_public_id: str, number: int, *, now: datetime) -> int:
    """Note the days of the fields that its template marks as due, as a version goes out. Days that have passed are left out. Idempotent.

    Needs the tenant. Returns how many were noted or known.
    """
    rows = DocumentVersion.objects.select_related("document")
    version = rows.filter(document__public_id=document_public_id, number=number).first()
    if version is None:
        return 0
    today, document = timezone.localdate(now), version.document
    by = system_actor(document.organisation_id)
    coming = {key: said for key, said in read_off.due_days(version).items() if said[1] >= today}
    for key, (label, day) in coming.items():
        due = Due(what=label[: terms.LABEL_LENGTH], due_on=day, tells=document.created_by_id)
        add(document, due, by=by, now=now, key=key)
    return len(coming)


@transaction.atomic
def change(obligation_id: int, due: Due, *, by: Actor, expected: str | None = None) -> Obligation:
    """Another day, other words, somebody else. Raises NotFound, NotAllowed, PreconditionFailed."""
    row = _locked(obligation_id, by=by)
    check_version(row, expected)
    before = row.due_on
    row.what, row.tells_id = due.what, due.tells
    if (row.due_on, row.lead_days) != (due.due_on, due.lead_days):
        row.set_day(due.due_on, due.lead_days)
    row.version += 1
    row.full_clean()
    row.save()
    changes = {"due_on": [before.isoformat(), due.due_on.isoformat()]}
    audit(row, "content.obligation.changed", by=by, changes=changes)
    return row


@transaction.atomic
def set_done(obligation_id: int, *, is_done: bool, by: Actor, now: datetime) -> Obligation:
    """Done, or not done after all: the undo. Idempotent. Raises NotFound, NotAllowed."""
    row = _locked(obligation_id, by=by)
    if (row.done_at is not None) != is_done:
        row.done_at = now if is_done else None
        row.version += 1
        row.save(update_fields=["done_at", "version"])
        code = "content.obligation.done" if is_done else "content.obligation.reopened"
        audit(row, code, by=by)
    return row


@transaction.atomic
def announce(*, now: datetime) -> int:
    """Say of each date whose day of telling has come that it has. Needs the tenant. Returns how many. Those of documents that were put
    away wait: brought back, they are told of."""
    kept = Obligation.objects.to_tell(now=now).filter(document__removed_at__isnull=True)
    rows = list(kept.select_related("document").order_by("pk")[:200])
    for row in rows:
        if Obligation.objects.filter(pk=row.pk, told_at__isnull=True).update(told_at=now):
            publish(
                events.DocumentDue(
                    document=row.document.public_id,
                    obligation=row.public_id,
                    obligation_id=row.pk,
                    due_on=row.due_on.isoformat(),
                )
            )
    return len(rows)


def _locked(obligation_id: int, *, by: Actor) -> Obligation:
    row = locks.lock_obligation(obligation_id)
    confidential.refuse_hidden(row.document, by)
    require(by, permissions.DOCUMENT_WRITE)
    return row


def tell(event_id: str, obligation_id: int) -> None:
    """Tell who is to be told. Idempotent by event. Needs the tenant."""
    row = Obligation.objects.select_related("document").filter(pk=obligation_id).first()
    if row is None or row.done_at is not None or row.document.removed_at is not None:
        return
    owner = row.organisation_id or 0
    theirs = [each for each in people.user_ids_of(owner) if each == row.tells_id]
    senders = people.member_ids_holding(owner, permissions.DOCUMENT_SEND)
    told = confidential.readers(row.document, theirs or senders)
    inbox.notify(
        KIND,
        told,
        title=_("%(day)s: %(document)s")
        % {"day": date_format(row.due_on, "j F Y"), "document": row.document.title},
        body=row.what,
        url=reverse("content:obligations", args=[people.slug_of(owner)]),
        organisation_id=owner,
        key=f"{KIND}:{event_id}",
    )


def are_for(by: Actor) -> bool:
    """Whether this actor may read dates in documents at all."""
    return by.can(permissions.DOCUMENT_VIEW)


def calendar(rows: list[Obligation], *, slug: str, name: str) -> bytes:
    """The dates as a file for a calendar (RFC 5545), each a whole day."""
    from icalendar import Calendar  # noqa: PLC0415 - its library takes every process a while, and few write one

    made: Any = Calendar()
    made.add("prodid", "-//SynthAI//Dates in documents//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for row in rows:
        made.add_component(_entry(row, slug))
    content: bytes = made.to_ical()
    return content


def entries(*, by: Actor, slug: str) -> list[Any]:
    """The open dates that this actor may see, as entries (`icalendar.Event`) of a calendar they subscribed to. One query at most."""
    return [_entry(row, slug) for row in sending.coming(by=by)] if are_for(by) else []


def _entry(row: Obligation, slug: str) -> Any:
    from icalendar import Event  # noqa: PLC0415 - as above

    entry: Any = Event()
    entry.add("uid", f"{row.public_id}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}")
    entry.add("dtstamp", row.created_at)
    entry.add("sequence", row.version)
    entry.add("dtstart", row.due_on)
    entry.add("summary", _("%(document)s: %(what)s") % {"document": row.document.title, "what": row.what})
    entry.add("description", row.document.title)
    path = reverse("content:sending", args=[slug, row.document.public_id])
    entry.add("url", settings.SITE_URL.rstrip("/") + path)
    return entry
