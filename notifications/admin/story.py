"""The whole story of one message, for staff: what was decided and why, each attempt, and what providers told later."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notifications import kinds as registry
from notifications.admin.staff_pages import needing
from notifications.models import Attempt, Delivery, DeliveryState, Message, ProviderCallback
from notifications.services import resending, watching, why
from synthai.core.access import staff_actor
from synthai.core.audit import audit
from synthai.core.staff.site import staff_site

AGAIN = frozenset({DeliveryState.FAILED, DeliveryState.SUPPRESSED})
MOST_CALLBACKS = 100


@require_http_methods(["GET", "POST"])
@needing("view_message", "change_delivery")
def page(request: HttpRequest, public_id: str) -> HttpResponse:
    """One message. A post sends one of its deliveries again; looking is on record too."""
    message = _find(public_id)
    if request.method == "POST":
        _send_again(request, message, request.POST.get("delivery", ""))
        return redirect("admin:notification-story", public_id)
    audit(
        message,
        "notifications.message.viewed",
        by=staff_actor(request),
        organisation_id=message.organisation_id,
    )
    kind = registry.known(message.kind)
    context = {
        **staff_site.each_context(request),
        "title": str(kind.title) if kind else message.kind,
        "message": message,
        "because": why.because(message),
        "ways": why.ways(message),
        "deliveries": _deliveries(message),
    }
    return TemplateResponse(request, "admin/notifications/story.html", context)


def _find(public_id: str) -> Message:
    rows = Message.objects.select_related("user", "organisation").filter(public_id=public_id)
    found = rows.order_by("pk").first()
    if found is None:
        raise Http404
    return found


def _send_again(request: HttpRequest, message: Message, public_id: str) -> None:
    row = Delivery.objects.filter(message=message, public_id=public_id).order_by("pk").first()
    if row is None or not resending.send_again(row.pk, now=timezone.now()):
        messages.error(request, _("Only what failed can be sent again: this did not, or not any more."))
        return
    audit(row, "notifications.delivery.sent_again", by=staff_actor(request))
    messages.success(request, _("It goes out again."))


def _deliveries(message: Message) -> list[dict[str, Any]]:
    rows = list(Delivery.objects.filter(message=message).select_related("lead__message").order_by("pk"))
    attempts = Attempt.objects.filter(delivery__in=rows).order_by("delivery_id", "number")
    found = told(
        {row.public_id for row in rows} | {row.provider_id for row in rows if row.provider_id},
        {row.provider for row in rows if row.provider},
        since=message.created_at,
    )
    return [
        {
            "row": row,
            "provider": watching.title_of(row.channel, row.provider) if row.provider else "",
            "attempts": [each for each in attempts if each.delivery_id == row.pk],
            "told": [each for each in found if each["key"] in {row.public_id, row.provider_id}],
            "may_go_again": row.state in AGAIN,
        }
        for row in rows
    ]


def told(names: Collection[str], providers: Collection[str], *, since: datetime) -> list[dict[str, Any]]:
    """What these providers told of these parcels, oldest first: by our key, or by their own number. One query."""
    if not providers:
        return []
    about = Q()
    for name in sorted(names):
        about |= Q(news__contains=[{"key": name}]) | Q(news__contains=[{"provider_id": name}])
    callbacks = ProviderCallback.objects.filter(about, provider__in=providers, received_at__gte=since)
    found = []
    for each in callbacks.order_by("received_at")[:MOST_CALLBACKS]:
        for news in each.news:
            key = news["key"] if news["key"] in names else news["provider_id"]
            if key in names:
                found.append(
                    {"key": key, "callback": each, "verdict": news["verdict"], "answer": news["answer"]}
                )
    return found
