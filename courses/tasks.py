"""Background work of courses: fetch, one service call."""

from dataclasses import asdict
from typing import Any

from django.utils import timezone

from accounts import selectors as people
from courses import social_tasks  # noqa: F401 - registers them
from courses.selectors import live
from courses.services import (
    assignments,
    enrolments,
    films,
    hints,
    media_cleaning,
    progress,
    publishing,
    telling,
)
from courses.services.certificates import issuing, keys, reminding
from courses.services.handins import following as handins_following
from courses.services.handins import marking as handins_marking
from courses.services.handins import telling as handins_telling
from courses.services.live import attendance, booking
from courses.services.live import telling as class_telling
from courses.services.paths import assigning as path_assigning
from courses.services.paths import following as path_following
from courses.services.paths import joining as path_joining
from courses.services.quizzes import attempts, following
from courses.services.selling import following as selling
from courses.services.selling import purchases, returning
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
    now, joined = timezone.now(), "new_role" not in payload
    assignments.follow_member(payload["user_id"], role, now=now, has_joined=joined)
    path_assigning.follow_member(payload["user_id"], role, now=now, has_joined=joined)


@tenant_task(queue="default")
def member_leave(*, organisation_id: int, payload: dict[str, Any], **_: Any) -> None:
    """End the courses of who is no longer in the organisation; what they bought stays theirs."""
    now = timezone.now()
    purchases.keep_of_member(payload["user_id"], organisation_id, now=now)
    enrolments.end_of_member(payload["user_id"], now=now)
    path_joining.end_of_member(payload["user_id"], now=now)
    booking.end_of(payload["user_id"], now=now, is_gone=True)


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
def credentials_sign_again(*, organisation_id: int, payload: dict[str, Any], **_: Any) -> None:
    """Sign again what a withdrawn key had signed."""
    keys.sign_again(payload["key_id"], people.public_id_of(organisation_id), now=timezone.now())


@tenant_task(queue="default")
def certificates_remind(*, organisation_id: int, **_: Any) -> None:
    """Tell people whose certificates end soon."""
    reminding.remind(organisation_id, now=timezone.now())


@tenant_task(queue="default")
def attempts_sweep(*, organisation_id: int, **_: Any) -> None:
    """Hand in attempts whose time is over and whose learner never came back."""
    now = timezone.now()
    for attempt_id in attempts.overdue(now=now):
        attempts.end_overdue(attempt_id, by=system_actor(organisation_id), now=now)


@tenant_task(queue="default")
def class_tell(*, organisation_id: int, payload: dict[str, Any], **_: Any) -> None:
    """Tell who has not heard of the present invitation of a class; the next part of many in a task of its own."""
    told = class_telling.tell(payload["class_id"], now=timezone.now())
    if told == class_telling.AT_ONCE:
        class_tell.enqueue(organisation_id=organisation_id, payload=payload)


@tenant_task(queue="default")
def class_recorded(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell that a recording is there."""
    class_telling.recorded(payload["class_id"])


@tenant_task(queue="default")
def class_ask_learner(*, payload: dict[str, Any], **_: Any) -> None:
    """Ask who came into a course to its classes."""
    booking.ask_learner(payload["user_id"], payload["course_id"], now=timezone.now())


@tenant_task(queue="default")
def class_learner_left(*, payload: dict[str, Any], **_: Any) -> None:
    """Take who left a course out of its classes."""
    booking.end_of(payload["user_id"], now=timezone.now(), course_id=payload["course_id"])


@tenant_task(queue="default")
def classes_recall(*, payload: dict[str, Any], **_: Any) -> None:
    """Count classes that somebody was at before the lessons that ask for them opened."""
    attendance.recall(payload["enrolment_id"], now=timezone.now())


@tenant_task(queue="default")
def classes_sweep(**_: Any) -> None:
    """Remind of classes (who was not reached yet hears first), settle those that are over, and follow up."""
    now = timezone.now()
    for class_id in live.due_keys(now=now):
        class_telling.tell(class_id, now=now)
        class_telling.remind(class_id, now=now)
        attendance.settle(class_id, now=now)
        class_telling.follow_up(class_id, now=now)


@tenant_task(queue="default")
def path_follow(*, payload: dict[str, Any], **_: Any) -> None:
    """See whether who completed a course has done a path with it."""
    path_following.course_completed(payload["user_id"], payload["course_id"], now=timezone.now())


@tenant_task(queue="default")
def path_recount(*, payload: dict[str, Any], **_: Any) -> None:
    """Bring everybody on a path along with what it is now."""
    path_following.path_changed(payload["path_id"], now=timezone.now())


@tenant_task(queue="default")
def paths_of_course(*, payload: dict[str, Any], **_: Any) -> None:
    """A course was published or unpublished: the paths that hold it ask for something else."""
    path_following.course_changed(payload["course_id"], now=timezone.now())


@tenant_task(queue="default")
def path_tell(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who was given a path."""
    path_following.tell_joined(payload["path_id"], payload["user_id"])


@tenant_task(queue="default")
def path_tell_done(*, payload: dict[str, Any], **_: Any) -> None:
    """Tell who has done a path."""
    path_following.tell_done(payload["path_id"], payload["user_id"])


@tenant_task(queue="default")
def purchase_paid(*, payload: dict[str, Any], **_: Any) -> None:
    """A course was paid: the buyer comes in, or gets the money back where the last place is gone."""
    selling.paid(payload["sale"], payload["kind"], now=timezone.now())


@tenant_task(queue="default")
def purchase_dropped(*, payload: dict[str, Any], **_: Any) -> None:
    """A course was not paid in time: its place is free."""
    selling.dropped(payload["sale"], payload["kind"])


@tenant_task(queue="default")
def purchase_returned(*, payload: dict[str, Any], **_: Any) -> None:
    """A course was paid back: the learner leaves it."""
    returning.follow(payload["sale"], payload["reason"], now=timezone.now())


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
    for change in hints.changes_of(payload, organisation_id):
        if hints.ring(change):
            live_tell_late.apply_async(kwargs=asdict(change), countdown=hints.PAUSE)


@tenant_task(queue="default", max_retries=0)
def live_tell_late(*, organisation_id: int, area: str, user_id: int, course_id: int, **_: Any) -> None:
    """The hint at the end of a burst."""
    hints.ring_late(
        hints.Change(organisation_id=organisation_id, area=area, user_id=user_id, course_id=course_id)
    )


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


@tenant_task(queue="default")
def question_media_clean(**_: Any) -> None:
    """Delete pictures and sounds that no question names."""
    media_cleaning.clean_questions(now=timezone.now())
