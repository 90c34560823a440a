"""Tell people: one message for person and fact, written in the transaction of the fact, decided at once, delivered by tasks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from notifications import events
from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.engine.planning import Outcome, Step
from notifications.kinds import Kind, Values
from notifications.models import Delivery, DeliveryState, Escalation, EscalationState, Message
from notifications.services import deciding, destinations, lines, many_rows
from notifications.services.many_rows import PLACE
from synthai.core.events import publish
from synthai.core.models import new_public_id

BATCH = 1000
HANDED_OUT = 500  # deliveries that one event names


@transaction.atomic
def tell(
    kind: str,
    user_ids: Iterable[int],
    *,
    values: Values,
    key: str,
    url: str = "",
    organisation_id: int | None = None,
    thread: str = "",
    send_at: datetime | None = None,
    channels: Collection[Channel] = (),
    now: datetime | None = None,
) -> int:
    """Tell these people one fact, each on the channels that she chose. Returns how many were not told before.

    Idempotent by (person, key). What is in the app is there with the caller's commit; the rest is delivered by tasks. `send_at`
    in the future holds everything back until then; a naive one is a time of each person's own clock. `url` is a path of this
    site, `channels` are the only ones to use (none named: all of the kind's). Raises UnknownKind, BadValues.
    """
    declared, now = registry.find(kind), now or timezone.now()
    checked = declared.checked(values)
    model = Message(
        kind=kind,
        key=key,
        values=checked,
        url=url,
        thread=thread,
        organisation_id=organisation_id,
        created_at=now,
    )
    wanted = sorted(set(user_ids))
    return sum(_tell(declared, part, model, send_at, channels, now) for part in _parts(wanted))


@transaction.atomic
def tell_by(
    kind: str,
    user_id: int,
    channels: Collection[Channel],
    *,
    values: Values,
    key: str,
    url: str = "",
    organisation_id: int | None = None,
    now: datetime,
) -> list[Channel]:
    """Tell one person by these channels, also when she was told the same by others before. Returns those by which it goes.

    Idempotent by (person, key, channel). Raises UnknownKind, BadValues.
    """
    declared = registry.find(kind)
    tell(
        kind,
        [user_id],
        values=values,
        key=key,
        url=url,
        organisation_id=organisation_id,
        channels=channels,
        now=now,
    )
    message = Message.objects.get(user_id=user_id, key=key)
    decided = {each["channel"] for each in message.decision}
    missing = [each for each in channels if each in declared.channels and each.value not in decided]
    if missing:
        found = deciding.decide(
            declared, [user_id], organisation_id=organisation_id, now=now, channels=missing
        )
        message.decision = [*message.decision, *_decision(found[user_id])]
        message.save(update_fields=["decision"])
        if _goes_in_app_now(found[user_id], now):
            lines.write(declared, message, [user_id], now=now)
        _plan_deliveries({user_id: message.pk}, Alike(found), now)
    planned = Delivery.objects.filter(message=message, channel__in=[each.value for each in channels])
    return [Channel(each) for each in planned.order_by("pk").values_list("channel", flat=True)]


@transaction.atomic
def cancel(key: str, *, now: datetime, user_ids: Iterable[int] | None = None) -> int:
    """Take back what did not leave yet of a fact. Returns how many deliveries. What is in an inbox stays there.

    A matter that went on until somebody takes it has resolved itself.
    """
    Escalation.objects.filter(key=key, state__in=[EscalationState.RUNNING, EscalationState.EXHAUSTED]).update(
        state=EscalationState.RESOLVED, ended_at=now, next_at=None
    )
    told = Message.objects.filter(key=key, cancelled_at=None)
    if user_ids is not None:
        told = told.filter(user_id__in=list(user_ids))
    ids = list(told.values_list("pk", flat=True))
    waiting = Delivery.objects.filter(message_id__in=ids, state=DeliveryState.WAITING)
    count = waiting.update(state=DeliveryState.CANCELLED, finished_at=now)
    Message.objects.filter(pk__in=ids).update(cancelled_at=now)
    return count


@transaction.atomic
def forget(user_id: int, *, organisation_id: int, now: datetime) -> int:
    """Tell a person who left an organisation nothing more of it: what waits is cancelled. Returns how many deliveries.

    What is on its way, or failed, is neither tried again nor sent once more, nor taken to another channel.
    """
    waiting = Delivery.objects.filter(
        user_id=user_id, message__organisation_id=organisation_id, state=DeliveryState.WAITING
    )
    count = waiting.update(state=DeliveryState.CANCELLED, finished_at=now)
    mine = Message.objects.filter(user_id=user_id, organisation_id=organisation_id, cancelled_at=None)
    mine.update(cancelled_at=now)
    return count


def _parts(wanted: list[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(wanted), BATCH):
        yield wanted[start : start + BATCH]


def _tell(
    kind: Kind,
    user_ids: Sequence[int],
    model: Message,
    send_at: datetime | None,
    channels: Collection[Channel],
    now: datetime,
) -> int:
    before = set(
        Message.objects.filter(user_id__in=user_ids, key=model.key).values_list("user_id", flat=True)
    )
    fresh = [user_id for user_id in user_ids if user_id not in before]
    if not fresh:
        return 0
    steps = deciding.decide(
        kind,
        fresh,
        organisation_id=model.organisation_id,
        now=now,
        send_at=send_at,
        channels=channels,
    )
    alike = Alike(steps)
    stored = _store(model, alike)
    lines.write(
        kind, model, [each for each in stored if _goes_in_app_now(alike.steps_of(each), now)], now=now
    )
    _plan_deliveries(stored, alike, now)
    return len(stored)


class Alike:
    """People for whom the same was decided, so that it is written once for all of them."""

    def __init__(self, steps: Mapping[int, Sequence[Step]]) -> None:
        self.groups: list[Sequence[Step]] = []
        self.places: dict[int, int] = {}
        places: dict[int, int] = {}
        for user_id, each in steps.items():
            if id(each) not in places:
                places[id(each)] = len(self.groups)
                self.groups.append(each)
            self.places[user_id] = places[id(each)]

    def steps_of(self, user_id: int) -> Sequence[Step]:
        """What was decided for one."""
        return self.groups[self.places[user_id]]


def _store(model: Message, alike: Alike) -> dict[int, int]:
    """The messages that nobody else stored meanwhile: their keys by person."""
    rows = [
        {PLACE: place, "user_id": user_id, "public_id": new_public_id()}
        for user_id, place in alike.places.items()
    ]
    groups = [{"decision": _decision(steps)} for steps in alike.groups]
    return dict(many_rows.insert(model, rows, groups, returning=("user_id", "id"), is_once=True))


def _decision(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps as a message keeps them."""
    return [
        {
            "channel": step.channel.value,
            "outcome": step.outcome.value,
            "frequency": step.frequency.value,
            "source": step.source.value,
            "holds": [hold.value for hold in step.holds],
        }
        for step in steps
    ]


def _goes_in_app_now(steps: Sequence[Step], now: datetime) -> bool:
    return any(
        step.channel is Channel.IN_APP and step.outcome is Outcome.GOES and step.not_before <= now
        for step in steps
    )


def _plan_deliveries(stored: Mapping[int, int], alike: Alike, now: datetime) -> None:
    """A delivery for each channel that carries it, for each device where a channel has some; those due are handed out."""
    groups: list[dict[str, Any]] = []
    places: list[list[tuple[int, Channel]]] = []
    for steps in alike.groups:
        going = [step for step in steps if step.outcome is Outcome.GOES]
        places.append([(len(groups) + number, step.channel) for number, step in enumerate(going)])
        groups.extend(_delivery(step, now) for step in going)
    used = {channel for each in places for _place, channel in each}
    devices = destinations.devices_of(list(stored), used)
    rows = [
        {
            PLACE: place,
            "message_id": message_id,
            "user_id": user_id,
            "device": device,
            "public_id": new_public_id(),
        }
        for user_id, message_id in stored.items()
        for place, channel in places[alike.places[user_id]]
        for device in devices.get((user_id, channel), [""])
    ]
    made = many_rows.insert(
        Delivery(created_at=now), rows, groups or [{}], returning=("id", "state", "handed_at")
    )
    hand_out([pk for pk, state, handed_at in made if handed_at and state == DeliveryState.WAITING])


def _delivery(step: Step, now: datetime) -> dict[str, Any]:
    is_done = step.channel is Channel.IN_APP and step.not_before <= now
    return {
        "channel": step.channel.value,
        "state": (DeliveryState.DELIVERED if is_done else DeliveryState.WAITING).value,
        "is_digest": step.frequency.is_digest,
        "not_before": step.not_before,
        "handed_at": now if step.not_before <= now else None,
        "finished_at": now if is_done else None,
    }


def hand_out(delivery_ids: Sequence[int]) -> None:
    """Have tasks deliver these when the running transaction commits."""
    for start in range(0, len(delivery_ids), HANDED_OUT):
        publish(events.DeliveriesPlanned(delivery_ids=list(delivery_ids[start : start + HANDED_OUT])))


def in_turn_after(message: Message, kind: Kind, channel: Channel) -> Channel | None:
    """The channel to try when this one failed: the first one held in reserve that comes after it."""
    if channel not in kind.in_turn:
        return None
    decided = [(Channel(each["channel"]), each["outcome"]) for each in message.decision]
    place = [each for each, _outcome in decided].index(channel)
    later = decided[place + 1 :]
    return next((each for each, outcome in later if outcome == Outcome.IN_RESERVE.value), None)
