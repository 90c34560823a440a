"""The inbox page, what changed on it, and the bell."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from notifications import catching_up, selectors, threads
from notifications.engine import snoozing
from notifications.models import Notification
from notifications.services import inbox
from synthai.core.access import signed_in_id
from synthai.core.api.etags import answer_conditionally

LONGEST_NAME = 18  # digits of a deed's name
TABS = (
    ("all", _("All"), ""),
    ("unread", _("Unread"), "?show=unread"),
    ("snoozed", _("Later"), "?show=snoozed"),
    ("archived", _("Archive"), "?show=archived"),
)


@require_GET
@login_required
def notification_list(request: HttpRequest) -> HttpResponse:
    """What a person was told by thread, newest first, with why; what is on the page counts as seen."""
    user_id, now, show = signed_in_id(request), timezone.now(), _shown(request)
    thread = _thread(request, user_id)
    found = threads.read(user_id, show, now=now, cursor=request.GET.get("cursor"), thread=thread)
    fresh = [group.line.public_id for group in found.groups if group.line.seen_at is None]
    inbox.mark_seen(user_id, fresh, now=now)
    context = {"inbox": found, "page": found.page, "unread_count": found.unread, "thread": thread}
    return render(
        request, "notifications/notification_list.html", {**context, **_surroundings(request, show)}
    )


@require_GET
@login_required
def changes(request: HttpRequest) -> HttpResponse:
    """The threads that changed since the page was made, as they are now; 304 when none did."""
    user_id, now, show = signed_in_id(request), timezone.now(), _shown(request)
    found = catching_up.changes(user_id, request.GET.get("after", ""), now=now)
    groups = threads.groups_of(user_id, show, found.lines, now=now) if found.lines else []
    inbox.mark_seen(user_id, [each.line.public_id for each in groups if each.line.seen_at is None], now=now)
    here = {group.line.group for group in groups}
    gone = sorted({line.group for line in found.lines} - here)
    context = {"changes": found, "groups": groups, "gone": gone, **_surroundings(request, show)}
    return _fresh(request, render(request, "notifications/inbox_changes.html", context))


@require_GET
@login_required
def bell(request: HttpRequest) -> HttpResponse:
    """The bell with its number, fetched again when the socket hints; 304 when it is the same."""
    return _fresh(request, render(request, "notifications/bell.html"))


@require_POST
@login_required
def open_notification(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark a line read and go where it points."""
    line = selectors.get_line(signed_in_id(request), public_id)
    inbox.mark_read(signed_in_id(request), public_id, now=timezone.now())
    inside = url_has_allowed_host_and_scheme(line.url, allowed_hosts=None)
    return redirect(line.url if inside else "notifications:notification-list")


def _shown(request: HttpRequest) -> str:
    show = request.GET.get("show", "")
    return show if show in selectors.SHOWN else "all"


def _thread(request: HttpRequest, user_id: int) -> Notification | None:
    """The thread that is asked for by one of its lines."""
    asked = request.GET.get("thread")
    return selectors.get_line(user_id, asked) if asked else None


def _surroundings(request: HttpRequest, show: str) -> dict[str, Any]:
    """What the lines need beside themselves."""
    is_late = snoozing.is_late(timezone.now(), timezone.get_current_timezone())
    undo = request.GET.get("undo", "")
    return {
        "show": show,
        "tabs": TABS,
        "is_late": is_late,
        "undo": int(undo) if undo.isdecimal() and len(undo) <= LONGEST_NAME else None,
    }


def _fresh(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """For pieces that are asked for again and again: a prepaid bundle pays for news only."""
    response["Cache-Control"] = "private, no-cache"
    return answer_conditionally(request, response)
