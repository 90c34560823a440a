"""Authors write a course: order, undo, versions, copies; learners see what was published and nothing else."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import Chapter, Course, CourseVersion, Enrolment, Lesson, PublishedLesson
from courses.refusals import (
    AddressRefused,
    CoursePutAway,
    FileRefused,
    HourIsPast,
    NotReady,
    PrerequisiteCircle,
)
from courses.selectors import drafts
from courses.services import blocks, courses, media, outline, publishing
from courses.services.blocks import Content
from courses.tests.writing import enrol, keys_of, png, publish, published_course, write_course, write_lesson
from synthai.core.errors import NotAllowed, PreconditionFailed
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.versions import version_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]


def titles(course: Course) -> list[list[str]]:
    return [[lesson.title for lesson in chapter.lessons] for chapter in drafts.chapters_of(course)]  # type: ignore[attr-defined]


def lesson_called(course: Course, title: str) -> Lesson:
    return Lesson.objects.get(course=course, title=title)


def test_lessons_move_by_steps_over_the_ends_of_chapters_and_by_dropping(cast: Cast) -> None:
    course = write_course(cast.thandi)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        outline.move_lesson(lesson_called(course, "Lesson 1.1"), by=by, now=now, step="down")
        assert titles(course) == [["Lesson 1.2", "Lesson 1.1"], ["Lesson 2.1", "Lesson 2.2"]]
        outline.move_lesson(lesson_called(course, "Lesson 1.1"), by=by, now=now, step="down")
        assert titles(course) == [["Lesson 1.2"], ["Lesson 1.1", "Lesson 2.1", "Lesson 2.2"]]
        outline.move_lesson(lesson_called(course, "Lesson 2.1"), by=by, now=now, step="up")
        outline.move_lesson(lesson_called(course, "Lesson 2.1"), by=by, now=now, step="up")
        assert titles(course) == [["Lesson 1.2", "Lesson 2.1"], ["Lesson 1.1", "Lesson 2.2"]]
        last = Chapter.objects.get(course=course, title="Chapter 2")
        before = lesson_called(course, "Lesson 1.1").public_id
        outline.move_lesson(lesson_called(course, "Lesson 1.2"), by=by, now=now, chapter=last, before=before)
        assert titles(course) == [["Lesson 2.1"], ["Lesson 1.2", "Lesson 1.1", "Lesson 2.2"]]
        outline.move_chapter(last, by=by, now=now, step="up")
        assert titles(course)[1] == ["Lesson 2.1"]


def test_what_is_removed_comes_back_with_undo(cast: Cast) -> None:
    course = write_course(cast.thandi)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        chapter = Chapter.objects.get(course=course, title="Chapter 1")
        outline.remove(chapter, by=by, now=now)
        assert titles(course) == [["Lesson 2.1", "Lesson 2.2"]]
        outline.restore(chapter, by=by, now=now)
        assert titles(course)[0] == ["Lesson 1.1", "Lesson 1.2"]
        codes = list(AuditEntry.objects.order_by("pk").values_list("code", flat=True))
    assert codes[-2:] == ["courses.course.chapter_removed", "courses.course.chapter_restored"]


def test_two_people_typing_in_one_block_do_not_overwrite_each_other(cast: Cast) -> None:
    course = write_course(cast.thandi)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        block = drafts.blocks_of(lesson_called(course, "Lesson 1.1"))[0]
        seen = version_of(block)
        saved = blocks.save(block.pk, Content(text="Mine"), by=by, now=now, version=seen)
        assert saved.version == 2
        with pytest.raises(PreconditionFailed):
            blocks.save(block.pk, Content(text="Theirs"), by=by, now=now, version=seen)
        again = blocks.save(block.pk, Content(text="Mine"), by=by, now=now, version=seen)
        assert again.version == 2  # the same words sent again are no conflict


def test_a_member_may_not_write(cast: Cast) -> None:
    with tenant(cast.umoja), pytest.raises(NotAllowed, match="Write courses"):
        courses.create(title="Mine", by=cast.bongani.actor, now=timezone.now())


def test_an_unfinished_course_is_not_published_and_says_what_is_missing(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=1)
    with tenant(cast.umoja):
        chapter = Chapter.objects.get(course=course)
        outline.add_lesson(chapter, title="Empty", by=cast.thandi.actor, now=timezone.now())
        by, now = cast.thandi.actor, timezone.now()
        picture = media.take(png(), name="slip.png", course=course, by=by, now=now)
        blocks.add(
            lesson_called(course, "Lesson 1.1"), kind="image", by=by, now=now, content=Content(media=picture)
        )
        blocks.add(lesson_called(course, "Lesson 1.1"), kind="file", by=by, now=now)
    write_lesson(cast.thandi, chapter, title="Film", rule="video", rule_value=90)
    with pytest.raises(NotReady) as refused:
        publish(cast.thandi, course)
    assert "something to read in “Empty”" in str(refused.value)
    assert "a video in “Film”" in str(refused.value)
    assert "words for what a picture in “Lesson 1.1” shows" in str(refused.value)
    assert "the file of a block “File” in “Lesson 1.1”" in str(refused.value)


def test_learners_stay_on_their_version_or_come_along(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrolment = enrol(cast.bongani, course)
    chapter = Chapter.objects.filter(course=course).order_by("position")
    with tenant(cast.umoja):
        last = chapter.last()
        assert last is not None
    write_lesson(cast.thandi, last, title="Lesson 2.3")
    publish(cast.thandi, course)
    with tenant(cast.umoja):
        enrolment.refresh_from_db()
        assert (enrolment.version.number, enrolment.total_count) == (1, 4)
        publish(cast.thandi, course, moves_learners=True)
        enrolment = Enrolment.objects.get(pk=enrolment.pk)
        assert (enrolment.version.number, enrolment.total_count) == (3, 5)
        assert PublishedLesson.objects.count() == 5  # texts that did not change are kept once


def test_a_later_hour_freezes_the_draft_of_now(cast: Cast) -> None:
    course = write_course(cast.thandi)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        with pytest.raises(HourIsPast):
            publishing.publish(course.pk, by=by, now=now, live_at=now - timedelta(minutes=1))
        version = publishing.publish(course.pk, by=by, now=now, live_at=now + timedelta(hours=2))
        outline.change_lesson(
            lesson_called(course, "Lesson 1.1").pk,
            outline.LessonSettings(title="Typed afterwards"),
            by=by,
            now=now,
        )
        assert publishing.due(now=now) == []
        assert not publishing.go_live(version.pk, now=now)
        later = now + timedelta(hours=2)
        assert publishing.due(now=later) == [version.pk]
        assert publishing.go_live(version.pk, now=later)
        assert not publishing.go_live(version.pk, now=later)
        course.refresh_from_db()
        assert course.is_live
        assert course.live_version is not None
        assert course.live_version.outline["chapters"][0]["lessons"][0]["title"] == "Lesson 1.1"


def test_a_new_version_takes_the_place_of_the_one_that_waits(cast: Cast) -> None:
    course = write_course(cast.thandi)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        publishing.publish(course.pk, by=by, now=now, live_at=now + timedelta(hours=1))
        publishing.publish(course.pk, by=by, now=now, live_at=now + timedelta(hours=2))
        assert CourseVersion.objects.waiting().count() == 1
        publishing.cancel_waiting(course.pk, by=by)
        assert CourseVersion.objects.count() == 0


def test_a_course_put_away_is_not_changed(cast: Cast) -> None:
    course = write_course(cast.thandi)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        courses.put_away(course.pk, by=by, now=now)
        with pytest.raises(CoursePutAway):
            outline.add_chapter(course.pk, title="More", by=by, now=now)
        courses.bring_back(course.pk, by=by)
        outline.add_chapter(course.pk, title="More", by=by, now=now)


def test_courses_do_not_wait_for_each_other_in_a_circle(cast: Cast) -> None:
    first, second, third = (write_course(cast.thandi, title=name) for name in ("One", "Two", "Three"))
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        courses.change(second.pk, courses.Settings(title="Two", needs=[first.pk]), by=by, now=now)
        courses.change(third.pk, courses.Settings(title="Three", needs=[second.pk]), by=by, now=now)
        with pytest.raises(PrerequisiteCircle, match="Three"):
            courses.change(first.pk, courses.Settings(title="One", needs=[third.pk]), by=by, now=now)


def test_only_known_services_are_embedded(cast: Cast) -> None:
    course = write_course(cast.thandi)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        lesson = lesson_called(course, "Lesson 1.1")
        with pytest.raises(AddressRefused):
            blocks.add(
                lesson, kind="embed", by=by, now=now, content=Content(data={"url": "https://evil.example/v"})
            )
        kept = blocks.add(
            lesson,
            kind="embed",
            by=by,
            now=now,
            content=Content(data={"url": "https://youtu.be/dQw4w9WgXcQ", "onload": "x"}),
        )
        assert kept.data == {"url": "https://youtu.be/dQw4w9WgXcQ"}


def test_pictures_are_drawn_anew_and_programs_refused(cast: Cast) -> None:
    course = write_course(cast.thandi)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        kept = media.take(png(2000, 1000), name="C:\\slips\\till slip.png", course=course, by=by, now=now)
        assert (kept.kind, kept.width, kept.height, kept.name) == ("image", 1600, 800, "till slip.png")
        assert kept.content_type == "image/webp"
        assert 0 < kept.small_size < kept.size
        for name, content, words in (
            ("x.svg", b"<svg onload='alert(1)'></svg>", "SVG drawing"),
            ("x.png", b"<svg xmlns='x'><script>1</script></svg>", "SVG drawing"),
            ("x.pdf", b"<html><script>1</script>", "web page or a program"),
            ("x.exe", b"MZ\x90\x00", "web page or a program"),
            ("x.pdf", b"PK\x03\x04", "This kind of file"),
            ("x.png", b"\x89PNG\r\n\x1a\nbroken", "damaged"),
            ("x.png", b"", "empty"),
        ):
            with pytest.raises(FileRefused, match=words):
                media.take(io.BytesIO(content), name=name, course=course, by=by, now=now)


def test_published_lessons_have_the_keys_of_the_draft(cast: Cast) -> None:
    course = published_course(cast.thandi)
    with tenant(cast.umoja):
        assert keys_of(course) == [
            lesson.public_id
            for chapter in drafts.chapters_of(course)
            for lesson in chapter.lessons  # type: ignore[attr-defined]
        ]
