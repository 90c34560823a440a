"""The inbox page and the bell."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from notifications import selectors
from notifications.services import inbox
from synthai.core.access import signed_in_id

PAGE_SIZE = 30


@require_GET
@login_required
def notification_list(request: HttpRequest) -> HttpResponse:
    """Everything a person was told, newest first."""
    only_unread = request.GET.get("show") == "unread"
    lines = selectors.inbox(signed_in_id(request))
    page = Paginator(lines.unread() if only_unread else lines, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "notifications/notification_list.html", {"page": page, "only_unread": only_unread})


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
    return redirect("notifications:notification-list")


@require_POST
@login_required
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything read."""
    inbox.mark_all_read(signed_in_id(request), now=timezone.now())
    return redirect("notifications:notification-list")
