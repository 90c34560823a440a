"""Learning paths over the API: one's own, one path, start it, choose an elective."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from courses import permissions
from courses.api import live_shapes as shapes
from courses.selectors import paths
from courses.selectors.learning import person_of
from courses.services.paths import joining
from synthai.core.api.views import TenantAPIView, TenantListView


class PathsView(TenantListView):
    """Paths that one is on, newest first."""

    capability = permissions.COURSE_VIEW
    serializer_class = shapes.OwnPathOut
    ordering = ("-joined_at", "-id")

    def get_queryset(self) -> Any:
        """One's own."""
        return paths.mine_query(person_of(self.actor))


class PathView(TenantAPIView):
    """One path."""

    capability = permissions.COURSE_VIEW

    @extend_schema(responses=shapes.PathOut)
    def get(self, request: Request, organisation: str, path: str) -> Response:
        """Its courses with their states, and what comes next."""
        return Response(shapes.PathOut(paths.get_study(path, self.actor.user_id)).data)


class StartView(TenantAPIView):
    """One's own place on a path."""

    capabilities: ClassVar = {"POST": permissions.COURSE_LEARN}

    @extend_schema(request=None, responses={201: shapes.PathOut})
    def post(self, request: Request, organisation: str, path: str) -> Response:
        """Start it; who is on it already keeps their days."""
        study = paths.get_study(path, self.actor.user_id)
        joining.start(study.path.pk, by=self.actor, now=timezone.now())
        return Response(shapes.PathOut(paths.get_study(path, self.actor.user_id)).data, status=201)


class TakeView(TenantAPIView):
    """An elective of a path."""

    capabilities: ClassVar = {"POST": permissions.COURSE_LEARN}

    @extend_schema(request=None, responses={201: shapes.PathOut})
    def post(self, request: Request, organisation: str, path: str, step: str) -> Response:
        """Choose it: one is in its course from now on."""
        study = paths.get_study(path, self.actor.user_id)
        found = paths.get_step(study.path, step)
        joining.take_elective(study.path.pk, found, by=self.actor, now=timezone.now())
        return Response(shapes.PathOut(paths.get_study(path, self.actor.user_id)).data, status=201)
