"""Classes in people's calendars: the file of one, and the private address of all that are theirs."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import actors
from accounts import selectors as people
from content.services import obligations
from courses import permissions
from courses.engine.live.entries import Entry, Method, Person
from courses.models import Booking, CalendarFeed, LiveClass
from courses.selectors import live
from courses.selectors.learning import person_of
from synthai.core import sealing
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound

_PURPOSE: Final = "courses.calendar"


@dataclass(frozen=True)
class Feed:
    """A calendar as it is fetched; `tag` changes with it."""

    content: bytes
    tag: str


def invitation(found: Booking, *, slug: str, trainers: Iterable[Any], is_cancelled: bool = False) -> bytes:
    """The class as an invitation to this person, or as its cancellation."""
    method: Method = "CANCEL" if is_cancelled else "REQUEST"
    entry = _entry(found, slug=slug, trainers=list(trainers), is_cancelled=is_cancelled)
    return _written([entry], method)


def _written(entries: list[Entry], method: Method, *, name: str = "", others: Iterable[Any] = ()) -> bytes:
    from courses.engine.live import calendars  # noqa: PLC0415 - its library takes every process a while, and few write one

    return calendars.written(entries, method, name=name, others=others)


def file_of(found: Booking, *, slug: str, trainers: Iterable[Any]) -> bytes:
    """The class as a file to put into a calendar by hand."""
    entry = _entry(found, slug=slug, trainers=list(trainers), is_cancelled=not found.live_class.is_planned)
    return _written([entry], "PUBLISH")


@transaction.atomic
def open_feed(*, by: Actor, now: datetime) -> CalendarFeed:
    """A private address of one's own classes; the same one until it is closed. Raises NotAllowed, PersonOnly."""
    require(by, permissions.COURSE_LEARN)
    made: CalendarFeed
    made, is_new = CalendarFeed.objects.get_or_create(user_id=person_of(by), defaults={"created_at": now})
    if is_new:
        audit(made, "courses.calendar.opened", by=by)
    return made


@transaction.atomic
def close_feed(*, by: Actor) -> int:
    """Nobody who has the address reads anything from now on. Idempotent. Raises NotAllowed, PersonOnly."""
    require(by, permissions.COURSE_LEARN)
    rows = CalendarFeed.objects.filter(user_id=person_of(by))
    for found in rows:
        audit(found, "courses.calendar.closed", by=by)
    return int(rows.delete()[0])


@transaction.atomic
def show_dates(*, are_shown: bool, by: Actor) -> None:
    """Whether one's calendar shows dates in documents too: those that one may see whenever it is fetched. Idempotent; nothing without an
    address. Raises NotAllowed, PersonOnly."""
    require(by, permissions.COURSE_LEARN)
    rows = CalendarFeed.objects.filter(user_id=person_of(by))
    if rows.exclude(has_dates=are_shown).update(has_dates=are_shown):
        changes = {"has_dates": [not are_shown, are_shown]}
        audit(rows.order_by("pk").first(), "courses.calendar.changed", by=by, changes=changes)


def address_of(found: CalendarFeed) -> str:
    """The private address. Whoever has it reads the person's classes, so it is shown to nobody else."""
    owner = people.public_id_of(found.organisation_id or 0)
    token = sealing.seal(found.public_id.encode(), purpose=_PURPOSE)
    return settings.SITE_URL.rstrip("/") + reverse("live-calendars:feed", args=[owner, token])


def read_token(token: str) -> str:
    """Which calendar an address asks for. Raises NotFound for a token that is not ours."""
    try:
        return sealing.unseal(token, purpose=_PURPOSE).decode()
    except (sealing.BrokenSeal, UnicodeDecodeError) as error:
        raise NotFound from error


def feed_of(public_id: str, *, now: datetime) -> Feed:
    """What a person's calendar shows: classes of the last 90 days and to come, and open dates in documents where they want those. Six
    queries at most, however many. Needs the tenant.

    Raises NotFound for an address that was closed, and for who is no longer in the organisation.
    """
    found: CalendarFeed | None = (
        CalendarFeed.objects.filter(public_id=public_id).select_related("user").first()
    )
    organisation_id = found.organisation_id or 0 if found else 0
    if found is None or found.user_id not in people.team_and_guest_ids(organisation_id):
        raise NotFound
    slug, sender = people.slug_of(organisation_id), people.name_of(organisation_id)
    shown = live.calendar_of(found.user, now=now)
    entries = [
        _entry(
            booking,
            slug=slug,
            trainers=shown.trainers.get(booking.live_class_id, []),
            is_cancelled=not booking.live_class.is_planned,
        )
        for booking in shown.bookings
    ]
    words = (
        _("Classes and dates of %(organisation)s") if found.has_dates else _("Classes of %(organisation)s")
    )
    others = _dates(found, slug) if found.has_dates else []
    content = _written(entries, "PUBLISH", name=words % {"organisation": sender}, others=others)
    return Feed(content, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


def _dates(found: CalendarFeed, slug: str) -> list[Any]:
    by = actors.of_member_now(found.organisation_id or 0, found.user_id)
    return obligations.entries(by=by, slug=slug) if by is not None else []


def uid_of(live_class: LiveClass) -> str:
    """What calendars know a class by, for ever."""
    return f"{live_class.public_id}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"


def page_of(live_class: LiveClass, slug: str) -> str:
    """The address of the class's page."""
    path = reverse("courses:class-detail", args=[slug, live_class.public_id])
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def _entry(found: Booking, *, slug: str, trainers: list[Any], is_cancelled: bool) -> Entry:
    live_class = found.live_class
    url = page_of(live_class, slug)
    return Entry(
        uid=uid_of(live_class),
        sequence=live_class.sequence,
        title=live_class.title,
        description=f"{live_class.description}\n\n{_('Answer and join on its page:')} {url}".strip(),
        location=_("Online") if live_class.is_online else live_class.address,
        url=url,
        starts_at=live_class.starts_at,
        ends_at=live_class.ends_at,
        zone=live_class.zone,
        # A person who was asked again later must not seem to have been asked before they were taken out.
        changed_at=max(live_class.changed_at, found.asked_at),
        organiser=_organiser(trainers, live_class),
        attendee=Person(name=found.user.label, email=found.user.email),
        answer=str(found.answer),
        is_cancelled=is_cancelled,
        is_firm=not found.is_waiting,
    )


def _organiser(trainers: list[Any], live_class: LiveClass) -> Person:
    """The first trainer; where nobody is left to teach, who sends our mails."""
    first = next(iter(trainers), None)
    if first is not None:
        return Person(name=first.label, email=first.email)
    sender = settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].strip("<> ")
    return Person(name=live_class.title, email=sender)
