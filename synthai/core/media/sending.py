"""How pages speak with static/js/upload.js: what a browser wants to send, how far it is, what came of it."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from synthai.core.errors import DomainError
from synthai.core.media import uploads
from synthai.core.media.uploads import Named
from synthai.core.models import Upload


def named_in(request: HttpRequest) -> Named | None:
    """The file that a browser tells of."""
    try:
        sent = json.loads(request.body)
        named = Named(name=str(sent["name"]), size=int(sent["size"]))
    except (ValueError, KeyError, TypeError):
        return None
    return named if named.name.strip() and 0 <= named.size < 1 << 50 else None


def shown_standing(upload: Upload) -> JsonResponse:
    """How far an upload is, and its next pieces."""
    standing = uploads.standing(upload, now=timezone.now())
    pieces = [{"url": each.url, "start": each.start, "end": each.end} for each in standing.pieces]
    return JsonResponse({"received": standing.received, "size": upload.size, "pieces": pieces})


def told(work: Callable[[], dict[str, Any]]) -> JsonResponse:
    """What came of it, or the sentence that says why not."""
    try:
        return JsonResponse(work())
    except DomainError as refusal:
        return JsonResponse({"error": str(refusal), "code": refusal.code}, status=refusal.status)
