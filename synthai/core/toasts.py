"""Messages of a fragment: HTMX swaps a part of the page, so they cannot wait for the next whole page."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

LEVELS = frozenset({"success", "warning", "error"})  # what toast.js draws; anything else is an "info"


def say(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Hand the request's waiting messages to toast.js with `response`, joined to one; without any nothing changes."""
    waiting = list(messages.get_messages(request))
    if waiting:
        toast = {
            "level": waiting[-1].level_tag if waiting[-1].level_tag in LEVELS else "info",
            "message": " ".join(str(message) for message in waiting),
        }
        response["HX-Trigger"] = json.dumps({"toast": toast})
    return response
