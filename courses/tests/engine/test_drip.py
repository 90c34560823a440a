"""Which lessons are still to open, and which reminder's turn it is: plain functions of days."""

from datetime import date, timedelta

import pytest

from courses.engine import drip
from courses.engine.drip import Opening
from courses.engine.locking import closed_lessons
from courses.engine.outline import Outline, OutlineChapter, OutlineLesson, outline_from
from courses.engine.reminders import stage_of

START = date(2026, 11, 28)


def outline(**chapter: object) -> Outline:
    return Outline(
        lock="lesson",
        chapters=(
            OutlineChapter(
                key="c",
                title="Chapter",
                lessons=(
                    OutlineLesson(key="a", title="A", videos={}),
                    OutlineLesson(key="b", title="B", opens_after=5, videos={}),
                    OutlineLesson(key="d", title="D", opens_on="2026-12-24", is_open=True, videos={}),
                ),
                **chapter,  # type: ignore[arg-type]
            ),
        ),
    )


def test_days_survive_the_version_and_an_older_one_has_none() -> None:
    kept = outline(opens_on="2026-12-01").as_json()
    assert outline_from(kept) == outline(opens_on="2026-12-01")
    for chapter in kept["chapters"]:
        for part in (chapter, *chapter["lessons"]):
            del part["opens_on"], part["opens_after"]
    assert not drip.is_drip(outline_from(kept))


def test_the_later_of_chapter_and_lesson_counts() -> None:
    found = drip.openings(outline(opens_after=2), START, {})
    assert found["a"] == Opening(on=date(2026, 11, 30), days=2)
    assert found["b"] == Opening(on=date(2026, 12, 3), days=5)
    assert found["d"] == Opening(on=date(2026, 12, 24))


def test_what_was_set_for_one_learner_counts_alone() -> None:
    own = {"a": None, "b": date(2026, 12, 9)}
    found = drip.openings(outline(opens_after=20), START, own)
    assert "a" not in found
    assert found["b"] == Opening(on=date(2026, 12, 9), is_own=True)


def test_a_day_closes_what_is_neither_done_nor_open_to_all() -> None:
    course = outline()
    later = drip.later(drip.openings(course, START, {}), START + timedelta(days=4))
    closed = closed_lessons(course, {"a"}, later=later)
    assert set(closed) == {"b"}
    assert (closed["b"].kind, closed["b"].days) == ("day", 5)
    assert closed_lessons(course, {"a", "b"}, later=later) == {}
    assert drip.later(drip.openings(course, START, {}), START + timedelta(days=5)).keys() == {"d"}
    before_a = closed_lessons(course, set(), later=later)
    assert before_a["b"].on == date(2026, 12, 3), "the day, which nothing brings nearer, is told"


@pytest.mark.parametrize(
    ("left", "stage"),
    [(8, ""), (7, "week"), (5, "week"), (4, ""), (2, ""), (1, "day"), (0, "day"), (-1, "overdue"), (-4, "")],
)
def test_each_reminder_has_its_day_and_is_made_up_for(left: int, stage: str) -> None:
    today = date(2026, 12, 1)
    assert stage_of(today + timedelta(days=left), today, since=date(2026, 1, 1)) == stage


def test_who_just_got_a_course_is_not_reminded_of_what_was_just_said() -> None:
    today = date(2026, 12, 1)
    assert stage_of(today + timedelta(days=6), today, since=today - timedelta(days=1)) == ""
    assert stage_of(today + timedelta(days=1), today, since=today - timedelta(days=1)) == "day"
