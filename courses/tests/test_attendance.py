"""Live classes as time goes by: reminders, attendance, what it counts for, and who missed it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from courses import events, tasks
from courses.live_refusals import (
    CheckInClosed,
    CodeWrong,
    NotNow,
    ReportRefused,
)
from courses.models import Booking, Enrolment, LessonProgress, LiveClass
from courses.selectors import live
from courses.services.live import attendance, planning
from courses.tests.meeting import NOW, course_to_attend, details_of, plan, published, say
from courses.tests.writing import enrol, keys_of, publish
from notifications.models import Notification
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def _umoja(cast: Cast) -> Iterator[None]:
    with tenant(cast.umoja):
        yield


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_umoja", "files_in_tmp")]


# The sweep


def sweep(cast: Cast, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)
    tasks.classes_sweep(organisation_id=cast.umoja.pk)


def told_to(person: Person, kind: str) -> list[str]:
    return list(Notification.objects.filter(user=person.user, kind=kind).values_list("title", flat=True))


def test_reminders_come_a_day_and_an_hour_before_once_each(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plan(cast.thandi, now=NOW)
    jan = cast.hire("member", name="Jan")
    say(cast.bongani, made, "yes")
    say(jan, made, "no")
    reminder = "courses.class_reminder"
    sweep(cast, made.starts_at - DAY - HOUR, monkeypatch)
    assert told_to(cast.bongani, reminder) == []
    for moment in (made.starts_at - DAY, made.starts_at - 5 * HOUR, made.starts_at - HOUR, made.starts_at):
        sweep(cast, moment, monkeypatch)
        sweep(cast, moment, monkeypatch)
    assert told_to(cast.bongani, reminder) == ["Tomorrow: Knife skills", "In an hour: Knife skills"]
    assert told_to(cast.thandi, reminder) == ["Tomorrow: Knife skills", "In an hour: Knife skills"]
    assert told_to(jan, reminder) == []


def test_a_class_at_short_notice_has_no_word_that_it_is_tomorrow(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = plan(cast.thandi, now=NOW, starts_in=5 * HOUR)
    say(cast.bongani, made, "yes")
    sweep(cast, NOW + timedelta(minutes=1), monkeypatch)
    assert told_to(cast.bongani, "courses.class_reminder") == []
    sweep(cast, made.starts_at - HOUR, monkeypatch)
    assert told_to(cast.bongani, "courses.class_reminder") == ["In an hour: Knife skills"]


def test_the_sweep_finds_what_is_due_and_ends(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = plan(cast.thandi, now=NOW)
    for moment, is_due in (
        (NOW, False),
        (made.starts_at - DAY, True),
        (made.ends_at, True),
        (made.ends_at + 3 * HOUR, True),
    ):
        assert bool(live.due_keys(now=moment)) is is_due
    monkeypatch.setattr("django.utils.timezone.now", lambda: made.ends_at)
    assert organisations_with_abandoned("courses.LiveClass", "due") == [cast.umoja.pk]
    sweep(cast, made.ends_at + 3 * HOUR, monkeypatch)
    assert live.due_keys(now=made.ends_at + 9 * DAY) == []


def test_who_missed_it_hears_of_the_next_date_if_attendance_was_taken(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    dates = [NOW + DAY, NOW + 8 * DAY]
    details = details_of(plan(cast.thandi, now=NOW))
    first, _second = planning.plan(details, by=cast.thandi.actor, now=NOW, dates=dates)
    jan = cast.hire("member", name="Jan")
    there = say(cast.bongani, first, "yes")
    say(jan, first, "yes")
    attendance.mark(there.pk, "present", by=cast.thandi.actor, now=first.starts_at)
    sweep(cast, first.ends_at + 2 * HOUR, monkeypatch)
    assert told_to(jan, "courses.class_missed") == ["You missed: Knife skills"]
    assert told_to(cast.bongani, "courses.class_missed") == []
    assert "9 December 2026" in Notification.objects.get(kind="courses.class_missed").body


# Attendance


def code_of(made: LiveClass, now: datetime) -> str:
    return attendance.code_now(made, now=now)


def test_a_code_checks_in_and_a_picture_of_it_does_not_an_hour_later(cast: Cast) -> None:
    made = plan(cast.thandi, now=NOW)
    jan = cast.hire("member", name="Jan")
    start = made.starts_at
    code = code_of(made, start)
    found = attendance.check_in(made.pk, code, by=cast.bongani.actor, now=start + timedelta(seconds=20))
    assert (found.attendance, found.marked_how, found.answer) == ("present", "code", "yes")
    with pytest.raises(CodeWrong):
        attendance.check_in(made.pk, code, by=jan.actor, now=start + HOUR)
    late = start + timedelta(minutes=20)
    assert attendance.check_in(made.pk, code_of(made, late), by=jan.actor, now=late).attendance == "late"
    for moment in (start - HOUR, made.ends_at + HOUR):
        with pytest.raises(CheckInClosed):
            attendance.check_in(made.pk, code_of(made, moment), by=jan.actor, now=moment)


def test_a_code_of_another_class_does_not_hold(cast: Cast) -> None:
    made, other = plan(cast.thandi, now=NOW), plan(cast.thandi, now=NOW)
    with pytest.raises(CodeWrong):
        attendance.check_in(
            made.pk, code_of(other, made.starts_at), by=cast.bongani.actor, now=made.starts_at
        )
    assert not Booking.objects.exists()


def test_trainers_mark_and_take_back_and_nobody_else(cast: Cast) -> None:
    jan = cast.hire("member", name="Jan")
    made = plan(cast.thandi, now=NOW, trainer_ids=[jan.user.pk])
    mine = say(cast.bongani, made, "yes")
    with pytest.raises(NotNow):
        attendance.mark(mine.pk, "present", by=jan.actor, now=NOW)
    attendance.mark(mine.pk, "present", by=jan.actor, now=made.starts_at)
    attendance.mark(mine.pk, "", by=jan.actor, now=made.starts_at)
    assert Booking.objects.get(pk=mine.pk).attendance == ""
    with pytest.raises(NotAllowed):
        attendance.mark(mine.pk, "present", by=cast.bongani.actor, now=made.starts_at)
    with pytest.raises(NotFound):
        live.get_class_to_lead(made.public_id, cast.bongani.actor)


def done_keys(enrolment: Enrolment) -> set[str]:
    return set(
        LessonProgress.objects.filter(enrolment=enrolment, done_at__isnull=False).values_list(
            "lesson", flat=True
        )
    )


def test_being_there_does_the_lesson_when_the_class_is_over(cast: Cast) -> None:
    draft, lesson = course_to_attend(cast.thandi)
    course = publish(cast.thandi, draft)
    enrolment = enrol(cast.bongani, course)
    jan = cast.hire("member", name="Jan")
    of_jan = enrol(jan, course)
    made = plan(cast.thandi, now=NOW, course=course, lesson=lesson, invites="course")
    mine = Booking.objects.get(user=cast.bongani.user)
    attendance.mark(mine.pk, "late", by=cast.thandi.actor, now=made.starts_at)
    assert done_keys(enrolment) == set(), "a mark can still be taken back"
    for _ in range(2):
        attendance.settle(made.pk, now=made.ends_at)
    assert done_keys(enrolment) == {lesson}
    assert done_keys(of_jan) == set()
    attendance.mark(
        Booking.objects.get(user=jan.user).pk, "present", by=cast.thandi.actor, now=made.ends_at + HOUR
    )
    assert done_keys(of_jan) == {lesson}, "marked afterwards counts at once"


def test_a_class_counts_for_a_lesson_that_opens_later(cast: Cast) -> None:
    draft, lesson = course_to_attend(cast.thandi)
    with tenant(cast.umoja):
        draft.lock = "lesson"
        draft.save(update_fields=["lock"])
    course = publish(cast.thandi, draft)
    enrolment = enrol(cast.bongani, course)
    made = plan(cast.thandi, now=NOW, course=course, lesson=lesson, invites="course")
    attendance.mark(Booking.objects.get().pk, "present", by=cast.thandi.actor, now=made.starts_at)
    attendance.settle(made.pk, now=made.ends_at)
    assert done_keys(enrolment) == set(), "the lesson before is not done"
    LessonProgress.objects.create(
        enrolment=enrolment,
        lesson=keys_of(course)[0],
        opened_at=NOW,
        seen_at=NOW,
        done_at=NOW,
    )
    for _ in range(2):
        attendance.recall(enrolment.pk, now=made.ends_at)
    assert lesson in done_keys(enrolment)
    assert [told["lesson"] for told in published(events.LessonCompleted)] == [lesson]


REPORT = (
    "Name (Original Name),User Email,Total Duration (Minutes)\n"
    "Bongani,Bongani@Umoja.example,50\nSomebody,who@elsewhere.example,55\niPhone,,60\nJan,{jan},10\n"
)


def test_a_report_marks_by_mail_address_and_lists_the_rest(cast: Cast) -> None:
    jan = cast.hire("member", name="Jan")
    made = plan(cast.thandi, now=NOW)
    say(jan, made, "yes")
    content = REPORT.format(jan=jan.user.email).encode()
    outcome = attendance.take_report(made.pk, content, minutes=None, by=cast.thandi.actor, now=made.ends_at)
    assert outcome.marked == 1
    assert [seen.name for seen in outcome.unknown] == ["Somebody", "iPhone"]
    assert [seen.minutes for seen in outcome.short] == [10]
    mine = Booking.objects.get(user=cast.bongani.user)
    assert (mine.attendance, mine.minutes, mine.marked_how) == ("present", 50, "report")
    attendance.mark(mine.pk, "excused", by=cast.thandi.actor, now=made.ends_at)
    attendance.take_report(made.pk, content, minutes=5, by=cast.thandi.actor, now=made.ends_at)
    assert Booking.objects.get(user=cast.bongani.user).attendance == "excused", "a mark by hand stays"
    assert Booking.objects.get(user=jan.user).attendance == "present"
    with pytest.raises(ReportRefused, match="columns"):
        attendance.take_report(made.pk, b"a,b\n1,2\n", minutes=None, by=cast.thandi.actor, now=made.ends_at)
