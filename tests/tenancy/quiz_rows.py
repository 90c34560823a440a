"""A quiz of an organisation with one of everything that an address can name."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.engine.quiz.formats.parsing import Written
from courses.engine.quiz.reading import Sent
from courses.models import (
    AttemptQuestion,
    Certificate,
    Enrolment,
    IssuerKey,
    QuestionMedia,
    QuizEntry,
    QuizSection,
)
from courses.services.certificates import issuing
from courses.services.quizzes import attempts, bank, editing
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def store(organisation: Any, owner: Person, stored: str) -> dict[str, str]:
    """Ids by noun. The owner has an attempt that waits to be marked, and one in progress."""
    by, now = owner.actor, timezone.now()
    essay = Written(kind="essay", text=f"Why does {organisation.slug} label leftovers?")
    with tenant(organisation):
        question = bank.create(essay, tags=["labels"], by=by, now=now)
        quiz = editing.create({"title": f"Quiz of {organisation.slug}"}, by=by, now=now)
        section = QuizSection.objects.get(quiz=quiz)
        editing.add_questions(section.pk, [question.pk], by=by, now=now)
        editing.publish_quiz(quiz.pk, by=by, now=now)
        first = attempts.start(quiz.pk, by=by, now=now - timedelta(minutes=9))
        attempts.answer(first.pk, 1, Sent(text="Because."), by=by, now=now)
        attempts.hand_in(first.pk, by=by, now=now)
        second = attempts.start(quiz.pk, by=by, now=now)
        entry = QuizEntry.objects.get(section=section)
        answer = AttemptQuestion.objects.get(attempt=first)
        certificate = _certificate(owner)
        key = IssuerKey.objects.order_by("pk")[0]
        picture = QuestionMedia.objects.create(
            kind="image", name="slip.png", path=stored, content_type="image/webp", size=12
        )
    return {
        "question": question.public_id,
        "quiz": quiz.public_id,
        "section": section.public_id,
        "entry": entry.public_id,
        "attempt": first.public_id,
        "open_attempt": second.public_id,
        "answer": answer.public_id,
        "certificate": certificate.number,
        "question_media": picture.public_id,
        "issuer_key": key.public_id,
    }


def _certificate(owner: Person) -> Certificate:
    """The owner completed the course of `courses_rows` at some time."""
    enrolment = Enrolment.objects.select_related("course").get(user=owner.user)
    now = timezone.now()
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=now)
    issuing.set_terms(enrolment.course, {"is_on": True, "months": 12}, by=owner.actor)
    made = issuing.issue_for(enrolment.pk, now=now)
    assert made is not None
    return made
