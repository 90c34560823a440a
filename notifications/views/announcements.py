"""An organisation writes to its own team: write, see what it would do, press, watch, cancel."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from notifications import audiences, permissions, selectors
from notifications.announcement_forms import AnnouncementForm
from notifications.models import TeamAnnouncement
from notifications.services import announcing, counting, reporting
from synthai.core.access import Actor, page
from synthai.core.errors import DomainError
from synthai.core.keyset import page as keyset_page

PAGE_SIZE = 30


@require_GET
@page(permissions.ANNOUNCE)
def announcement_list(request: HttpRequest, organisation: str) -> HttpResponse:
    """What was written, newest first."""
    found = keyset_page(
        selectors.team_announcements(),
        ordering=("-created_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="team-announcements",
    )
    return render(request, "notifications/announcement_list.html", {"rows": found.rows, "page": found})


@require_http_methods(["GET", "POST"])
@page(permissions.ANNOUNCE)
def write(request: HttpRequest, organisation: str, public_id: str = "") -> HttpResponse:
    """Write a draft, or change one."""
    row = selectors.get_team_announcement(public_id) if public_id else None
    form = AnnouncementForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid():
        try:
            kept = announcing.write(form.draft(), by=_actor(request), now=timezone.now(), row=row)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("notifications-organisation:announcement", organisation, kept.public_id)
    return render(request, "notifications/announcement_edit.html", {"form": form, "row": row})


@require_GET
@page(permissions.ANNOUNCE)
def announcement(request: HttpRequest, organisation: str, public_id: str) -> HttpResponse:
    """A draft with what it would do, or what became of it."""
    row = selectors.get_team_announcement(public_id)
    context = {"row": row, "audience": audiences.described(row.audience).in_words(row.audience_args)}
    if row.may_change:
        return render(
            request,
            "notifications/announcement_preview.html",
            {**context, "counted": counting.count(row, now=timezone.now())},
        )
    return render(request, "notifications/announcement.html", {**context, **_report(row)})


@require_GET
@page(permissions.ANNOUNCE, is_part=True)
def progress(request: HttpRequest, organisation: str, public_id: str) -> HttpResponse:
    """How far it is, fetched again while it is on its way."""
    row = selectors.get_team_announcement(public_id)
    return render(request, "notifications/announcement_report.html", {"row": row, **_report(row)})


@require_POST
@page(permissions.ANNOUNCE)
def press(request: HttpRequest, organisation: str, public_id: str) -> HttpResponse:
    """Send or schedule it. Pressed twice it goes once."""
    row = selectors.get_team_announcement(public_id)
    try:
        if announcing.press(row, by=_actor(request), now=timezone.now()):
            messages.success(request, _("It is on its way.") if row.wall is None else _("It is scheduled."))
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("notifications-organisation:announcement", organisation, public_id)


@require_POST
@page(permissions.ANNOUNCE)
def cancel(request: HttpRequest, organisation: str, public_id: str) -> HttpResponse:
    """Take back what has not left."""
    row = selectors.get_team_announcement(public_id)
    if announcing.cancel(row, by=_actor(request), now=timezone.now()):
        messages.success(request, _("What had not left was taken back."))
    else:
        messages.info(request, _("Everything had left already."))
    return redirect("notifications-organisation:announcement-list", organisation)


def _report(row: TeamAnnouncement) -> dict[str, object]:
    return {"report": reporting.of(row), "failures": reporting.failures(row)}


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor")  # noqa: B009 - set by the middleware
    return actor
