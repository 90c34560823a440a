"""People take courses: places, locks, rules, events that come twice, devices that come late."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from courses.models import Chapter, Enrolment, LessonProgress, MediaFile, ProgressEvent
from courses.refusals import ByAssignmentOnly, CourseClosed, CourseFull, DueInThePast, NobodyChosen
from courses.selectors import drafts
from courses.services import assignments, blocks, courses, enrolments, outline, progress, publishing
from courses.services.assignments import Wish
from courses.services.blocks import Content
from courses.services.happenings import Happened, Kind
from courses.tests.writing import enrol, keys_of, publish, published_course, write_course, write_lesson
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db


def tell(enrolment: Enrolment, lesson: str, kind: Kind = "viewed", **more: Any) -> Happened:
    return Happened(
        enrolment=enrolment.public_id,
        lesson=lesson,
        kind=kind,
        event_id=uuid4(),
        **more,
    )


def take(cast: Cast, *happened: Happened) -> list[str]:
    with tenant(cast.umoja):
        return list(progress.take(happened, by=cast.bongani.actor, now=timezone.now()).verdicts)


def now_is(enrolment: Enrolment) -> Enrolment:
    with tenant(enrolment.organisation_id or 0):
        return Enrolment.objects.select_related("version").get(pk=enrolment.pk)


def published_names() -> list[str]:
    return list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True))


def test_a_course_is_done_when_every_lesson_that_counts_is(cast: Cast) -> None:
    course = published_course(cast.thandi, chapters=1, lessons=2)
    enrolment = enrol(cast.bongani, course)
    first, second = keys_of(course)
    assert take(cast, tell(enrolment, first)) == ["taken"]
    assert now_is(enrolment).percent == 50
    assert take(cast, tell(enrolment, second)) == ["taken"]
    enrolment = now_is(enrolment)
    assert (enrolment.state, enrolment.percent, enrolment.last_lesson) == ("done", 100, second)
    with tenant(cast.umoja):
        names = published_names()
    assert names.count("courses.LessonCompleted") == 2
    assert names.count("courses.CourseCompleted") == 1


def test_an_event_counts_once_however_often_it_is_sent(cast: Cast) -> None:
    course = published_course(cast.thandi, chapters=1, lessons=2)
    enrolment = enrol(cast.bongani, course)
    key = keys_of(course)[0]
    with tenant(cast.umoja):
        Enrolment.objects.update(enrolled_at=timezone.now() - timedelta(hours=1))
    early = timezone.now() - timedelta(minutes=50)
    opened, time = tell(enrolment, key, "opened", at=early), tell(enrolment, key, "time", seconds=60)
    assert take(cast, opened, time, time) == ["taken", "taken", "repeated"]
    assert take(cast, opened, time) == ["repeated", "repeated"]
    with tenant(cast.umoja):
        assert LessonProgress.objects.get().seconds == 60
        assert ProgressEvent.objects.count() == 2


def test_time_cannot_be_made_up(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=0)
    with tenant(cast.umoja):
        chapter = Chapter.objects.get(course=course)
    write_lesson(cast.thandi, chapter, title="Slow", rule="time", rule_value=600)
    course = publish(cast.thandi, course)
    enrolment, key = enrol(cast.bongani, course), keys_of(course)[0]
    take(cast, tell(enrolment, key, "time", seconds=9_999_999), tell(enrolment, key, "time", seconds=-5))
    with tenant(cast.umoja):
        row = LessonProgress.objects.get()
        assert row.seconds <= 2
        assert row.done_at is None
        # A clock far in the past is held at the moment of enrolment.
        take(cast, tell(enrolment, key, "opened", at=timezone.now() - timedelta(days=900)))
        assert LessonProgress.objects.get().opened_at >= enrolment.enrolled_at


def test_without_script_the_time_since_opening_counts(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=0)
    with tenant(cast.umoja):
        chapter = Chapter.objects.get(course=course)
    write_lesson(cast.thandi, chapter, title="Slow", rule="time", rule_value=60)
    course = publish(cast.thandi, course)
    enrolment, key, now = enrol(cast.bongani, course), keys_of(course)[0], timezone.now()
    by = cast.bongani.actor
    with tenant(cast.umoja):
        progress.take([tell(enrolment, key, "opened")], by=by, now=now)
        progress.take([tell(enrolment, key, "viewed")], by=by, now=now + timedelta(seconds=30))
        assert now_is(enrolment).state == "active"
        progress.take([tell(enrolment, key, "viewed")], by=by, now=now + timedelta(seconds=61))
        assert now_is(enrolment).state == "done"


def test_lessons_that_are_closed_take_nothing_until_their_turn(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=3, lock="lesson")
    course = publish(cast.thandi, course)
    enrolment, keys = enrol(cast.bongani, course), keys_of(course)
    assert take(cast, tell(enrolment, keys[2])) == ["closed"]
    # An app that was offline sends the whole way at once, in order.
    assert take(cast, *(tell(enrolment, key) for key in keys)) == ["taken", "taken", "taken"]
    assert now_is(enrolment).state == "done"


def test_a_lesson_that_is_gone_and_a_course_of_somebody_else_are_refused(cast: Cast) -> None:
    course = published_course(cast.thandi)
    mine, theirs = enrol(cast.bongani, course), enrol(cast.thandi, course)
    assert take(cast, tell(mine, "a" * 16), tell(theirs, keys_of(course)[0])) == [
        "no_such_lesson",
        "not_in_course",
    ]
    with tenant(cast.umoja):
        assert not LessonProgress.objects.exists()


def test_a_batch_costs_the_same_however_long_it_is(cast: Cast) -> None:
    course = published_course(cast.thandi, chapters=5, lessons=10)
    enrolment, keys = enrol(cast.bongani, course), keys_of(course)
    long = [tell(enrolment, key, "time", seconds=1) for key in keys for _ in range(4)]
    with assert_max_queries(14):
        assert take(cast, *long).count("taken") == 200


def test_progress_survives_a_lesson_that_was_removed_from_the_draft(cast: Cast) -> None:
    course = published_course(cast.thandi, chapters=1, lessons=3)
    enrolment, keys = enrol(cast.bongani, course), keys_of(course)
    take(cast, tell(enrolment, keys[0]), tell(enrolment, keys[1]))
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        (gone,) = [row for row in _lessons(course) if row.public_id == keys[0]]
        outline.remove(gone, by=by, now=now)
        publishing.publish(course.pk, by=by, now=now, moves_learners=True)
        enrolment = now_is(enrolment)
        assert (enrolment.done_count, enrolment.total_count) == (1, 2)
        (last,) = [row for row in _lessons(course) if row.public_id == keys[2]]
        outline.remove(last, by=by, now=now)
        publishing.publish(course.pk, by=by, now=now, moves_learners=True)
        assert now_is(enrolment).state == "done"  # all that is left was done


def _lessons(course: Any) -> list[Any]:
    return [row for chapter in drafts.chapters_of(course) for row in chapter.lessons]  # type: ignore[attr-defined]


def test_a_course_that_comes_first_keeps_the_next_closed(cast: Cast) -> None:
    first = published_course(cast.thandi, title="First", chapters=1, lessons=1)
    second = write_course(cast.thandi, title="Second", chapters=1, lessons=1)
    with tenant(cast.umoja):
        wish = courses.Settings(title="Second", needs=[first.pk])
        courses.change(second.pk, wish, by=cast.thandi.actor, now=timezone.now())
    second = publish(cast.thandi, second)
    before, after = enrol(cast.bongani, first), enrol(cast.bongani, second)
    key = keys_of(second)[0]
    assert take(cast, tell(after, key)) == ["closed"]
    assert take(cast, tell(before, keys_of(first)[0]), tell(after, key)) == ["taken", "closed"]
    assert take(cast, tell(after, key)) == ["taken"]


def test_places_run_out_in_words(cast: Cast) -> None:
    course = published_course(cast.thandi, seats=1)
    enrol(cast.bongani, course)
    with tenant(cast.umoja):
        with pytest.raises(CourseFull, match="1 places and 0 are left"):
            enrolments.start(course.pk, by=cast.thandi.actor, now=timezone.now())
        mine = Enrolment.objects.get()
        enrolments.leave(mine.pk, by=cast.bongani.actor, now=timezone.now())
        enrolments.start(course.pk, by=cast.thandi.actor, now=timezone.now())


def test_an_unpublished_course_takes_nobody_new_and_lets_learners_finish(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrolment = enrol(cast.bongani, course)
    with tenant(cast.umoja):
        publishing.unpublish(course.pk, by=cast.thandi.actor)
        with pytest.raises(CourseClosed):
            enrolments.start(course.pk, by=cast.thandi.actor, now=timezone.now())
    assert take(cast, tell(enrolment, keys_of(course)[0])) == ["taken"]


def test_a_course_goes_to_a_role_and_to_who_comes_later(cast: Cast) -> None:
    course = published_course(cast.thandi, entry="assigned")
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        with pytest.raises(ByAssignmentOnly):
            enrolments.start(course.pk, by=cast.bongani.actor, now=now)
        wish = Wish(audience="role", role="member", due_on=date(2027, 1, 31), due_days=14)
        (rule,) = assignments.assign(course.pk, wish, by=by, now=now)
        assert [(row.user_id, row.due_on) for row in Enrolment.objects.all()] == [
            (cast.bongani.user.pk, date(2027, 1, 31))
        ]
        late = cast.hire("member", name="Jan")
        assert assignments.follow_member(late.user.pk, "member", now=now) == 1
        assert assignments.follow_member(late.user.pk, "member", now=now) == 0
        assert Enrolment.objects.get(user=late.user).due_on == timezone.localdate(now) + timedelta(days=14)
        assignments.take_back(rule, by=by, now=now)
        assert assignments.follow_member(cast.hire("member", name="Piet").user.pk, "member", now=now) == 0


def test_an_assignment_without_people_or_with_a_past_day_is_refused(cast: Cast) -> None:
    course = published_course(cast.thandi)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        with pytest.raises(NobodyChosen):
            assignments.assign(course.pk, Wish(audience="role", role="viewer"), by=by, now=now)
        stranger = Wish(audience="person", user_ids=[cast.charlize.user.pk])
        with pytest.raises(NobodyChosen):
            assignments.assign(course.pk, stranger, by=by, now=now)
        past = Wish(audience="everybody", due_on=date(2020, 1, 1))
        with pytest.raises(DueInThePast):
            assignments.assign(course.pk, past, by=by, now=now)


def test_who_left_goes_on_where_they_were(cast: Cast) -> None:
    course = published_course(cast.thandi, chapters=1, lessons=2)
    enrolment = enrol(cast.bongani, course)
    take(cast, tell(enrolment, keys_of(course)[0]))
    with tenant(cast.umoja):
        enrolments.leave(enrolment.pk, by=cast.bongani.actor, now=timezone.now())
    assert take(cast, tell(enrolment, keys_of(course)[1])) == ["not_in_course"]
    assert enrol(cast.bongani, course).pk == enrolment.pk
    assert now_is(enrolment).percent == 50


def test_a_video_counts_by_what_was_seen_and_not_by_what_was_sent(cast: Cast) -> None:
    course = write_course(cast.thandi, chapters=1, lessons=0)
    with tenant(cast.umoja):
        chapter = Chapter.objects.get()
    lesson = write_lesson(cast.thandi, chapter, title="Film", rule="video", rule_value=95)
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        film = MediaFile.objects.create(
            course=course, kind="video", name="f.mp4", path="f", content_type="video/mp4", size=1, seconds=100
        )
        block = blocks.add(lesson, kind="video", by=by, now=now, content=Content(media=film)).public_id
    course = publish(cast.thandi, course)
    enrolment, key = enrol(cast.bongani, course), keys_of(course)[0]

    def seen(start: float, end: float) -> Happened:
        return tell(enrolment, key, "video", block=block, start=start, end=end)

    take(cast, seen(0, 50), seen(0, 50), seen(20, 50), seen(90, 9_000), tell(enrolment, key))
    with tenant(cast.umoja):
        row = LessonProgress.objects.get()
        assert row.watched == {block: [[0.0, 50.0], [90.0, 100.0]]}
        assert row.done_at is None
    take(cast, tell(enrolment, key, "video", block="b" * 16, start=0, end=100))  # a block that is not there
    take(cast, seen(50, 86.5))
    assert now_is(enrolment).state == "done"  # 96.5 of 100 seconds
    with tenant(cast.umoja):
        assert LessonProgress.objects.get().place == {"block": block, "second": 86.5}
