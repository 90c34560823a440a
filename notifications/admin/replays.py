"""Staff send failed messages once more: choose which, see how many, then start; each can be stopped."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminSingleDateWidget,
    UnfoldAdminTextInputWidget,
)

from notifications.admin.staff_pages import needing
from notifications.models import Replay
from notifications.models.message import CHANNELS
from notifications.services import replaying
from notifications.services.replaying import Failed
from synthai.core.access import staff_actor
from synthai.core.staff.site import staff_site

SHOWN = 20


class ReplayForm(forms.Form):
    """Which failed messages. Days are whole days here."""

    channel = forms.ChoiceField(
        label=gettext_lazy("Channel"),
        required=False,
        choices=[("", gettext_lazy("Every channel")), *CHANNELS],
        widget=UnfoldAdminSelectWidget,
    )
    provider = forms.CharField(
        label=gettext_lazy("Provider"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("Its code, such as bulksms. Empty: every provider."),
        widget=UnfoldAdminTextInputWidget,
    )
    answer = forms.CharField(
        label=gettext_lazy("Its answer holds"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A part of what the provider said. Empty: whatever it said."),
        widget=UnfoldAdminTextInputWidget,
    )
    since = forms.DateField(label=gettext_lazy("Failed from"), widget=UnfoldAdminSingleDateWidget)
    until = forms.DateField(label=gettext_lazy("Failed until"), widget=UnfoldAdminSingleDateWidget)

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        found: dict[str, Any] = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first. Choose a later one."))
        return found

    def failed(self) -> Failed:
        """What was asked for. The form must be valid."""
        zone, asked = timezone.get_current_timezone(), self.cleaned_data
        start, end = (
            datetime.combine(asked[name], datetime.min.time(), tzinfo=zone) for name in ("since", "until")
        )
        return Failed(
            since=start,
            until=end + timedelta(days=1),
            channel=asked["channel"],
            provider=asked["provider"].strip(),
            answer=asked["answer"].strip(),
        )


@require_http_methods(["GET", "POST"])
@needing("view_delivery", "change_delivery")
def page(request: HttpRequest) -> HttpResponse:
    """Choose and count by a GET, start by a POST of the same fields."""
    now = timezone.now()
    today = timezone.localdate(now)
    asked = request.POST if request.method == "POST" else request.GET
    form = ReplayForm({"since": str(today - timedelta(days=1)), "until": str(today), **asked.dict()})
    counted = None
    if form.is_valid():
        if request.method == "POST":
            row = replaying.start(form.failed(), by=staff_actor(request), now=now)
            messages.success(request, _("%(count)d messages go out again.") % {"count": row.counted})
            return redirect("admin:notification-replays")
        counted = replaying.count(form.failed(), now=now) if request.GET else None
    context = {
        **staff_site.each_context(request),
        "title": _("Send failed messages again"),
        "form": form,
        "counted": counted,
        "rows": Replay.objects.select_related("started_by").order_by("-created_at")[:SHOWN],
    }
    return TemplateResponse(request, "admin/notifications/replays.html", context)


@require_POST
@needing("change_delivery")
def stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send nothing more of one."""
    if replaying.stop(public_id, by=staff_actor(request), now=timezone.now()):
        messages.success(request, _("It was stopped. What went out before stays sent."))
    else:
        messages.error(request, _("It was at its end already."))
    return redirect("admin:notification-replays")
