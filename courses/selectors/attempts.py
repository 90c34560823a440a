"""Reads of attempts: for the learner they belong to, and for who marks them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from courses.engine.quiz import review
from courses.models import Attempt, AttemptQuestion, Quiz
from courses.models.attempts import AttemptQuestionQuerySet
from courses.selectors import renewals
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class ReviewedQuestion:
    """A question after the attempt: what was shown, and what may be told about the answer."""

    row: AttemptQuestion
    reviewed: review.Reviewed


def get_attempt_of(public_id: str, user_id: int | None) -> Attempt:
    """A person's own attempt, with its quiz. Somebody else's is not found. Raises NotFound."""
    rows = Attempt.objects.select_related("quiz").filter(public_id=public_id, user_id=user_id or 0)
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def asked_at(attempt: Attempt, position: int) -> AttemptQuestion:
    """One question of an attempt. Raises NotFound."""
    rows = AttemptQuestion.objects.filter(attempt_id=attempt.pk, position=position)
    found: AttemptQuestion | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def asked(attempt: Attempt) -> list[AttemptQuestion]:
    """The questions of an attempt in their order."""
    return list(AttemptQuestion.objects.filter(attempt_id=attempt.pk).order_by("position"))


def reviewed(attempt: Attempt, *, now: datetime) -> tuple[review.Shows, list[ReviewedQuestion]]:
    """How much of an ended attempt its learner may see now, and that much of its questions.

    The one road by which a key comes near a learner's page; an attempt in progress shows nothing by it.
    """
    shows = _allowed(attempt, now=now)
    if attempt.is_open or shows in {review.Shows.NOTHING, review.Shows.SCORE}:
        return shows, []
    rows = AttemptQuestion.objects.filter(attempt_id=attempt.pk).select_related("version")
    return shows, [_review(row, shows) for row in rows.order_by("position")]


def review_one(row: AttemptQuestion) -> ReviewedQuestion:
    """Everything about one marked or waiting answer, for who marks it."""
    return _review(row, review.Shows.ANSWERS)


def get_answer_to_mark(public_id: str) -> AttemptQuestion:
    """A question of an ended attempt, with all that a marker needs. Raises NotFound."""
    rows = AttemptQuestion.objects.select_related("version", "attempt__quiz", "attempt__user", "marked_by")
    found: AttemptQuestion | None = (
        rows.filter(public_id=public_id).exclude(verdict="").order_by("pk").first()
    )
    if found is None:
        raise NotFound
    return found


def waiting() -> AttemptQuestionQuerySet:
    """Answers that wait for a person, longest waiting first."""
    return AttemptQuestion.objects.waiting().select_related("attempt__quiz", "attempt__user")


def waiting_by_quiz() -> list[tuple[str, int]]:
    """How many answers wait in each quiz."""
    rows = AttemptQuestion.objects.filter(verdict="waiting").values("attempt__quiz__title")
    found = rows.annotate(found=Count("pk")).order_by("attempt__quiz__title")
    return list(found.values_list("attempt__quiz__title", "found"))


def _review(row: AttemptQuestion, shows: review.Shows) -> ReviewedQuestion:
    question = row.version.asked
    found = review.review(question, row.answer, row.marked, layout=row.laid_out, shows=shows)
    return ReviewedQuestion(row=row, reviewed=found)


def _allowed(attempt: Attempt, *, now: datetime) -> review.Shows:
    quiz: Quiz = attempt.quiz
    siblings = renewals.attempts_that_count(quiz, attempt.user_id)
    used = siblings.values_list("number", "is_passed", "state")
    standing = review.Standing(
        is_passed=bool(attempt.is_passed) or any(is_passed for _number, is_passed, _state in used),
        # An attempt in progress could still copy from this one.
        has_attempts_left=any(state == "open" for _number, _passed, state in used)
        or (quiz.is_open(now) and (quiz.attempts_allowed is None or len(used) < quiz.attempts_allowed)),
        closes_at=quiz.closes_at,
        now=now,
    )
    return review.allowed(review.Shows(attempt.shows), review.After(attempt.answers_after), standing)
