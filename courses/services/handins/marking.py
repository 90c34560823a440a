"""Hand-ins are marked: taken by one marker at a time, marked by the rubric, taken back for a minute, corrected with history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Case, When

from courses import events, locks, permissions
from courses.engine.handins import judging
from courses.engine.handins.judging import AgainstThePassMark, LevelMissing
from courses.handin_refusals import AgainstPassMark, BeingMarked, MarkSettled, NotHandedIn, RubricUnfinished
from courses.handin_terms import Outcome
from courses.models import Submission, SubmissionMark
from courses.models.submissions import SETTLES_AFTER
from courses.services.handins import following
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.events import publish
from synthai.core.versions import check_version

_MARKED = ["state", "points", "marked_at", "settles_at", "claimed_by", "claimed_at", "version"]
_CLAIMED = ["claimed_by", "claimed_at"]


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a marker decides: for each criterion (by key) the place of its level and a word; a word about the whole."""

    outcome: Outcome
    places: Mapping[str, int] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    comment: str = ""


@transaction.atomic
def claim(submission_id: int, *, by: Actor, now: datetime, takes_over: bool = False) -> Submission:
    """Take a hand-in to mark, so that nobody else does. Idempotent. Raises NotAllowed, NotFound, NotHandedIn, BeingMarked."""
    row = locks.lock_submission(submission_id)
    require(by, permissions.SUBMISSION_MARK)
    if row.is_draft:
        raise NotHandedIn
    if row.is_waiting and row.is_claimed_by_other(by.user_id, now=now) and not takes_over:
        raise _being_marked(row)
    if row.is_waiting:
        row.claimed_by_id, row.claimed_at = by.user_id, now
        row.save(update_fields=_CLAIMED)
        _moved(row)
    return row


@transaction.atomic
def release(submission_id: int, *, by: Actor) -> None:
    """Let go of what one has taken. Idempotent. Raises NotAllowed, NotFound."""
    row = locks.lock_submission(submission_id)
    require(by, permissions.SUBMISSION_MARK)
    if row.claimed_by_id == by.user_id and row.claimed_by_id is not None:
        row.claimed_by, row.claimed_at = None, None
        row.save(update_fields=_CLAIMED)
        _moved(row)


@transaction.atomic
def claim_next(*, by: Actor, now: datetime, course: str = "") -> Submission | None:
    """Take who waits longest and nobody else is at; one's own first. None when nothing is left. Raises NotAllowed."""
    require(by, permissions.SUBMISSION_MARK)
    rows = Submission.objects.waiting().free_for(by.user_id or 0, now=now)
    if course:
        rows = rows.filter(course__public_id=course)
    is_mine = Case(When(claimed_by=by.user_id, then=0), default=1)
    ordered = rows.annotate(place=is_mine).order_by("place", "handed_in_at", "pk")
    for key in list(ordered.values_list("pk", flat=True)[:10]):
        row = locks.lock_submission(key)
        if row.is_waiting and not row.is_claimed_by_other(by.user_id, now=now):
            return claim(key, by=by, now=now)
    return None


@transaction.atomic
def mark(
    submission_id: int, judgement: Judgement, *, by: Actor, now: datetime, expected: str | None = None
) -> Submission:
    """Mark a hand-in, or correct its mark. A first mark settles after a minute; a correction is seen at once.

    `expected` is the version the marker saw: what was taken back or marked since is not marked over. Raises NotAllowed,
    NotFound, NotHandedIn, BeingMarked, PreconditionFailed, RubricUnfinished, AgainstPassMark, ValidationError.
    """
    row = _locked(submission_id, by=by)
    if row.is_draft:
        raise NotHandedIn
    if row.is_waiting and row.is_claimed_by_other(by.user_id, now=now):
        raise _being_marked(row)
    check_version(row, expected)
    was_settled, before = row.is_settled, row.points
    made = _mark_of(row, judgement, by=by, now=now)
    if not was_settled:
        _marks(row).update(undone_at=now)  # one that was not seen yet is replaced
    made.full_clean(exclude=["submission"])
    made.save()
    row.mark_marked(
        made.outcome, made.points, at=now, settles_at=None if was_settled else now + SETTLES_AFTER
    )
    row.version += 1
    row.save(update_fields=_MARKED)
    changes = {"outcome": [None, made.outcome], "points": [before, made.points]}
    audit(
        row,
        "courses.submission.corrected" if was_settled else "courses.submission.marked",
        by=by,
        changes=changes,
    )
    if was_settled:
        publish(
            events.SubmissionCorrected(
                submission_id=row.pk, course_id=row.course_id, user_id=row.user_id, outcome=row.state
            )
        )
        following.follow(row.enrolment_id, now=now)
    _moved(row)
    return row


@transaction.atomic
def undo(submission_id: int, *, by: Actor, now: datetime) -> Submission:
    """Take a mark back before its learner saw it; it waits again, taken by who undid. Raises NotAllowed, NotFound, MarkSettled."""
    row = _locked(submission_id, by=by)
    if row.is_waiting:
        return row
    if row.is_draft or row.settles_at is None or row.settles_at <= now:
        raise MarkSettled
    _marks(row).update(undone_at=now)
    row.mark_unmarked()
    row.claimed_by_id, row.claimed_at = by.user_id, now
    row.version += 1
    row.save(update_fields=_MARKED)
    audit(row, "courses.submission.mark_taken_back", by=by)
    _moved(row)
    return row


@transaction.atomic
def settle(submission_id: int, *, now: datetime) -> bool:
    """The minute is over: the learner is to see the mark, and the lesson that asks for it is done. Idempotent; needs the tenant."""
    found = Submission.objects.filter(pk=submission_id).order_by("pk").first()
    if found is None:
        return False
    locks.lock_enrolment(found.enrolment_id)
    row = locks.lock_submission(submission_id)
    if row.settles_at is None or row.settles_at > now:
        return False
    row.settles_at = None
    row.version += 1
    row.save(update_fields=["settles_at", "version"])
    publish(
        events.SubmissionMarked(
            submission_id=row.pk,
            course_id=row.course_id,
            user_id=row.user_id,
            outcome=row.state,
            points="" if row.points is None else str(row.points),
        )
    )
    following.follow(row.enrolment_id, now=now)
    return True


def unsettled(*, now: datetime) -> list[int]:
    """Hand-ins of the active tenant whose marks are to be seen now."""
    rows = Submission.objects.unsettled(now=now).order_by("settles_at", "pk")
    return list(rows.values_list("pk", flat=True)[:500])


def _locked(submission_id: int, *, by: Actor) -> Submission:
    found = Submission.objects.filter(pk=submission_id).order_by("pk").first()
    if found is None:
        raise NotFound
    locks.lock_enrolment(found.enrolment_id)
    row = locks.lock_submission(submission_id)
    require(by, permissions.SUBMISSION_MARK)
    return row


def _mark_of(row: Submission, judgement: Judgement, *, by: Actor, now: datetime) -> SubmissionMark:
    task = row.asked
    try:
        scores = judging.scored(task, judgement.places, judgement.comments)
        points = judging.points_of(scores)
        outcome = judging.judged(task, points, cast("judging.Outcome", judgement.outcome.value))
    except LevelMissing as error:
        raise RubricUnfinished(title=error.title) from error
    except AgainstThePassMark as error:
        told = {"points": f"{error.points.normalize():f}", "needed": f"{error.needed.normalize():f}"}
        raise AgainstPassMark(**told) from error
    return SubmissionMark(
        organisation_id=row.organisation_id,
        submission=row,
        outcome=outcome,
        points=points,
        maximum=task.maximum,
        scores=[score.as_json() for score in scores],
        comment=judgement.comment.strip(),
        marked_by_id=by.user_id,
        marked_by_label=by.label,
        marked_at=now,
    )


def _marks(row: Submission) -> Any:
    return SubmissionMark.objects.filter(submission_id=row.pk, undone_at__isnull=True)


def _being_marked(row: Submission) -> BeingMarked:
    return BeingMarked(name=row.claimed_by.label if row.claimed_by else "")


def _moved(row: Submission) -> None:
    """Tell the markers' lists."""
    publish(events.MarkingMoved(submission_id=row.pk, course_id=row.course_id))
