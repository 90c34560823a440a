"""A course taken once more, in every slice: hand-ins, classes, days to come, notes. What was done before counts no more and is not lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses import tasks
from courses.handin_refusals import NoMoreTries
from courses.models import Booking, Certificate, Enrolment, LiveClass, Submission
from courses.selectors import handins, learning, private
from courses.services import notes, renewing
from courses.services.certificates import issuing
from courses.services.handins import following
from courses.services.live import attendance
from courses.tests.handing import assigned, handed_in, is_done, marked
from courses.tests.meeting import course_to_attend, plan, say
from courses.tests.writing import enrol, publish
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/courses"


def _begins_again(cast: Cast, course: Any) -> Enrolment:
    """Bongani holds a certificate that ends in five days, and takes the course again."""
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        issuing.set_terms(course, {"is_on": True, "months": 12}, by=by)
        mine = Enrolment.objects.get(course=course, user=cast.bongani.user)
        mine.state, mine.completed_at, mine.done_count = "done", now, mine.total_count
        mine.save()
        issuing.issue_for(mine.pk, now=now)
        Certificate.objects.update(last_on=timezone.localdate() + timedelta(days=5))
        return renewing.begin_again(course.pk, by=cast.bongani.actor, now=timezone.now())


def test_an_assignment_is_handed_in_again_though_it_allows_no_second_try(cast: Cast) -> None:
    enrolment, place = assigned(
        cast.thandi, cast.bongani, again="never", done_when="passed", due_days=3, is_hard=True
    )
    first = marked(cast.thandi, handed_in(cast.bongani, place))
    with tenant(cast.umoja):
        assert is_done(enrolment)
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=timezone.now() - timedelta(days=360))
    mine = _begins_again(cast, enrolment.course)
    with tenant(cast.umoja):
        assert following.follow(mine.pk, now=timezone.now()) == 0, "the work of last year counts no more"
        assert not is_done(enrolment)
        bench = handins.get_bench(place, cast.bongani.user.pk)
        assert bench.may_begin
        assert not bench.is_over(timezone.now()), "days are counted from when it began again"
        assert [row.pk for row in bench.tries] == [first.pk], "it can still be read"
    page = cast.bongani.client().get(
        f"{BASE}/{place.course}/lessons/{place.lesson}/assignments/{place.block}/"
    )
    assert 'name="number" value="2"' in page.content.decode()
    second = handed_in(cast.bongani, place, text="We clean at five now.")
    assert second.number == 2
    marked(cast.thandi, second)
    with tenant(cast.umoja):
        assert is_done(enrolment)
        with pytest.raises(NoMoreTries):
            handed_in(cast.bongani, place, text="And again")
        assert Submission.objects.count() == 2


def test_last_years_class_is_not_this_years(cast: Cast) -> None:
    course, lesson = course_to_attend(cast.thandi)
    publish(cast.thandi, course)
    enrol(cast.bongani, course)
    past = timezone.now() - timedelta(days=300)
    made = plan(cast.thandi, now=past, course=course, lesson=lesson, invites="course")
    with tenant(cast.umoja):
        mine = say(cast.bongani, made, "yes", now=past)
        attendance.mark(mine.pk, "present", by=cast.thandi.actor, now=made.ends_at)
        attendance.settle(made.pk, now=made.ends_at)
    enrolment = _begins_again(cast, course)
    with tenant(cast.umoja):
        assert attendance.recall(enrolment.pk, now=timezone.now()) == 0


def test_who_takes_it_again_is_asked_to_the_classes_to_come(cast: Cast) -> None:
    course, lesson = course_to_attend(cast.thandi)
    publish(cast.thandi, course)
    enrolment = enrol(cast.bongani, course)
    with tenant(cast.umoja):
        Enrolment.objects.filter(pk=enrolment.pk).update(state="done", completed_at=timezone.now())
    made = plan(cast.thandi, course=course, lesson=lesson, invites="course")
    with tenant(cast.umoja):
        assert not Booking.objects.exists(), "who is done is not asked"
    _begins_again(cast, course)
    with tenant(cast.umoja):
        fact = OutboxEvent.objects.get(name="courses.EnrolmentBegunAgain")
        tasks.class_ask_learner(organisation_id=cast.umoja.pk, payload=fact.payload, event_id=str(fact.pk))
        assert LiveClass.objects.get().pk == made.pk
        assert Booking.objects.get().user_id == cast.bongani.user.pk


def test_ones_own_notes_are_still_there(cast: Cast) -> None:
    enrolment, place = assigned(cast.thandi, cast.bongani)
    user = cast.bongani.user.pk
    with tenant(cast.umoja):
        study = learning.get_study(place.course, user)
        notes.keep(study, place.lesson, text="Ask about bleach", by=cast.bongani.actor, now=timezone.now())
    _begins_again(cast, enrolment.course)
    with tenant(cast.umoja):
        study = learning.get_study(place.course, user)
        assert [line.note.text for line in private.notes_of(study, user)] == ["Ask about bleach"]
