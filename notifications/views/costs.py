"""What messages cost an organisation, and how its providers are chosen."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notifications import kinds as registry
from notifications import permissions, selectors
from notifications.engine.routing import Order
from notifications.forms import OrderForm
from notifications.models import ChannelBudget
from notifications.models.message import CHANNELS
from notifications.services import costs, routing, watching
from synthai.core.access import Actor, page

_CHANNELS = dict(CHANNELS)


@require_http_methods(["GET", "POST"])
@page(permissions.DEFAULTS_CHANGE)
def page_of_costs(request: HttpRequest, organisation: str) -> HttpResponse:
    """This month's messages in rand, where it leads, what would save, and whether the cheapest or the surest goes first."""
    actor: Actor = getattr(request, "actor")  # noqa: B009 - set by the middleware
    order, free_first = routing.chosen()
    form = OrderForm(request.POST or None, initial={"order": order.value, "free_first": free_first})
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        routing.choose(Order(wanted["order"]), free_first=wanted["free_first"], by=actor)
        messages.success(request, _("Your choice of providers was saved."))
        return redirect("notifications-organisation:costs", organisation)
    context = {"form": form, **_figures(actor.organisation_id or 0, timezone.now())}
    return render(request, "notifications/costs.html", context)


def _figures(organisation_id: int, now: datetime) -> dict[str, Any]:
    found = costs.month(organisation_id, now=now)
    standing = selectors.budget()
    return {
        "month": found,
        "rows": [(_channel(row.channel), _kind(row.kind), row) for row in found.rows],
        "standing": standing,
        "used": _used(standing, now),
        "is_over": _is_over(standing, found.forecast.expected if found.forecast else None),
        "offers": [
            (_channel(each.channel), watching.title_of(each.channel, each.provider), each)
            for each in costs.offers(organisation_id, now=now)
        ],
    }


def _used(standing: ChannelBudget | None, now: datetime) -> tuple[Decimal, int] | None:
    """What is spent of the budget in this month, and its percentage."""
    if standing is None:
        return None
    is_this_month = standing.month == timezone.localdate(now).replace(day=1)
    spent = standing.spent if is_this_month else Decimal(0)
    limit = standing.monthly_limit
    return spent, min(100, round(spent / limit * 100)) if limit else 100


def _is_over(standing: ChannelBudget | None, expected: Decimal | None) -> bool:
    return standing is not None and expected is not None and expected > standing.monthly_limit


def _channel(code: str) -> str:
    return str(_CHANNELS.get(code, code))


def _kind(code: str) -> str:
    known = registry.known(code)
    return str(known.title) if known else code
