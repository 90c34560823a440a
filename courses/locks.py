"""Every row lock of courses. Order: course, enrolments by key; question, quiz, learner in a quiz, attempt, asked question; issuing, certificate."""

from collections.abc import Collection

from django.db import connection

from courses.models import Attempt, AttemptQuestion, Certificate, Course, Enrolment, Question, Quiz
from synthai.core.errors import NotFound

_LEARNER_LOCK, _ISSUING_LOCK = 0x2012, 0x2013


def lock_course(course_id: int) -> Course:
    """The course, locked until the transaction ends: its draft, its versions and its places. Raises NotFound."""
    rows = Course.objects.select_for_update(of=("self",), no_key=True).select_related("live_version")
    found = rows.filter(pk=course_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_enrolment(enrolment_id: int) -> Enrolment:
    """One enrolment with its version and course. Raises NotFound."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("version", "course")
    found = rows.filter(pk=enrolment_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_enrolments_of(user_id: int, public_ids: Collection[str]) -> list[Enrolment]:
    """A person's own enrolments, in key order; ids that are not theirs are left out."""
    rows = Enrolment.objects.select_for_update(of=("self",), no_key=True).select_related("version", "course")
    return list(rows.filter(user_id=user_id, public_id__in=public_ids).order_by("pk"))


def lock_question(question_id: int) -> Question:
    """A question of the bank, locked until the transaction ends. Raises NotFound."""
    rows = Question.objects.select_for_update(of=("self",), no_key=True)
    found: Question | None = rows.filter(pk=question_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_quiz(quiz_id: int) -> Quiz:
    """A quiz, locked until the transaction ends; the lock for its sections and their questions too. Raises NotFound."""
    rows = Quiz.objects.select_for_update(of=("self",), no_key=True)
    found: Quiz | None = rows.filter(pk=quiz_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_learner_in_quiz(quiz_id: int, user_id: int) -> None:
    """One attempt at a time begins for a learner in a quiz; an advisory lock, since there may be no row yet."""
    with connection.cursor() as cursor:
        key = f"{quiz_id}:{user_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LEARNER_LOCK, key])


def lock_issuing(organisation_id: int) -> None:
    """One certificate at a time takes a place in the organisation's list; an advisory lock, since there may be no row yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ISSUING_LOCK, organisation_id % (1 << 31)])


def lock_certificate(certificate_id: int) -> Certificate:
    """A certificate, locked until the transaction ends. Raises NotFound."""
    rows = Certificate.objects.select_for_update(of=("self",), no_key=True).select_related("course", "user")
    found: Certificate | None = rows.filter(pk=certificate_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_attempt(attempt_id: int) -> Attempt:
    """An attempt with its quiz; the lock for its questions too. Raises NotFound."""
    rows = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("quiz")
    found: Attempt | None = rows.filter(pk=attempt_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_asked(attempt: Attempt, position: int) -> AttemptQuestion:
    """A question of a locked attempt, with the version it shows. Raises NotFound."""
    rows = AttemptQuestion.objects.select_for_update(of=("self",), no_key=True).select_related("version")
    found: AttemptQuestion | None = (
        rows.filter(attempt_id=attempt.pk, position=position).order_by("pk").first()
    )
    if found is None:
        raise NotFound
    return found
