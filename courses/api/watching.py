"""How one likes to watch, over the API."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from courses import permissions
from courses.api import serializers as shapes
from courses.selectors import playing
from courses.selectors.learning import person_of
from courses.services import watching
from synthai.core.api.views import TenantAPIView, validated


class WatchingView(TenantAPIView):
    """One's own way of watching, the same on every device."""

    capabilities: ClassVar = {"GET": permissions.COURSE_VIEW, "PATCH": permissions.COURSE_VIEW}

    @extend_schema(responses=shapes.WatchingOut)
    def get(self, request: Request, organisation: str) -> Response:
        """What was chosen."""
        return Response(shapes.WatchingOut(playing.taste_of(person_of(self.actor))).data)

    @extend_schema(request=shapes.WatchingIn, responses=shapes.WatchingOut)
    def patch(self, request: Request, organisation: str) -> Response:
        """Choose."""
        row = watching.choose(by=self.actor, **validated(shapes.WatchingIn, request))
        return Response(shapes.WatchingOut(row).data)
