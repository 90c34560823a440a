"""What becomes of one fact for one person: which channels carry it, when, and why not the others."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from notifications.channels.protocol import Channel
from notifications.engine import marketing
from notifications.engine.clock import DigestTime, QuietHours, next_digest, next_loud
from notifications.engine.frequency import Frequency
from notifications.engine.preference import Resolved, Source, resolve

_GIVE_UP = timedelta(days=60)  # quiet all through the hours of the law: there is no good moment


class Outcome(StrEnum):
    """What was decided for a channel."""

    GOES = "goes"
    IN_RESERVE = "in_reserve"  # only when the one before it fails
    OFF = "off"
    NO_ADDRESS = "no_address"
    SUPPRESSED = "suppressed"
    NO_CONSENT = "no_consent"


class Hold(StrEnum):
    """Why it does not go at once."""

    SCHEDULED = "scheduled"
    DIGEST = "digest"
    QUIET = "quiet"
    MARKETING_HOURS = "marketing_hours"


@dataclass(frozen=True, kw_only=True)
class KindRules:
    """What a kind says of itself. `in_turn`: of these channels only one is used, the next when it fails."""

    channels: Mapping[Channel, Frequency]
    is_critical: bool = False
    is_marketing: bool = False
    in_turn: Sequence[Channel] = ()

    def narrowed(self, channels: Collection[Channel]) -> "KindRules":
        """With these channels only; as it is when none are named."""
        if not channels:
            return self
        return replace(
            self,
            channels={each: often for each, often in self.channels.items() if each in channels},
            in_turn=tuple(each for each in self.in_turn if each in channels),
        )


def free_first(rules: KindRules, paid: Collection[Channel]) -> KindRules:
    """The same rules with channels in turn that cost nothing before those that cost something; what is critical stays as it is."""
    if rules.is_critical:
        return rules
    turn = sorted((each for each in rules.channels if each in rules.in_turn), key=lambda each: each in paid)
    following = iter(turn)
    order = [next(following) if each in rules.in_turn else each for each in rules.channels]
    return replace(rules, channels={each: rules.channels[each] for each in order})


@dataclass(frozen=True, kw_only=True)
class PersonRules:
    """What a person chose for the kind's category, and how she can be reached."""

    zone: tzinfo
    reachable: frozenset[Channel]
    suppressed: frozenset[Channel] = frozenset()
    choices: Mapping[Channel, Frequency] = field(default_factory=dict)
    quiet: QuietHours | None = None
    digest: DigestTime = DigestTime()


@dataclass(frozen=True, kw_only=True)
class Step:
    """The decision for one channel."""

    channel: Channel
    outcome: Outcome
    frequency: Frequency
    source: Source
    not_before: datetime
    holds: tuple[Hold, ...] = ()


def plan(
    kind: KindRules,
    person: PersonRules,
    *,
    defaults: Mapping[Channel, Frequency],
    now: datetime,
    send_at: datetime | None = None,
) -> list[Step]:
    """One step for each channel of the kind, in the kind's order. `defaults` are the organisation's for the category."""
    steps: list[Step] = []
    is_taken = False
    for channel in kind.channels:
        resolved = _resolved(kind, person, defaults, channel)
        outcome = _outcome(kind, person, channel, resolved)
        if outcome is Outcome.GOES and channel in kind.in_turn:
            outcome = Outcome.IN_RESERVE if is_taken else Outcome.GOES
            is_taken = True
        not_before, holds = _when(kind, person, channel, resolved.frequency, now, send_at)
        steps.append(
            Step(
                channel=channel,
                outcome=outcome,
                frequency=resolved.frequency,
                source=resolved.source,
                not_before=not_before,
                holds=holds if outcome is Outcome.GOES else (),
            )
        )
    return steps


def next_polite(kind: KindRules, person: PersonRules, channel: Channel, at: datetime) -> datetime:
    """`at`, or the next moment that is neither in quiet hours nor outside the law's."""
    return _polite(kind, person, channel, at, [])[0]


def _resolved(
    kind: KindRules, person: PersonRules, defaults: Mapping[Channel, Frequency], channel: Channel
) -> Resolved:
    # An owner's default is no consent to marketing: only the person's own word is.
    organisation = None if kind.is_marketing else defaults.get(channel)
    return resolve(
        default=kind.channels.get(channel),
        is_critical=kind.is_critical,
        person=person.choices.get(channel),
        organisation=organisation,
    )


def _outcome(kind: KindRules, person: PersonRules, channel: Channel, resolved: Resolved) -> Outcome:
    if resolved.frequency is Frequency.OFF:
        return Outcome.OFF
    if kind.is_marketing and channel is not Channel.IN_APP and resolved.source is not Source.PERSON:
        return Outcome.NO_CONSENT
    if channel in person.suppressed:
        return Outcome.SUPPRESSED
    return Outcome.GOES if channel in person.reachable else Outcome.NO_ADDRESS


def _when(
    kind: KindRules,
    person: PersonRules,
    channel: Channel,
    frequency: Frequency,
    now: datetime,
    send_at: datetime | None,
) -> tuple[datetime, tuple[Hold, ...]]:
    at, holds = now, []
    if send_at is not None and send_at > now:
        at = send_at
        holds.append(Hold.SCHEDULED)
    if channel is Channel.IN_APP:
        return at, tuple(holds)
    if frequency.is_digest:
        at = next_digest(at, frequency, person.digest, person.zone)
        holds.append(Hold.DIGEST)
    if not kind.is_critical:
        at, holds = _polite(kind, person, channel, at, holds)
    return at, tuple(holds)


def _polite(
    kind: KindRules, person: PersonRules, channel: Channel, at: datetime, holds: list[Hold]
) -> tuple[datetime, list[Hold]]:
    """Neither in quiet hours nor, as marketing to a phone, outside the law's: each may push into the other."""
    if not (kind.is_marketing and channel in marketing.TO_A_PHONE):
        loud = next_loud(at, person.quiet, person.zone)
        return loud, holds if loud == at else [*holds, Hold.QUIET]
    found, then = dict.fromkeys(holds), at
    while then - at < _GIVE_UP:
        loud = next_loud(then, person.quiet, person.zone)
        lawful = marketing.next_moment(loud)
        found |= dict.fromkeys([Hold.QUIET] if loud != then else [])
        found |= dict.fromkeys([Hold.MARKETING_HOURS] if lawful != loud else [])
        if lawful == then:
            break
        then = lawful
    return then, list(found)
