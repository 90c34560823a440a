"""Reminders and Monday's summary: once, in one notice, to whom it concerns, and nothing when there is nothing to say."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses.models import Certificate, Enrolment, Reminder
from courses.services import digests, enrolments, releasing, reminding
from courses.social_refusals import NothingToRemindOf, RemindedToday
from courses.tests.social import morning, started, view
from courses.tests.writing import enrol, keys_of, published_course
from notifications.models import Delivery, Message, Notification
from synthai.core.errors import NotAllowed
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses/"
TODAY = timezone.localdate()


def taken(person: Person, course: Any, due_on: date | None) -> Enrolment:
    """The person is in the course for a month and has to finish it on a day."""
    enrolment = started(enrol(person, course), 30)
    with tenant(person.organisation):
        Enrolment.objects.filter(pk=enrolment.pk).update(due_on=due_on)
    return enrolment


def send(cast: Cast, day: date, hour: int = 8) -> int:
    with tenant(cast.umoja):
        return reminding.remind_due(cast.umoja.pk, now=morning(day, hour))


def lines() -> list[tuple[str, str]]:
    rows = Notification.objects.filter(kind="courses.due").order_by("pk")
    return list(rows.values_list("title", "body"))


def test_a_learner_is_reminded_a_week_and_a_day_before_and_the_day_after(cast: Cast) -> None:
    course = published_course(cast.thandi)
    due = TODAY + timedelta(days=7)
    taken(cast.bongani, course, due)
    for day in range(11):
        for hour in (8, 12):
            send(cast, TODAY + timedelta(days=day), hour)
    assert [title for title, _body in lines()] == [
        "Due soon: Till basics",
        "Nearly due: Till basics",
        "Overdue: Till basics",
    ]
    with tenant(cast.umoja):
        assert list(Reminder.objects.order_by("pk").values_list("kind", flat=True)) == [
            "week",
            "day",
            "overdue",
        ]


def test_one_notice_tells_of_every_course_of_the_day(cast: Cast) -> None:
    for number, ahead in enumerate((1, 7, -1)):
        taken(
            cast.bongani,
            published_course(cast.thandi, title=f"Course {number}"),
            TODAY + timedelta(days=ahead),
        )
    assert send(cast, TODAY) == 1
    ((title, body),) = lines()
    assert title == "3 courses are due or overdue"
    assert [line.partition(":")[0] for line in body.split("\n")] == ["Course 2", "Course 0", "Course 1"]
    assert Notification.objects.get(kind="courses.due").url == BASE


def test_who_is_done_gone_or_without_a_day_hears_nothing(cast: Cast) -> None:
    course, other = published_course(cast.thandi), published_course(cast.thandi, title="Other")
    done = taken(cast.bongani, course, TODAY + timedelta(days=1))
    view(cast.bongani, done, *keys_of(course))
    jan = cast.hire("viewer", name="Jan")
    gone = taken(jan, course, TODAY + timedelta(days=1))
    taken(jan, other, None)
    with tenant(cast.umoja):
        enrolments.leave(gone.pk, by=jan.actor, now=timezone.now())
    assert send(cast, TODAY) == 0
    assert lines() == []


def test_another_day_begins_the_reminders_anew(cast: Cast) -> None:
    enrolment = taken(cast.bongani, published_course(cast.thandi), TODAY + timedelta(days=1))
    send(cast, TODAY)
    later = TODAY + timedelta(days=8)
    with tenant(cast.umoja):
        releasing.set_due(enrolment.pk, due_on=later, by=cast.thandi.actor, now=timezone.now())
    assert send(cast, TODAY) == 0
    assert send(cast, TODAY + timedelta(days=1)) == 1
    assert [title for title, _body in lines()] == ["Nearly due: Till basics", "Due soon: Till basics"]


def test_what_waits_is_held_back_when_the_course_is_done(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrolment = taken(cast.bongani, course, TODAY + timedelta(days=1))
    send(cast, TODAY)
    view(cast.bongani, enrolment, *keys_of(course))
    waiting = Delivery.objects.filter(message__kind="courses.due", state="waiting")
    held = waiting.count()
    assert held, "a reminder goes by mail and push as well"
    with tenant(cast.umoja):
        assert reminding.cancel(enrolment.pk, now=timezone.now()) == held
        assert reminding.cancel(enrolment.pk, now=timezone.now()) == 0
    assert not waiting.exists()
    assert Message.objects.get(kind="courses.due").cancelled_at is not None


def test_a_notice_of_two_courses_goes_out_while_one_of_them_is_still_due(cast: Cast) -> None:
    first, second = published_course(cast.thandi), published_course(cast.thandi, title="Second")
    done = taken(cast.bongani, first, TODAY + timedelta(days=1))
    taken(cast.bongani, second, TODAY + timedelta(days=1))
    send(cast, TODAY)
    view(cast.bongani, done, *keys_of(first))
    with tenant(cast.umoja):
        assert reminding.cancel(done.pk, now=timezone.now()) == 0
    assert Message.objects.get(kind="courses.due").cancelled_at is None


def test_the_sweep_begins_at_seven_where_something_is_near(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken(cast.bongani, published_course(cast.thandi), TODAY + timedelta(days=30))
    monkeypatch.setattr("synthai.core.fan_out.timezone.now", lambda: morning(TODAY, 9))
    assert organisations_with_abandoned("courses.Enrolment", "to_remind") == []
    monkeypatch.setattr("synthai.core.fan_out.timezone.now", lambda: morning(TODAY + timedelta(days=29), 9))
    assert organisations_with_abandoned("courses.Enrolment", "to_remind") == [cast.umoja.pk]
    monkeypatch.setattr("synthai.core.fan_out.timezone.now", lambda: morning(TODAY + timedelta(days=29), 6))
    assert organisations_with_abandoned("courses.Enrolment", "to_remind") == []


def test_a_person_is_reminded_by_hand_once_a_day(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrolment = taken(cast.bongani, course, TODAY - timedelta(days=9))
    client, button = cast.thandi.client(), {"learner": enrolment.public_id}
    assert f'value="{enrolment.public_id}"' in str(client.get(f"{BASE}people/").content)
    told = client.post(f"{BASE}people/remind/", button, follow=True)
    assert "Bongani Dlamini is reminded." in str(told.content)
    again = client.post(f"{BASE}people/remind/", {**button, "from": "course"}, follow=True)
    assert "was reminded of this course today already" in str(again.content)
    ((title, _body),) = lines()
    assert title == "Thandi Mokoena reminds you: Till basics"
    now = timezone.now()
    with tenant(cast.umoja):
        assert AuditEntry.objects.filter(code="courses.enrolment.reminded").count() == 1
        with pytest.raises(RemindedToday):
            reminding.remind(enrolment.pk, by=cast.thandi.actor, now=now)
        reminding.remind(enrolment.pk, by=cast.thandi.actor, now=now + timedelta(days=1))
        with pytest.raises(NotAllowed):
            reminding.remind(enrolment.pk, by=cast.bongani.actor, now=now)
        view(cast.bongani, enrolment, *keys_of(course))
        with pytest.raises(NothingToRemindOf):
            reminding.remind(enrolment.pk, by=cast.thandi.actor, now=now + timedelta(days=2))
    missing = client.post(f"{BASE}people/remind/", {}, follow=True)
    assert missing.status_code == 200


MONDAY = TODAY - timedelta(days=TODAY.weekday()) + timedelta(days=7)


def digest(cast: Cast, day: date = MONDAY) -> int:
    with tenant(cast.umoja):
        return digests.tell(cast.umoja.pk, now=morning(day))


def test_managers_hear_on_monday_how_the_week_begins(cast: Cast) -> None:
    kitchen, till = published_course(cast.thandi, title="Kitchen"), published_course(cast.thandi)
    taken(cast.bongani, kitchen, MONDAY - timedelta(days=3))
    jan = cast.hire("viewer", name="Jan")
    taken(jan, kitchen, MONDAY + timedelta(days=6))
    done = taken(jan, till, None)
    view(jan, done, *keys_of(till))
    with tenant(cast.umoja):
        Enrolment.objects.filter(pk=done.pk).update(completed_at=morning(MONDAY - timedelta(days=2)))
        Certificate.objects.create(
            course=till,
            user=jan.user,
            number="A" * 17,
            name="Jan",
            title="Till basics",
            issued_at=timezone.now(),
            last_on=MONDAY + timedelta(days=50),
            place=1,
            token="",
        )
    manager = cast.hire("manager", name="Nomsa")
    assert digest(cast) == 2
    assert digest(cast) == 0
    rows = Notification.objects.filter(kind="courses.digest")
    assert {row.user_id for row in rows} == {cast.thandi.user.pk, manager.user.pk}
    line = rows[0]
    assert line.title == "Courses this week: 1 overdue, 1 due, 1 done"
    for words in (
        "Overdue:\n- Bongani Dlamini, Kitchen",
        "- Jan, Kitchen",
        "Certificates that end within 60 days",
    ):
        assert words in line.body
    assert line.url == f"{BASE}people/"
    assert digest(cast, MONDAY + timedelta(days=7)) == 2


def test_nothing_to_say_is_not_said(cast: Cast) -> None:
    enrol(cast.bongani, published_course(cast.thandi))
    assert digest(cast) == 0
    assert not Notification.objects.filter(kind="courses.digest").exists()


def test_the_summary_is_of_monday_morning(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    enrol(cast.bongani, published_course(cast.thandi))
    for day, hour, expected in ((0, 7, [cast.umoja.pk]), (0, 6, []), (1, 8, [])):
        moment = morning(MONDAY + timedelta(days=day), hour)
        monkeypatch.setattr("synthai.core.fan_out.timezone.now", lambda moment=moment: moment)
        assert organisations_with_abandoned("courses.Enrolment", "digestible") == expected
