"""The end of an attempt, and what it brings the learner at once."""

from datetime import datetime

from courses.models import Attempt
from courses.services.quizzes import attempts, following
from synthai.core.access import Actor


def hand_in(attempt_id: int, *, by: Actor, now: datetime) -> Attempt:
    """Hand in; a lesson that asks for the quiz is done before the result is shown, so that the next one is open.

    Two transactions: the attempt stands whatever becomes of the lesson, and the event of the passed quiz does the same once more.
    Idempotent. Raises NotAllowed, NotFound.
    """
    attempt = attempts.hand_in(attempt_id, by=by, now=now)
    if attempt.is_passed:
        following.quiz_passed(attempt.user_id, attempt.quiz.public_id, now=now)
    return attempt
