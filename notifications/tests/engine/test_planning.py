"""Preference, plan and path: laws that hold for every choice that people, owners and kinds can make."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from notifications.channels.protocol import Channel
from notifications.engine import marketing
from notifications.engine.clock import DigestTime, QuietHours
from notifications.engine.frequency import Frequency
from notifications.engine.planning import Hold, KindRules, Outcome, PersonRules, plan
from notifications.engine.preference import Source, resolve
from notifications.engine.routing import GOOD_ENOUGH, Path, in_order

SAST = ZoneInfo("Africa/Johannesburg")
NOON = datetime(2026, 6, 10, 12, tzinfo=SAST)
ALL = frozenset(Channel)
frequencies = st.sampled_from(list(Frequency))
maybe = st.none() | frequencies
channels = st.sampled_from(list(Channel))
choices = st.dictionaries(channels, frequencies)
kinds = st.builds(
    KindRules,
    channels=st.dictionaries(channels, frequencies),
    is_critical=st.booleans(),
    is_marketing=st.booleans(),
    in_turn=st.lists(channels, unique=True),
)
persons = st.builds(
    PersonRules,
    zone=st.just(SAST),
    reachable=st.frozensets(channels),
    suppressed=st.frozensets(channels),
    choices=choices,
    quiet=st.none() | st.builds(QuietHours, st.times(), st.times()),
    digest=st.builds(DigestTime, st.integers(0, 23), st.integers(0, 6)),
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))


@given(frequencies, maybe, maybe)
def test_what_is_critical_cannot_be_turned_off(default: Frequency, person: Any, organisation: Any) -> None:
    found = resolve(default=default, is_critical=True, person=person, organisation=organisation)
    if default is not Frequency.OFF:
        assert (found.frequency, found.source) == (Frequency.NOW, Source.CRITICAL)
    assert not found.frequency.is_digest


@given(frequencies, frequencies, maybe)
def test_the_person_has_the_last_word(default: Frequency, person: Frequency, organisation: Any) -> None:
    found = resolve(default=default, is_critical=False, person=person, organisation=organisation)
    assert (found.frequency, found.source) == (person, Source.PERSON)


@given(frequencies, maybe)
def test_without_a_word_of_hers_the_organisation_decides_then_the_kind(
    default: Frequency, organisation: Any
) -> None:
    found = resolve(default=default, is_critical=False, organisation=organisation)
    assert found.frequency is (organisation or default)
    assert found.source is (Source.ORGANISATION if organisation else Source.KIND)


@given(st.booleans(), maybe, maybe)
def test_a_kind_never_uses_a_channel_that_it_did_not_declare(
    is_critical: bool, person: Any, other: Any
) -> None:
    found = resolve(default=None, is_critical=is_critical, person=person, organisation=other)
    assert found.frequency is Frequency.OFF


@given(kinds, persons, choices, moments)
def test_every_channel_of_the_kind_gets_one_decision_that_respects_everything(
    kind: KindRules, person: PersonRules, defaults: Any, now: datetime
) -> None:
    steps = plan(kind, person, defaults=defaults, now=now)
    assert [step.channel for step in steps] == list(kind.channels)
    going = [step for step in steps if step.outcome is Outcome.GOES]
    for step in going:
        assert step.channel in person.reachable - person.suppressed
        assert step.frequency is not Frequency.OFF
        assert step.not_before >= now
        if kind.is_critical:
            assert step.not_before == now
        if kind.is_marketing and step.channel is not Channel.IN_APP and not kind.is_critical:
            assert step.source is Source.PERSON
    assert len([step for step in going if step.channel in kind.in_turn]) <= 1


@given(kinds, persons, moments)
def test_marketing_by_sms_waits_for_the_law_and_for_the_person(
    kind: KindRules, person: PersonRules, now: datetime
) -> None:
    if kind.is_critical:
        return
    for step in plan(kind, person, defaults={}, now=now):
        if step.outcome is not Outcome.GOES or step.channel is Channel.IN_APP:
            continue
        is_early = step.not_before - now < timedelta(days=60)
        if person.quiet is not None and is_early:
            assert not person.quiet.holds(step.not_before.astimezone(SAST).time())
        if kind.is_marketing and step.channel is Channel.SMS and is_early:
            assert marketing.may_go(step.not_before)


def test_holds_say_why_something_waits() -> None:
    kind = KindRules(channels={Channel.EMAIL: Frequency.DAILY, Channel.SMS: Frequency.NOW}, is_marketing=True)
    person = PersonRules(
        zone=SAST,
        reachable=ALL,
        choices={Channel.EMAIL: Frequency.DAILY, Channel.SMS: Frequency.NOW},
        quiet=QuietHours(time(6), time(9)),
    )
    sunday = datetime(2026, 6, 14, 7, tzinfo=SAST)
    mail, sms = plan(kind, person, defaults={}, now=sunday)
    assert mail.holds == (Hold.DIGEST, Hold.QUIET)
    assert mail.not_before == datetime(2026, 6, 15, 9, tzinfo=SAST)
    assert sms.holds == (Hold.QUIET, Hold.MARKETING_HOURS)
    assert sms.not_before == datetime(2026, 6, 15, 9, tzinfo=SAST)


def test_channels_in_turn_go_by_the_first_that_can_and_keep_the_rest() -> None:
    turn = [Channel.PUSH, Channel.SMS, Channel.EMAIL]
    kind = KindRules(channels=dict.fromkeys(turn, Frequency.NOW), in_turn=turn)
    person = PersonRules(zone=SAST, reachable=frozenset({Channel.SMS, Channel.EMAIL}))
    found = [step.outcome for step in plan(kind, person, defaults={}, now=NOON)]
    assert found == [Outcome.NO_ADDRESS, Outcome.GOES, Outcome.IN_RESERVE]


paths = st.builds(
    Path,
    name=st.text(min_size=1, max_size=3),
    cost=st.decimals(0, 5, places=2),
    taken=st.integers(0, 500),
    failed=st.integers(0, 500),
    is_down=st.booleans(),
)


@given(st.lists(paths, max_size=6), st.none() | st.decimals(0, 5, places=2))
def test_no_path_costs_more_than_is_left_and_none_is_lost(found: list[Path], left: Decimal | None) -> None:
    ordered = in_order(found, left=left)
    assert all(left is None or path.cost <= left for path in ordered)
    assert sorted(map(repr, ordered)) == sorted(repr(p) for p in found if left is None or p.cost <= left)


@given(st.lists(paths, min_size=1, max_size=6))
def test_the_first_works_delivers_well_and_is_the_cheapest_of_these(found: list[Path]) -> None:
    first = in_order(found)[0]
    up = [path for path in found if not path.is_down]
    assert first.is_down is (not up)
    if up:
        best = max(path.success for path in up)
        assert first.success >= GOOD_ENOUGH * best
        rivals = [path for path in up if path.success >= GOOD_ENOUGH * best]
        assert first.cost_of_arrival == min(path.cost_of_arrival for path in rivals)


@given(st.lists(paths, min_size=1, max_size=6))
def test_a_lower_price_never_loses_the_first_place(found: list[Path]) -> None:
    first, *rest = in_order(found)
    cheaper = Path(first.name, first.cost / 2, first.taken, first.failed, first.is_down)
    assert in_order([cheaper, *rest])[0] == cheaper
