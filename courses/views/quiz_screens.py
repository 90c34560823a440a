"""What the learner's pages of quizzes show."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from courses.engine.quiz import reading
from courses.engine.quiz.questions import Kind
from courses.engine.quiz.reading import Sent
from courses.engine.quiz.responses import is_empty
from courses.engine.quiz.shown import ShownItem, ShownPiece, ShownQuestion
from courses.forms.answers import truth, worded
from courses.models import Attempt, AttemptQuestion, Quiz
from courses.selectors import attempts as selectors
from courses.selectors import quiz_places, renewals
from courses.selectors import quizzes as quiz_selectors
from synthai.core.access import TenantRequest


@dataclass(frozen=True, kw_only=True)
class Field:
    """One input of a question: its place, its words, and what is chosen or typed in it."""

    item: ShownItem
    value: str = ""
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A piece of a text with gaps, and what stands in its gap."""

    piece: ShownPiece
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A question with its answer, as the form shows both."""

    seen: ShownQuestion
    fields: tuple[Field, ...]
    pieces: tuple[Piece, ...]
    text: str
    places: tuple[str, ...]


def filled(seen: ShownQuestion, sent: Sent, *, numbers: dict[str, str] | None = None) -> Filled:
    """A question's form, filled with an answer; `numbers` are places given to steps that were no order."""
    items = worded(seen)
    is_order = seen.kind == Kind.ORDER
    at = numbers or {place: str(number) for number, place in enumerate(sent.chosen, start=1)}
    return Filled(
        seen=seen,
        fields=tuple(
            Field(
                item=item,
                value=at.get(item.place, "") if is_order else sent.pairs.get(item.place, ""),
                is_chosen=not is_order and item.place in sent.chosen,
            )
            for item in items
        ),
        pieces=tuple(
            Piece(piece=piece, value=sent.gaps.get(piece.gap.place, "") if piece.gap else "")
            for piece in seen.pieces
        ),
        text=sent.text,
        places=tuple(str(number) for number in range(1, len(items) + 1)) if is_order else (),
    )


def kept(row: AttemptQuestion) -> Sent:
    """The kept answer, by the places that are shown."""
    return reading.write(row.laid_out, row.answer)


def question(
    attempt: Attempt,
    row: AttemptQuestion,
    *,
    now: datetime,
    sent: Sent | None = None,
    numbers: dict[str, str] | None = None,
    error: str = "",
) -> dict[str, Any]:
    """The page of one question of an attempt. `sent` or `numbers` is what was not taken, to be mended."""
    rows = selectors.asked(attempt)
    return {
        "attempt": attempt,
        "row": row,
        "filled": filled(row.seen, kept(row) if sent is None else sent, numbers=numbers),
        "error": error,
        "steps": [_step(other, row) for other in rows],
        "total": len(rows),
        "previous": row.position - 1 or None,
        "next": row.position + 1 if row.position < len(rows) else None,
        **timing(attempt, now=now),
    }


def finish(attempt: Attempt, *, now: datetime) -> dict[str, Any]:
    """The page before handing in: what is still empty."""
    rows = selectors.asked(attempt)
    steps = [_step(row, None) for row in rows]
    return {
        "attempt": attempt,
        "steps": steps,
        "empty": [step for step in steps if not step["is_answered"]],
        "total": len(rows),
        **timing(attempt, now=now),
    }


def timing(attempt: Attempt, *, now: datetime) -> dict[str, Any]:
    """When it ends, how many seconds are left by the server's clock, and whether it is over."""
    left = attempt.window.left(now)
    return {
        "ends_at": attempt.ends_at,
        "seconds_left": None if left is None else int(left.total_seconds()),
        "is_over": attempt.window.is_over(now) or left is not None and not left,
    }


def start(request: TenantRequest, quiz: Quiz, *, now: datetime) -> dict[str, Any]:
    """A quiz before it is begun: its rules in words, and what the learner did so far."""
    mine = quiz_selectors.attempts_of(quiz, request.actor.user_id or 0)
    going = next((attempt for attempt in mine if attempt.is_open), None)
    left = None
    if quiz.attempts_allowed is not None:
        used = renewals.attempts_that_count(quiz, request.actor.user_id or 0).count()
        left = max(0, quiz.attempts_allowed - used)
    return {
        "quiz": quiz,
        "place": quiz_places.place_of(quiz, request.actor.user_id),
        "attempts": [attempt for attempt in mine if not attempt.is_open],
        "going": going,
        "left": left,
        "can_begin": going is not None or (quiz.is_open(now) and left != 0),
        "is_open": quiz.is_open(now),
        "question_count": sum(section.asks for section in quiz_selectors.sections_of(quiz)),
    }


def result(attempt: Attempt, *, now: datetime | None = None) -> dict[str, Any]:
    """An ended attempt, as far as its learner may see it."""
    shows, reviewed = selectors.reviewed(attempt, now=now or timezone.now())
    return {
        "attempt": attempt,
        "quiz": attempt.quiz,
        "place": quiz_places.place_of(attempt.quiz, attempt.user_id),
        "may_try_again": not attempt.is_passed and _may_begin(attempt, now=now or timezone.now()),
        "shows": shows,
        "shows_score": shows != "nothing",
        "tells": shows == "answers",
        "reviewed": [told(one) for one in reviewed],
    }


def _may_begin(attempt: Attempt, *, now: datetime) -> bool:
    quiz = attempt.quiz
    if not quiz.is_open(now) or quiz.attempts_allowed is None:
        return quiz.is_open(now)
    return bool(renewals.attempts_that_count(quiz, attempt.user_id).count() < quiz.attempts_allowed)


def told(one: selectors.ReviewedQuestion) -> dict[str, Any]:
    """A reviewed question with the page's own words for true and false."""
    lines = one.reviewed.lines
    is_statement = one.row.kind == Kind.TRUE_FALSE
    return {
        "row": one.row,
        "reviewed": one.reviewed,
        "kind": one.row.kind.value,
        "lines": [
            {
                "label": line.label,
                "said": truth(line.said) if is_statement else line.said,
                "right": truth(line.right) if is_statement else line.right,
                "is_right": line.is_right,
                "feedback": line.feedback,
            }
            for line in lines
        ],
    }


def _step(row: AttemptQuestion, current: AttemptQuestion | None) -> dict[str, Any]:
    return {
        "position": row.position,
        "is_answered": not is_empty(row.answer),
        "is_current": current is not None and row.position == current.position,
    }
