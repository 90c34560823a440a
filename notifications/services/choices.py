"""What people choose, with every change kept as proof: what it was, what it became, when, how, and what stood beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.engine.locales import LANGUAGES
from notifications.models import Choice, ChoiceChange, Delivery, DeliveryState, Personal
from notifications.services import agreed_words
from synthai.core.errors import DomainError

BY_LINK = "link"  # a way that proves nobody
HOURS = ("zone", "quiet_from", "quiet_until", "digest_hour", "digest_weekday", "language")
Wanted = Mapping[tuple[str, Channel], Frequency | None]


class ZoneUnknown(DomainError):
    """No such time zone."""

    code = "notifications.zone_unknown"
    title = _("This time zone is not known")
    status = 422
    message = _(
        "We do not know the time zone “%(zone)s”. Choose one from the list, such as Africa/Johannesburg."
    )


class HoursHalfSaid(DomainError):
    """One end of the quiet hours only."""

    code = "notifications.hours_half_said"
    title = _("Quiet hours need a start and an end")
    status = 422
    message = _("Say from when until when it should be quiet, or leave both empty.")


class LanguageUnknown(DomainError):
    """No language that messages are written in."""

    code = "notifications.language_unknown"
    title = _("This language is not known")
    status = 422
    message = _("We do not write in “%(language)s”. Choose one from the list, such as af.")


@dataclass(frozen=True)
class Way:
    """How a choice came: "page", "link", "one_click", "stop", "start", "proof", "api" or "staff", from which network address, and
    what else proves it: the page, the message, the program."""

    name: str
    ip: str | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def choose(user_id: int, wanted: Wanted, *, way: Way, now: datetime) -> int:
    """Set choices by category and channel; None takes one back to the default. Returns how many changed. Idempotent.

    What does not exist, or is critical throughout so that there is nothing to choose, is passed over; and so is consent that
    comes by the link of a mail: whoever a mail was forwarded to may have followed it.
    """
    before = {
        (row.category, Channel(row.channel)): Frequency(row.frequency)
        for row in Choice.objects.filter(user_id=user_id)
    }
    changed = {
        place: often
        for place, often in wanted.items()
        if _may_choose(*place)
        and before.get(place) is not often
        and not (way.name == BY_LINK and _agrees(place[0], before.get(place), often))
    }
    for (category, channel), often in changed.items():
        _store(user_id, category, channel, often, now)
    ChoiceChange.objects.bulk_create(
        ChoiceChange(
            user_id=user_id,
            what=f"{category}/{channel.value}",
            before=_text(before.get((category, channel))),
            after=_text(often),
            way=way.name,
            wording=agreed_words.of_choice(category, channel),
            ip=way.ip,
            is_consent=registry.categories()[category].is_marketing,
            evidence=dict(way.evidence),
            at=now,
        )
        for (category, channel), often in changed.items()
    )
    _take_back(user_id, [place for place, often in changed.items() if often in (None, Frequency.OFF)], now)
    return len(changed)


@transaction.atomic
def change(user_id: int, wanted: Wanted, hours: Mapping[str, Any] | None, *, way: Way, now: datetime) -> None:
    """Choices and hours in one: all of it or nothing. Of the hours only what is named changes; None changes none.

    Raises ZoneUnknown, HoursHalfSaid, LanguageUnknown.
    """
    if hours is not None:
        row = hours_of(user_id)
        whole = {**{name: getattr(row, name) for name in HOURS}, **hours}
        set_hours(user_id, **whole, way=way, now=now)
    choose(user_id, wanted, way=way, now=now)


@transaction.atomic
def stop(user_id: int, category: str, *, way: Way, now: datetime, channel: Channel = Channel.EMAIL) -> bool:
    """Turn a category off on a channel, and take back what waits there. False when it was off, or cannot be."""
    changed = choose(user_id, {(category, channel): Frequency.OFF}, way=way, now=now)
    _cancel_waiting(user_id, category, channel, now)
    return changed > 0


@transaction.atomic
def set_hours(
    user_id: int,
    *,
    zone: str,
    quiet_from: time | None,
    quiet_until: time | None,
    digest_hour: int,
    digest_weekday: int,
    way: Way,
    now: datetime,
    language: str | None = None,
) -> bool:
    """Set quiet hours, time zone, when digests come, and the language of messages ("": the organisation's, None: as it was).

    False when nothing changed. Raises ZoneUnknown, HoursHalfSaid, LanguageUnknown.
    """
    if language and language not in LANGUAGES:
        raise LanguageUnknown(language=language[:20])
    if zone not in available_timezones():
        raise ZoneUnknown(zone=zone[:60])
    if (quiet_from is None) is not (quiet_until is None):
        raise HoursHalfSaid
    row = hours_of(user_id)
    values: dict[str, object] = {
        "zone": zone,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "digest_hour": digest_hour,
        "digest_weekday": digest_weekday,
        "language": row.language if language is None else language,
    }
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        _change(row, changed, way, now)
    return bool(changed)


def _change(row: Personal, changed: Mapping[str, object], way: Way, now: datetime) -> None:
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.updated_at = now
    row.full_clean(exclude=["user"])
    row.save()
    ChoiceChange.objects.bulk_create(
        ChoiceChange(
            user_id=row.user_id,
            what=name,
            before=_text(before[name]),
            after=_text(value),
            way=way.name,
            ip=way.ip,
            at=now,
        )
        for name, value in changed.items()
    )


def hours_of(user_id: int) -> Personal:
    """Hours of a person; what holds without a word of hers when she said none."""
    return Personal.objects.filter(user_id=user_id).first() or Personal(user_id=user_id)


def zones() -> list[str]:
    """Time zones to choose from: South Africa and its neighbours first."""
    near = ["Africa/Johannesburg", "Africa/Windhoek", "Africa/Gaborone", "Africa/Harare", "Africa/Maputo"]
    near += ["Africa/Lagos", "Africa/Nairobi", "Europe/London"]
    places = ("Africa/", "America/", "Asia/", "Australia/", "Europe/", "Indian/", "Pacific/")
    rest = sorted(name for name in available_timezones() if name.startswith(places) and name not in near)
    return near + rest


def _agrees(category: str, before: Frequency | None, often: Frequency | None) -> bool:
    """Whether it gives consent that was not given."""
    nothing = (None, Frequency.OFF)
    return registry.categories()[category].is_marketing and before in nothing and often not in nothing


def _may_choose(category: str, channel: Channel) -> bool:
    return channel in registry.channels_of(category) and not registry.is_all_critical(category, channel)


def _store(user_id: int, category: str, channel: Channel, often: Frequency | None, now: datetime) -> None:
    place: dict[str, Any] = {"user_id": user_id, "category": category, "channel": channel.value}
    if often is None:
        Choice.objects.filter(**place).delete()
    else:
        Choice.objects.update_or_create(**place, defaults={"frequency": often.value, "chosen_at": now})


def _take_back(user_id: int, places: Sequence[tuple[str, Channel]], now: datetime) -> None:
    """Consent that is withdrawn stops what waits too."""
    for category, channel in places:
        if registry.categories()[category].is_marketing:
            _cancel_waiting(user_id, category, channel, now)


def _cancel_waiting(user_id: int, category: str, channel: Channel, now: datetime) -> None:
    codes = [each.code for each in registry.kinds() if each.category == category and not each.is_critical]
    waiting = Delivery.objects.filter(
        user_id=user_id, channel=channel.value, state=DeliveryState.WAITING, message__kind__in=codes
    )
    waiting.update(state=DeliveryState.CANCELLED, finished_at=now)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat("minutes") if isinstance(value, time) else str(value)[:60]
