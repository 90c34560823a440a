"""What the pages of kept cards show."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from billing.gateways import Gateway, registry
from billing.models import CardSetup, PaymentMethod, Subscription, SubscriptionState
from billing.selectors import portal, wallets
from billing.services import card_pages, own_pages
from billing.services import methods as kept_methods
from billing.views import gateways, screens, sentences
from synthai.core.access import TenantRequest
from synthai.core.money import Money


def typing(methods_path: str) -> gateways.Errand:
    """To type a card there."""
    return _errand(_("You type your card there and come back here."), methods_path)


def managing(methods_path: str) -> gateways.Errand:
    """To see to all cards there."""
    return _errand(_("You manage your cards there and come back here."), methods_path)


def _errand(lead: str, methods_path: str) -> gateways.Errand:
    return gateways.Errand(
        lead=lead,
        if_away=_("Nothing is changed before you change it there."),
        instead=_("Back to ways to pay"),
        instead_path=methods_path,
    )


def methods(request: TenantRequest, *, now: datetime) -> dict[str, Any]:
    """Kept ways to pay, the one that is charged next marked; those just removed; where another one can be added."""
    customer, kept = portal.customer(), portal.methods()
    default = customer.default_method if customer else ""
    subscription = portal.live_subscription()
    without = [_without_card(subscription, now), _without_top_up()]
    rows = [_row(method, default=default, now=now) for method in kept]
    return {
        "rows": rows,
        "removed": [
            {"method": row, "name": kept_methods.name_of(row)} for row in portal.removed_methods(now=now)
        ],
        "next_card": next((row["name"] for row in rows if row["is_default"]), ""),
        "without_card": " ".join(filter(None, without)),
        "runner": gateways.title_of(subscription.run_by) if subscription and subscription.run_by else "",
        "own_pages": own_pages.offered(),
        "places": [_place(gateway) for gateway in _keeping()],
        "open_charges": [row for row in portal.open_charges() if row.is_payable],
        "came_back": request.GET.get("back", ""),
        "topic": screens.topic(request),
        **screens.rights(request),
    }


def _row(method: PaymentMethod, *, default: str, now: datetime) -> dict[str, Any]:
    return {
        "method": method,
        "name": kept_methods.name_of(method),
        "gateway": gateways.title_of(method.gateway),
        "is_default": method.public_id == default,
        "is_expired": method.is_expired(on=localtime(now).date()),
        "can_update": card_pages.can_update(method),
    }


def _keeping() -> list[Gateway]:
    """Where a card can be kept without a charge."""
    return [gateway for gateway in registry.active().values() if gateway.keeps_for is not None]


def _place(gateway: Gateway) -> dict[str, Any]:
    """A payment service, and what adding a card there costs."""
    said = _("Nothing is charged.")
    if gateway.keeps_for:
        amount = Money(gateway.keeps_for)
        said = _("%(amount)s is charged to see that it works, and given back at once.") % {"amount": amount}
    return {"code": gateway.code, "title": gateway.title, "said": said}


def _without_card(subscription: Subscription | None, now: datetime) -> str:
    """What the plan does when no card is left."""
    if subscription is None or subscription.cancel_at_end:
        return ""
    if subscription.run_by:
        named = {"gateway": gateways.title_of(subscription.run_by)}
        return _("%(gateway)s runs your plan: without a card there its next charge fails.") % named
    if subscription.state == SubscriptionState.TRIALING:
        return _("Your trial then ends by itself on %(day)s, unless you pay before.") % {
            "day": sentences.day(subscription.trial_ends_at)
        }
    found = screens.next_charge(subscription, has_card=False, now=now)
    if found is None or found["quote"].total <= Decimal(0):
        return ""
    quote = found["quote"]
    return _("Your next charge of %(amount)s on %(day)s will ask you to pay by link or EFT.") % {
        "amount": Money(quote.total, quote.currency),
        "day": sentences.day(found["at"]),
    }


def _without_top_up() -> str:
    """Prepaid units are bought by themselves with a card only."""
    if not wallets.has_rules():
        return ""
    return _("Without a card prepaid units are not topped up by themselves.")


def adding(request: TenantRequest, found: CardSetup) -> dict[str, Any]:
    """How adding a card stands."""
    slug = request.organisation.slug
    return {
        "setup": found,
        "gateway": gateways.title_of(found.gateway),
        "card": kept_methods.name_of(found.method) if found.method else "",
        "amount": Money(found.amount, found.currency) if found.amount else None,
        "is_waiting": found.state == "started",
        "poll_url": reverse("billing:method-adding", args=[slug, found.public_id]),
        "methods_url": reverse("billing:methods", args=[slug]),
        "topic": screens.topic(request),
    }
