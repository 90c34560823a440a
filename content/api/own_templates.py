"""Templates of one's own over the API: the draft as a whole, its versions, and putting away."""

import re
from typing import Any, ClassVar, Final

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from content import permissions
from content.api import template_shapes as shapes
from content.selectors import linting, templates
from content.services import templates as services
from synthai.core.api.etags import etag_for, expected_version
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.documents.blueprints.refusing import BlueprintRefused

_INDEX: Final = re.compile(r"\[(\d+)\]")


class OwnTemplatesView(TenantListView):
    """Templates of one's own, by title."""

    capability = permissions.TEMPLATE_CHANGE
    serializer_class = shapes.OwnTemplateOut
    ordering = ("title", "id")

    def get_queryset(self) -> Any:
        """Those in use; put away ones when the query string asks."""
        return templates.templates(put_away=self.request.query_params.get("put_away", "") == "true")

    @extend_schema(parameters=[OpenApiParameter("put_away", bool)])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of them."""
        return super().get(request, *args, **kwargs)

    @extend_schema(request=shapes.OwnTemplateIn, responses={201: shapes.OwnTemplateDetailOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Begin one, empty or as a copy of another template."""
        given = validated(shapes.OwnTemplateIn, request)
        made = services.create(given["title"], source=given["source"], by=self.actor, now=timezone.now())
        return _detail(made.public_id, status=201)


class OwnTemplateView(TenantAPIView):
    """One template of one's own."""

    capability = permissions.TEMPLATE_CHANGE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"PUT"})

    @extend_schema(responses=shapes.OwnTemplateDetailOut)
    def get(self, request: Request, organisation: str, template: str) -> Response:
        """Its draft, and what keeps it from being published."""
        return _detail(template)

    @extend_schema(request=shapes.BodyIn, responses=shapes.OwnTemplateDetailOut)
    def put(self, request: Request, organisation: str, template: str) -> Response:
        """Another draft: words, questions, settings, translations. What cannot be read is refused by its path. If-Match names the ETag one has
        seen."""
        found, version = templates.get_template(template), expected_version(request)
        body = validated(shapes.BodyIn, request)["body"]
        try:
            services.replace(found.pk, body, by=self.actor, now=timezone.now(), version=version)
        except BlueprintRefused as refusal:
            refusal.field = "body." + _INDEX.sub(r".\1", refusal.path)
            raise
        return _detail(template)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, organisation: str, template: str) -> Response:
        """Put it away: nobody begins a document of it any more. Idempotent."""
        services.put_away(templates.get_template(template).pk, by=self.actor, now=timezone.now())
        return Response(status=204)


class PublicationView(TenantAPIView):
    """Publishing a template."""

    capability = permissions.TEMPLATE_CHANGE
    requires_if_match: ClassVar[frozenset[str]] = frozenset({"POST"})

    @extend_schema(request=shapes.NoteIn, responses={201: shapes.OwnTemplateDetailOut})
    def post(self, request: Request, organisation: str, template: str) -> Response:
        """New documents are made of the draft as it is. If-Match names the ETag one has seen."""
        found, version = templates.get_template(template), expected_version(request)
        note = validated(shapes.NoteIn, request)["note"]
        services.publish(found.pk, by=self.actor, now=timezone.now(), note=note, version=version)
        return _detail(template, status=201)


class TemplateReturnView(TenantAPIView):
    """Bringing a template back."""

    capability = permissions.TEMPLATE_CHANGE

    @extend_schema(request=None, responses=shapes.OwnTemplateDetailOut)
    def post(self, request: Request, organisation: str, template: str) -> Response:
        """Undo putting it away. Idempotent."""
        services.bring_back(templates.get_template(template).pk, by=self.actor)
        return _detail(template)


def _detail(public_id: str, *, status: int = 200) -> Response:
    found = templates.get_template(public_id)
    body = shapes.OwnTemplateDetailOut(found, context={"findings": linting.findings_of_data(found.body)}).data
    return Response(body, status=status, headers={"ETag": etag_for(found)})
