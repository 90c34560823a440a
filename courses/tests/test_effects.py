"""What follows in other slices when a course is paid back, closed, put away or left."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.services import guests, memberships
from courses import events, tasks
from courses.models import Booking, Course, Enrolment, PathMember, Purchase
from courses.services import courses, enrolments, publishing
from courses.services.assignments import Wish, assign
from courses.services.enrolments import Way
from courses.services.paths import assigning, joining
from courses.tests.meeting import path_of, plan, published, tell
from courses.tests.writing import enrol, keys_of, published_course
from notifications.models import Mail, Notification
from synthai.core.events import receivers_of
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]


def _bought(cast: Cast, person: Person, course: Course) -> Enrolment:
    now = timezone.now()
    with tenant(cast.umoja):
        guests.welcome(person.user.pk, cast.umoja.pk, now=now)
        (made,) = enrolments.enrol(
            Course.objects.get(pk=course.pk), [person.user.pk], Way(source="bought"), now=now
        )
        Purchase.objects.create(
            course=made.course,
            user=person.user,
            enrolment=made,
            state="enrolled",
            sale=course.public_id,
            paid_at=now,
            agreed_at=now,
            created_at=now,
            held_until=now,
        )
        return made


def test_a_bought_course_stays_bought_whoever_asks_for_it(cast: Cast) -> None:
    course = published_course(cast.thandi)
    _bought(cast, cast.bongani, course)
    path = path_of(cast.thandi, course)
    now, by = timezone.now(), cast.thandi.actor
    with tenant(cast.umoja):
        wish = Wish(
            audience="person",
            user_ids=[cast.bongani.user.pk],
            due_on=timezone.localdate() + timedelta(days=9),
        )
        assign(course.pk, wish, by=by, now=now)
        assigning.assign(path.pk, Wish(audience="person", user_ids=[cast.bongani.user.pk]), by=by, now=now)
        mine = Enrolment.objects.get(user=cast.bongani.user)
        assert (mine.source, mine.due_on) == ("bought", timezone.localdate() + timedelta(days=7))
        joining.leave(PathMember.objects.get().pk, by=by, now=now)
        mine.refresh_from_db()
        assert mine.state == "active", "who leaves the path keeps what they bought"
        courses.put_away(course.pk, by=by, now=now)
    assert cast.bongani.client().get(f"/o/umoja-foods/courses/{course.public_id}/").status_code == 200


def test_who_leaves_the_team_keeps_what_they_bought_as_a_guest(cast: Cast) -> None:
    bought, other = published_course(cast.thandi), published_course(cast.thandi, title="For staff only")
    jan = cast.hire("member", name="Jan")
    _bought(cast, jan, bought)
    enrol(jan, other)
    mine = plan(cast.thandi, title="Of the bought one", course=bought, invites="course")
    plan(cast.thandi, title="Of the other", course=other, invites="course")
    with tenant(cast.umoja):
        memberships.leave(by=jan.actor)
        payload = {"user_id": jan.user.pk, "has_left": True}
        tasks.member_leave(organisation_id=cast.umoja.pk, payload=payload)
        states = {
            row.course.title: row.state
            for row in Enrolment.objects.filter(user=jan.user).select_related("course")
        }
        assert states == {"Till basics": "active", "For staff only": "ended"}
        assert [row.live_class_id for row in Booking.objects.present().filter(user=jan.user)] == [mine.pk]
    client = jan.client()
    assert (
        client.get(f"/o/umoja-foods/courses/{bought.public_id}/lessons/{keys_of(bought)[0]}/").status_code
        == 200
    )
    assert client.get(f"/o/umoja-foods/courses/{other.public_id}/").status_code == 404
    assert client.get("/o/umoja-foods/team/").status_code == 404


def test_who_is_paid_back_is_out_of_its_classes_and_their_calendar_hears_it(cast: Cast) -> None:
    course = published_course(cast.thandi)
    enrolment = _bought(cast, cast.charlize, course)
    made = plan(cast.thandi, course=course, invites="course")
    tell(cast.umoja, made)
    with tenant(cast.umoja):
        enrolments.end_bought(enrolment.pk, now=timezone.now())
        guests.part(cast.charlize.user.pk, cast.umoja.pk)
        payload = {"user_id": cast.charlize.user.pk, "course_id": course.pk}
        tasks.class_learner_left(organisation_id=cast.umoja.pk, payload=payload)
        assert not Booking.objects.present().filter(user=cast.charlize.user).exists()
    for _ in range(2):
        tell(cast.umoja, made)
    mails = Mail.objects.filter(recipient=cast.charlize.user.email, kind="courses/class").order_by("pk")
    assert ["CANCEL" in str(mail.attachments) for mail in mails] == [False, True]
    assert Notification.objects.filter(user=cast.charlize.user, kind="courses.class_changed").count() == 1


def test_paths_hear_of_a_course_that_is_closed_opened_put_away_and_brought_back(cast: Cast) -> None:
    first, second = published_course(cast.thandi, title="One"), published_course(cast.thandi, title="Two")
    path = path_of(cast.thandi, first, second)
    by, now = cast.thandi.actor, timezone.now()
    person: dict[str, Any] = {"user_ids": [cast.bongani.user.pk]}
    with tenant(cast.umoja):
        courses.put_away(second.pk, by=by, now=now)
        assigning.assign(path.pk, Wish(audience="person", **person), by=by, now=now)
        assert not Enrolment.objects.filter(user=cast.bongani.user, course=second).exists()
        courses.bring_back(second.pk, by=by)
        (fact,) = published(events.CourseReopened)
        tasks.paths_of_course(organisation_id=cast.umoja.pk, payload=fact)
        assert Enrolment.objects.filter(user=cast.bongani.user, course=second).exists(), "it is theirs now"
        Enrolment.objects.filter(course=first).update(state="done", completed_at=now)
        courses.put_away(second.pk, by=by, now=now)
        fact = published(events.CoursePutAway)[-1]
        tasks.paths_of_course(organisation_id=cast.umoja.pk, payload=fact)
        assert PathMember.objects.get().state == "done", "what was put away asks for nothing"
        publishing.unpublish(first.pk, by=by)
        publishing.reopen(first.pk, by=by)
        assert [each["course_id"] for each in published(events.CourseReopened)] == [second.pk, first.pk]
    for kind in (events.CourseReopened, events.CoursePutAway, events.CourseUnpublished):
        assert tasks.paths_of_course in receivers_of(kind.dotted_name())
