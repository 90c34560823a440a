"""Word templates over the API: upload, questions, the file."""

from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from content import permissions
from content.engine.word_fields import KINDS
from content.models import WordTemplate
from content.selectors import word_templates as selectors
from content.services import drawing, word_templates
from content.terms import TITLE_LENGTH
from content.views.answers import download
from synthai.core import files
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.replay import key_of
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class WordPartIn(serializers.Serializer[Any]):
    """How one place is asked for. A place that is not named stays as it is."""

    key = serializers.CharField(max_length=120)
    label = serializers.RegexField(r"^[^{}]+$", max_length=200, required=False)  # type: ignore[assignment]  # a field
    kind = serializers.ChoiceField(choices=KINDS, required=False)
    required = serializers.BooleanField(required=False)  # type: ignore[assignment]  # a field, not the argument


class WordFieldIn(WordPartIn):
    """The same; a list has its parts in `field`."""

    field = WordPartIn(many=True, required=False)


class WordTemplateIn(serializers.Serializer[Any]):
    """A Word file (.docx, to 10 MB) with places such as {{ customer.name }}."""

    file = serializers.FileField()
    title = serializers.RegexField(r"^[^{}]*$", max_length=TITLE_LENGTH, required=False, allow_blank=True)


class WordFileIn(serializers.Serializer[Any]):
    """A newer Word file."""

    file = serializers.FileField()


class WordTemplateChangeIn(serializers.Serializer[Any]):
    """Its name, and how its places are asked for."""

    title = serializers.RegexField(r"^[^{}]*$", max_length=TITLE_LENGTH, required=False, allow_blank=True)
    fields = WordFieldIn(many=True, required=False)  # type: ignore[assignment]  # a field of that name


class WordTemplateOut(serializers.Serializer[WordTemplate]):
    """A Word template. `template` is what a document is begun of."""

    id = serializers.CharField(source="public_id")
    title = serializers.CharField()
    template = serializers.SerializerMethodField()
    number = serializers.IntegerField(source="latest")
    changed_at = serializers.DateTimeField()
    put_away_at = serializers.DateTimeField(source="removed_at", allow_null=True)

    def get_template(self, row: WordTemplate) -> str:
        """The ref of its newest version."""
        return selectors.ref_of(row)


class WordTemplateDetailOut(WordTemplateOut):
    """With its questions, as a blueprint's fields."""

    file_name = serializers.SerializerMethodField()
    questions = serializers.SerializerMethodField()

    def get_file_name(self, row: WordTemplate) -> str:
        """What the file was called."""
        return selectors.newest_version(row).file_name

    def get_questions(self, row: WordTemplate) -> list[dict[str, Any]]:
        """A question for each place."""
        questions: list[dict[str, Any]] = selectors.newest_version(row).fields
        return questions


class WordTemplatesView(TenantListView):
    """Word templates, the newest change first."""

    capabilities: ClassVar = {"GET": permissions.TEMPLATE_CHANGE, "POST": permissions.TEMPLATE_CHANGE}
    serializer_class = WordTemplateOut
    parser_classes = [MultiPartParser]
    ordering = ("-changed_at", "-id")
    keeps_own_key = True  # reads and stores a file before its transaction: the key lies on the template's row

    def get_queryset(self) -> Any:
        """Those in use; put away ones when the query string asks."""
        return selectors.templates(is_away=self.request.query_params.get("put_away", "") == "true")

    @extend_schema(parameters=[OpenApiParameter("put_away", bool)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of them."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request={"multipart/form-data": WordTemplateIn}, responses={201: WordTemplateDetailOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Add one. A file that cannot be used is refused with a sentence."""
        files.refuse_if_too_large(request._request)  # noqa: SLF001 - Django's own carries the mark
        given = validated(WordTemplateIn, request)
        file, by, now = given["file"], self.actor, timezone.now()
        said = {"title": given.get("title", ""), "request_key": key_of(request) or ""}
        made = word_templates.add(file, name=file.name, **said, by=by, now=now)
        return _detail(made.public_id, status=201)


class WordTemplateView(TenantAPIView):
    """One Word template."""

    capability = permissions.TEMPLATE_CHANGE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})
    parser_classes = [JSONParser]

    @extend_schema(responses=WordTemplateDetailOut)
    def get(self, request: Request, organisation: str, template: str) -> Response:
        """With its questions."""
        return _detail(template)

    @extend_schema(request=WordTemplateChangeIn, responses=WordTemplateDetailOut)
    def patch(self, request: Request, organisation: str, template: str) -> Response:
        """Word its questions: the next version. If-Match names the ETag one has seen."""
        found, seen = selectors.get_word_template(template), expected_version(request)
        given = validated(WordTemplateChangeIn, request)
        title, fields = given.get("title", ""), given.get("fields", [])
        word_templates.reword(
            found.pk, title=title, fields=fields, by=self.actor, now=timezone.now(), seen=seen
        )
        return _detail(template)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, template: str) -> Response:
        """Put it away; POST to its return/ brings it back. Idempotent."""
        found = selectors.get_word_template(template)
        word_templates.put_away(found.pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class WordTemplateFileView(TenantAPIView):
    """Its file."""

    capability = permissions.TEMPLATE_CHANGE
    keeps_own_key = True  # reads and stores a file before its transaction, and the same file twice is once
    parser_classes = [MultiPartParser]

    @extend_schema(responses={(200, drawing.DOCX): OpenApiTypes.BINARY})
    def get(self, request: Request, organisation: str, template: str) -> HttpResponse:
        """As it was uploaded."""
        version = selectors.newest_version(selectors.get_word_template(template))
        with files.open_file(version.path) as file:
            return download(file.read(), kind=drawing.DOCX, name=f"word-template-{version.number}.docx")

    @extend_schema(request={"multipart/form-data": WordFileIn}, responses={201: WordTemplateDetailOut})
    def post(self, request: Request, organisation: str, template: str) -> Response:
        """A newer file: the next version. Questions it shares with the former stay as they were worded."""
        found = selectors.get_word_template(template)
        files.refuse_if_too_large(request._request)  # noqa: SLF001 - Django's own carries the mark
        file = validated(WordFileIn, request)["file"]
        word_templates.replace(found.pk, file, name=file.name, by=self.actor, now=timezone.now())
        return _detail(template, status=201)


def _detail(public_id: str, *, status: int = 200) -> Response:
    found = selectors.get_word_template(public_id)
    body = WordTemplateDetailOut(found).data
    return Response(body, status=status, headers={"ETag": etag_for(found)})
