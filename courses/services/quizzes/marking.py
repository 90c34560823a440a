"""Marks by hand: essays, and any answer that the rules judged too strictly."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses import events, locks, permissions
from courses.engine.quiz import marking as engine
from courses.engine.quiz import scoring
from courses.models import Attempt, AttemptQuestion
from courses.quiz_terms import Verdict
from courses.services.quizzes import attempts
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish


class TooManyPoints(DomainError):
    """More points than the question has, or fewer than none."""

    code = "courses.attempt.points"
    status = 422
    field = "points"
    message = _("Give between 0 and %(most)s points.")


class StillOpen(Conflict):
    """The learner is still at it."""

    code = "courses.attempt.still_open"
    message = _("The attempt is still in progress. It can be marked once it is handed in.")


@transaction.atomic
def give(asked_id: int, points: Decimal, *, comment: str, by: Actor, now: datetime) -> Attempt:
    """Give an answer its points, and the learner a word about it; sums the attempt up again.

    Marking again is a correction, and audited as one. Raises NotAllowed, NotFound, StillOpen, TooManyPoints.
    """
    row = AttemptQuestion.objects.filter(pk=asked_id).order_by("pk").first()
    if row is None:
        raise NotFound
    attempt = locks.lock_attempt(row.attempt_id)
    require(by, permissions.ATTEMPT_MARK)
    asked = locks.lock_asked(attempt, row.position)
    if attempt.is_open:
        raise StillOpen
    try:
        marked = engine.by_hand(asked.points, points)
    except ValueError as error:
        raise TooManyPoints(most=f"{asked.points.normalize():f}") from error
    before = [asked.earned if asked.verdict != Verdict.WAITING else None, marked.points]
    asked.mark_marked(marked)
    asked.comment, asked.marked_by_id, asked.marked_at = comment.strip(), by.user_id, now
    asked.full_clean(exclude=["version", "question", "attempt"])
    asked.save(update_fields=["verdict", "earned", "comment", "marked_by", "marked_at"])
    _sum_up(attempt)
    audit(
        attempt,
        "courses.attempt.marked",
        by=by,
        changes={"question": [None, asked.position], "points": before},
    )
    return attempt


def _sum_up(attempt: Attempt) -> None:
    rows = AttemptQuestion.objects.filter(attempt_id=attempt.pk).order_by("pk")
    score = scoring.score(((row.marked, row.points) for row in rows), pass_percent=attempt.pass_percent)
    was_passed, was_done = bool(attempt.is_passed), attempt.state == "done"
    attempt.mark_scored(score)
    attempt.save(update_fields=["state", "points", "percent", "is_passed"])
    if was_done:
        publish(
            events.AttemptCorrected(attempt_id=attempt.pk, quiz_id=attempt.quiz_id, user_id=attempt.user_id)
        )
    attempts.tell_result(attempt, was_passed=was_passed)
