"""Reminders, places and reviews at the same moment, on real parallel transactions."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses.models import Enrolment, Post, Review, WaitingPlace
from courses.selectors import learning, talk
from courses.services import enrolments, posts, reminding, reviews, waiting
from courses.social_refusals import RemindedToday, TooManyPosts
from courses.tests.social import morning
from courses.tests.writing import enrol, keys_of, published_course
from notifications.models import Notification
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import errors, run_together, values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_two_sweeps_remind_once_and_two_managers_once_a_day() -> None:
    cast = build_cast()
    enrolment = enrol(cast.bongani, published_course(cast.thandi))
    today = timezone.localdate()
    with tenant(cast.umoja):
        Enrolment.objects.update(
            due_on=today + timedelta(days=1), enrolled_at=timezone.now() - timedelta(days=30)
        )

    def sweep() -> Any:
        with tenant(cast.umoja):
            return reminding.remind_due(cast.umoja.pk, now=morning(today))

    def by_hand() -> Any:
        with tenant(cast.umoja):
            return reminding.remind(enrolment.pk, by=cast.thandi.actor, now=timezone.now()).pk

    assert sorted(values(run_together(sweep, sweep, sweep))) == [0, 0, 1]
    outcomes = run_together(by_hand, by_hand)
    assert len(values(outcomes)) == 1
    assert [type(error) for error in errors(outcomes)] == [RemindedToday]
    assert Notification.objects.filter(kind="courses.due").count() == 2


def test_a_free_place_is_given_once() -> None:
    cast = build_cast()
    course = published_course(cast.thandi, seats=1)
    enrolment = enrol(cast.bongani, course)
    with tenant(cast.umoja):
        for name in ("Jan", "Piet"):
            WaitingPlace.objects.create(course=course, user=cast.hire("viewer", name=name).user)
        enrolments.leave(enrolment.pk, by=cast.bongani.actor, now=timezone.now())

    def fill() -> Any:
        with tenant(cast.umoja):
            return waiting.fill(course.pk, now=timezone.now())

    assert sorted(values(run_together(fill, fill, fill))) == [0, 0, 1]
    with tenant(cast.umoja):
        assert Enrolment.objects.current().filter(course=course).count() == 1
        assert WaitingPlace.objects.open().count() == 1


def test_a_review_sent_from_two_devices_is_one_and_the_limit_of_posts_holds() -> None:
    cast = build_cast()
    course = published_course(cast.thandi, chapters=1, lessons=1)
    enrol(cast.bongani, course)
    with tenant(cast.umoja):
        Enrolment.objects.update(done_count=1)

    def review() -> Any:
        with tenant(cast.umoja):
            study = learning.get_study(course.public_id, cast.bongani.user.pk)
            return reviews.write(study, stars=4, text="", by=cast.bongani.actor, now=timezone.now()).pk

    def ask() -> Any:
        with tenant(cast.umoja):
            forum = talk.forum(course.public_id, keys_of(course)[0], by=cast.bongani.actor)
            return posts.ask(forum, text="How?", by=cast.bongani.actor, now=timezone.now()).pk

    assert len(set(values(run_together(review, review, review)))) == 1
    for _ in range(8):
        ask()
    outcomes = run_together(ask, ask, ask, ask)
    assert len(values(outcomes)) == 2
    assert {type(error) for error in errors(outcomes)} == {TooManyPosts}
    with tenant(cast.umoja):
        assert (Review.objects.count(), Post.objects.count()) == (1, 10)
