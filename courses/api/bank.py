"""The question bank over the API: list, write, change, put away; pictures and sounds for questions."""

from typing import Any, ClassVar, Final

from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from courses import permissions
from courses.api import bank_shapes as shapes
from courses.engine.quiz.questions import Kind
from courses.selectors import bank as selectors
from courses.selectors.bank import BankFilter
from courses.services.quizzes import bank, pictures
from courses.views import question_media
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated

_FILTERS: Final = [
    OpenApiParameter("q", str, description="Part of the question."),
    OpenApiParameter("tag", str),
    OpenApiParameter("kind", str, enum=[kind.value for kind in Kind]),
    OpenApiParameter("put_away", bool, description="Those put away instead."),
]


class QuestionsView(TenantListView):
    """Questions of the bank, newest change first."""

    capability = permissions.QUIZ_CHANGE
    serializer_class = shapes.QuestionOut
    ordering = ("-changed_at", "-id")

    def get_queryset(self) -> Any:
        """Those the filters of the query string choose; what is unknown counts as not chosen."""
        asked = self.request.query_params
        chosen = BankFilter(
            words=asked.get("q", "").strip(),
            tag=asked.get("tag", ""),
            kind=asked.get("kind", ""),
            away=asked.get("put_away", "") == "true",
        )
        return selectors.with_tags(selectors.questions(chosen))

    @extend_schema(parameters=_FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of questions."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.QuestionIn, responses={201: shapes.QuestionDetailOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Write one. What is unclear is refused with the field and the line."""
        written, tags = shapes.QuestionIn.parts(validated(shapes.QuestionIn, request))
        made = bank.create(written, tags=tags, by=self.actor, now=timezone.now())
        return _detail(organisation, made.public_id, status=201)


class QuestionView(TenantAPIView):
    """One question, with its key."""

    capability = permissions.QUIZ_CHANGE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PUT"})

    @extend_schema(responses=shapes.QuestionDetailOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """As its newest version is written."""
        return _detail(organisation, public_id)

    @extend_schema(request=shapes.QuestionIn, responses=shapes.QuestionDetailOut)
    def put(self, request: Request, organisation: str, public_id: str) -> Response:
        """Write it anew: attempts keep the version they showed. If-Match names the ETag one has seen."""
        found = selectors.get_question(public_id)
        written, tags = shapes.QuestionIn.parts(validated(shapes.QuestionIn, request))
        expected = expected_version(request)
        bank.change(found.pk, written, tags=tags, by=self.actor, now=timezone.now(), expected=expected)
        return _detail(organisation, public_id)


class PutAwayView(TenantAPIView):
    """Whether a question is in the bank."""

    capability = permissions.QUIZ_CHANGE

    @extend_schema(request=None, responses=shapes.QuestionDetailOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Put it away: quizzes ask it no more, what was asked stays. Idempotent."""
        bank.remove(selectors.get_question(public_id).pk, by=self.actor, now=timezone.now())
        return _detail(organisation, public_id)

    @extend_schema(request=None, responses=shapes.QuestionDetailOut)
    def delete(self, request: Request, organisation: str, public_id: str) -> Response:
        """Take it back. Idempotent."""
        bank.restore(selectors.get_question(public_id).pk, by=self.actor, now=timezone.now())
        return _detail(organisation, public_id)


class QuestionMediaView(TenantAPIView):
    """Pictures and sounds for questions."""

    capability = permissions.QUIZ_CHANGE
    parser_classes = [MultiPartParser]
    keeps_own_key = True  # drawing takes longer than a transaction should

    @extend_schema(
        request={"multipart/form-data": shapes.QuestionMediaIn}, responses={201: shapes.QuestionMediaOut}
    )
    def post(self, request: Request, organisation: str) -> Response:
        """Keep one, and learn how a question names it."""
        given = validated(shapes.QuestionMediaIn, request)
        row = pictures.add(given["file"], name=given["file"].name, by=self.actor, now=timezone.now())
        return Response(shapes.QuestionMediaOut(row, context={"alt": given["alt"]}).data, status=201)


class QuestionFileView(TenantAPIView):
    """A picture or a sound of a question."""

    capability = permissions.COURSE_VIEW

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, organisation: str, media: str, size: str) -> HttpResponseBase:
        """For who writes questions, and for who was asked one that shows it; a part of it where `Range` asks for one."""
        return question_media.answer(request._request, self.actor, media, size)  # noqa: SLF001 - ranges are Django's


def _detail(organisation: str, public_id: str, *, status: int = 200) -> Response:
    found = selectors.get_detail(public_id)
    context = {"organisation": organisation, "version": selectors.newest_version(found)}
    data = shapes.QuestionDetailOut(found, context=context).data
    return Response(data, status=status, headers={"ETag": etag_for(found)})
