"""Steps of a matter: over midnight, over clocks that are put forward and back, over people; and the words that take it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notifications.channels.protocol import Channel
from notifications.engine.ack_words import is_yes
from notifications.engine.escalation import Ladder, Step, order_of
from notifications.engine.stop_words import START, STOP, is_stop

MINUTE = timedelta(minutes=1)
LADDER = Ladder(
    steps=(
        Step(after=0 * MINUTE, channels=(Channel.PUSH,)),
        Step(after=5 * MINUTE, channels=(Channel.SMS,)),
    ),
    next_person_after=15 * MINUTE,
)


def times(start: datetime, steps: int = 5) -> list[datetime]:
    found = [start]
    for number in range(1, steps):
        found.append(LADDER.due_at(number, after=found[-1], was_reached=True))
    return found


def test_push_then_sms_then_the_next_person() -> None:
    asked = [(LADDER.person_of(each), LADDER.step_of(each).channels[0]) for each in range(4)]
    assert asked == [(0, Channel.PUSH), (0, Channel.SMS), (1, Channel.PUSH), (1, Channel.SMS)]
    start = datetime(2026, 6, 10, 12, tzinfo=UTC)
    minutes = [(each - start) / MINUTE for each in times(start)]
    assert minutes == [0, 5, 20, 25, 40]
    assert LADDER.first_of(2) == 4


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("Africa/Johannesburg", datetime(2026, 12, 31, 23, 50)),  # noqa: DTZ001 - the zone is beside it
        ("Europe/London", datetime(2026, 3, 29, 0, 50)),  # noqa: DTZ001 - 01:00 to 02:00 is skipped
        ("Europe/London", datetime(2026, 10, 25, 1, 50)),  # noqa: DTZ001 - 01:00 to 02:00 comes twice
        ("Pacific/Chatham", datetime(2026, 4, 5, 3, 40)),  # noqa: DTZ001 - back by an hour, in a zone of :45
    ],
)
def test_waits_are_real_time_whatever_the_clock_does(zone: str, start: datetime) -> None:
    begun = start.replace(tzinfo=ZoneInfo(zone))
    gaps = [
        (later - earlier) / MINUTE for earlier, later in zip(times(begun), times(begun)[1:], strict=False)
    ]
    assert gaps == [5, 15, 5, 15]
    assert all(each.tzinfo is UTC for each in times(begun)[1:])


def test_nobody_reached_means_nothing_to_wait_for_and_an_outage_brings_no_burst() -> None:
    start = datetime(2026, 6, 10, 12, tzinfo=UTC)
    assert LADDER.due_at(1, after=start, was_reached=False) == start
    late = start + timedelta(hours=3)  # the step before was taken only then
    assert LADDER.due_at(2, after=late, was_reached=True) == late + 15 * MINUTE


def test_the_owners_order_comes_first_and_strangers_never() -> None:
    assert order_of([1, 2, 3], []) == [1, 2, 3]
    assert order_of([1, 2, 3], [3, 9, 3]) == [3, 1], "the first of the usual order is the last resort"
    assert order_of([1, 2, 3], [2, 1]) == [2, 1]
    assert order_of([], [4]) == []


def test_yes_stands_alone_and_is_never_stop() -> None:
    assert all(is_yes(each) for each in ("OK", " ok. ", "Yes!", "I have it", "Ja", "YEBO"))
    assert not any(is_yes(each) for each in ("ok but who pays", "", "stop", "no", "y" * 50))
    words = {word for language in STOP.values() for word in language} | START
    assert not any(is_yes(word) for word in words)
    assert not is_stop("ok")
