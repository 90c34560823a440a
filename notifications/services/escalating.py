"""Go on until somebody has taken it. A step is a row, written in one transaction with what it sends: whatever dies, each step
is taken once, and a sweep goes on with what is due.

Only critical kinds go on like this: no quiet hours and no choice hold them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notifications import escalations, locks
from notifications import kinds as registry
from notifications.channels.protocol import Channel, Reply
from notifications.engine import ack_words
from notifications.kinds import Values
from notifications.models import Address, Escalation, EscalationState, EscalationStep, Message
from notifications.models.escalation import TAKEN_BY
from notifications.models.message import CHANNELS
from notifications.services import lines, messages, on_call

OPEN = (EscalationState.RUNNING, EscalationState.EXHAUSTED)
_CHANNELS = dict(CHANNELS)
_WAYS = dict(TAKEN_BY)


@dataclass(frozen=True)
class StepLine:
    """One step in words: who was told by which ways."""

    name: str
    ways: str
    at: datetime


@dataclass(frozen=True)
class Matter:
    """How a matter stands, for pages."""

    is_open: bool
    sentence: str
    at: datetime | None
    steps: tuple[StepLine, ...]


@transaction.atomic
def tell(
    kind: str,
    *,
    values: Values,
    key: str,
    now: datetime,
    policy: str = "",
    url: str = "",
    organisation_id: int | None = None,
) -> bool:
    """Tell the first person of the order, and go on by the policy (the kind's, unless another is named) until somebody takes it.

    False when it was told before: idempotent by `key`. Raises UnknownKind, BadValues, LookupError for an unknown policy, ValueError for a kind that is not critical.
    """
    declared = registry.find(kind)
    if not declared.is_critical:
        raise ValueError(f"{kind} is not critical: quiet hours could hold it.")
    found = escalations.find(policy or declared.escalation)
    row, is_new = Escalation.objects.get_or_create(
        key=key,
        defaults={
            "policy": found.code,
            "kind": kind,
            "values": declared.checked(values),
            "url": url,
            "organisation_id": organisation_id,
            "people": on_call.order_of(found.order, organisation_id),
            "started_at": now,
            "next_at": now,
        },
    )
    if is_new:
        _climb(row, now)
    return is_new


@transaction.atomic
def advance(escalation_id: int, *, now: datetime) -> bool:
    """Take the step that is due. False when none is, or somebody else is at it."""
    row = locks.lock_due_escalation(escalation_id, now=now)
    if row is None:
        return False
    _climb(row, now)
    return True


def due(*, now: datetime, limit: int = 200) -> list[int]:
    """Matters with a step due."""
    rows = Escalation.objects.filter(state=EscalationState.RUNNING, next_at__lte=now).order_by("next_at")
    return list(rows.values_list("pk", flat=True)[:limit])


@transaction.atomic
def take(key: str, user_id: int, *, way: str, now: datetime) -> bool:
    """Somebody who was told has it: no step follows, and what waits is taken back. False when it was over, is not hers, or she left."""
    is_hers = Message.objects.filter(key=key, user_id=user_id, cancelled_at=None).exists()
    mine = Escalation.objects.filter(key=key, state__in=OPEN)
    if not is_hers or not mine.update(
        state=EscalationState.TAKEN, taken_by_id=user_id, taken_way=way, ended_at=now, next_at=None
    ):
        return False
    messages.cancel(key, now=now)
    lines.ring(list(EscalationStep.objects.filter(escalation__key=key).values_list("user_id", flat=True)))
    return True


@transaction.atomic
def resolve(beginning: str, *, now: datetime) -> int:
    """Matters whose key begins so have resolved themselves: no step follows. Returns how many were open."""
    keys = Escalation.objects.filter(key__startswith=beginning, state__in=OPEN).values_list("key", flat=True)
    found = list(keys)
    for key in found:
        messages.cancel(key, now=now)
    return len(found)


def hear(channel: Channel, reply: Reply, *, now: datetime) -> bool:
    """A person answered "OK": she takes the newest open matter that she was told by this channel. False when there is none."""
    if not ack_words.is_yes(reply.text):
        return False
    user_ids = Address.objects.filter(channel=channel, value=reply.sender).values_list("user_id", flat=True)
    steps = EscalationStep.objects.filter(
        user_id__in=user_ids, escalation__state__in=OPEN, channels__contains=[channel.value]
    )
    step = steps.select_related("escalation").order_by("-at", "-pk").first()
    return step is not None and take(step.escalation.key, step.user_id, way=channel.value, now=now)


def matters(keys: Iterable[str]) -> dict[str, Matter]:
    """How matters stand, by the key of their messages. Two queries; one when none goes on, none without keys."""
    wanted = list(keys)
    found = Escalation.objects.filter(key__in=wanted).select_related("taken_by").order_by("pk")
    rows = list(found) if wanted else []
    if not rows:
        return {}
    steps = EscalationStep.objects.filter(escalation__in=rows).select_related("user").order_by("number")
    told: dict[int, list[StepLine]] = {row.pk: [] for row in rows}
    for step in steps:
        ways = ", ".join(str(_CHANNELS[each]) for each in step.channels) or str(_("no way to reach her"))
        told[step.escalation_id].append(StepLine(name=_name(step.user), ways=ways, at=step.at))
    return {row.key: _matter(row, tuple(told[row.pk])) for row in rows}


def _climb(row: Escalation, now: datetime) -> None:
    """Take the due step, and each that follows at once because nobody was reached. Needs the row's lock, or that it is new."""
    policy = escalations.known(row.policy)
    eligible = set(on_call.order_of(policy.order, row.organisation_id)) if policy else set()
    while policy and row.next_at is not None and row.next_at <= now:
        ladder, number = policy.ladder, row.next_step
        person = ladder.person_of(number)
        if person >= len(row.people):
            break
        if row.people[person] not in eligible:  # she left, or may no longer
            row.next_step = ladder.first_of(person + 1)
            continue
        reached = _take_step(row, row.people[person], number, ladder.step_of(number).channels, now)
        row.next_step = number + 1
        row.next_at = ladder.due_at(number + 1, after=now, was_reached=reached)
    if policy is None or policy.ladder.person_of(row.next_step) >= len(row.people):
        row.state, row.next_at = EscalationState.EXHAUSTED, None
    row.save(update_fields=["state", "next_step", "next_at"])


def _take_step(
    row: Escalation, user_id: int, number: int, channels: tuple[Channel, ...], now: datetime
) -> bool:
    """Tell one person by these channels; whether anything but a line in the app goes out."""
    planned = messages.tell_by(
        row.kind,
        user_id,
        channels,
        values=row.values,
        key=row.key,
        url=row.url,
        organisation_id=row.organisation_id,
        now=now,
    )
    EscalationStep.objects.create(
        escalation=row, number=number, user_id=user_id, channels=[each.value for each in planned], at=now
    )
    return bool(set(planned) - {Channel.IN_APP})


def _matter(row: Escalation, steps: tuple[StepLine, ...]) -> Matter:
    if row.state == EscalationState.TAKEN:
        name = _name(row.taken_by) if row.taken_by else str(_("Somebody"))
        sentence = _("%(name)s has it, %(way)s") % {"name": name, "way": _WAYS.get(row.taken_way, "")}
    else:
        sentence = str(EscalationState(row.state).label)
    return Matter(is_open=row.state in OPEN, sentence=sentence, at=row.ended_at, steps=steps)


def _name(user: object) -> str:
    model = get_user_model()
    return (user.get_full_name() or user.email) if isinstance(user, model) else ""
