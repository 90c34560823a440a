"""Announcements: write, see what it would do, press, cancel, and learn what became of it.

A press is a compare-and-set on the state, and what is told is one fact by the announcement's key: pressed twice it goes once.
Staff's marketing waits for a second person of staff. Consent is asked by the pipeline of each person, whatever anybody ticks here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications import audiences, permissions
from notifications.channels.protocol import Channel
from notifications.models import Announcement, AnnouncementState, Purpose, TeamAnnouncement
from notifications.services import counting, reporting, spreading
from notifications.services.counting import Written, kind_of, organisation_of, values_of
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError, NotAllowed

EARLIEST_CLOCK = timedelta(hours=14)  # the first place on earth where a wall clock shows a time
CHANNELS = tuple(Channel)
_WRITTEN = (
    *("title", "body", "url", "channels", "audience", "audience_args", "on_day", "at_time", "purpose"),
    *("author_id", "author_label"),
)


class NotADraft(DomainError):
    """It was pressed already."""

    code = "notifications.not_a_draft"
    title = _("This announcement was sent already")
    status = 409
    message = _("It cannot be changed any more. Cancel what has not left, and write a new one.")


class NothingToSend(DomainError):
    """No channel, nobody there, or a moment that is past."""

    code = "notifications.nothing_to_send"
    title = _("It cannot go out like this")
    status = 422
    message = _("%(why)s")


class SecondPerson(NotAllowed):
    """Whoever wrote it does not approve it."""

    code = "notifications.second_person"
    title = _("A second person must approve it")
    message = _("You wrote this. Marketing goes out when somebody else of staff has read it.")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a form says."""

    title: str
    body: str
    channels: tuple[str, ...]
    audience: str
    audience_args: Mapping[str, str]
    url: str = ""
    on_day: date | None = None
    at_time: time | None = None
    purpose: str = Purpose.SERVICE.value


@transaction.atomic
def write(draft: Draft, *, by: Actor, now: datetime, row: Written | None = None) -> Written:
    """Keep a draft: a new one, or a change of one. The active organisation's, or staff's. Raises NotADraft, NothingToSend."""
    _may_write(by)
    if row is not None and not row.may_change:
        raise NotADraft
    is_new, row = row is None, row or _new(by, now)
    row.title, row.body, row.url = draft.title, draft.body, draft.url
    row.channels = [each for each in draft.channels if each in CHANNELS]
    row.audience = draft.audience
    row.audience_args = _args(row, draft)
    row.on_day, row.at_time = draft.on_day, draft.at_time
    row.purpose = draft.purpose if isinstance(row, Announcement) else Purpose.SERVICE
    _refuse_nonsense(row, now)
    return _kept(row, by, is_new=is_new)


@transaction.atomic
def press(row: Written, *, by: Actor, now: datetime) -> bool:
    """Send or schedule it; staff's marketing is put before a second person. False when it was pressed before: once is enough."""
    _may_write(by)
    _refuse_nonsense(row, now)
    counted = counting.count(row, now=now)
    if not counted.people:
        raise NothingToSend(why=_("Nobody belongs to this audience."))
    waits = isinstance(row, Announcement) and row.is_marketing
    state = AnnouncementState.TO_APPROVE if waits else AnnouncementState.SCHEDULED
    values = {"state": state, "counted": counted.kept, "starts_at": starts_at(row, now)}
    if not _move(row, AnnouncementState.DRAFT, values):
        return False
    audit(row, "notifications.announcement.pressed", by=by, changes={"people": [None, counted.people]})
    if not waits:
        _start_if_due(row, now)
    return True


@transaction.atomic
def approve(row: Announcement, *, by: Actor, now: datetime) -> bool:
    """The second person of staff has read it: it goes. False when it did not wait for one. Raises SecondPerson."""
    require(by, permissions.BROADCAST)
    if row.author_id == by.user_id:
        raise SecondPerson
    values = {
        "state": AnnouncementState.SCHEDULED,
        "approver_id": by.user_id,
        "starts_at": starts_at(row, now),
    }
    if not _move(row, AnnouncementState.TO_APPROVE, values):
        return False
    audit(row, "notifications.announcement.approved", by=by)
    _start_if_due(row, now)
    return True


@transaction.atomic
def cancel(row: Written, *, by: Actor, now: datetime) -> bool:
    """Take back what has not left; a draft is thrown away. False when everything is over."""
    _may_write(by)
    before = AnnouncementState(row.state)
    if not (row.may_change or row.may_cancel):
        return False
    if not _move(row, before, {"state": AnnouncementState.CANCELLED, "ended_at": now}):
        return False
    taken_back = spreading.cancel(row.key, now=now)
    reporting.keep(row)
    audit(row, "notifications.announcement.cancelled", by=by, changes={"taken_back": [None, taken_back]})
    return True


def starts_at(row: Written, now: datetime) -> datetime:
    """When it begins to spread: now, or when the first clock on earth shows its time. Each person's own clock holds it until then."""
    if row.wall is None:
        return now
    return max(now, row.wall.replace(tzinfo=UTC) - EARLIEST_CLOCK)


def sweep(*, now: datetime) -> int:
    """Start what is due of staff's, and close what is through. Returns how many moved."""
    rows = Announcement.objects.filter(state__in=reporting.RUNNING, starts_at__lte=now)
    return sum(_step(row, now) for row in rows.order_by("pk"))


def sweep_team(*, now: datetime) -> int:
    """The same for the active organisation."""
    rows = TeamAnnouncement.objects.at_work(now=now).select_related("organisation")
    return sum(_step(row, now) for row in rows.order_by("pk"))


def _step(row: Written, now: datetime) -> bool:
    if row.state == AnnouncementState.SCHEDULED:
        return _start_if_due(row, now)
    if not reporting.is_through(row):
        return False
    return _move(row, AnnouncementState.SENDING, {"state": AnnouncementState.DONE, "ended_at": now}) and bool(
        reporting.keep(row)
    )


@transaction.atomic
def _start_if_due(row: Written, now: datetime) -> bool:
    if row.starts_at is None or row.starts_at > now:
        return False
    if not _move(row, AnnouncementState.SCHEDULED, {"state": AnnouncementState.SENDING, "started_at": now}):
        return False
    spreading.tell_audience(
        kind_of(row).code,
        row.audience,
        args=row.audience_args,
        values=values_of(row),
        key=row.key,
        now=now,
        url=row.url,
        organisation_id=organisation_of(row),
        send_at=row.wall,
        channels=[Channel(each) for each in row.channels],
    )
    return True


def _move(row: Written, before: str, values: dict[str, Any]) -> bool:
    """Compare and set."""
    rows = type(row).objects.filter(pk=row.pk, state=before)
    if rows.update(**values) != 1:
        return False
    for name, value in values.items():
        setattr(row, name, value)
    return True


def _kept(row: Written, by: Actor, *, is_new: bool) -> Written:
    """A draft that somebody pressed meanwhile stays as it was pressed; whoever wrote last cannot approve it. Raises NotADraft."""
    row.author_id, row.author_label = by.user_id, by.label[:200]
    if is_new:
        row.save()
        return row
    values = {name: getattr(row, name) for name in _WRITTEN}
    if not _move(row, AnnouncementState.DRAFT, values):
        raise NotADraft
    return row


def _new(by: Actor, now: datetime) -> Written:
    model = TeamAnnouncement if by.organisation_id else Announcement
    return model(created_at=now)


def _args(row: Written, draft: Draft) -> dict[str, str]:
    scope = "team" if isinstance(row, TeamAnnouncement) else "staff"
    try:
        found = audiences.described(draft.audience)
        if found.scope != scope:
            raise LookupError
        return found.checked(draft.audience_args)
    except (LookupError, ValueError) as error:
        raise NothingToSend(why=_("Choose again who is to be told.")) from error


def _refuse_nonsense(row: Written, now: datetime) -> None:
    if not row.channels:
        raise NothingToSend(why=_("Choose at least one way by which it goes."))
    if (row.on_day is None) is not (row.at_time is None):
        raise NothingToSend(why=_("Say both the day and the time, or neither: then it goes at once."))
    if row.wall is not None and row.wall.replace(tzinfo=UTC) + timedelta(hours=12) <= now:
        raise NothingToSend(why=_("This moment is past on every clock. Choose a later one."))


def _may_write(by: Actor) -> None:
    require(by, permissions.BROADCAST if by.organisation_id is None else permissions.ANNOUNCE)
