"""Links to a sent document: made, mailed, opened by people outside, closed and opened again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from accounts import selectors as people
from content import events, locks, permissions
from content import sending_refusals as refusals
from content import signing_terms as terms
from content.models import DocumentVersion, ShareLink, ShareView
from content.selectors import confidential
from content.services import changing, request_keys, secrets
from content.services.visits import Visit
from notifications.services import mail
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish
from synthai.core.tenancy import tenant


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Whom a link is for, and what it lets them do. With `is_mailed` it goes to their address."""

    name: str
    email: str = ""
    expires_at: datetime
    asks_code: bool = False
    has_watermark: bool = False
    may_download: bool = True
    is_mailed: bool = False
    message: str = ""
    request_key: str = ""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A link, and its whole address."""

    link: ShareLink
    address: str


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What is behind a link, and whose it is."""

    organisation: Any
    link: ShareLink
    version: DocumentVersion


@transaction.atomic
def share(version: DocumentVersion, wish: Wish, *, by: Actor, now: datetime) -> Made:
    """A new link to a version that was sent. The same `request_key` again gives the link of the first call. Raises NotAllowed, NotSent, TooManyLinks,
    IdempotencyKeyReused."""
    document = changing.lock(version.document_id, by=by)
    require(by, permissions.DOCUMENT_SEND)
    if not version.sha256:
        raise refusals.NotSent
    key = request_keys.fingerprint(by, wish.request_key)
    known = request_keys.made_before(ShareLink.objects, key)
    if known is not None:
        is_same = (known.document_id, known.name, known.email) == (document.pk, wish.name, wish.email)
        request_keys.refuse_other(is_same=is_same)
        return Made(link=known, address=address_of(known))
    if ShareLink.objects.open(now=now).filter(document=document).count() >= terms.MOST_LINKS:
        raise refusals.TooManyLinks(most=terms.MOST_LINKS)
    link = ShareLink(
        document=document,
        shown=version,
        name=wish.name,
        email=wish.email,
        asks_code=wish.asks_code,
        has_watermark=wish.has_watermark,
        may_download=wish.may_download,
        expires_at=wish.expires_at,
        created_by_id=by.user_id,
        created_at=now,
        mailed_at=now if wish.is_mailed else None,
        request_key=key,
    )
    link.token_hash = secrets.fingerprint(secrets.token_of(link))
    link.full_clean()
    link.save()
    if wish.is_mailed:
        _mail(link, version, wish.message, by=by)
    audit(link, "content.link.made", by=by, changes={"document": [None, document.public_id]})
    publish(events.DocumentShared(document=document.public_id, link=link.public_id))
    return Made(link=link, address=address_of(link))


def address_of(link: ShareLink) -> str:
    """The whole address, for who may send the document."""
    owner = people.public_id_of(link.organisation_id or 0)
    path = reverse("content-public:shared", args=[owner, secrets.token_of(link)])
    return f"{settings.SITE_URL.rstrip('/')}{path}"


@transaction.atomic
def close(link_id: int, *, by: Actor, now: datetime) -> ShareLink:
    """Nobody opens anything by it from now on; `open_again` undoes that. Idempotent. Raises NotFound, NotAllowed."""
    link = _locked(link_id, by=by)
    if link.revoked_at is None:
        link.revoked_at = now
        link.save(update_fields=["revoked_at"])
        audit(link, "content.link.closed", by=by)
    return link


@transaction.atomic
def open_again(link_id: int, *, by: Actor, now: datetime) -> ShareLink:
    """Undo: the same address opens it again, as long as its time is not over. Idempotent. Raises NotFound, NotAllowed, LinkOver."""
    link = _locked(link_id, by=by)
    if now >= link.expires_at:
        raise refusals.LinkOver
    if link.revoked_at is not None:
        link.revoked_at = None
        link.save(update_fields=["revoked_at"])
        audit(link, "content.link.opened_again", by=by)
    return link


@contextmanager
def opened(owner: str, token: str, *, now: datetime) -> Iterator[Opened]:
    """What is behind an address, its tenant active inside the block. Raises NotFound, LinkClosed, LinkOver."""
    organisation = people.organisation_by_public_id(owner)
    with tenant(organisation.pk):
        rows = ShareLink.objects.filter(token_hash=secrets.fingerprint(token))
        link: ShareLink | None = rows.select_related("shown", "document").order_by("pk").first()
        if link is None or link.document.removed_at is not None:
            raise NotFound
        if link.revoked_at is not None:
            raise refusals.LinkClosed
        if now >= link.expires_at:
            raise refusals.LinkOver
        yield Opened(organisation=organisation, link=link, version=link.shown)


@transaction.atomic
def send_code(link_id: int, *, now: datetime) -> None:
    """A one-time code to the address the sender gave, and to no other. Raises CodeTooSoon, CodesUsedUp."""
    link = locks.lock_link(link_id)
    code = secrets.new_code(link, now=now)
    link.save(update_fields=secrets.CODE_FIELDS)
    sender = people.name_of(link.organisation_id or 0)
    context = {"code": code, "organisation": sender, "name": link.name, "signs": False}
    mail.send("content/code", link.email, context, organisation_id=link.organisation_id)


def confirm(link_id: int, code: str, *, now: datetime) -> str:
    """The proof that a browser keeps. Raises CodeWrong, CodeOver."""
    with transaction.atomic():
        link = locks.lock_link(link_id)
        is_right = secrets.is_right(link, code, now=now)
        link.save(update_fields=secrets.CODE_FIELDS)
    if not is_right:
        raise refusals.CodeWrong
    return secrets.proof(link, now=now)


@transaction.atomic
def note(link_id: int, kind: str, visit: Visit, *, now: datetime) -> bool:
    """Keep that somebody looked or downloaded. The organisation's own people and robots are not counted. True when it counted.

    Whoever fetches it over and over writes neither a row nor an event each time: see `_counted_again`.
    """
    link = locks.lock_link(link_id)
    if visit.is_robot or visit.is_ours(link.organisation_id or 0):
        return False
    if _counted_again(link, kind, visit, now=now):
        return True
    is_first = link.first_viewed_at is None
    if is_first:
        link.first_viewed_at = now
        link.save(update_fields=["first_viewed_at"])
    document = link.document.public_id
    publish(events.DocumentViewed(document=document, link=link.public_id, kind=kind, is_first=is_first))
    return True


def _counted_again(link: ShareLink, kind: str, visit: Visit, *, now: datetime) -> bool:
    """Count it: on the line of what this browser did a moment ago, once there are many lines on a last one without a browser, else on a
    new one. True when a line was there. The link's row is locked."""
    lines = ShareView.objects.filter(link=link, kind=kind)
    agent, ip, since = visit.agent, visit.ip, now - terms.VIEWS_TOGETHER
    if lines.count() >= terms.MOST_VIEWS:
        agent, ip, since = "", None, now - terms.VIEWS_KEPT
    again = lines.filter(agent=agent, ip=ip, at__gt=since).order_by("-at", "-pk").values("pk")[:1]
    if ShareView.objects.filter(pk__in=again).update(times=F("times") + 1, at=now):
        return True
    ShareView.objects.create(link=link, kind=kind, at=now, agent=agent, ip=ip)
    return False


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Empty network addresses after two weeks, delete views after 90 days. Needs the tenant. Returns how many rows changed."""
    ShareView.objects.filter(at__lt=now - terms.VIEWS_KEPT).delete()
    return int(ShareView.objects.to_forget(now=now).update(ip=None))


def _locked(link_id: int, *, by: Actor) -> ShareLink:
    link = locks.lock_link(link_id)
    confidential.refuse_hidden(link.document, by)
    require(by, permissions.DOCUMENT_SEND)
    return link


def _mail(link: ShareLink, version: DocumentVersion, message: str, *, by: Actor) -> None:
    context = {
        "name": link.name,
        "title": version.title,
        "organisation": people.name_of(link.organisation_id or 0),
        "sender": by.label if by.kind == "person" else "",  # what a key is called is for the team
        "message": message,
        "url": address_of(link),
        "expires_at": link.expires_at,
        "asks_code": link.asks_code,
    }
    mail.send(
        "content/share",
        link.email,
        context,
        organisation_id=link.organisation_id,
        about=f"content.link:{link.public_id}",
    )
