"""A person's classes in their own calendar: the private address, and what is fetched from it."""

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.services import obligations
from courses import permissions
from courses.selectors import certificates, live
from courses.services.live import calendars
from courses.views.answers import said
from courses.views.classes import CALENDAR
from synthai.core.access import TenantRequest, page

RATE = {"calendar": "120/m/ip"}
OWN = "courses:calendar"


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_LEARN)
def own(request: TenantRequest, organisation: str) -> HttpResponse:
    """One's own calendar address; made by a button."""
    if request.method == "POST":
        calendars.open_feed(by=request.actor, now=timezone.now())
        return said(request, _("Your calendar address is ready."), OWN, organisation)
    found = live.own_feed(request.actor.user_id or 0)
    context = {
        "address": calendars.address_of(found) if found else "",
        "has_dates": bool(found and found.has_dates),
        "may_have_dates": obligations.are_for(request.actor),
    }
    return render(request, "courses/class_calendar.html", context)


@require_POST
@page(permissions.COURSE_LEARN)
def dates(request: TenantRequest, organisation: str) -> HttpResponse:
    """Dates in documents beside the classes, or not."""
    are_shown = request.POST.get("are_shown") == "1"
    calendars.show_dates(are_shown=are_shown, by=request.actor)
    shown, hidden = (
        _("Your calendar shows dates in documents too."),
        _("Your calendar shows your classes alone."),
    )
    return said(request, shown if are_shown else hidden, OWN, organisation)


@require_POST
@page(permissions.COURSE_LEARN)
def close(request: TenantRequest, organisation: str) -> HttpResponse:
    """The address ends."""
    calendars.close_feed(by=request.actor)
    return said(
        request, _("The address is closed. Calendars that used it stay as they are."), OWN, organisation
    )


@require_safe
def feed(request: HttpRequest, owner: str, token: str) -> HttpResponse:
    """What a calendar fetches: 304 when nothing has changed, 404 once the address was closed."""
    if not ratelimit.consume(request, app="courses", action="calendar", config=RATE, limit_get=True):
        return ratelimit.respond_429(request)  # type: ignore[no-any-return]
    public_id = calendars.read_token(token)
    with certificates.opened(owner):
        found = calendars.feed_of(public_id, now=timezone.now())
    headers = {"ETag": found.tag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex, nofollow"}
    whole = HttpResponse(found.content, content_type=CALENDAR, headers=headers)
    return get_conditional_response(request, etag=found.tag, response=whole)  # type: ignore[return-value]
