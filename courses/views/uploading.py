"""Files of blocks sent in pieces: what static/js/upload.js speaks with. The plain form of a block does the same at once."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import permissions
from courses.models import Block
from courses.selectors import drafts
from courses.services import uploads as of_courses
from courses.services.uploads import PURPOSE, Named
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError
from synthai.core.media import uploads
from synthai.core.models import Upload


@require_POST
@page(permissions.COURSE_CHANGE, is_part=True)
def begin(request: TenantRequest, organisation: str, course: str, block: str) -> JsonResponse:
    """Make room: the address that tells how far it is."""
    row = drafts.get_block(drafts.get_course(course), block)
    named = named_in(request)
    if named is None:
        return JsonResponse({"error": _("Choose a file first.")}, status=400)

    def made() -> dict[str, Any]:
        upload = of_courses.begin(row, named, by=request.actor, now=timezone.now())
        ids = [organisation, course, block, upload.public_id]
        return {
            "state": reverse("courses:upload-state", args=ids),
            "end": reverse("courses:upload-end", args=ids),
        }

    return told(made)


@require_GET
@page(permissions.COURSE_CHANGE, is_part=True)
def state(request: TenantRequest, organisation: str, course: str, block: str, upload: str) -> JsonResponse:
    """How far it is, and what to send next and where to."""
    found = _own(request, course, block, upload)[1]
    return shown_standing(found)


def shown_standing(upload: Upload) -> JsonResponse:
    """How far an upload is, and its next pieces."""
    standing = uploads.standing(upload, now=timezone.now())
    pieces = [{"url": each.url, "start": each.start, "end": each.end} for each in standing.pieces]
    return JsonResponse({"received": standing.received, "size": upload.size, "pieces": pieces})


@require_POST
@page(permissions.COURSE_CHANGE, is_part=True)
def end(request: TenantRequest, organisation: str, course: str, block: str, upload: str) -> JsonResponse:
    """All of it is here: look at it, and put it into the block."""
    row, found = _own(request, course, block, upload)

    def ended() -> dict[str, Any]:
        of_courses.end(found, row, by=request.actor, now=timezone.now())
        place = reverse("courses:write-lesson", args=[organisation, course, row.lesson.public_id])
        return {"next": f"{place}#block-{row.public_id}"}

    return told(ended)


def _own(request: TenantRequest, course: str, block: str, upload: str) -> tuple[Block, Upload]:
    row = drafts.get_block(drafts.get_course(course), block)
    return row, uploads.get(upload, purpose=PURPOSE, target=block, by=request.actor)


def named_in(request: HttpRequest) -> Named | None:
    """The file that a browser tells of."""
    try:
        sent = json.loads(request.body)
        named = Named(name=str(sent["name"]), size=int(sent["size"]))
    except (ValueError, KeyError, TypeError):
        return None
    return named if named.name.strip() and 0 <= named.size < 1 << 50 else None


def told(work: Callable[[], dict[str, Any]]) -> JsonResponse:
    """What came of it, or the sentence that says why not."""
    try:
        return JsonResponse(work())
    except DomainError as refusal:
        return JsonResponse({"error": str(refusal), "code": refusal.code}, status=refusal.status)
