"""Background work of courses: fetch, one service call."""

from typing import Any

from django.utils import timezone

from courses.services import (
    assignments,
    enrolments,
    films,
    media_cleaning,
    progress,
    publishing,
    telling,
)
from courses.services.certificates import issuing
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


@tenant_task(queue="heavy", time_limit=3600)
def media_render(*, payload: dict[str, Any], **_: Any) -> None:
    """Make a film or sound small enough for phones."""
    films.render(payload["media_id"])


@tenant_task(queue="default")
def media_sweep(*, organisation_id: int, **_: Any) -> None:
    """Give films whose worker died to another worker."""
    for media_id in films.abandoned(now=timezone.now()):
        media_render.enqueue(organisation_id=organisation_id, payload={"media_id": media_id})


@tenant_task(queue="default")
def media_clean(**_: Any) -> None:
    """Delete files that nothing shows any more."""
    media_cleaning.clean(now=timezone.now())
