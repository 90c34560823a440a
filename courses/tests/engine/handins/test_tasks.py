"""What an assignment asks for, what a hand-in earns, and what a file really is: without a database."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from courses.engine.handins.judging import (
    AgainstThePassMark,
    LevelMissing,
    may_try_again,
    points_of,
    scored,
    scores_from,
)
from courses.engine.handins.judging import judged as judge
from courses.engine.handins.kinds import Refused, Told, told
from courses.engine.handins.task import Task, TaskBroken, task_from

JOBURG = ZoneInfo("Africa/Johannesburg")
RUBRIC = [
    {
        "key": "a",
        "title": "Clean",
        "levels": [{"title": "No", "points": "0"}, {"title": "Yes", "points": "0.1"}],
    },
    {
        "key": "b",
        "title": "Cold",
        "levels": [{"title": "No", "points": "0"}, {"title": "Yes", "points": "0.2"}],
    },
]


def test_a_task_comes_back_as_it_was_kept() -> None:
    given = {
        "takes": ["link"],
        "due_days": 7,
        "again": "always",
        "most_tries": 3,
        "criteria": RUBRIC,
        "pass_points": "0.3",
    }
    task = task_from(given)
    assert task_from(task.as_json()) == task
    assert task.maximum == Decimal("0.30")
    assert task_from({}) == Task()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"takes": []}, "takes_nothing"),
        ({"takes": ["files"], "kinds": []}, "no_kinds"),
        ({"due_on": "2026-12-01", "due_days": 3}, "due_twice"),
        ({"pass_points": "3"}, "pass_out_of_reach"),
        ({"criteria": RUBRIC, "pass_points": "0.31"}, "pass_out_of_reach"),
        ({"criteria": [{"title": "x", "levels": [{"title": "y", "points": "1"}]}]}, "levels"),
        ({"criteria": [{"title": "", "levels": RUBRIC[0]["levels"]}]}, "criterion_untitled"),
        ({"criteria": [{"title": "x", "levels": [{"title": "y", "points": "NaN"}] * 2}]}, "points"),
        ({"criteria": [{"title": "x", "levels": [{"title": "y", "points": "1.005"}] * 2}]}, "points"),
        ({"criteria": [RUBRIC[0], RUBRIC[0]]}, "criteria_doubled"),
        ({"most_files": 99}, "out_of_range"),
        ({"most_mb": True}, "out_of_range"),
        ({"due_on": "soon"}, "day"),
        ("{", "unreadable"),
        ([], "unreadable"),
    ],
)
def test_a_task_that_cannot_be_is_refused(given: object, problem: str) -> None:
    with pytest.raises(TaskBroken) as refused:
        task_from(given)
    assert refused.value.problem == problem


def test_a_day_lasts_to_its_end_where_the_learner_is() -> None:
    late_evening = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)  # the first of December in Johannesburg
    assert Task(due_days=0).due_at(late_evening, JOBURG) == datetime(2026, 12, 2, tzinfo=JOBURG)
    assert Task(due_on=date(2026, 12, 5)).due_at(late_evening, JOBURG) == datetime(2026, 12, 6, tzinfo=JOBURG)
    assert Task().due_at(late_evening, JOBURG) is None


def test_points_are_summed_exactly() -> None:
    task = task_from({"criteria": RUBRIC, "pass_points": "0.3"})
    scores = scored(task, {"a": 1, "b": 1}, {"a": " Well done "})
    assert points_of(scores) == Decimal("0.3")  # 0.1 + 0.2 would be more in floats
    assert judge(task, points_of(scores), "passed") == "passed"
    assert scores_from([score.as_json() for score in scores]) == scores
    assert scores[0].comment == "Well done"


def test_a_rubric_is_marked_whole_and_a_pass_mark_holds() -> None:
    task = task_from({"criteria": RUBRIC, "pass_points": "0.3"})
    with pytest.raises(LevelMissing, match="Cold"):
        scored(task, {"a": 1}, {})
    with pytest.raises(LevelMissing):
        scored(task, {"a": 1, "b": 2}, {})
    low = points_of(scored(task, {"a": 1, "b": 0}, {}))
    with pytest.raises(AgainstThePassMark):
        judge(task, low, "passed")
    assert judge(task, low, "returned") == "returned"
    with pytest.raises(AgainstThePassMark):
        judge(task, Decimal("0.3"), "failed")
    assert judge(Task(), None, "passed") == "passed"


@pytest.mark.parametrize(
    ("again", "state", "tries", "allowed"),
    [
        ("never", "returned", 1, False),
        ("returned", "returned", 1, True),
        ("returned", "failed", 1, False),
        ("always", "failed", 1, True),
        ("always", "failed", 2, False),
        ("always", "passed", 1, False),
    ],
)
def test_who_may_try_again(again: str, state: str, tries: int, allowed: bool) -> None:
    assert may_try_again(Task(again=again, most_tries=2), state=state, tries=tries) is allowed


@pytest.mark.parametrize(
    ("head", "name", "found"),
    [
        (b"\xff\xd8\xff\xe0rest", "IMG_1.JPG", "picture"),
        (b"%PDF-1.7", "plan.pdf", "document"),
        (b"PK\x03\x04", "plan.docx", "document"),
        (b"PK\x03\x04", "all.zip", "archive"),
        (b"a;b\n1;2\n", "sales.csv", "document"),
        (b"\x00\x00\x00\x18ftypM4A ", "talk.m4a", "sound"),
        (b"\x00\x00\x00\x18ftypqt  ", "shop.mov", "video"),
        (b"", "empty.pdf", "empty"),
        (b"%PDF-1.7", "photo.jpg", "renamed"),
        (b"\xff\xd8\xff", "plan.pdf", "renamed"),
        (b"PK\x03\x04", "plan.pdf", "renamed"),
        (b"just words", "plan.pdf", "renamed"),
        (b"<svg xmlns=x onload=alert(1)>", "logo.png", "drawing"),
        (b"<?xml version='1.0'?><svg/>", "logo.svg", "drawing"),
        (b"<!doctype html><script>", "notes.txt", "program"),
        (b"\xef\xbb\xbf  <html>", "notes.txt", "program"),
        (b"MZ\x90\x00", "setup.txt", "program"),
        (b"#!/bin/sh", "run.txt", "program"),
        (b"Mzansi: what we sell\n", "notes.txt", "document"),
        (b"\x00\x00\x00\x18ftypheic", "IMG_1.HEIC", "phone_picture"),
        (b"%PDF-1.7", "plan", "renamed"),
        (b"GIF89a", "wall.gif", "unknown"),
        (b"\x00\x01\x02", "data.bin", "unknown"),
    ],
)
def test_a_file_is_what_its_bytes_and_its_name_say_together(head: bytes, name: str, found: str) -> None:
    answer = told(head, name)
    assert (answer.kind if isinstance(answer, Told) else answer.why) == found
    assert isinstance(answer, Told | Refused)
