"""A public page tells that it was opened, found by a search, or read to its end. It names nobody."""

from contextlib import suppress

from allauth.core.internal import ratelimit
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from publishing.selectors import readers, reading
from publishing.services import counting
from synthai.core.errors import NotFound

RATE = {"reading-seen": "60/m/ip"}
_WORDS: dict[str, counting.What] = {
    "opened": "opened",
    "finished": "finished",
    "searched": "searched",
}


@csrf_exempt  # a page that is kept for everybody has no token; what is counted is nobody's
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """Count one. What is no live public piece, or too much, is let be."""
    what = _WORDS.get(request.POST.get("what", ""))
    if what is None or not ratelimit.consume(request, app="publishing", action="reading-seen", config=RATE):
        return HttpResponse(status=204)
    # What is not there, or has a sign in it that no database takes, is not counted.
    with suppress(NotFound, DataError), readers.opened(request.POST.get("owner", "")) as shelf:
        reader, key = readers.of_visitor(request.user, shelf), request.POST.get("key", "")
        shown = reading.get_by_key(shelf, key, reader, now=timezone.now())
        counting.seen(shown, what, now=timezone.now())
    return HttpResponse(status=204)
