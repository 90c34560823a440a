"""Attempts: begun, answered one question at a time, handed in by the learner or by time."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from courses import events, locks, permissions
from courses.engine.quiz import clock, drawing, marking, reading, scoring, seeds
from courses.engine.quiz.clock import Arrival
from courses.engine.quiz.layout import lay_out
from courses.engine.quiz.shown import show
from courses.models import Attempt, AttemptQuestion, Quiz
from courses.models.attempts import MARKED_FIELDS, OPEN_FIELDS
from courses.quiz_terms import EndedBy
from courses.selectors import asking, renewals
from courses.selectors.learning import person_of
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish

ENDED_FIELDS = ["state", "finished_at", "ended_by", "points", "percent", "is_passed"]


class QuizNotOpen(Conflict):
    """The quiz cannot be begun now."""

    code = "courses.attempt.quiz_not_open"
    message = _("This quiz is closed, so no attempt can begin. Ask whoever gave it to you.")


class NoAttemptsLeft(Conflict):
    """All attempts are used."""

    code = "courses.attempt.none_left"
    message = _("You have used all %(allowed)d attempts. Ask whoever gave you the quiz for another one.")


class NothingToAsk(Conflict):
    """The quiz has lost its questions."""

    code = "courses.attempt.nothing_to_ask"
    message = _("This quiz has no questions at the moment. Tell whoever gave it to you.")


class AnswerRefused(DomainError):
    """The answer does not fit what was shown."""

    code = "courses.attempt.answer_refused"
    status = 422
    field = "answer"
    message = _("The answer does not fit the question. Load the page again and answer once more.")


class AnswerTooLong(AnswerRefused):
    """The text is too long."""

    code = "courses.attempt.answer_too_long"
    message = _("An answer to this question has at most %(limit)d characters. Shorten it.")


class AttemptOver(Conflict):
    """It was handed in, or time ran out."""

    code = "courses.attempt.over"
    message = _("This attempt is over, so the answer was not taken. What you answered before counts.")


class AnsweredElsewhere(Conflict):
    """Another tab or device changed the answer."""

    code = "courses.attempt.answered_elsewhere"
    message = _(
        "This question was answered in another tab or on another device since. Look at that answer, then change it if you want."
    )


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What became of an answer that arrived. `revision` is what the next one must have seen."""

    arrival: Arrival
    revision: int

    @property
    def is_kept(self) -> bool:
        """Whether what was sent is what is kept."""
        return self.arrival in {Arrival.KEEP, Arrival.SAME}

    def refuse(self) -> None:
        """Raise AttemptOver or AnsweredElsewhere unless it is kept."""
        if self.arrival == Arrival.ELSEWHERE:
            raise AnsweredElsewhere
        if not self.is_kept:
            raise AttemptOver


@transaction.atomic
def start(quiz_id: int, *, by: Actor, now: datetime) -> Attempt:
    """Begin an attempt, or go on with the one in progress: two taps or two devices at once begin only one.

    Draws the questions, keeps the text and order they are shown in, and fixes when time is over.
    Raises NotAllowed, NotFound, QuizNotOpen, NoAttemptsLeft, NothingToAsk.
    """
    user_id = _person(by)
    locks.lock_learner_in_quiz(quiz_id, user_id)
    mine = Attempt.objects.filter(quiz_id=quiz_id, user_id=user_id).select_related("quiz").order_by("-number")
    newest = mine.first()
    if newest is not None and newest.is_open:
        if not newest.window.is_over(now):
            return newest
        _end(locks.lock_attempt(newest.pk), by=by, now=now)
    quiz = Quiz.objects.kept().filter(pk=quiz_id).order_by("pk").first()
    if quiz is None:
        raise NotFound
    if not quiz.is_open(now):
        raise QuizNotOpen
    used = renewals.attempts_that_count(quiz, user_id).count() if quiz.attempts_allowed is not None else 0
    if quiz.attempts_allowed is not None and used >= quiz.attempts_allowed:
        raise NoAttemptsLeft(allowed=quiz.attempts_allowed)
    return _begin(quiz, user_id, number=newest.number + 1 if newest else 1, by=by, now=now)


@transaction.atomic
def answer(
    attempt_id: int,
    position: int,
    sent: reading.Sent,
    *,
    by: Actor,
    now: datetime,
    saw_revision: int | None = None,
) -> Saved:
    """Keep an answer. Idempotent by what it says; `saw_revision` is the one that the sender looked at.

    What is late or was overtaken is not kept, and the result says so: `Saved.refuse()` raises it in words.
    Raises NotAllowed, NotFound, AnswerRefused, AnswerTooLong.
    """
    attempt = _own(attempt_id, by)
    asked = locks.lock_asked(attempt, position)
    try:
        response = reading.read(asked.kind, asked.laid_out, sent)
    except reading.TooLong as error:
        raise AnswerTooLong(limit=error.limit) from error
    except reading.NotShown as error:
        raise AnswerRefused from error
    held = clock.Held(revision=asked.revision, says_the_same=asked.answer == response)
    arrival = clock.arrive(
        held,
        saw_revision=saw_revision,
        window=attempt.window,
        is_open=attempt.is_open,
        now=now,
    )
    if arrival == Arrival.KEEP:
        asked.mark_answered(response, at=now)
        asked.save(update_fields=OPEN_FIELDS)
    return Saved(arrival=arrival, revision=asked.revision)


@transaction.atomic
def hand_in(attempt_id: int, *, by: Actor, now: datetime) -> Attempt:
    """End an attempt and mark it. Idempotent: what was handed in stays as it is. Raises NotAllowed, NotFound."""
    attempt = _own(attempt_id, by)
    if attempt.is_open:
        _end(attempt, by=by, now=now)
    return attempt


@transaction.atomic
def end_overdue(attempt_id: int, *, by: Actor, now: datetime) -> bool:
    """End an attempt whose time is over, for a learner who never came back. False when it is over already. Idempotent."""
    attempt = locks.lock_attempt(attempt_id)
    if not attempt.is_open or not attempt.window.is_over(now):
        return False
    _end(attempt, by=by, now=now)
    return True


def overdue(*, now: datetime) -> list[int]:
    """Attempts whose time is over and that nobody ended."""
    return list(Attempt.objects.overdue(now=now).order_by("pk").values_list("pk", flat=True)[:500])


def _person(by: Actor) -> int:
    require(by, permissions.COURSE_LEARN)
    return person_of(by)


def _own(attempt_id: int, by: Actor) -> Attempt:
    """The learner's own attempt, locked. Somebody else's is not found."""
    attempt = locks.lock_attempt(attempt_id)
    if attempt.user_id != _person(by):
        raise NotFound
    return attempt


def _begin(quiz: Quiz, user_id: int, *, number: int, by: Actor, now: datetime) -> Attempt:
    seed = seeds.new_seed()
    pool = asking.pool_of(quiz)
    drawn = drawing.draw(pool.sections, seed=seed, is_shuffled=quiz.shuffles_questions)
    if not drawn:
        raise NothingToAsk
    versions = [pool.versions[one.question] for one in drawn]
    window = clock.window(now, limit=quiz.limit, closes_at=quiz.closes_at)
    attempt: Attempt = Attempt.objects.create(
        quiz=quiz,
        user_id=user_id,
        number=number,
        seed=seed,
        started_at=now,
        ends_at=window.ends_at,
        pass_percent=quiz.pass_percent,
        penalty_percent=quiz.penalty_percent,
        shows=quiz.shows,
        answers_after=quiz.answers_after,
        maximum=sum((version.asked.points for version in versions), Decimal(0)),
    )
    rows = []
    for position, (one, version) in enumerate(zip(drawn, versions, strict=True), start=1):
        question = version.asked
        laid = lay_out(question, seed=seed, scope=one.question, shuffles_options=quiz.shuffles_options)
        rows.append(
            AttemptQuestion(
                organisation_id=attempt.organisation_id,
                attempt=attempt,
                position=position,
                section_title=pool.titles[one.section],
                question_id=version.question_id,
                version=version,
                shown=show(question, laid).as_json(),
                layout=laid.as_json(),
                points=question.points,
            )
        )
    AttemptQuestion.objects.bulk_create(rows)
    audit(attempt, "courses.attempt.started", by=by, changes={"quiz": [None, quiz.title]})
    publish(events.AttemptStarted(attempt_id=attempt.pk, quiz_id=quiz.pk, user_id=user_id))
    return attempt


def _end(attempt: Attempt, *, by: Actor, now: datetime) -> None:
    """Mark every answer of a locked attempt and sum up."""
    rows = list(
        AttemptQuestion.objects.filter(attempt_id=attempt.pk).select_related("version").order_by("pk")
    )
    for row in rows:
        marked = marking.mark(row.version.asked, row.answer, penalty_percent=attempt.penalty_percent)
        row.mark_marked(marked)
    AttemptQuestion.objects.bulk_update(rows, MARKED_FIELDS)
    score = scoring.score(((row.marked, row.points) for row in rows), pass_percent=attempt.pass_percent)
    ended_by = EndedBy.TIME if attempt.window.is_over(now) else EndedBy.LEARNER
    attempt.mark_ended(score, by=ended_by, at=attempt.window.ended_at(now))
    attempt.save(update_fields=ENDED_FIELDS)
    audit(attempt, "courses.attempt.handed_in", by=by, changes={"points": [None, attempt.points]})
    publish(
        events.AttemptHandedIn(
            attempt_id=attempt.pk,
            quiz_id=attempt.quiz_id,
            user_id=attempt.user_id,
            ended_by=ended_by,
            waiting=score.waiting,
        )
    )
    tell_result(attempt, was_passed=False)


def tell_result(attempt: Attempt, *, was_passed: bool) -> None:
    """Publish what is certain now: passed (once), and all marked."""
    if attempt.is_passed and not was_passed:
        publish(
            events.QuizPassed(
                attempt_id=attempt.pk,
                quiz_id=attempt.quiz_id,
                quiz_public_id=attempt.quiz.public_id,
                user_id=attempt.user_id,
            )
        )
    if attempt.state == "done":
        publish(
            events.AttemptMarked(
                attempt_id=attempt.pk,
                quiz_id=attempt.quiz_id,
                user_id=attempt.user_id,
                percent=str(attempt.percent),
                is_passed=bool(attempt.is_passed),
            )
        )
