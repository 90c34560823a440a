"""The outbox of the laptop: every channel as its reader would see it. These routes exist in development only."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from notifications import outbox
from notifications.channels.protocol import Channel
from notifications.models.message import CHANNELS
from notifications.services import trying_out
from synthai.core.access import signed_in_id

_INSIDE = {  # a mail brings styles of its own, and nothing else is let in
    "default-src": [NONE],
    "script-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
    "frame-ancestors": [SELF],
}


@require_GET
def development_outbox(request: HttpRequest) -> HttpResponse:
    """What went out, newest first; the list fetches itself again."""
    channel = request.GET.get("channel", "")
    channel = channel if channel in set(Channel) else ""
    kept = outbox.shown(channel)
    if kept and request.GET.get("newest") == kept[0].id:
        return HttpResponse(status=204)  # nothing new: what is open stays open
    context = {
        "kept": kept,
        "channel": channel,
        "tabs": _tabs(channel),
        "is_on": outbox.is_on(),
    }
    template = "outbox_list" if vars(request).get("htmx") else "development_outbox"
    return render(request, f"notifications/{template}.html", context)


@require_GET
@xframe_options_sameorigin
@csp_replace(_INSIDE)  # type: ignore[arg-type]  # the stubs know views of one argument
def development_mail(request: HttpRequest, mail_id: str) -> HttpResponse:
    """The HTML of one mail, for its frame."""
    del request
    return HttpResponse(outbox.html_of(mail_id))


@require_POST
@login_required
def development_try(request: HttpRequest) -> HttpResponse:
    """Send me one of everything, with a played phone and a played browser where I have none."""
    trying_out.send_everything(signed_in_id(request), now=timezone.now())
    return redirect("development:outbox")


def _tabs(channel: str) -> list[dict[str, object]]:
    """A link for each channel, and one for all of them."""
    address = reverse("development:outbox")
    shown = [("", "All"), *((code, label) for code, label in CHANNELS if code != Channel.IN_APP)]
    return [
        {"label": label, "url": f"{address}?channel={code}" if code else address, "active": code == channel}
        for code, label in shown
    ]
