"""Every row lock of courses. Order: path, person on it, course, purchase, class, booking, enrolments by key, hand-in; question, quiz,
learner in a quiz, attempt, asked question; issuing, certificate; reminding; writer, post or review.

A row is locked first and read afterwards with what it names: in one statement PostgreSQL would join the row as it was before
the wait, and a learner who was moved to another version meanwhile would not be found.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from courses.models import (
    Attempt,
    AttemptQuestion,
    Booking,
    Certificate,
    Course,
    Enrolment,
    LiveClass,
    Path,
    PathMember,
    Post,
    Purchase,
    Question,
    Quiz,
    Review,
    Submission,
)
from synthai.core.errors import NotFound

_M = TypeVar("_M", bound=Model)
_LEARNER_LOCK, _ISSUING_LOCK, _WRITER_LOCK, _REMINDING_LOCK = 0x2012, 0x2013, 0x2030, 0x2031


def lock_course(course_id: int) -> Course:
    """The course, locked until the transaction ends: its draft, its versions and its places. Raises NotFound."""
    _lock(Course.objects.filter(pk=course_id))
    return _one(Course.objects.select_related("live_version").filter(pk=course_id))


def lock_enrolment(enrolment_id: int) -> Enrolment:
    """One enrolment with its version and course. Raises NotFound."""
    found = lock_enrolments([enrolment_id])
    if not found:
        raise NotFound
    return found[0]


def lock_enrolments(enrolment_ids: Collection[int]) -> list[Enrolment]:
    """Enrolments with their versions and courses, in key order; ids that do not exist are left out."""
    return _read(_lock(Enrolment.objects.filter(pk__in=enrolment_ids)))


def lock_enrolments_of(user_id: int, public_ids: Collection[str]) -> list[Enrolment]:
    """A person's own enrolments, in key order; ids that are not theirs are left out."""
    return _read(_lock(Enrolment.objects.filter(user_id=user_id, public_id__in=public_ids)))


def lock_purchase(purchase_id: int) -> Purchase:
    """A purchase with its course, after the course's lock. Raises NotFound."""
    rows = Purchase.objects.select_for_update(of=("self",), no_key=True).select_related("course", "enrolment")
    found: Purchase = _one(rows.filter(pk=purchase_id))
    return found


def lock_class(class_id: int) -> LiveClass:
    """A live class, locked until the transaction ends: its date, its places and its waiting list. Raises NotFound."""
    _lock(LiveClass.objects.filter(pk=class_id))
    return _one(LiveClass.objects.select_related("course").filter(pk=class_id))


def lock_booking(booking_id: int) -> Booking:
    """A booking with its class and person, locked until the transaction ends. Raises NotFound."""
    _lock(Booking.objects.filter(pk=booking_id))
    rows = Booking.objects.select_related("live_class", "live_class__course", "user")
    return _one(rows.filter(pk=booking_id))


def lock_path(path_id: int) -> Path:
    """A learning path, locked until the transaction ends: its courses and who is on it. Raises NotFound."""
    _lock(Path.objects.filter(pk=path_id))
    return _one(Path.objects.filter(pk=path_id))


def lock_path_member(member_id: int) -> PathMember:
    """A person on a path, locked until the transaction ends. Raises NotFound."""
    _lock(PathMember.objects.filter(pk=member_id))
    return _one(PathMember.objects.select_related("path").filter(pk=member_id))


def lock_question(question_id: int) -> Question:
    """A question of the bank, locked until the transaction ends. Raises NotFound."""
    rows = Question.objects.select_for_update(of=("self",), no_key=True)
    found: Question = _one(rows.filter(pk=question_id))
    return found


def lock_quiz(quiz_id: int) -> Quiz:
    """A quiz, locked until the transaction ends; the lock for its sections and their questions too. Raises NotFound."""
    rows = Quiz.objects.select_for_update(of=("self",), no_key=True)
    found: Quiz = _one(rows.filter(pk=quiz_id))
    return found


def lock_learner_in_quiz(quiz_id: int, user_id: int) -> None:
    """One attempt at a time begins for a learner in a quiz; an advisory lock, since there may be no row yet."""
    with connection.cursor() as cursor:
        key = f"{quiz_id}:{user_id}"
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LEARNER_LOCK, key])


def lock_issuing(organisation_id: int) -> None:
    """One certificate at a time takes a place in the organisation's list; an advisory lock, since there may be no row yet."""
    _lock_number(_ISSUING_LOCK, organisation_id)


def lock_writer(user_id: int) -> None:
    """One thing at a time is written by a person: notes, bookmarks, posts and reviews; there may be no row yet."""
    _lock_number(_WRITER_LOCK, user_id)


def lock_reminding(organisation_id: int) -> None:
    """One task at a time decides whom an organisation reminds."""
    _lock_number(_REMINDING_LOCK, organisation_id)


def lock_post(public_id: str) -> Post:
    """A question or an answer with its question, locked until the transaction ends. Raises NotFound."""
    _lock(Post.objects.filter(public_id=public_id))
    rows = Post.objects.select_related("course", "question", "author").filter(public_id=public_id)
    return _one(rows)


def lock_review(public_id: str) -> Review:
    """A review, locked until the transaction ends. Raises NotFound."""
    _lock(Review.objects.filter(public_id=public_id))
    return _one(Review.objects.select_related("course", "user").filter(public_id=public_id))


def lock_certificate(certificate_id: int) -> Certificate:
    """A certificate, locked until the transaction ends. Raises NotFound."""
    rows = Certificate.objects.select_for_update(of=("self",), no_key=True).select_related("course", "user")
    found: Certificate = _one(rows.filter(pk=certificate_id))
    return found


def lock_certificates_to_remind(*, now: datetime, most: int) -> list[Certificate]:
    """Certificates whose people are told now that they end, with their courses; those that another sweep holds are left to it."""
    rows = Certificate.objects.to_remind(now=now).select_related("course")
    return list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("pk")[:most])


def lock_attempt(attempt_id: int) -> Attempt:
    """An attempt with its quiz; the lock for its questions too. Raises NotFound."""
    rows = Attempt.objects.select_for_update(of=("self",), no_key=True).select_related("quiz")
    found: Attempt = _one(rows.filter(pk=attempt_id))
    return found


def lock_asked(attempt: Attempt, position: int) -> AttemptQuestion:
    """A question of a locked attempt, with the version it shows. Raises NotFound."""
    rows = AttemptQuestion.objects.select_for_update(of=("self",), no_key=True).select_related("version")
    found: AttemptQuestion = _one(rows.filter(attempt_id=attempt.pk, position=position))
    return found


def lock_submission(submission_id: int) -> Submission:
    """A hand-in with its learner and course; the lock for its files and marks too. Lock its enrolment first. Raises NotFound."""
    _lock(Submission.objects.filter(pk=submission_id))
    rows = Submission.objects.select_related("course", "user", "enrolment")
    return _one(rows.filter(pk=submission_id))


def _lock_number(kind: int, number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, number % (1 << 31)])


def _one(rows: "QuerySet[_M]") -> _M:
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def _lock(rows: Any) -> list[int]:
    locked = rows.select_for_update(of=("self",), no_key=True).order_by("pk")
    return list(locked.values_list("pk", flat=True))


def _read(keys: list[int]) -> list[Enrolment]:
    rows = Enrolment.objects.select_related("version", "course").filter(pk__in=keys)
    return list(rows.order_by("pk"))
