"""Live classes over the API: what is to come, one's answer, check-in, and the trainer's list."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from courses import permissions
from courses.api import live_shapes as shapes
from courses.live_refusals import TooManyTries
from courses.selectors import live
from courses.services.live import attendance, booking
from courses.views.tries import may_try_code
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class ClassesView(TenantListView):
    """Classes to come that one may see, by their date."""

    capability = permissions.COURSE_VIEW
    serializer_class = shapes.ClassOut
    ordering = ("starts_at", "id")

    def get_queryset(self) -> Any:
        """With one's own answers."""
        return live.classes_to_tell(self.actor, now=timezone.now())


class ClassView(TenantAPIView):
    """One class."""

    capability = permissions.COURSE_VIEW

    @extend_schema(responses=shapes.ClassPageOut)
    def get(self, request: Request, organisation: str, live_class: str) -> Response:
        """When, where, one's answer; the link once one may see it."""
        found = live.get_class(live_class, self.actor)
        return Response(shapes.ClassPageOut(live.page_of(found, self.actor, now=timezone.now())).data)


class AnswerView(TenantAPIView):
    """One's answer to a class."""

    capabilities: ClassVar = {"POST": permissions.COURSE_LEARN}

    @extend_schema(request=shapes.ComingIn, responses=shapes.ClassPageOut)
    def post(self, request: Request, organisation: str, live_class: str) -> Response:
        """Say whether one comes; a full class puts one on its waiting list."""
        found, now = live.get_class(live_class, self.actor), timezone.now()
        said = validated(shapes.ComingIn, request)["answer"]
        booking.answer(found.pk, said, by=self.actor, now=now)
        return Response(shapes.ClassPageOut(live.page_of(found, self.actor, now=now)).data)


class CheckInView(TenantAPIView):
    """One's own attendance."""

    capabilities: ClassVar = {"POST": permissions.COURSE_LEARN}

    @extend_schema(request=shapes.CodeIn, responses=shapes.ClassPageOut)
    def post(self, request: Request, organisation: str, live_class: str) -> Response:
        """Check in by the code that is shown in the class. Twelve tries in five minutes."""
        found, now = live.get_class(live_class, self.actor), timezone.now()
        code = validated(shapes.CodeIn, request)["code"]
        owner, user_id = self.actor.organisation_id or 0, self.actor.user_id
        if not may_try_code(request._request, organisation_id=owner, user_id=user_id):  # noqa: SLF001
            raise TooManyTries
        attendance.check_in(found.pk, code, by=self.actor, now=now)
        return Response(shapes.ClassPageOut(live.page_of(found, self.actor, now=now)).data)


class PeopleView(TenantAPIView):
    """Who comes to a class, for its trainers."""

    capability = permissions.COURSE_LEARN

    @extend_schema(responses=shapes.ClassPeopleOut)
    def get(self, request: Request, organisation: str, live_class: str) -> Response:
        """Everybody who was asked, those with a place first."""
        found = live.get_class_to_lead(live_class, self.actor)
        return Response(shapes.ClassPeopleOut({"people": live.people_of(found)}).data)


class AttendanceView(TenantAPIView):
    """Whether one person was there, for the trainers."""

    capabilities: ClassVar = {"PUT": permissions.COURSE_LEARN}

    @extend_schema(request=shapes.AttendanceIn, responses=shapes.BookingOut)
    def put(self, request: Request, organisation: str, live_class: str, booking: str) -> Response:
        """Note it; the same note twice changes nothing."""
        found = live.get_class_to_lead(live_class, self.actor)
        row = live.get_booking(found, booking)
        said = validated(shapes.AttendanceIn, request)["attendance"]
        row = attendance.mark(row.pk, said, by=self.actor, now=timezone.now())
        return Response(shapes.BookingOut(row).data)
