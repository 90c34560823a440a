"""The inbox page and the bell."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from notifications import kinds, selectors
from notifications.engine.clock import moment_of
from notifications.models import Notification
from notifications.services import choices, escalating, inbox, why
from synthai.core.access import signed_in_id
from synthai.core.keyset import page as keyset_page

PAGE_SIZE = 30
TABS = (
    ("all", _("All"), ""),
    ("unread", _("Unread"), "?show=unread"),
    ("snoozed", _("Later"), "?show=snoozed"),
    ("archived", _("Archive"), "?show=archived"),
)


@require_GET
@login_required
def notification_list(request: HttpRequest) -> HttpResponse:
    """What a person was told, newest first, with why; what is on the page counts as seen."""
    user_id, now = signed_in_id(request), timezone.now()
    show = request.GET.get("show", "")
    show = show if show in selectors.SHOWN else "all"
    lines = selectors.inbox(user_id, show, now=now)
    found = keyset_page(
        lines,
        ordering=("-created_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"inbox-{show}",
    )
    inbox.mark_seen(user_id, [line.public_id for line in found.rows if line.seen_at is None], now=now)
    context = {"lines": _with_reasons(user_id, found.rows), "page": found, "show": show, "tabs": TABS}
    return render(request, "notifications/notification_list.html", context)


@require_GET
@login_required
def bell(request: HttpRequest) -> HttpResponse:
    """The bell with its number, fetched again when the socket hints."""
    return render(request, "notifications/bell.html")


@require_POST
@login_required
def open_notification(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark a line read and go where it points."""
    line = selectors.get_line(signed_in_id(request), public_id)
    inbox.mark_read(signed_in_id(request), public_id, now=timezone.now())
    inside = url_has_allowed_host_and_scheme(line.url, allowed_hosts=None)
    return redirect(line.url if inside else "notifications:notification-list")


@require_POST
@login_required
def toggle_read(request: HttpRequest, public_id: str) -> HttpResponse:
    """Mark one line read, or unread again."""
    if request.POST.get("read") == "0":
        inbox.mark_unread(signed_in_id(request), public_id)
    else:
        inbox.mark_read(signed_in_id(request), public_id, now=timezone.now())
    return _back(request)


@require_POST
@login_required
def put_away(request: HttpRequest, public_id: str) -> HttpResponse:
    """Archive a line, put it off until tomorrow, or bring it back."""
    user_id, now = signed_in_id(request), timezone.now()
    wanted = request.POST.get("to")
    if wanted == "archive":
        inbox.archive(user_id, public_id, now=now)
    elif wanted == "tomorrow":
        inbox.snooze(user_id, public_id, until=_tomorrow(user_id, now), now=now)
    else:
        inbox.bring_back(user_id, public_id)
    return _back(request)


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read."""
    inbox.mark_all_read(signed_in_id(request), now=timezone.now())
    return redirect("notifications:notification-list")


def _back(request: HttpRequest) -> HttpResponse:
    """To the list that the line was on."""
    show = request.POST.get("show", "")
    address = reverse("notifications:notification-list")
    return redirect(f"{address}?show={show}" if show in selectors.SHOWN and show != "all" else address)


def _tomorrow(user_id: int, now: datetime) -> datetime:
    """Tomorrow at the hour at which her digests come, by her own clock."""
    hours = choices.hours_of(user_id)
    day = now.astimezone(hours.zone_info).date() + timedelta(days=1)
    return moment_of(day, datetime.min.time().replace(hour=hours.digest_hour), hours.zone_info)


def _with_reasons(user_id: int, lines: list[Notification]) -> list[dict[str, Any]]:
    """Each line with why it came and by which ways."""
    messages = selectors.why_of(user_id, [line.key for line in lines])
    matters = escalating.matters(line.key for line in lines if _may_go_on(line))
    return [
        {
            "line": line,
            "because": why.because(messages[line.key]) if line.key in messages else "",
            "ways": why.ways(messages[line.key]) if line.key in messages else [],
            "matter": matters.get(line.key),
        }
        for line in lines
    ]


def _may_go_on(line: Notification) -> bool:
    """Whether somebody may have to take it: only what is critical goes on."""
    kind = kinds.known(line.kind)
    return kind is not None and kind.is_critical
