"""Sharing, signing and dates of documents over the API."""

from datetime import timedelta
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from content import permissions
from content.api import sending_shapes as shapes
from content.models import Document, Obligation
from content.selectors import documents
from content.selectors import sending as selectors
from content.services import obligations, sending, sharing
from content.services.obligations import Due
from content.services.sharing import Wish
from content.services.signing import asking, ending, sealing
from content.services.signing.asking import Terms, Wanted
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.replay import key_of
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class LinksView(TenantListView):
    """Links of a document, newest first."""

    capability = permissions.DOCUMENT_SEND
    serializer_class = shapes.LinkOut
    ordering = ("-id",)
    keeps_own_key = (
        True  # draws a PDF before its transaction, and the answer holds a secret that no record may keep
    )

    def get_queryset(self) -> Any:
        """Those of the document in the address."""
        return selectors.links(documents.get_document(self.kwargs["document"], by=self.actor))

    @extend_schema(request=shapes.LinkIn, responses={201: shapes.LinkOut})
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """Make a link; the document is locked with the first one."""
        found, now = documents.get_document(document, by=self.actor), timezone.now()
        given = validated(shapes.LinkIn, request)
        ends, key = now + timedelta(days=given.pop("days")), key_of(request) or ""
        wish = Wish(expires_at=ends, request_key=key, **given)
        sent = sending.send(found, wish, by=self.actor, now=now)
        return Response(shapes.LinkOut(sent.made.link).data, status=201)


class LinkView(TenantAPIView):
    """One link."""

    capability = permissions.DOCUMENT_SEND

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, document: str, link: str) -> Response:
        """Close it; POST to its return/ opens it again. Idempotent."""
        found = selectors.get_link(documents.get_document(document, by=self.actor), link)
        sharing.close(found.pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class SigningsView(TenantAPIView):
    """Requests for signatures on a document."""

    capabilities: ClassVar = {"GET": permissions.DOCUMENT_VIEW, "POST": permissions.DOCUMENT_SEND}
    keeps_own_key = True  # draws a PDF before its transaction: the key lies on the request's row

    @extend_schema(responses=shapes.SigningOut(many=True))
    def get(self, request: Request, organisation: str, document: str) -> Response:
        """The twenty newest."""
        rows = selectors.requests(documents.get_document(document, by=self.actor))[:20]
        return Response(shapes.SigningOut([selectors.standing(row) for row in rows], many=True).data)

    @extend_schema(request=shapes.SigningIn, responses={201: shapes.SigningOut})
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """Ask for signatures; the document is locked with it, and the mails leave."""
        found, now = documents.get_document(document, by=self.actor), timezone.now()
        given = validated(shapes.SigningIn, request)
        version = sending.locked(found, by=self.actor, now=now)
        agreed = Terms(
            expires_at=now + timedelta(days=given["days"]),
            in_turn=given["in_turn"],
            message=given["message"],
            remind_after=tuple(given["remind_after"]),
            request_key=key_of(request) or "",
        )
        signers = [_wanted(each) for each in given["signers"]]
        made = asking.begin(version, signers, agreed, by=self.actor, now=now)
        return Response(shapes.SigningOut(selectors.standing(made)).data, status=201)


class SigningView(TenantAPIView):
    """One request for signatures."""

    capability = permissions.DOCUMENT_VIEW

    @extend_schema(responses=shapes.SigningOut)
    def get(self, request: Request, organisation: str, document: str, signing: str) -> Response:
        """Where it stands."""
        found = selectors.get_request(documents.get_document(document, by=self.actor), signing)
        return Response(shapes.SigningOut(selectors.standing(found)).data)


class WithdrawalView(TenantAPIView):
    """A request taken back."""

    capability = permissions.DOCUMENT_SEND

    @extend_schema(request=shapes.ReasonIn, responses=shapes.SigningOut)
    def post(self, request: Request, organisation: str, document: str, signing: str) -> Response:
        """Nobody can sign any more; who was asked gets a mail."""
        found = selectors.get_request(documents.get_document(document, by=self.actor), signing)
        reason = validated(shapes.ReasonIn, request)["reason"]
        row = ending.withdraw(found.pk, reason, by=self.actor, now=timezone.now())
        return Response(shapes.SigningOut(selectors.standing(row)).data)


class ReminderView(TenantAPIView):
    """One more mail to a signer."""

    capability = permissions.DOCUMENT_SEND

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, organisation: str, document: str, signing: str, signer: str) -> Response:
        """Remind who was asked and has not answered."""
        found = selectors.get_request(documents.get_document(document, by=self.actor), signing)
        ending.remind_now(selectors.get_signer(found, signer).pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class SealedFileView(TenantAPIView):
    """The sealed PDF."""

    capability = permissions.DOCUMENT_VIEW

    @extend_schema(responses={(200, "application/pdf"): OpenApiTypes.BINARY})
    def get(self, request: Request, organisation: str, document: str, signing: str) -> HttpResponse:
        """Once everybody has signed; 409 before."""
        row = documents.get_document(document, by=self.actor)
        found = selectors.get_request(row, signing)
        headers = {"Content-Disposition": f'attachment; filename="signed-{found.public_id}.pdf"'}
        return HttpResponse(
            sealing.sealed_file_for(row, found), content_type="application/pdf", headers=headers
        )


class DatesView(TenantListView):
    """Open dates of all documents, the next first."""

    capability = permissions.DOCUMENT_VIEW
    serializer_class = shapes.DateOut
    ordering = ("due_on", "id")

    def get_queryset(self) -> Any:
        """Those that are not done."""
        return selectors.obligations(by=self.actor)


class DocumentDatesView(TenantAPIView):
    """Dates of one document."""

    capability = permissions.DOCUMENT_WRITE

    @extend_schema(request=shapes.DateIn, responses={201: shapes.DateOut})
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """Note one; who notes it is told of it."""
        found: Document = documents.get_document(document, by=self.actor)
        due = Due(**validated(shapes.DateIn, request))
        made = obligations.add(found, due, by=self.actor, now=timezone.now())
        return _date(made, status=201)


class DateView(TenantAPIView):
    """One date."""

    capability = permissions.DOCUMENT_WRITE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PATCH"})

    @extend_schema(request=shapes.DateChangeIn, responses=shapes.DateOut)
    def patch(self, request: Request, organisation: str, obligation: str) -> Response:
        """Move it, or mark it as done. If-Match names the ETag one has seen."""
        row = selectors.get_obligation(obligation, by=self.actor)
        given, expected = validated(shapes.DateChangeIn, request), expected_version(request)
        row = obligations.change(row.pk, _moved(row, given), by=self.actor, expected=expected)
        if "is_done" in given:
            row = obligations.set_done(row.pk, is_done=given["is_done"], by=self.actor, now=timezone.now())
        return _date(row)


def _wanted(given: dict[str, Any]) -> Wanted:
    return Wanted(
        name=given["name"],
        email=given["email"],
        label=given["signs_as"] or given["name"],
        role=given["role"],
        place=given["order"],
    )


def _moved(row: Obligation, given: dict[str, Any]) -> Due:
    return Due(
        what=given.get("what", row.what),
        due_on=given.get("due_on", row.due_on),
        lead_days=given.get("lead_days", row.lead_days),
        tells=row.tells_id,
    )


def _date(row: Obligation, *, status: int = 200) -> Response:
    return Response(shapes.DateOut(row).data, status=status, headers={"ETag": etag_for(row)})
