"""Background work of courses: fetch, one service call."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone

from courses.services import assignments, enrolments, live, progress, publishing, telling
from courses.services.certificates import issuing
from courses.services.handins import following as handins_following
from courses.services.handins import marking as handins_marking
from courses.services.handins import telling as handins_telling
from courses.services.quizzes import attempts, following
from synthai.core.access import system_actor
from synthai.core.tasks import tenant_task


@tenant_task(queue="default")
def versions_sweep(**_: Any) -> None:
    """Let versions go live whose hour has come."""
    now = timezone.now()
    for version_id in publishing.due(now=now):
        publishing.go_live(version_id, now=now)


@tenant_task(queue="default")
def learner_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell somebody that a course is theirs to take."""
    telling.enrolled(payload["enrolment_id"])


@tenant_task(queue="default")
def member_follow(*, payload: dict[str, Any], **_: Any) -> None:
    """Give who joined, or has another role, the courses of the role and of everybody."""
    role = payload.get("new_role") or payload["role"]
    assignments.follow_member(payload["user_id"], role, now=timezone.now())


@tenant_task(queue="default")
def member_leave(*, payload: dict[str, Any], **_: Any) -> None:
    """End the courses of who is no longer in the organisation."""
    enrolments.end_of_member(payload["user_id"], now=timezone.now())


@tenant_task(queue="default")
def events_forget(**_: Any) -> None:
    """Delete marks of events that no app sends again."""
    progress.forget_events(now=timezone.now())


@tenant_task(queue="default")
def quiz_follow(*, payload: dict[str, Any], **_: Any) -> None:
    """Count a passed quiz in the lessons that ask for it."""
    following.quiz_passed(payload["user_id"], payload["quiz_public_id"], now=timezone.now())


@tenant_task(queue="default")
def quizzes_recall(*, payload: dict[str, Any], **_: Any) -> None:
    """Count quizzes that were passed before the lessons that ask for them opened."""
    following.lesson_opened(payload["enrolment_id"], now=timezone.now())


@tenant_task(queue="default")
def certificate_issue(*, payload: dict[str, Any], **_: Any) -> None:
    """Give who completed a course its certificate."""
    issuing.issue_for(payload["enrolment_id"], now=timezone.now())


@tenant_task(queue="default")
def attempts_sweep(*, organisation_id: int, **_: Any) -> None:
    """Hand in attempts whose time is over and whose learner never came back."""
    now = timezone.now()
    for attempt_id in attempts.overdue(now=now):
        attempts.end_overdue(attempt_id, by=system_actor(organisation_id), now=now)


@tenant_task(queue="default")
def handins_sweep(**_: Any) -> None:
    """Let learners see marks that nobody took back."""
    now = timezone.now()
    for submission_id in handins_marking.unsettled(now=now):
        handins_marking.settle(submission_id, now=now)


@tenant_task(queue="default")
def handins_recall(*, payload: dict[str, Any], **_: Any) -> None:
    """Count hand-ins that were there before the lessons that ask for them opened."""
    handins_following.follow(payload["enrolment_id"], now=timezone.now())


@tenant_task(queue="default")
def handin_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell a learner that their work was marked."""
    handins_telling.marked(payload["submission_id"])


@tenant_task(queue="default")
def markers_tell(*, organisation_id: int, **_: Any) -> None:
    """Tell who marks that work waits."""
    handins_telling.waiting(organisation_id, now=timezone.now())


@tenant_task(queue="default", max_retries=0)
def live_tell(*, organisation_id: int, payload: dict[str, Any], **_: Any) -> None:
    """Hint to open tabs that somebody learned, handed in or was marked."""
    for change in live.changes_of(payload, organisation_id):
        if live.ring(change):
            live_tell_late.apply_async(kwargs=asdict(change), countdown=live.PAUSE)


@tenant_task(queue="default", max_retries=0)
def live_tell_late(*, organisation_id: int, area: str, user_id: int, course_id: int, **_: Any) -> None:
    """The hint at the end of a burst."""
    live.ring_late(
        live.Change(organisation_id=organisation_id, area=area, user_id=user_id, course_id=course_id)
    )
