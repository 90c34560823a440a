"""Having a document written over the API, and what language models used."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from billing.selectors import usage
from content import features, permissions
from content.api import serializers_writing as shapes
from content.selectors import documents
from content.selectors import writing as selectors
from content.services import ai_settings, runs
from synthai.core.access import Actor, require
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class RunsOfDocumentView(TenantListView):
    """Writing runs of a document."""

    capabilities: ClassVar = {"GET": permissions.DOCUMENT_VIEW, "POST": permissions.DOCUMENT_WRITE}
    serializer_class = shapes.WritingRunLineOut
    ordering = ("-requested_at", "-id")

    def get_queryset(self) -> Any:
        """The document's runs."""
        return selectors.runs_of(documents.get_document(self.kwargs["document"], by=self.actor))

    @extend_schema(request=shapes.WriteIn, responses={202: shapes.WritingRunOut})
    def post(self, request: Request, organisation: str, document: str) -> Response:
        """Have sections written; a worker takes the run."""
        found = documents.get_document(document, by=self.actor)
        given = validated(shapes.WriteIn, request)
        run = runs.start(
            found.pk, by=self.actor, now=timezone.now(), keys=given["sections"], notes=given["notes"]
        )
        return _told(run.public_id, by=self.actor, code=status.HTTP_202_ACCEPTED)


class RunView(TenantAPIView):
    """One run."""

    capability = permissions.DOCUMENT_VIEW

    @extend_schema(responses=shapes.WritingRunOut)
    def get(self, request: Request, organisation: str, public_id: str) -> Response:
        """How far it is: each section with its text, who wrote it and why."""
        return _told(public_id, by=self.actor)


class RunCancelView(TenantAPIView):
    """Stop a run."""

    capability = permissions.DOCUMENT_WRITE

    @extend_schema(request=None, responses=shapes.WritingRunOut)
    def post(self, request: Request, organisation: str, public_id: str) -> Response:
        """What was written by now is kept; the worker stops within a moment."""
        runs.cancel(selectors.get_run(public_id, by=self.actor).pk, by=self.actor, now=timezone.now())
        return _told(public_id, by=self.actor)


def _told(public_id: str, *, by: Actor, code: int = status.HTTP_200_OK) -> Response:
    """The run through its one door, which marks it for who reads."""
    return Response(shapes.WritingRunOut(selectors.get_run(public_id, by=by)).data, status=code)


class AiUsageView(TenantAPIView):
    """What language models used, and whether they may."""

    capabilities: ClassVar = {"GET": permissions.AI_VIEW, "PATCH": permissions.AI_MANAGE}

    @extend_schema(responses=shapes.AiUsageOut)
    def get(self, request: Request, organisation: str) -> Response:
        """Credits of this month, and calls, tokens and cost of the last twelve."""
        return Response(self._shown())

    @extend_schema(request=shapes.AiSwitchIn, responses=shapes.AiUsageOut)
    def patch(self, request: Request, organisation: str) -> Response:
        """Switch machine writing off or on. The cap is set at billing/usage/caps/content.ai_credits/."""
        require(self.actor, permissions.AI_MANAGE)
        given = validated(shapes.AiSwitchIn, request)
        ai_settings.switch(is_off=given["is_off"], by=self.actor, now=timezone.now())
        return Response(self._shown())

    def _shown(self) -> Any:
        now = timezone.now()
        meter = usage.meter(self.actor.organisation_id or 0, features.AI_CREDITS, now=now)
        return shapes.AiUsageOut(
            {
                "is_off": ai_settings.current().is_off,
                "credits_used": meter.used if meter else 0,
                "credits_limit": meter.first_limit if meter else None,
                "months": selectors.spent(now=now),
            }
        ).data
