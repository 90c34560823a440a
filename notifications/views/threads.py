"""What a person does with threads of her inbox. By plain form post, or from the page without leaving it."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from notifications import selectors
from notifications.forms_inbox import SnoozeForm
from notifications.services import choices, inbox, threads
from notifications.services.threads import Deed
from synthai.core.access import signed_in_id

LONGEST_NAME = 18  # digits of a transaction's number that a bigint holds


@require_POST
@login_required
def toggle_read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark a thread read, or its newest line unread again."""
    mark = threads.mark_unread if request.POST.get("read") == "0" else threads.mark_read
    mark(signed_in_id(request), public_id, now=timezone.now())
    return _answer(request)


@require_POST
@login_required
def put_away(request: HttpRequest, public_id: str) -> HttpResponse:
    """Archive a thread, or bring it back."""
    user_id = signed_in_id(request)
    if request.POST.get("to") == "archive":
        done = threads.archive(user_id, public_id, now=timezone.now())
        return _answer(request, _archived(done), done)
    threads.bring_back(user_id, public_id)
    return _answer(request, _("It is back in your inbox."))


@require_POST
@login_required
def snooze(request: HttpRequest, public_id: str) -> HttpResponse:
    """Put a thread off: later today, tomorrow, next Monday, or until a moment of one's own."""
    user_id, now = signed_in_id(request), timezone.now()
    hours = choices.hours_of(user_id)
    form = SnoozeForm(request.POST, zone=hours.zone_info, hour=hours.digest_hour, now=now)
    if not form.is_valid():
        return _answer(
            request, " ".join(str(each) for found in form.errors.values() for each in found), level="error"
        )
    until = form.cleaned_data["moment"]
    done = threads.snooze(user_id, public_id, until=until, now=now)
    back = date_format(until.astimezone(hours.zone_info), "j F Y, H:i")
    return _answer(request, _("It comes back on %(moment)s.") % {"moment": back} if done.count else "", done)


@require_POST
@login_required
def archive_read(request: HttpRequest) -> HttpResponse:
    """Archive all that is read."""
    done = threads.archive_read(signed_in_id(request), now=timezone.now())
    return _answer(request, _archived(done) or _("There is nothing read to archive."), done)


@require_POST
@login_required
def undo(request: HttpRequest, deed: str) -> HttpResponse:
    """Take back what was archived or put off."""
    is_name = deed.isdecimal() and len(deed) <= LONGEST_NAME
    count = threads.undo(signed_in_id(request), int(deed)) if is_name else 0
    back = ngettext("%(count)d notification is back.", "%(count)d notifications are back.", count)
    return _answer(request, back % {"count": count} if count else _("There is nothing to undo any more."))


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read."""
    inbox.mark_all_read(signed_in_id(request), now=timezone.now())
    return _answer(request)


def _archived(done: Deed) -> str:
    words = ngettext("%(count)d notification archived.", "%(count)d notifications archived.", done.count)
    return words % {"count": done.count} if done.count else ""


def _answer(
    request: HttpRequest, text: str = "", done: Deed | None = None, *, level: str = "success"
) -> HttpResponse:
    """To the page that asks without being left: a toast, and the word to fetch what changed. Else back to the list."""
    name = done.name if done and done.count else None
    if getattr(request, "htmx", False):
        toast = {"level": level, "message": text}
        if name is not None:
            toast["undo"] = reverse("notifications:undo", args=[name])
        told = {"inbox": True, **({"toast": toast} if text else {})}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})
    if text:
        messages.add_message(request, messages.ERROR if level == "error" else messages.SUCCESS, text)
    return _back(request, name)


def _back(request: HttpRequest, undo: int | None) -> HttpResponse:
    """To the list that the line was on."""
    show = request.POST.get("show", "")
    query: dict[str, str | int] = {"show": show} if show in selectors.SHOWN and show != "all" else {}
    asked = urlencode({**query, "undo": undo} if undo is not None else query)
    address = reverse("notifications:notification-list")
    return redirect(f"{address}?{asked}" if asked else address)
