"""The outbox of the laptop."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from notifications import mail


@require_GET
def development_outbox(request: HttpRequest) -> HttpResponse:
    """Mails of this laptop; this route exists in development only."""
    mails = [{**kept, "at": datetime.fromisoformat(kept["at"])} for kept in mail.stored()]
    return render(request, "notifications/development_outbox.html", {"mails": mails})
