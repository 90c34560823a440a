"""Courses over the API: catalogue, a course, a lesson, enrolment, and progress in batches."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from courses import permissions
from courses.api import serializers as shapes
from courses.api.lessons import shown_lesson
from courses.selectors import learning, matrix
from courses.selectors.learning import person_of
from courses.services import enrolments, progress
from courses.services.happenings import Happened
from synthai.core.api.views import TenantAPIView, TenantListView, validated


class CoursesView(TenantListView):
    """Courses that a person could start and has not."""

    capability = permissions.COURSE_VIEW
    serializer_class = shapes.CourseOut
    ordering = ("title", "pk")

    def get_queryset(self) -> Any:
        """Published, open to everybody, not taken."""
        return learning.offered_query(person_of(self.actor))


class EnrolmentsView(TenantListView):
    """What a person takes, newest first."""

    capability = permissions.COURSE_VIEW
    serializer_class = shapes.EnrolmentOut
    ordering = ("-enrolled_at", "-pk")

    def get_queryset(self) -> Any:
        """One's own."""
        return learning.mine_query(person_of(self.actor))


class PeopleView(TenantListView):
    """People by course: who has done what, what is due, overdue, and whose certificate ends. A line for each person and course."""

    capability = permissions.PROGRESS_VIEW
    serializer_class = shapes.PersonInCourseOut
    ordering = ("course_id", "pk")

    def get_queryset(self) -> Any:
        """The team's."""
        return matrix.lines_query(self.actor.organisation_id or 0, today=timezone.localdate())


class CourseView(TenantAPIView):
    """One course."""

    capability = permissions.COURSE_VIEW

    @extend_schema(responses=shapes.StudyOut)
    def get(self, request: Request, organisation: str, course: str) -> Response:
        """Its lessons with their states, and where one stands."""
        return Response(shapes.StudyOut(learning.get_study(course, self.actor.user_id)).data)


class EnrolmentView(TenantAPIView):
    """One's own place in a course."""

    capability = permissions.COURSE_LEARN

    @extend_schema(request=None, responses={201: shapes.EnrolmentOut})
    def post(self, request: Request, organisation: str, course: str) -> Response:
        """Start it; who is in it already keeps their place."""
        study = learning.get_study(course, self.actor.user_id)
        enrolments.start(study.course.pk, by=self.actor, now=timezone.now())
        study = learning.get_study(course, self.actor.user_id)
        return Response(shapes.EnrolmentOut(study.enrolment).data, status=201)


class LessonView(TenantAPIView):
    """One lesson."""

    capability = permissions.COURSE_VIEW

    @extend_schema(responses=shapes.LessonOut)
    def get(self, request: Request, organisation: str, course: str, lesson: str) -> Response:
        """Its blocks, with clean HTML and the addresses of its files."""
        study = learning.get_study(course, self.actor.user_id)
        less = request.headers.get("Save-Data", "").lower() == "on"
        told = shown_lesson(organisation, study, lesson, user_id=self.actor.user_id, saves_data=less)
        progress.note_begun(study, lesson, by=self.actor, now=timezone.now())
        return Response(shapes.LessonOut(told).data)


class ProgressView(TenantAPIView):
    """What a learner did."""

    capabilities: ClassVar = {"POST": permissions.COURSE_LEARN}

    @extend_schema(request=shapes.BatchIn, responses=shapes.BatchOut)
    def post(self, request: Request, organisation: str) -> Response:
        """Take a batch of events in, each once however often it is sent; refused ones do not hold up the others."""
        events = validated(shapes.BatchIn, request)["events"]
        told = [Happened(event_id=event.pop("id"), **event) for event in events]
        taken = progress.take(told, by=self.actor, now=timezone.now())
        verdicts = [
            {"id": each.event_id, "verdict": verdict}
            for each, verdict in zip(told, taken.verdicts, strict=True)
        ]
        return Response(shapes.BatchOut({"events": verdicts, "enrolments": taken.enrolments}).data)
