"""Documents over the API: templates, a document from its first answer to its files."""

from typing import Any, ClassVar, Final

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from content import permissions
from content.api import document_shapes as shapes
from content.models import Document
from content.refusals import SectionUnknown
from content.selectors import asking, papers
from content.selectors import documents as selectors
from content.selectors.documents import STATES, DocumentFilter
from content.services import answering, confidentiality, documents, drawing, locking, sections
from content.views.answers import download
from synthai.core.access import Actor
from synthai.core.api.etags import etag_for, require_if_match
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.errors import NotFound

_FILTERS: Final = [
    OpenApiParameter("q", str, description="Part of the name."),
    OpenApiParameter("state", str, enum=list(STATES)),
    OpenApiParameter("template", str, description="A template without its version: library:quotation."),
    OpenApiParameter("put_away", bool, description="Those put away instead."),
]


class TemplatesView(TenantAPIView):
    """What documents can be made of."""

    capability = permissions.DOCUMENT_VIEW

    @extend_schema(parameters=[OpenApiParameter("q", str)], responses=shapes.TemplateOut(many=True))
    def get(self, request: Request, organisation: str) -> Response:
        """Every template in its newest version, and how many questions it would ask at most."""
        words = request.query_params.get("q", "")
        key = self.actor.organisation_id or 0
        found = asking.gallery(key, by=self.actor, now=timezone.now(), words=words)
        return Response(shapes.TemplateOut(found, many=True).data)


class DocumentsView(TenantListView):
    """Documents, the newest change first."""

    capabilities: ClassVar = {"GET": permissions.DOCUMENT_VIEW, "POST": permissions.DOCUMENT_WRITE}
    serializer_class = shapes.DocumentOut
    ordering = ("-changed_at", "-id")

    def get_queryset(self) -> Any:
        """Those the filters of the query string choose; what is unknown counts as not chosen."""
        asked = self.request.query_params
        return selectors.documents(
            DocumentFilter(
                words=asked.get("q", ""),
                state=asked.get("state", ""),
                template=asked.get("template", "")[:120],
                is_away=asked.get("put_away", "") == "true",
            ),
            by=self.actor,
        )

    @extend_schema(parameters=_FILTERS)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of documents."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.DocumentIn, responses={201: shapes.DocumentDetailOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Begin one. What is known is filled in; a wrong answer is refused with its sentence."""
        given = validated(shapes.DocumentIn, request)
        by, now = self.actor, timezone.now()
        wish = {"answers": given["answers"], "language": given["language"]}
        made = documents.begin(given["template"], **wish, by=by, now=now)
        return detail(made.public_id, by=self.actor, status=201)


class DocumentView(TenantAPIView):
    """One document."""

    capabilities: ClassVar = {
        "GET": permissions.DOCUMENT_VIEW,
        "PATCH": permissions.DOCUMENT_WRITE,
        "DELETE": permissions.DOCUMENT_WRITE,
    }
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(responses=shapes.DocumentDetailOut)
    def get(self, request: Request, organisation: str, document: str) -> Response:
        """What it says, and what it still asks."""
        return detail(document, by=self.actor)

    @extend_schema(request=shapes.TitleIn, responses=shapes.DocumentDetailOut)
    def patch(self, request: Request, organisation: str, document: str) -> Response:
        """Rename it. If-Match names the ETag one has seen."""
        found, seen = _seen(request, document, by=self.actor)
        title = validated(shapes.TitleIn, request)["title"]
        documents.rename(found.pk, title, by=self.actor, now=timezone.now(), seen=seen)
        return detail(document, by=self.actor)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, document: str) -> Response:
        """Put it away; POST to its return/ brings it back. Idempotent."""
        documents.put_away(
            selectors.get_document(document, by=self.actor).pk, by=self.actor, now=timezone.now()
        )
        return Response(status=204)


class AnswersView(TenantAPIView):
    """Answers of a document."""

    capability = permissions.DOCUMENT_WRITE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(request=shapes.AnswersIn, responses=shapes.DocumentDetailOut)
    def patch(self, request: Request, organisation: str, document: str) -> Response:
        """Answer questions, or correct what is known for this document. Each wrong answer is named in `errors`. If-Match names the ETag one
        has seen."""
        found, seen = _seen(request, document, by=self.actor)
        answers = validated(shapes.AnswersIn, request)["answers"]
        answering.answer(found.pk, answers, by=self.actor, now=timezone.now(), seen=seen)
        return detail(document, by=self.actor)


class SectionView(TenantAPIView):
    """The text of one section."""

    capability = permissions.DOCUMENT_WRITE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PUT", "DELETE"})

    @extend_schema(request=shapes.SectionIn, responses=shapes.DocumentDetailOut)
    def put(self, request: Request, organisation: str, document: str, section: str) -> Response:
        """Write it. Both texts come back in `clashes` when somebody else changed it meanwhile. If-Match names the ETag one has seen."""
        found, seen = _seen(request, document, by=self.actor)
        body = validated(shapes.SectionIn, request)["body"]
        try:
            sections.write_section(found.pk, section, body, by=self.actor, now=timezone.now(), seen=seen)
        except SectionUnknown as error:
            raise NotFound from error
        return detail(document, by=self.actor)

    @extend_schema(responses=shapes.DocumentDetailOut)
    def delete(self, request: Request, organisation: str, document: str, section: str) -> Response:
        """Give it back to the template. Idempotent. If-Match names the ETag one has seen."""
        found, seen = _seen(request, document, by=self.actor)
        try:
            sections.reset_section(found.pk, section, by=self.actor, now=timezone.now(), seen=seen)
        except SectionUnknown as error:
            raise NotFound from error
        return detail(document, by=self.actor)


class ConfirmView(TenantAPIView):
    """Saying that a person has read it."""

    capability = permissions.DOCUMENT_WRITE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"POST"})

    @extend_schema(request=None, responses=shapes.DocumentDetailOut)
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """The mark "draft" goes. If-Match names the ETag of what was read. Idempotent."""
        found, seen = _seen(request, document, by=self.actor)
        documents.confirm(found.pk, by=self.actor, now=timezone.now(), seen=seen)
        return detail(document, by=self.actor)


class ConfidentialityView(TenantAPIView):
    """Who sees a document."""

    capability = permissions.DOCUMENT_WRITE

    @extend_schema(request=shapes.ConfidentialityIn, responses=shapes.DocumentDetailOut)
    def put(self, request: Request, organisation: str, document: str) -> Response:
        """Make it confidential, or open it. For who began it and those who may see confidential documents. Idempotent."""
        found, by = selectors.get_document(document, by=self.actor), self.actor
        wanted = validated(shapes.ConfidentialityIn, request)["is_confidential"]
        confidentiality.set_confidential(found.pk, is_confidential=wanted, by=by, now=timezone.now())
        return detail(document, by=by)


class CopyView(TenantAPIView):
    """A copy of a document."""

    capability = permissions.DOCUMENT_WRITE

    @extend_schema(request=None, responses={201: shapes.DocumentDetailOut})
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """A draft that says the same."""
        found = selectors.get_document(document, by=self.actor)
        made = documents.copy_as_new(found.pk, by=self.actor, now=timezone.now())
        return detail(made.public_id, by=self.actor, status=201)


class PdfView(TenantAPIView):
    """The paper as PDF."""

    capability = permissions.DOCUMENT_VIEW

    @extend_schema(responses={(200, drawing.PDF): OpenApiTypes.BINARY})
    def get(self, request: Request, organisation: str, document: str) -> HttpResponse:
        """As it stands; of a document that was sent, the very file."""
        found = selectors.get_document(document, by=self.actor)
        content = locking.as_seen(found)
        return download(content, kind=drawing.PDF, name=drawing.file_name(found, "pdf"))


class WordView(TenantAPIView):
    """The paper for Word."""

    capability = permissions.DOCUMENT_VIEW

    @extend_schema(responses={(200, drawing.DOCX): OpenApiTypes.BINARY})
    def get(self, request: Request, organisation: str, document: str) -> HttpResponse:
        """As it stands."""
        found = selectors.get_document(document, by=self.actor)
        return download(drawing.as_docx(found), kind=drawing.DOCX, name=drawing.file_name(found, "docx"))


def detail(public_id: str, *, by: Actor, status: int = 200) -> Response:
    """One document with its ETag."""
    page = papers.of_document(selectors.get_document(public_id, by=by))
    body = shapes.DocumentDetailOut(page).data
    return Response(body, status=status, headers={"ETag": etag_for(page.document)})


def _seen(request: Request, public_id: str, *, by: Actor) -> tuple[Document, int]:
    """The document, and its version when If-Match still names it. Raises PreconditionRequired, PreconditionFailed."""
    found = selectors.get_document(public_id, by=by)
    require_if_match(request, found)
    return found, found.version
