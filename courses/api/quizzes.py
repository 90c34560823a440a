"""Quizzes over the API: take one, answer question by question, hand in, review."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from courses import permissions
from courses.api import quiz_shapes as shapes
from courses.models import Attempt
from courses.selectors import attempts as selectors
from courses.selectors import quizzes as quiz_selectors
from courses.selectors.learning import person_of
from courses.services.quizzes import attempts, finishing
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class QuizzesView(TenantListView):
    """Quizzes that may be taken, newest first."""

    capability = permissions.COURSE_VIEW
    serializer_class = shapes.QuizOut
    ordering = ("-changed_at", "-id")

    def get_queryset(self) -> Any:
        """The published ones."""
        return quiz_selectors.quizzes(only_live=True)


class QuizView(TenantAPIView):
    """One quiz."""

    capability = permissions.COURSE_VIEW

    @extend_schema(responses=shapes.QuizOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """Its rules. Questions come with an attempt."""
        return Response(shapes.QuizOut(quiz_selectors.get_quiz_to_take(public_id)).data)


class AttemptsView(TenantListView):
    """One's own attempts at a quiz, newest first."""

    capabilities: ClassVar = {"GET": permissions.COURSE_VIEW, "POST": permissions.COURSE_LEARN}
    serializer_class = shapes.AttemptOut
    ordering = ("-number",)

    def get_queryset(self) -> Any:
        """Never anybody else's."""
        quiz = quiz_selectors.get_quiz_to_take(self.kwargs["public_id"])
        return quiz_selectors.attempts_query(quiz, person_of(self.actor))

    @extend_schema(request=None, responses={201: shapes.AttemptDetailOut})
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Begin, or go on with the one in progress."""
        quiz = quiz_selectors.get_quiz_to_take(public_id)
        attempt = attempts.start(quiz.pk, by=self.actor, now=timezone.now())
        return Response(_detail(organisation, attempt), status=201)


class AttemptView(TenantAPIView):
    """One's own attempt."""

    capability = permissions.COURSE_LEARN

    @extend_schema(responses=shapes.AttemptDetailOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """Its questions as they were shown, one's answers, and the seconds that are left."""
        return Response(_detail(organisation, selectors.get_attempt_of(public_id, person_of(self.actor))))


class AnswerView(TenantAPIView):
    """The answer to one question."""

    capability = permissions.COURSE_LEARN

    @extend_schema(request=shapes.AnswerIn, responses=shapes.SavedOut)
    def put(self, request: Request, organisation: str, public_id: str, position: int) -> Response:
        """Keep it. The same answer sent again changes nothing; after the end, or over an answer one has not seen: 409."""
        attempt = selectors.get_attempt_of(public_id, person_of(self.actor))
        given = validated(shapes.AnswerIn, request)
        saved = attempts.answer(
            attempt.pk,
            position,
            shapes.AnswerIn.sent(given),
            by=self.actor,
            now=timezone.now(),
            saw_revision=given["revision"],
        )
        saved.refuse()
        return Response(shapes.SavedOut(saved).data)


class HandInView(TenantAPIView):
    """The end of an attempt."""

    capability = permissions.COURSE_LEARN

    @extend_schema(request=None, responses=shapes.AttemptOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Hand in; once handed in it stays as it is."""
        attempt = selectors.get_attempt_of(public_id, person_of(self.actor))
        ended = finishing.hand_in(attempt.pk, by=self.actor, now=timezone.now())
        return Response(shapes.AttemptOut(ended).data)


class ReviewView(TenantAPIView):
    """What one may see afterwards."""

    capability = permissions.COURSE_LEARN

    @extend_schema(responses=shapes.AttemptReviewOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """The result and as much of the questions as the quiz shows now."""
        attempt = selectors.get_attempt_of(public_id, person_of(self.actor))
        shows, questions = selectors.reviewed(attempt, now=timezone.now())
        found = {"shows": shows.value, "attempt": attempt, "questions": questions}
        return Response(shapes.AttemptReviewOut(found, context={"organisation": organisation}).data)


def _detail(organisation: str, attempt: Attempt) -> dict[str, Any]:
    left = attempt.window.left(timezone.now())
    data = shapes.AttemptOut(attempt).data
    context = {"organisation": organisation}
    questions = shapes.AskedOut(selectors.asked(attempt), many=True, context=context).data
    seconds = int(left.total_seconds()) if left is not None and attempt.is_open else None
    return {**data, "seconds_left": seconds, "questions": questions}
