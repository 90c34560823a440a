"""Files of blocks sent in pieces: what static/js/upload.js speaks with. The plain form of a block does the same at once."""

from typing import Any

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import permissions
from courses.models import Block
from courses.selectors import drafts
from courses.services import uploads as of_courses
from courses.services.uploads import PURPOSE
from synthai.core.access import TenantRequest, page
from synthai.core.media import uploads
from synthai.core.media.sending import named_in, shown_standing, told
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
