"""Asking the library over the API: ask, look again until it is answered, stop, rate, remove. A person's own questions."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from publishing import permissions
from publishing.models import AnsweredBy, Question, QuestionState
from publishing.models.questions import QUESTION_LENGTH
from publishing.selectors import questions
from publishing.services import asking
from publishing.views import ask_screens
from publishing.views.addresses import whole
from synthai.core.access import Actor
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class QuestionIn(serializers.Serializer[Any]):
    """What is asked. `within` narrows it to one piece: "own/<id>" or "shared/<id>"."""

    question = serializers.CharField(max_length=QUESTION_LENGTH)
    within = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class RatingIn(serializers.Serializer[Any]):
    """Whether it helped; null takes that back."""

    is_helpful = serializers.BooleanField(allow_null=True)


class ListedQuestionOut(serializers.Serializer[Any]):
    """A question as a list shows it."""

    id = serializers.CharField(source="public_id")
    question = serializers.CharField(source="text")
    language = serializers.CharField()
    state = serializers.ChoiceField(choices=QuestionState.choices)
    answered_by = serializers.ChoiceField(choices=AnsweredBy.choices, source="by", allow_blank=True)
    is_helpful = serializers.BooleanField(allow_null=True)
    asked_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class SentenceOut(serializers.Serializer[Any]):
    """A sentence of the answer, plain text, with the numbers of the sources it is from."""

    text = serializers.CharField()
    cites = serializers.ListField(child=serializers.IntegerField())


class SourceOut(serializers.Serializer[Any]):
    """A passage that sentences are from. `within` is what a narrower question names; `page` leads to the passage."""

    number = serializers.IntegerField()
    within = serializers.CharField()
    title = serializers.CharField()
    heading = serializers.CharField()
    language = serializers.CharField()
    quote = serializers.CharField()
    why = serializers.CharField()
    page = serializers.CharField()


class NearOut(serializers.Serializer[Any]):
    """A piece that comes nearest, where nothing answers."""

    title = serializers.CharField()
    language = serializers.CharField()
    page = serializers.CharField()


class QuestionOut(ListedQuestionOut):
    """With its answer. What the person may not read any more is left out of it. `because`: why no language model wrote it (no_model,
    unavailable, declined, capped, refused, unsupported, lost); `left_out` counts its sentences that no passage bore out."""

    answer = SentenceOut(many=True)
    sources = SourceOut(many=True)
    nearest = NearOut(many=True)
    because = serializers.CharField(allow_blank=True)
    left_out = serializers.IntegerField()
    is_advice = serializers.BooleanField(help_text="Always false: an answer is no advice.")


class QuestionsView(TenantListView):
    """One's own questions."""

    capabilities: ClassVar = {"GET": permissions.QUESTION_ASK, "POST": permissions.QUESTION_ASK}
    serializer_class = ListedQuestionOut
    ordering = ("-asked_at", "-pk")

    def get_queryset(self) -> Any:
        """Nobody else's."""
        return questions.mine(self.actor)

    @extend_schema(operation_id="ask", request=QuestionIn, responses={202: QuestionOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Ask. The answer comes within seconds: look at the question until it is neither waiting nor answering."""
        given = validated(QuestionIn, request)
        row = asking.ask(given["question"], by=self.actor, now=timezone.now(), within=given["within"])
        return Response(_told(row, self.actor), status=status.HTTP_202_ACCEPTED)


class QuestionView(TenantAPIView):
    """One of them."""

    capability = permissions.QUESTION_ASK

    @extend_schema(operation_id="ask_get", responses=QuestionOut)
    def get(self, request: Request, organisation: str, key: str) -> Response:
        """With its answer, as far as there is one."""
        return Response(_told(questions.get(key, self.actor), self.actor))

    @extend_schema(operation_id="ask_rate", request=RatingIn, responses=QuestionOut)
    def patch(self, request: Request, organisation: str, key: str) -> Response:
        """Say whether it helped."""
        questions.get(key, self.actor)
        given = validated(RatingIn, request)
        return Response(_told(asking.rate(key, is_helpful=given["is_helpful"], by=self.actor), self.actor))

    @extend_schema(operation_id="ask_remove", responses={204: None})
    def delete(self, request: Request, organisation: str, key: str) -> Response:
        """Take it out of the history. It is deleted a day later."""
        asking.remove(key, by=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class CancelView(TenantAPIView):
    """Stop one that is being answered."""

    capability = permissions.QUESTION_ASK

    @extend_schema(operation_id="ask_cancel", request=None, responses=QuestionOut)
    def post(self, request: Request, organisation: str, key: str) -> Response:
        """Nothing of the answer is kept. 409 when it has ended already."""
        return Response(_told(asking.cancel(key, by=self.actor, now=timezone.now()), self.actor))


def _told(row: Question, by: Actor) -> dict[str, Any]:
    shown = ask_screens.shown(row, by)
    return {
        **ListedQuestionOut(row).data,
        "answer": shown.sentences,
        "sources": [
            {
                **{name: each[name] for name in ("number", "title", "heading", "language", "quote", "why")},
                "within": each["source"],
                "page": whole(each["href"]),
            }
            for each in shown.sources
            if each["href"]
        ],
        "nearest": [
            {"title": each["title"], "language": each["language"], "page": whole(each["href"])}
            for each in shown.nearest
        ],
        "because": row.because,
        "left_out": row.left_out,
        "is_advice": False,
    }
