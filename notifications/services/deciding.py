"""What is allowed: the rules of many people at once, for one kind. The queries do not grow with the people."""

from collections import defaultdict
from collections.abc import Collection, Hashable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.auth import get_user_model
from django.utils.timezone import is_naive

from notifications import carriers
from notifications.channels.protocol import Channel
from notifications.engine.clock import moment_of
from notifications.engine.frequency import Frequency
from notifications.engine.planning import PersonRules, Step, free_first, plan
from notifications.kinds import Kind
from notifications.models import Address, Choice, OrganisationDefault, Personal
from notifications.models.person import HOME
from notifications.services import routing, suppression
from synthai.core.tenancy import tenant

Addresses = dict[int, dict[Channel, str]]
_HOME = ZoneInfo(HOME)


def decide(
    kind: Kind,
    user_ids: Collection[int],
    *,
    organisation_id: int | None,
    now: datetime,
    send_at: datetime | None = None,
    channels: Collection[Channel] = (),
) -> dict[int, list[Step]]:
    """The steps of each person. A naive `send_at` is a time of each person's own wall clock; `channels` narrows the kind's.

    People with the same rules share one list of steps: most chose nothing, so it is decided a few times, not thousands.
    """
    rules = kind.rules.narrowed(channels)
    if rules.in_turn and routing.wants_free_first(organisation_id):
        rules = free_first(rules, carriers.PAID)
    defaults = defaults_of(organisation_id, kind.category)
    made: dict[Hashable, list[Step]] = {}
    decided: dict[int, list[Step]] = {}
    for user_id, person in _people(kind, user_ids).items():
        same = _sameness(person)
        if same not in made:
            at = _at_home(send_at, person.zone)
            made[same] = plan(rules, person, defaults=defaults, now=now, send_at=at)
        decided[user_id] = made[same]
    return decided


def defaults_of(organisation_id: int | None, category: str) -> dict[Channel, Frequency]:
    """What the organisation says for a category."""
    if organisation_id is None:
        return {}
    with tenant(organisation_id):
        found = OrganisationDefault.objects.filter(category=category).values_list("channel", "frequency")
        return {Channel(channel): Frequency(often) for channel, often in found}


def addresses(user_ids: Collection[int], channels: Collection[Channel]) -> Addresses:
    """Where these people are reached; the newest address of a channel counts."""
    found: Addresses = defaultdict(dict)
    if Channel.EMAIL in channels:
        people = get_user_model().objects.filter(pk__in=user_ids, is_active=True)
        for user_id, email in people.values_list("pk", "email"):
            found[user_id][Channel.EMAIL] = email
    others = set(channels) - {Channel.EMAIL, Channel.IN_APP}
    if others:
        rows = Address.objects.filter(user_id__in=user_ids, channel__in=others).order_by("created_at", "pk")
        for user_id, channel, value in rows.values_list("user_id", "channel", "value"):
            found[user_id][Channel(channel)] = value
    return found


def _people(kind: Kind, user_ids: Collection[int]) -> dict[int, PersonRules]:
    used = set(kind.rules.channels) & carriers.channels()
    where = addresses(user_ids, used)
    dead = suppression.among((channel, value) for each in where.values() for channel, value in each.items())
    hours = {each.user_id: each for each in Personal.objects.filter(user_id__in=user_ids)}
    usual = Personal()
    choices: dict[int, dict[Channel, Frequency]] = defaultdict(dict)
    chosen = Choice.objects.filter(user_id__in=user_ids, category=kind.category)
    for user_id, channel, often in chosen.values_list("user_id", "channel", "frequency"):
        choices[user_id][Channel(channel)] = Frequency(often)
    return {
        user_id: _rules(hours.get(user_id, usual), where.get(user_id, {}), dead, choices[user_id])
        for user_id in user_ids
    }


def _rules(
    hours: Personal,
    where: dict[Channel, str],
    dead: set[tuple[Channel, str]],
    choices: dict[Channel, Frequency],
) -> PersonRules:
    return PersonRules(
        zone=_HOME if hours.zone == HOME else hours.zone_info,
        reachable=frozenset({Channel.IN_APP, *where}),
        suppressed=frozenset(channel for channel, value in where.items() if (channel, value) in dead),
        choices=choices,
        quiet=hours.quiet,
        digest=hours.digest,
    )


def _sameness(person: PersonRules) -> Hashable:
    """Equal for people for whom the same is decided."""
    chosen = frozenset(person.choices.items())
    return person.zone, person.reachable, person.suppressed, chosen, person.quiet, person.digest


def _at_home(send_at: datetime | None, zone: object) -> datetime | None:
    if send_at is None or not is_naive(send_at):
        return send_at
    return moment_of(send_at.date(), send_at.time(), zone)  # type: ignore[arg-type]  # a ZoneInfo
