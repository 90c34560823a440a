"""What people said, kept and wait for in the course of `courses_rows`, with one of everything that an address can name."""

from typing import Any

from django.utils import timezone

from accounts.tests.factories import UserFactory
from courses.models import (
    Course,
    EditSession,
    Enrolment,
    InvitedLearner,
    ReleaseOverride,
    Reminder,
    Review,
    WaitingPlace,
)
from courses.selectors import learning, talk
from courses.services import notes, posts
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person, course_id: str, lesson: str) -> dict[str, str]:
    """Ids by noun. What is a person's own is the owner's."""
    by, now = owner.actor, timezone.now()
    with tenant(organisation):
        course = Course.objects.get(public_id=course_id)
        study = learning.get_study(course_id, owner.user.pk)
        forum = talk.forum(course_id, lesson, by=by)
        post = posts.ask(forum, text=f"What does {organisation.slug} do on Mondays?", by=by, now=now)
        notes.keep(study, lesson, text=f"Note of {organisation.slug}", by=by, now=now)
        mark = notes.mark(study, lesson, by=by, now=now)
        review = Review.objects.create(course=course, user=owner.user, stars=4, text="Good.")
        person: Any = UserFactory()
        waiter = WaitingPlace.objects.create(course=course, user=person)
        invited = InvitedLearner.objects.create(course=course, invitation="i" * 16)
        enrolment = Enrolment.objects.get(course=course, user=owner.user)
        ReleaseOverride.objects.create(enrolment=enrolment, lesson=lesson)
        Reminder.objects.create(enrolment=enrolment, kind="week", day=now.date())
        EditSession.objects.update_or_create(
            course=course, part="", user=owner.user, defaults={"last_at": now}
        )
    return {
        "post": post.public_id,
        "bookmark": mark.public_id,
        "review": review.public_id,
        "waiter": waiter.public_id,
        "invited": invited.public_id,
    }
