"""Locks, rules and shares of videos, without a database."""

import pytest

from courses.engine.locking import closed_lessons
from courses.engine.outline import Outline, OutlineChapter, OutlineLesson, outline_from
from courses.engine.rules import Facts, is_done, merged, share_watched
from synthai.core.media.embeds import embed_of


def lesson(key: str, **given: object) -> OutlineLesson:
    return OutlineLesson(**{"key": key, "title": key.upper(), "videos": {}, **given})  # type: ignore[arg-type]


def course(lock: str) -> Outline:
    first = OutlineChapter(key="one", title="Start", lessons=(lesson("a"), lesson("b", is_optional=True)))
    second = OutlineChapter(key="two", title="Go on", lessons=(lesson("c"), lesson("d", is_open=True)))
    return Outline(lock=lock, chapters=(first, second))


def test_an_outline_survives_its_json() -> None:
    outline = course("lesson")
    assert outline_from({**outline.as_json(), "later": 1}) == outline
    assert outline.counted() == {"a", "c", "d"}
    assert [each and each.key for each in outline.neighbours("c")] == ["b", "d"]


def test_lessons_open_one_after_the_other() -> None:
    assert {key: why.title for key, why in closed_lessons(course("lesson"), ()).items()} == {
        "b": "A",
        "c": "A",
    }
    assert closed_lessons(course("lesson"), {"a"}) == {}
    assert closed_lessons(course("none"), ()) == {}


def test_a_chapter_opens_when_the_one_before_is_done() -> None:
    why = closed_lessons(course("chapter"), ())
    assert {key: (each.kind, each.title) for key, each in why.items()} == {"c": ("chapter", "Start")}
    assert closed_lessons(course("chapter"), {"a"}) == {}


def test_a_course_that_comes_first_closes_all_but_the_open_lesson() -> None:
    why = closed_lessons(course("none"), (), missing_courses=["Till basics"])
    assert set(why) == {"a", "b", "c"}
    assert why["a"].title == "Till basics"


@pytest.mark.parametrize(
    ("stretches", "joined"),
    [
        ([[0, 10], [5, 20], [30, 40]], [[0, 20], [30, 40]]),
        ([[-5, 3], [90, 400]], [[0, 3], [90, 100]]),
        ([[7, 7], [9, 4]], []),
    ],
)
def test_stretches_are_joined_and_held_within_the_video(stretches: list, joined: list) -> None:
    assert merged(stretches, 100) == joined


def test_a_video_that_stops_just_before_its_end_counts_as_seen() -> None:
    assert share_watched({"v": 100}, {"v": [[0, 99.2]]}) == 100
    assert share_watched({"v": 100}, {"v": [[0, 97]]}) == 97
    assert share_watched({"v": 100, "w": 100}, {"v": [[0, 100]], "x": [[0, 50]]}) == 50


def test_rules_ask_for_what_they_say() -> None:
    watched = {"v": [[0, 90]]}
    assert is_done(lesson("a"), Facts(has_viewed=True, watched={}))
    assert not is_done(
        lesson("a", rule="time", rule_value=60), Facts(has_viewed=True, seconds=59, watched={})
    )
    assert is_done(lesson("a", rule="video", rule_value=90, videos={"v": 100}), Facts(watched=watched))
    assert not is_done(lesson("a", rule="quiz"), Facts(has_viewed=True, watched={}))
    assert is_done(lesson("a", rule="submitted"), Facts(watched={}, has_submitted=True))
    assert not is_done(lesson("a", rule="from-a-later-release"), Facts(has_viewed=True, watched={}))


@pytest.mark.parametrize(
    ("address", "frame"),
    [
        (
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3",
            "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ",
        ),
        ("https://youtu.be/dQw4w9WgXcQ", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        ("https://evil.example/watch?v=dQw4w9WgXcQ", None),
        ("https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", None),
        ("javascript://youtube.com/watch?v=dQw4w9WgXcQ", None),
        ("https://www.youtube.com/watch?v=<script>", None),
        ("https://[", None),
    ],
)
def test_only_videos_of_known_services_are_shown(address: str, frame: str | None) -> None:
    found = embed_of(address)
    assert (found.frame if found else None) == frame
