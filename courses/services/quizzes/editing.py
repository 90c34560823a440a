"""Quizzes as they are written: rules, sections, questions in them, published and closed."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from courses import events, locks, permissions
from courses.models import Question, Quiz, QuizEntry, QuizSection
from courses.quiz_terms import QuizState
from courses.selectors import quizzes as selectors
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish
from synthai.core.versions import check_version

RULES: Final = (
    "title", "intro", "pass_percent", "minutes", "attempts_allowed", "penalty_percent", "shuffles_questions",
    "shuffles_options", "shows", "answers_after", "closes_at",
)  # fmt: skip
MOST_SECTIONS, MOST_ENTRIES = 50, 300


class QuizEmpty(Conflict):
    """There is nothing to ask."""

    code = "courses.quiz.empty"
    message = _("The quiz has no questions yet. Add one before you publish it.")


class PoolTooSmall(Conflict):
    """A section is to ask more questions than it has."""

    code = "courses.quiz.pool_too_small"
    message = _(
        "The section “%(section)s” is to ask %(draws)d questions, but there are only %(has)d. Add questions or ask fewer."
    )


class QuizFull(DomainError):
    """There is an end to the length of a quiz."""

    code = "courses.quiz.full"
    message = _("A quiz has at most 50 sections, and 300 questions in each.")


@transaction.atomic
def create(values: dict[str, Any], *, by: Actor, now: datetime) -> Quiz:
    """Begin a quiz, with one empty section. Raises NotAllowed, ValidationError for values the model refuses."""
    require(by, permissions.QUIZ_CHANGE)
    quiz = Quiz(created_by_id=by.user_id, created_at=now, changed_at=now, **_known(values))
    quiz.full_clean(exclude=["created_by"])
    quiz.save()
    QuizSection.objects.create(quiz=quiz)
    audit(quiz, "courses.quiz.created", by=by, changes={"title": [None, quiz.title]})
    return quiz


@transaction.atomic
def change(
    quiz_id: int, values: dict[str, Any], *, by: Actor, now: datetime, expected: str | None = None
) -> Quiz:
    """Change rules; attempts that began keep theirs. Raises NotAllowed, PreconditionFailed, ValidationError."""
    quiz = _locked(quiz_id, by)
    check_version(quiz, expected)
    changes = {}
    for name, value in _known(values).items():
        before = getattr(quiz, name)
        if before != value:
            changes[name] = [before, value]
            setattr(quiz, name, value)
    if changes:
        quiz.full_clean(exclude=["created_by"])
        _save(quiz, now=now)
        audit(quiz, "courses.quiz.changed", by=by, changes=changes)
    return quiz


@transaction.atomic
def publish_quiz(quiz_id: int, *, by: Actor, now: datetime) -> Quiz:
    """Let learners take it. Idempotent. Raises NotAllowed, QuizEmpty, PoolTooSmall."""
    quiz = _locked(quiz_id, by)
    if quiz.state == QuizState.LIVE:
        return quiz
    sections = selectors.sections_of(quiz)
    if not any(section.has for section in sections):
        raise QuizEmpty
    for section in sections:
        if section.draws is not None and section.draws > section.has:
            raise PoolTooSmall(section=section.name, draws=section.draws, has=section.has)
    return _set_state(quiz, QuizState.LIVE, "courses.quiz.published", by=by, now=now)


@transaction.atomic
def close(quiz_id: int, *, by: Actor, now: datetime) -> Quiz:
    """Let nobody begin an attempt any more; who is in one goes on. Idempotent. Raises NotAllowed."""
    quiz = _locked(quiz_id, by)
    if quiz.state == QuizState.CLOSED:
        return quiz
    return _set_state(quiz, QuizState.CLOSED, "courses.quiz.closed", by=by, now=now)


@transaction.atomic
def remove(quiz_id: int, *, by: Actor, now: datetime) -> Quiz:
    """Put a quiz away: it is in no list any more; results stay. Idempotent. Raises NotAllowed."""
    return _put(_locked(quiz_id, by), now, "courses.quiz.removed", by=by, now=now)


@transaction.atomic
def restore(quiz_id: int, *, by: Actor, now: datetime) -> Quiz:
    """Take a quiz back. Idempotent. Raises NotAllowed."""
    return _put(_locked(quiz_id, by), None, "courses.quiz.restored", by=by, now=now)


@transaction.atomic
def add_section(quiz_id: int, values: dict[str, Any], *, by: Actor, now: datetime) -> QuizSection:
    """Add a section at the end. Raises NotAllowed, QuizFull, ValidationError."""
    quiz = _locked(quiz_id, by)
    rows = QuizSection.objects.filter(quiz_id=quiz.pk)
    if rows.count() >= MOST_SECTIONS:
        raise QuizFull
    section = QuizSection(quiz=quiz, position=_next(rows), **values)
    section.full_clean(exclude=["quiz"])
    section.save()
    _save(quiz, now=now)
    audit(quiz, "courses.quiz.section_added", by=by, changes={"section": [None, str(section)]})
    return section


@transaction.atomic
def change_section(section_id: int, values: dict[str, Any], *, by: Actor, now: datetime) -> QuizSection:
    """Change a section's title, how many it asks, or its tag. Raises NotAllowed, NotFound, ValidationError."""
    section, quiz = _section(section_id, by)
    before = {name: getattr(section, name) for name in values}
    for name, value in values.items():
        setattr(section, name, value)
    section.full_clean(exclude=["quiz"])
    section.save()
    _save(quiz, now=now)
    told = {name: [before[name], value] for name, value in values.items() if before[name] != value}
    audit(quiz, "courses.quiz.section_changed", by=by, changes=told)
    return section


@transaction.atomic
def remove_section(section_id: int, *, by: Actor, now: datetime) -> Quiz:
    """Take a section out of a quiz; its questions stay in the bank. Raises NotAllowed, NotFound."""
    section, quiz = _section(section_id, by)
    told = str(section)
    section.delete()
    _save(quiz, now=now)
    audit(quiz, "courses.quiz.section_removed", by=by, changes={"section": [told, None]})
    return quiz


@transaction.atomic
def add_questions(section_id: int, question_ids: list[int], *, by: Actor, now: datetime) -> int:
    """Put questions at a section's end; those in it already stay where they are. Returns how many came.

    Raises NotAllowed, NotFound, QuizFull.
    """
    section, quiz = _section(section_id, by)
    rows = QuizEntry.objects.filter(section_id=section.pk)
    held = set(rows.values_list("question_id", flat=True))
    wanted = Question.objects.kept().filter(pk__in=question_ids).exclude(pk__in=held)
    order = {pk: place for place, pk in enumerate(question_ids)}
    found = sorted(wanted, key=lambda question: order[question.pk])
    if len(held) + len(found) > MOST_ENTRIES:
        raise QuizFull
    first = _next(rows)
    QuizEntry.objects.bulk_create(
        QuizEntry(
            organisation_id=quiz.organisation_id, section=section, question=question, position=first + place
        )
        for place, question in enumerate(found)
    )
    if found:
        _save(quiz, now=now)
        audit(quiz, "courses.quiz.questions_added", by=by, changes={"count": [0, len(found)]})
    return len(found)


@transaction.atomic
def remove_entry(entry_id: int, *, by: Actor, now: datetime) -> Quiz:
    """Take a question out of a quiz; it stays in the bank. Raises NotAllowed, NotFound."""
    entry, quiz = _entry(entry_id, by)
    told = str(entry.question)
    entry.delete()
    _save(quiz, now=now)
    audit(quiz, "courses.quiz.question_removed", by=by, changes={"question": [told, None]})
    return quiz


@transaction.atomic
def move_entry(entry_id: int, *, down: bool, by: Actor, now: datetime) -> Quiz:
    """Move a question one place up or down in its section; at the end nothing moves. Raises NotAllowed, NotFound."""
    entry, quiz = _entry(entry_id, by)
    rows = list(QuizEntry.objects.filter(section_id=entry.section_id).order_by("position", "pk"))
    at = next(place for place, row in enumerate(rows) if row.pk == entry.pk)
    to = at + (1 if down else -1)
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
        for place, row in enumerate(rows):
            row.position = place
        QuizEntry.objects.bulk_update(rows, ["position"])
        _save(quiz, now=now)
        audit(quiz, "courses.quiz.question_moved", by=by, changes={"place": [at + 1, to + 1]})
    return quiz


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in RULES}


def _locked(quiz_id: int, by: Actor) -> Quiz:
    quiz = locks.lock_quiz(quiz_id)
    require(by, permissions.QUIZ_CHANGE)
    return quiz


def _section(section_id: int, by: Actor) -> tuple[QuizSection, Quiz]:
    section = QuizSection.objects.filter(pk=section_id).order_by("pk").first()
    if section is None:
        raise NotFound
    return section, _locked(section.quiz_id, by)


def _entry(entry_id: int, by: Actor) -> tuple[QuizEntry, Quiz]:
    rows = QuizEntry.objects.select_related("section", "question")
    entry = rows.filter(pk=entry_id).order_by("pk").first()
    if entry is None:
        raise NotFound
    return entry, _locked(entry.section.quiz_id, by)


def _next(rows: Any) -> int:
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _save(quiz: Quiz, *, now: datetime) -> None:
    quiz.touch(at=now)
    quiz.save()


def _set_state(quiz: Quiz, state: QuizState, code: str, *, by: Actor, now: datetime) -> Quiz:
    before, quiz.state = quiz.state, state
    _save(quiz, now=now)
    audit(quiz, code, by=by, changes={"state": [before, state.value]})
    if state == QuizState.LIVE:
        publish(events.QuizPublished(quiz_id=quiz.pk, public_id=quiz.public_id))
    else:
        publish(events.QuizClosed(quiz_id=quiz.pk, public_id=quiz.public_id))
    return quiz


def _put(quiz: Quiz, at: datetime | None, code: str, *, by: Actor, now: datetime) -> Quiz:
    if (quiz.removed_at is None) is not (at is None):
        quiz.removed_at = at
        _save(quiz, now=now)
        audit(quiz, code, by=by)
    return quiz
