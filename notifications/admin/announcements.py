"""Staff write to people of all organisations: list, form, what it would do, and what became of it."""

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from notifications import announcement_kinds, audiences
from notifications.admin.staff_pages import dress, needing, show
from notifications.announcement_forms import StaffAnnouncementForm
from notifications.models import Announcement
from notifications.services import announcing, consents, counting, reporting
from synthai.core.access import staff_actor
from synthai.core.errors import DomainError
from synthai.core.staff.site import StaffAdmin, staff_site

ASK_AT_ONCE = 5000
CHOICES = "/notifications/choices/"
CHANGE = "change_announcement"


@admin.register(Announcement, site=staff_site)
class AnnouncementAdmin(StaffAdmin):
    """What staff wrote to many."""

    when_empty = gettext_lazy(
        "What you write to people of all organisations stands here, with whom it reached."
    )
    list_display = ("title", "purpose", "state", "author_label", "created_at", "ended_at")
    list_filter = ("state", "purpose", "created_at")
    search_fields = ("title", "public_id")
    find_exactly = ("pk", "public_id")
    change_list_template = "admin/notifications/announcements.html"

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, object] | None = None,
    ) -> HttpResponse:
        """Its own page says more than a form of its columns."""
        del form_url, extra_context
        row = get_object_or_404(Announcement, pk=object_id if object_id.isdecimal() else None)
        return redirect("admin:notifications-announcement", row.public_id)


@require_http_methods(["GET", "POST"])
@needing(CHANGE)
def write(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """Write a draft, or change one."""
    row = get_object_or_404(Announcement, public_id=public_id) if public_id else None
    form = StaffAnnouncementForm(request.POST or None, row=row)
    dress(form)
    if request.method == "POST" and form.is_valid():
        try:
            kept = announcing.write(form.draft(), by=staff_actor(request), now=timezone.now(), row=row)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return redirect("admin:notifications-announcement", kept.public_id)
    return show(request, "announcement_edit.html", _("Write an announcement"), {"form": form})


@require_http_methods(["GET", "POST"])
@needing("view_announcement", CHANGE)
def announcement(request: HttpRequest, public_id: str) -> HttpResponse:
    """A draft with what it would do, or what became of it; its buttons post here."""
    row = get_object_or_404(Announcement, public_id=public_id)
    if request.method == "POST":
        return _done(request, row)
    now = timezone.now()
    context = {
        "row": row,
        "audience": audiences.described(row.audience).in_words(row.audience_args),
        "counted": counting.count(row, now=now) if row.may_change or row.state == "to_approve" else None,
        "report": None if row.may_change else reporting.of(row),
        "is_author": row.author_id == request.user.pk,
    }
    return show(request, "announcement.html", row.title, context)


@require_POST
@needing(CHANGE)
def ask_consent(request: HttpRequest) -> HttpResponse:
    """Ask people who were never asked whether they agree to marketing: once each, at most so many at a press."""
    people: list[int] = []
    resolver, after = audiences.offered("staff")[0].resolver, 0
    while len(people) < ASK_AT_ONCE and (found := resolver(None, {}, after, 1000)):
        people += consents.never_asked(found, announcement_kinds.OFFERS)
        after = found[-1]
    asked = consents.ask(
        people[:ASK_AT_ONCE],
        announcement_kinds.OFFERS,
        url=CHOICES,
        by=staff_actor(request),
        now=timezone.now(),
    )
    messages.success(request, _("%(count)d people were asked. Nobody is asked twice.") % {"count": asked})
    return redirect("admin:notifications_announcement_changelist")


def urls() -> list[URLPattern]:
    """Their addresses, for the composition to add to the staff site."""
    view = staff_site.admin_view
    at = "notifications/announcements"
    return [
        path(f"{at}/new/", view(write), name="notifications-announcement-new"),
        path(f"{at}/ask/", view(ask_consent), name="notifications-consent-ask"),
        path(f"{at}/<slug:public_id>/", view(announcement), name="notifications-announcement"),
        path(f"{at}/<slug:public_id>/change/", view(write), name="notifications-announcement-change"),
    ]


def _done(request: HttpRequest, row: Announcement) -> HttpResponseRedirect:
    """What a button asks for. Pressed twice it is done once."""
    by, now, verb = staff_actor(request), timezone.now(), request.POST.get("verb")
    try:
        if verb == "press":
            announcing.press(row, by=by, now=now)
        elif verb == "approve":
            announcing.approve(row, by=by, now=now)
        elif verb == "cancel":
            announcing.cancel(row, by=by, now=now)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect("admin:notifications-announcement", row.public_id)
