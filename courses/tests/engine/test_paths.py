"""Learning paths: what counts, what waits, what comes next, when it is due."""

from datetime import date

from courses.engine.paths import Leg, closed_legs, due_days, journey


def legs(*kinds: str) -> list[Leg]:
    """Words of: done, in, elective, away."""
    return [
        Leg(
            course_id=number,
            is_done="done" in kind,
            is_in="in" in kind.split(),
            is_elective="elective" in kind,
            is_offered="away" not in kind,
        )
        for number, kind in enumerate(kinds)
    ]


def test_what_must_be_done_and_two_of_three_electives() -> None:
    rows = legs("done", "in", "elective done", "elective", "elective done")
    where = journey(rows, is_ordered=False, electives_needed=2)
    assert (where.done, where.total, where.percent, where.next) == (3, 4, 75, 1)
    rows[1] = Leg(course_id=1, is_done=True)
    assert journey(rows, is_ordered=False, electives_needed=2).is_complete


def test_more_electives_than_asked_for_do_not_count_twice() -> None:
    rows = legs("", "elective done", "elective done", "elective done")
    where = journey(rows, is_ordered=False, electives_needed=1)
    assert (where.done, where.total, where.is_complete) == (1, 2, False)


def test_in_order_each_waits_for_the_first_that_is_not_done() -> None:
    rows = legs("done", "", "elective", "")
    assert closed_legs(rows) == {2: 1, 3: 1}
    assert journey(rows, is_ordered=True, electives_needed=0).next == 1
    assert closed_legs(legs("elective", "", "")) == {2: 1}, "an elective holds nobody up"


def test_a_course_that_is_not_published_holds_nobody_up_and_is_not_asked_for() -> None:
    rows = legs("away", "done")
    where = journey(rows, is_ordered=True, electives_needed=0)
    assert (where.done, where.total, where.is_complete, where.closed) == (1, 1, True, {})
    begun = journey(legs("away in", ""), is_ordered=True, electives_needed=0)
    assert (begun.total, begun.next, begun.closed) == (2, 0, {1: 0}), "who is in it finishes it"


def test_a_path_without_anything_to_do_is_never_done() -> None:
    assert not journey([], is_ordered=True, electives_needed=0).is_complete
    assert not journey(legs("away"), is_ordered=True, electives_needed=0).is_complete


def test_days_add_up_in_the_order_of_the_courses() -> None:
    start = date(2026, 12, 1)
    days = due_days([(False, 7), (True, 10), (False, None), (False, 14)], start)
    assert days == [date(2026, 12, 8), date(2026, 12, 18), None, date(2026, 12, 22)]
