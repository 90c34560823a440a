"""Time, twice, late and elsewhere."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.engine.quiz import review
from courses.engine.quiz.clock import GRACE, Arrival, Held, arrive, window
from courses.engine.quiz.layout import Layout
from courses.engine.quiz.questions import Kind
from courses.engine.quiz.reading import NotShown, Sent, TooLong, read

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
TIMED = window(NOON, limit=timedelta(minutes=20), closes_at=None)
SECONDS = st.integers(-3600, 7200).map(lambda seconds: timedelta(seconds=seconds))


@given(SECONDS)
def test_time_left_is_never_below_zero_nor_above_the_whole(moved: timedelta) -> None:
    left = TIMED.left(NOON + moved)
    assert left is not None
    assert timedelta(0) <= left <= timedelta(minutes=20)


def test_a_quiz_that_closes_ends_its_attempts() -> None:
    closes = NOON + timedelta(minutes=5)
    assert window(NOON, limit=timedelta(minutes=20), closes_at=closes).ends_at == closes
    assert window(NOON, limit=None, closes_at=closes).ends_at == closes
    assert window(NOON, limit=None, closes_at=None).left(NOON) is None


def test_an_attempt_that_is_found_late_ended_at_its_end() -> None:
    assert TIMED.ended_at(NOON + timedelta(days=2)) == NOON + timedelta(minutes=20)
    assert TIMED.ended_at(NOON + timedelta(minutes=3)) == NOON + timedelta(minutes=3)


def _arrive(
    at: timedelta = timedelta(minutes=1),
    *,
    revision: int = 0,
    says_the_same: bool = False,
    saw: int | None = 0,
    is_open: bool = True,
) -> Arrival:
    held = Held(revision=revision, says_the_same=says_the_same)
    return arrive(held, saw_revision=saw, window=TIMED, is_open=is_open, now=NOON + at)


@pytest.mark.parametrize(
    ("at", "found"),
    [
        (timedelta(minutes=20) - timedelta(seconds=1), Arrival.KEEP),
        (timedelta(minutes=20), Arrival.KEEP),
        (timedelta(minutes=20) + GRACE - timedelta(seconds=1), Arrival.KEEP),
        (timedelta(minutes=20) + GRACE, Arrival.LATE),
        (timedelta(days=1), Arrival.LATE),
    ],
)
def test_a_slow_line_has_grace_and_no_more(at: timedelta, found: Arrival) -> None:
    assert _arrive(at) == found


def test_an_answer_sent_again_is_the_same_even_after_the_end() -> None:
    assert _arrive(revision=1, says_the_same=True) == Arrival.SAME
    assert _arrive(timedelta(hours=2), revision=1, says_the_same=True) == Arrival.SAME
    assert _arrive(revision=1, says_the_same=True, is_open=False) == Arrival.SAME


def test_another_tab_is_told_that_it_looks_at_something_old() -> None:
    assert _arrive(revision=2, saw=1) == Arrival.ELSEWHERE
    assert _arrive(revision=2, saw=2) == Arrival.KEEP
    assert _arrive(revision=2, saw=None) == Arrival.KEEP


def test_nothing_is_taken_once_it_is_handed_in() -> None:
    assert _arrive(is_open=False) == Arrival.CLOSED


# What a browser may send


OPTIONS = Layout(lists=(("options", ("b", "a", "c")),))


@pytest.mark.parametrize("sent", [Sent(chosen=("4",)), Sent(chosen=("a",)), Sent(chosen=("1", "2"))])
def test_a_place_that_was_not_shown_is_refused(sent: Sent) -> None:
    with pytest.raises(NotShown):
        read(Kind.CHOICE, OPTIONS, sent)


def test_steps_have_a_place_each() -> None:
    steps = Layout(lists=(("steps", ("b", "a", "c")),))
    with pytest.raises(NotShown):
        read(Kind.ORDER, steps, Sent(chosen=("1", "1", "2")))


def test_an_answer_has_an_end() -> None:
    with pytest.raises(TooLong):
        read(Kind.ESSAY, Layout(), Sent(text="x" * 20_001))


# When answers are shown


@pytest.mark.parametrize(
    ("after", "is_passed", "left", "closed", "shows"),
    [
        ("attempt", False, True, False, "answers"),
        ("last", False, True, False, "verdicts"),
        ("last", True, True, False, "answers"),
        ("last", False, False, False, "answers"),
        ("closed", True, False, False, "verdicts"),
        ("closed", False, True, True, "answers"),
    ],
)
def test_right_answers_wait_for_their_time(
    after: str, is_passed: bool, left: bool, closed: bool, shows: str
) -> None:
    standing = review.Standing(
        is_passed=is_passed,
        has_attempts_left=left,
        closes_at=NOON - timedelta(hours=1) if closed else NOON + timedelta(hours=1),
        now=NOON,
    )
    assert review.allowed(review.Shows.ANSWERS, review.After(after), standing) == shows
    assert review.allowed(review.Shows.SCORE, review.After(after), standing) == review.Shows.SCORE
