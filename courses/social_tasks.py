"""Background work around courses: reminders, openings, summaries, places, and who is told of what."""

from typing import Any

from django.utils import timezone

from courses.services import digests, inviting, openings, reminding, telling_social, waiting
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def reminders_send(*, organisation_id: int, **_: Any) -> None:
    """Remind learners whose courses are due."""
    reminding.remind_due(organisation_id, now=timezone.now())


@tenant_task(queue="default")
def openings_tell(*, organisation_id: int, **_: Any) -> None:
    """Tell learners of lessons that opened."""
    openings.tell_opened(organisation_id, now=timezone.now())


@tenant_task(queue="default")
def digests_send(*, organisation_id: int, **_: Any) -> None:
    """Tell managers how the week begins."""
    digests.tell(organisation_id, now=timezone.now())


@tenant_task(queue="default")
def reminders_cancel(*, payload: dict[str, Any], **_: Any) -> None:
    """Hold back what waits to be told of a course that is done, left, or due on another day."""
    reminding.cancel(payload["enrolment_id"], now=timezone.now())


@tenant_task(queue="default")
def due_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell a learner of another day."""
    telling_social.due_moved(payload["enrolment_id"], now=timezone.now())


@tenant_task(queue="default")
def release_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell a learner of a lesson that a trainer opened at once."""
    if not payload["opens_on"]:
        telling_social.released(payload["enrolment_id"], payload["lesson"], now=timezone.now())


@tenant_task(queue="default")
def places_fill(*, payload: dict[str, Any], **_: Any) -> None:
    """Somebody left a course: who waits for a place comes in."""
    waiting.fill(payload["course_id"], now=timezone.now())


@tenant_task(queue="default")
def places_sweep(**_: Any) -> None:
    """Find places that came free unnoticed, as when a person's account ended."""
    now = timezone.now()
    for course_id in waiting.waiting_courses(now=now):
        waiting.fill(course_id, now=now)


@tenant_task(queue="default")
def waiting_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell trainers who waits for a place."""
    telling_social.waits(payload["waiting_id"])


@tenant_task(queue="default")
def waiting_leave(*, payload: dict[str, Any], **_: Any) -> None:
    """Who is no longer in the organisation waits for nothing in it."""
    waiting.end_of_member(payload["user_id"], now=timezone.now())


@tenant_task(queue="default")
def invited_follow(*, payload: dict[str, Any], **_: Any) -> None:
    """Bring who accepted an invitation into the courses that waited for them."""
    inviting.follow(payload["invitation_id"], now=timezone.now())


@tenant_task(queue="default")
def question_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell trainers of a question."""
    telling_social.asked(payload["post_id"])


@tenant_task(queue="default")
def answer_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who asked of an answer."""
    telling_social.answered(payload["post_id"])


@tenant_task(queue="default")
def review_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who wrote a review of its answer."""
    telling_social.review_answered(payload["review_id"])
