"""Assignments over the API: what is asked, draft, files, handing in, taking back, marks."""

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from courses import permissions
from courses.api import handin_shapes as shapes
from courses.selectors import handins
from courses.selectors.handins import Bench, Place
from courses.selectors.learning import person_of
from courses.services.handins import uploads, working
from courses.services.handins.working import Work
from synthai.core import files
from synthai.core.api.views import TenantAPIView, TenantListView, validated
from synthai.core.richtext import html_of


class SubmissionsView(TenantListView):
    """One's own hand-ins, newest first."""

    capability = permissions.COURSE_LEARN
    serializer_class = shapes.SubmissionLineOut
    ordering = ("-started_at", "-pk")

    def get_queryset(self) -> Any:
        """Never anybody else's."""
        return handins.mine_query(person_of(self.actor))


class _AtAssignment(TenantAPIView):
    """What all addresses of one assignment share."""

    @property
    def place(self) -> Place:
        """Which one."""
        return Place(**{name: self.kwargs[name] for name in ("course", "lesson", "block")})

    def told(self, *, status: int = 200) -> Response:
        """The assignment and one's own work, as it is now."""
        bench = handins.get_bench(self.place, person_of(self.actor))
        return Response(shapes.AssignmentOut(_shown(bench)).data, status=status)


class AssignmentView(_AtAssignment):
    """One assignment."""

    capability = permissions.COURSE_LEARN

    @extend_schema(responses=shapes.AssignmentOut)
    def get(self, request: Request, organisation: str, course: str, lesson: str, block: str) -> Response:
        """What is asked, and one's own tries with what was said about them."""
        return self.told()


class DraftView(_AtAssignment):
    """The draft."""

    capabilities: ClassVar = {"PUT": permissions.COURSE_LEARN}

    @extend_schema(request=shapes.DraftIn, responses=shapes.AssignmentOut)
    def put(self, request: Request, organisation: str, course: str, lesson: str, block: str) -> Response:
        """Keep what was written; the same again changes nothing."""
        given = validated(shapes.DraftIn, request)
        work = Work(text=given["text"], link=given["link"])
        expected = given["version"]
        working.save(self.place, work, by=self.actor, now=timezone.now(), expected=expected)
        return self.told()


class FilesView(_AtAssignment):
    """Files of the draft. The file is stored before its row is written, so no Idempotency-Key: the same file again is one."""

    capabilities: ClassVar = {"POST": permissions.COURSE_LEARN}
    parser_classes = [MultiPartParser]
    keeps_own_key = True

    @extend_schema(request={"multipart/form-data": shapes.WorkFileIn}, responses={201: shapes.FileOut})
    def post(self, request: Request, organisation: str, course: str, lesson: str, block: str) -> Response:
        """Add one. The same file sent again is one."""
        handins.get_bench(self.place, person_of(self.actor))  # before the file is read
        parsed = request.data  # reads the body, and with it marks the request
        del parsed
        files.refuse_if_too_large(request._request)  # noqa: SLF001 - the handler marks Django's
        file = validated(shapes.WorkFileIn, request)["file"]
        kept = uploads.keep(self.place, file, name=file.name, by=self.actor, now=timezone.now())
        return Response(shapes.FileOut(kept).data, status=201)


class FileView(_AtAssignment):
    """One file of the draft."""

    capabilities: ClassVar = {"DELETE": permissions.COURSE_LEARN}

    @extend_schema(responses={204: None})
    def delete(
        self, request: Request, organisation: str, course: str, lesson: str, block: str, file: str
    ) -> Response:
        """Take it out."""
        uploads.remove(self.place, file, by=self.actor, now=timezone.now())
        return Response(status=204)


class HandInWorkView(_AtAssignment):
    """The end of a try."""

    capabilities: ClassVar = {"POST": permissions.COURSE_LEARN}

    @extend_schema(request=shapes.HandInIn, responses=shapes.AssignmentOut)
    def post(self, request: Request, organisation: str, course: str, lesson: str, block: str) -> Response:
        """Hand the draft in; what was handed in stays as it is. Send an Idempotency-Key with it."""
        given = validated(shapes.HandInIn, request)
        working.hand_in(self.place, by=self.actor, now=timezone.now(), number=given["number"])
        return self.told()


class TakeBackView(_AtAssignment):
    """The way back."""

    capabilities: ClassVar = {"POST": permissions.COURSE_LEARN}

    @extend_schema(request=None, responses=shapes.AssignmentOut)
    def post(self, request: Request, organisation: str, course: str, lesson: str, block: str) -> Response:
        """Make it a draft again, while nobody marks it."""
        working.take_back(self.place, by=self.actor, now=timezone.now())
        return self.told()


def _shown(bench: Bench) -> dict[str, Any]:
    return {
        "course": bench.place.course,
        "lesson": bench.place.lesson,
        "block": bench.block,
        "brief": bench.brief,
        "brief_html": html_of(bench.brief),
        "task": bench.task,
        "due_at": bench.due_at,
        "may_write": bench.may_begin and not bench.is_over(timezone.now()),
        "tries": [
            {"submission": row, "files": bench.files.get(row.pk, []), "mark": bench.marks.get(row.pk)}
            for row in bench.tries
        ],
    }
