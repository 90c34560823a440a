"""A small API under /api/v1/o/<slug>/things/ that shows what the ground does. Things are outbox rows."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.http import StreamingHttpResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from psycopg.errors import LockNotAvailable
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from synthai.core import access
from synthai.core.api import urls as api_ground
from synthai.core.api.etags import etag_for, require_if_match
from synthai.core.api.views import (
    PersonAPIView,
    TenantAPIView,
    TenantListView,
    validated,
)
from synthai.core.errors import Conflict
from synthai.core.events import Event, publish
from synthai.core.models import OutboxEvent

EVERYBODY = ("owner", "administrator", "manager", "member", "viewer")
THING_VIEW = access.capability("core.thing.view", title="See things", roles=EVERYBODY)
THING_MAKE = access.capability("core.thing.make", title="Make things", roles=("owner", "administrator"))


@dataclass(frozen=True, kw_only=True)
class ThingMade(Event):
    """Somebody made a thing."""

    name: str


class TooManyThings(Conflict):
    """The shelf is full."""

    code = "core.thing.too_many"
    message = _("There is no room for %(name)s: remove a thing first.")


class ThingIn(serializers.Serializer[Any]):
    """A thing to make."""

    name = serializers.CharField(max_length=20)
    price = serializers.DecimalField(max_digits=8, decimal_places=2, required=False, allow_null=True)


class ThingOut(serializers.ModelSerializer[OutboxEvent]):
    """A thing."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = OutboxEvent
        fields: ClassVar = ["id", "name", "payload", "created_at"]


class ThingsView(TenantListView):
    """Things of the organisation."""

    capabilities: ClassVar = {"GET": THING_VIEW, "POST": THING_MAKE}
    serializer_class = ThingOut
    ordering = ("-created_at", "-pk")

    def get_queryset(self) -> QuerySet[OutboxEvent]:
        """All of them."""
        rows: QuerySet[OutboxEvent] = OutboxEvent.objects.all()
        return rows

    @extend_schema(request=ThingIn, responses={201: ThingOut})
    def post(self, request: Request, organisation: str) -> Response:
        """Make one; names say what shall go wrong."""
        name = validated(ThingIn, request)["name"]
        with transaction.atomic():
            row = publish(ThingMade(name=name))
        if name == "refused":
            raise TooManyThings(name=name, field="name")
        if name == "crash":
            raise RuntimeError("secret detail of the crash")
        if name == "locked":
            raise OperationalError("lock") from LockNotAvailable()
        return Response(
            ThingOut(row).data, status=201, headers={"Location": f"{request.path}{row.public_id}/"}
        )


class ThingView(TenantAPIView):
    """One thing, edited with If-Match."""

    capabilities: ClassVar = {"GET": THING_VIEW, "PATCH": THING_MAKE}
    requires_if_match = frozenset({"PATCH"})

    @extend_schema(responses=ThingOut)
    def get(self, request: Request, organisation: str, thing: str) -> Response:
        """Read it."""
        row = Versioned(thing)
        return Response({"id": thing}, headers={"ETag": etag_for(row)})

    @extend_schema(request=ThingIn, responses=ThingOut)
    def patch(self, request: Request, organisation: str, thing: str) -> Response:
        """Change it."""
        require_if_match(request, Versioned(thing))
        return Response({"id": thing})


class Versioned:
    """A row with a version."""

    def __init__(self, name: str) -> None:
        self.pk, self.version = name, 7


class StreamView(TenantAPIView):
    """A file, piece by piece."""

    capability = None

    @extend_schema(responses={(200, "text/csv"): bytes})
    def get(self, request: Request, organisation: str) -> StreamingHttpResponse:
        """All of it."""
        return StreamingHttpResponse(iter([b"a,b\n", b"1,2\n"]), content_type="text/csv")


class UploadsView(TenantAPIView):
    """Takes a file."""

    capability = THING_VIEW
    parser_classes = [MultiPartParser]

    @extend_schema(request={"multipart/form-data": ThingIn}, responses={201: ThingIn})
    def post(self, request: Request, organisation: str) -> Response:
        """Say how long it is and what is in it."""
        given: Any = request.data
        content = given["file"].read()
        return Response({"name": given["name"], "content": content.decode()}, status=201)


class MyThingsView(PersonAPIView):
    """A person's own things, outside every organisation."""

    @extend_schema(request=ThingIn, responses={201: ThingIn})
    def post(self, request: Request) -> Response:
        """Make one."""
        name = validated(ThingIn, request)["name"]
        with transaction.atomic():
            publish(ThingMade(name=name))
        return Response({"name": name}, status=201)


class OpenView(APIView):
    """For anybody, as the token endpoint is."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(request=ThingIn, responses=ThingIn)
    def post(self, request: Request) -> Response:
        """Echo."""
        return Response(validated(ThingIn, request))


things = [
    path("o/<slug:organisation>/things/", ThingsView.as_view()),
    path("o/<slug:organisation>/things/<slug:thing>/", ThingView.as_view()),
    path("o/<slug:organisation>/stream/", StreamView.as_view()),
    path("o/<slug:organisation>/uploads/", UploadsView.as_view()),
    path("me/things/", MyThingsView.as_view()),
    path("open/", OpenView.as_view()),
]
urlpatterns = [
    path("api/v1/", include((things, "api"))),
    path("", include(api_ground)),
]
handler400 = "synthai.core.error_pages.bad_request"
handler403 = "synthai.core.error_pages.permission_denied"
handler404 = "synthai.core.error_pages.page_not_found"
handler500 = "synthai.core.error_pages.server_error"
