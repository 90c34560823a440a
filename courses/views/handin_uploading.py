"""Files of hand-ins sent in pieces: what static/js/upload.js speaks with. The plain form does the same at once."""

from typing import Any

from django.http import JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import permissions
from courses.selectors import handins
from courses.selectors.handins import Place
from courses.services.handins import pieces
from synthai.core.access import TenantRequest, page
from synthai.core.media.sending import named_in, shown_standing, told


@require_POST
@page(permissions.COURSE_LEARN, is_part=True)
def begin(request: TenantRequest, organisation: str, course: str, lesson: str, block: str) -> JsonResponse:
    """Make room: the address that tells how far it is."""
    place, named = Place(course=course, lesson=lesson, block=block), named_in(request)
    handins.get_bench(place, request.actor.user_id)
    if named is None:
        return JsonResponse({"error": _("Choose a file first.")}, status=400)

    def made() -> dict[str, Any]:
        upload = pieces.begin(place, named, by=request.actor, now=timezone.now())
        ids = [organisation, course, lesson, block, upload.public_id]
        return {
            "state": reverse("courses:assignment-upload-state", args=ids),
            "end": reverse("courses:assignment-upload-end", args=ids),
        }

    return told(made)


@require_GET
@page(permissions.COURSE_LEARN, is_part=True)
def state(
    request: TenantRequest, organisation: str, course: str, lesson: str, block: str, upload: str
) -> JsonResponse:
    """How far it is, and what to send next and where to."""
    found = pieces.get(Place(course=course, lesson=lesson, block=block), upload, by=request.actor)
    return shown_standing(found)


@require_POST
@page(permissions.COURSE_LEARN, is_part=True)
def end(
    request: TenantRequest, organisation: str, course: str, lesson: str, block: str, upload: str
) -> JsonResponse:
    """All of it is here: look at it, and put it into the draft."""
    place = Place(course=course, lesson=lesson, block=block)
    found = pieces.get(place, upload, by=request.actor)

    def ended() -> dict[str, Any]:
        pieces.end(found, place, by=request.actor, now=timezone.now())
        return {"next": reverse("courses:assignment", args=[organisation, course, lesson, block]) + "#files"}

    return told(ended)
