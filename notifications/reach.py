"""Where a person is reached, as the pages draw it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.utils.translation import gettext as _

from notifications import carriers
from notifications.channels import registry
from notifications.channels.protocol import Channel
from notifications.channels.web_push import encryption, vapid
from notifications.models import Address, NumberCode
from notifications.models.message import CHANNELS
from notifications.services import numbers, suppression
from synthai.core import phone_numbers

_CHANNEL_NAMES = dict(CHANNELS)
_ON_THE_WAY = {"waiting", "going"}


@dataclass(frozen=True)
class Place:
    """One way to a person. `mark` tells a browser which row is its own, without showing where it is reached."""

    public_id: str
    channel: Channel
    name: str
    since: datetime
    is_stopped: bool = False
    mark: str = ""

    @property
    def channel_name(self) -> str:
        """ "SMS"."""
        return str(_CHANNEL_NAMES[self.channel.value])


@dataclass(frozen=True)
class Awaited:
    """The number whose code is to be typed, and what became of the message."""

    number: str
    channels: tuple[Channel, ...]
    by: str
    is_on_its_way: bool
    has_failed: bool


def places_of(user_id: int) -> list[Place]:
    """All of them, numbers first. Two queries."""
    rows = list(Address.objects.filter(user_id=user_id).order_by("created_at", "pk"))
    dead = suppression.among((Channel(row.channel), row.value) for row in rows)
    found = [_place(row, is_stopped=(Channel(row.channel), row.value) in dead) for row in rows]
    order = list(Channel)
    return sorted(found, key=lambda place: order.index(place.channel))


def channels(places: Iterable[Place]) -> set[Channel]:
    """On which she can be told anything now: everybody in the app and by e-mail, the rest where she added something."""
    return {Channel.IN_APP, Channel.EMAIL} | {place.channel for place in places}


def sorts(places: Iterable[Place]) -> dict[str, list[Place]]:
    """The same by what the page shows together."""
    found: dict[str, list[Place]] = {"numbers": [], "browsers": [], "phones": []}
    names = {Channel.WEB_PUSH: "browsers", Channel.PUSH: "phones"}
    for place in places:
        found[names.get(place.channel, "numbers")].append(place)
    return found


def awaited(code: NumberCode | None) -> Awaited | None:
    """The number that is being proven."""
    if code is None:
        return None
    state = numbers.code_state(code)
    channels = numbers.offered()
    return Awaited(
        number=_number(code.number),
        channels=tuple(Channel(each) for each in code.channels),
        by=str(_CHANNEL_NAMES[channels[0].value]) if channels else "",
        is_on_its_way=state in _ON_THE_WAY,
        has_failed=state in {"failed", "suppressed", "cancelled"},
    )


def push_key() -> str:
    """What a page hands to the browser when it subscribes; empty where nobody carries push to browsers."""
    provider = vapid.ours(next(iter(registry.active(Channel.WEB_PUSH)), None))
    is_carried = Channel.WEB_PUSH in carriers.channels()
    return provider.application_server_key if is_carried and provider is not None else ""


def _place(row: Address, *, is_stopped: bool) -> Place:
    channel = Channel(row.channel)
    names = {Channel.PUSH: row.label or _("Our app"), Channel.WEB_PUSH: row.label or _("A browser")}
    return Place(
        public_id=row.public_id,
        channel=channel,
        name=names.get(channel) or _number(row.value),
        since=row.created_at,
        is_stopped=is_stopped,
        mark=_mark(row.value) if channel is Channel.WEB_PUSH else "",
    )


def _number(value: str) -> str:
    found = phone_numbers.read(value)
    return found.national if found else value


def _mark(subscription: str) -> str:
    """The SHA-256 of where a browser is reached, which its own page can make too."""
    try:
        endpoint = encryption.read(subscription).endpoint
    except encryption.NoSubscription:
        return ""
    return sha256(endpoint.encode()).hexdigest()
