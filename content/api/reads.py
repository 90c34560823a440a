"""Documents of others over the API: upload, what was found, text by page, facts to take over."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from content import permissions, reading_terms
from content.models import ReadState, SummaryState
from content.selectors import reads as selectors
from content.services import read_into, reads
from content.services.reads import Wish
from synthai.core import files
from synthai.core.api.replay import key_of
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.errors import NotFound


class ReadOut(serializers.Serializer[Any]):
    """A document as a list shows it."""

    id = serializers.CharField(source="public_id")
    state = serializers.ChoiceField(choices=ReadState.choices)
    file_name = serializers.CharField()
    size = serializers.IntegerField()
    kind = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField(help_text="Empty: not sure.")
    pages = serializers.IntegerField()
    pages_read = serializers.IntegerField()
    cut = serializers.CharField(help_text="Why it was not read to its end: pages, letters, rows.")
    progress = serializers.IntegerField()
    uploaded_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)
    keep_until = serializers.DateField()
    error_code = serializers.CharField()
    error = serializers.CharField()


class ReadDetailOut(ReadOut):
    """With what was found. ID numbers are masked."""

    author = serializers.CharField()
    summary = serializers.JSONField()
    summary_state = serializers.ChoiceField(choices=SummaryState.choices)
    summary_reason = serializers.CharField()
    knowledge = serializers.JSONField()
    invoice = serializers.JSONField(source="slip")
    facts = serializers.JSONField(source="accepted")


class ReadTextOut(serializers.Serializer[Any]):
    """One page: its blocks (heading, text, table) in reading order."""

    number = serializers.IntegerField()
    blocks = serializers.JSONField()


class FindOut(serializers.Serializer[Any]):
    """Where the words stand."""

    page = serializers.IntegerField()
    before = serializers.CharField()
    words = serializers.CharField()
    after = serializers.CharField()


class ReadIn(serializers.Serializer[Any]):
    """PDF, Word (.docx), Excel (.xlsx), CSV, Markdown or text."""

    file = serializers.FileField(allow_empty_file=True)
    keep_days = serializers.ChoiceField(
        choices=list(reading_terms.KEEP_DAYS), default=reading_terms.USUAL_DAYS
    )
    with_model = serializers.BooleanField(default=False)


class FactIn(serializers.Serializer[Any]):
    """One that was found, and what to call it."""

    kind = serializers.CharField(max_length=30)
    value = serializers.CharField(max_length=300)
    label = serializers.CharField(max_length=80, required=False, allow_blank=True)  # type: ignore[assignment]  # a field of that name


class FactsIn(serializers.Serializer[Any]):
    """All that are taken over, in place of those before."""

    facts = FactIn(many=True, max_length=reading_terms.MOST_ACCEPTED)  # type: ignore[call-arg]  # many takes it


class UseIn(serializers.Serializer[Any]):
    """The document's id."""

    document = serializers.SlugField(max_length=40)


class ReadsView(TenantListView):
    """Documents that were read in."""

    capabilities: ClassVar = {"GET": permissions.READING_USE, "POST": permissions.READING_USE}
    serializer_class = ReadOut
    parser_classes = [MultiPartParser]
    ordering = ("-uploaded_at", "-id")
    keeps_own_key = True  # storing a file takes longer than a transaction should: the key lies on its row

    def get_queryset(self) -> Any:
        """Every one of the organisation."""
        return selectors.reads()

    @extend_schema(request={"multipart/form-data": ReadIn}, responses={202: ReadOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Upload a document; a worker reads it. Poll it, or listen to `org.<id>.reads`."""
        cleaned = request.data  # parsed here, and with it marked when it was too large
        del cleaned
        files.refuse_if_too_large(request._request)  # noqa: SLF001 - the handler marks Django's
        given = validated(ReadIn, request)
        file = given.pop("file")
        wish = Wish(**given, request_key=key_of(request) or "")
        found = reads.upload(file, name=file.name, wish=wish, by=self.actor, now=timezone.now())
        reply = Response(ReadOut(found).data, status=status.HTTP_202_ACCEPTED)
        reply["Location"] = reverse("api:content-read", args=[organisation, found.public_id])
        return reply


class ReadView(TenantAPIView):
    """One document."""

    capabilities: ClassVar = {"GET": permissions.READING_USE, "DELETE": permissions.READING_USE}

    @extend_schema(responses=ReadDetailOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """State, progress, and what was found."""
        return Response(ReadDetailOut(selectors.get_read(public_id)).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, public_id: str) -> Response:
        """Remove it; for a day POST to its return/ puts it back, then file and text are gone for good."""
        reads.remove(selectors.get_read(public_id).pk, by=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReadTextView(TenantAPIView):
    """Its text."""

    capability = permissions.READING_USE

    @extend_schema(responses=ReadTextOut, parameters=[OpenApiParameter("page", int, required=False)])
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """One page, from 1."""
        asked = request.GET.get("page", "1")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
        found = selectors.page_of(selectors.get_read(public_id), number)
        if found is None:
            raise NotFound
        return Response(ReadTextOut(found).data)


class ReadSearchView(TenantAPIView):
    """A search inside one document."""

    capability = permissions.READING_USE

    @extend_schema(responses=FindOut(many=True), parameters=[OpenApiParameter("q", str, required=True)])
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """The first 50 places where the words of `q` stand."""
        finds = selectors.search(selectors.get_read(public_id), request.GET.get("q", "")[:100])
        return Response(FindOut(finds, many=True).data)


class ReadFactsView(TenantAPIView):
    """Facts for documents."""

    capability = permissions.READING_USE
    parser_classes = [JSONParser]

    @extend_schema(request=FactsIn, responses=ReadDetailOut)
    def put(self, request: Request, organisation: str, public_id: str) -> Response:
        """Take facts over, in place of those before. Each must have been found in the document."""
        given = validated(FactsIn, request)["facts"]
        found = reads.accept(selectors.get_read(public_id).pk, given, by=self.actor)
        return Response(ReadDetailOut(found).data)


class ReadUseView(TenantAPIView):
    """Facts into a document."""

    capability = permissions.READING_USE

    @extend_schema(request=UseIn, responses={204: None})
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """Put the facts that were taken over into a document that may still change."""
        found = selectors.get_read(public_id)
        document = read_into.chosen(validated(UseIn, request)["document"], by=self.actor)
        read_into.use_in(found, document.pk, by=self.actor, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReadFileView(TenantAPIView):
    """The file itself."""

    capability = permissions.READING_USE

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, public_id: str) -> Response:
        """Delete the file now and for good; its text stays."""
        reads.delete_file(selectors.get_read(public_id).pk, by=self.actor)
        return Response(status=status.HTTP_204_NO_CONTENT)
