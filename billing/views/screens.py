"""What billing's pages show: contexts of templates, without rules and without writes."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing import permissions
from billing.forms.portal import ProofForm
from billing.models import (
    Charge,
    ChargeReason,
    ChargeState,
    Payment,
    PaymentState,
    Subscription,
    SubscriptionState,
)
from billing.models.catalogue import PlanKind
from billing.selectors import catalogue, portal
from billing.services import (
    comparing,
    credit,
    entities,
    live,
    pay_links,
    payments,
    previews,
    proofs,
    quoting,
    subscriptions,
    terms,
    usage_live,
)
from billing.services import methods as kept_methods
from billing.views import coupon_screen, gateways, screens_chasing, sentences
from synthai.core import entitlements, keyset
from synthai.core.access import TenantRequest
from synthai.core.money import Money
from synthai.core.realtime import organisation_topic

PAGE_SIZE = 25


def topic(request: TenantRequest) -> str:
    """What these pages listen to."""
    return live.topic(request.organisation.public_id)


def overview(request: TenantRequest, *, now: datetime) -> dict[str, Any]:
    """Where things stand."""
    organisation_id = request.actor.organisation_id or 0
    subscription = portal.present_subscription()
    is_live = subscription is not None and subscription.is_live
    customer = portal.customer()
    kept = {method.public_id: method for method in portal.methods()}
    default = kept.get(customer.default_method) if customer else None
    coming = next_charge(subscription if is_live else None, has_card=default is not None, now=now)
    open_charges = portal.open_charges()
    return {
        "subscription": subscription if is_live else None,
        "extras": portal.extras_of(subscription) if subscription and is_live else [],
        "free": catalogue.free_plan(),
        "runner": gateways.title_of(subscription.run_by) if subscription and subscription.run_by else "",
        "next": coming,
        **coupon_screen.standing(subscription if is_live else None, coming["quote"] if coming else None),
        "planned_extras": _planned(subscription) if subscription and is_live else [],
        "announced": _announced(subscription) if subscription and is_live else None,
        "open_charges": open_charges,
        "credit": credit.balance(),
        "method": default,
        "method_name": kept_methods.name_of(default) if default else "",
        "first_charge": next((row for row in open_charges if row.reason == ChargeReason.FIRST), None),
        "is_expired": default is not None and default.is_expired(on=localtime(now).date()),
        "in_use": previews.in_use(organisation_id),
        "usage_url": _usage_url(request),
        "usage_topic": organisation_topic(request.organisation.public_id, usage_live.AREA),
        **screens_chasing.standing(subscription if is_live else None),
        "topic": topic(request),
        **rights(request),
    }


def next_charge(subscription: Subscription | None, *, has_card: bool, now: datetime) -> dict[str, Any] | None:
    """What is charged next, and when; None when nothing is."""
    if subscription is None or subscription.cancel_at_end or subscription.period_end is None:
        return None
    if subscription.run_by:
        return {"at": subscription.period_end, "quote": quoting.of_gateway(subscription)}
    if subscription.state == SubscriptionState.TRIALING and has_card:
        return {
            "at": subscription.period_end,
            "quote": quoting.renewal(subscription, at=subscription.period_end),
        }
    if subscription.state not in (SubscriptionState.ACTIVE, SubscriptionState.PAST_DUE):
        return None
    at = max(subscription.period_end, now)
    return {"at": at, "quote": quoting.renewal(subscription, at=at)}


def _announced(subscription: Subscription) -> Decimal | None:
    """What a period will cost, where a new price was announced."""
    starts, price = subscription.next_price_from, subscription.next_price
    if starts is None or price is None:
        return None
    return terms.amount_of(price, subscription.next_quantity or subscription.quantity, on=starts)


def _planned(subscription: Subscription) -> list[dict[str, Any]]:
    """The add-ons of the next period, where they will be others."""
    if subscription.next_extras is None:
        return []
    wanted = quoting.planned_extras(subscription)
    return [{"price": price, "quantity": wanted[price.pk]} for price in catalogue.prices(wanted)]


def _usage_url(request: TenantRequest) -> str:
    try:
        found = reverse("billing:usage", args=[request.organisation.slug])
    except NoReverseMatch:
        return ""
    return found if request.actor.can(permissions.USAGE_VIEW) else ""


def rights(request: TenantRequest) -> dict[str, bool]:
    return {
        "can_change": request.actor.can(permissions.SUBSCRIPTION_CHANGE),
        "can_pay": request.actor.can(permissions.PAYMENT_MAKE),
    }


def plans(request: TenantRequest, *, now: datetime) -> dict[str, Any]:
    """The plans on sale, the present one marked; seats and add-ons of a live plan."""
    subscription = portal.present_subscription()
    present = subscription if subscription is not None and subscription.is_live else None
    asked = request.GET.get("interval") or (present.price.interval if present else "month")
    customer = portal.customer()
    held = {extra.price.plan_id: extra.quantity for extra in portal.extras_of(present)} if present else {}
    return {
        "comparison": comparing.compare(_offers(present, now), asked, now=now),
        "present": present,
        "present_id": present.price.public_id if present else "",
        "seats": subscriptions.seats_for(present.price, present.quantity) if present else 1,
        "present_position": present.price.plan.position if present else 0,
        "is_trial": present is not None and present.state == SubscriptionState.TRIALING,
        "has_trial": present is None and (customer is None or customer.trial_used_at is None),
        "has_card": bool(customer and customer.default_method),
        "add_ons": _add_ons(present, held, now) if present else [],
        **rights(request),
    }


def _offers(present: Subscription | None, now: datetime) -> list[catalogue.Offer]:
    """What is on sale; the plan there is at the price that was agreed, also when new customers pay another."""
    offers = catalogue.offers(now=now)
    if present is None:
        return list(offers)
    own = present.price
    return [
        replace(offer, prices={**offer.prices, own.interval: own}) if offer.plan.pk == own.plan_id else offer
        for offer in offers
    ]


def _add_ons(present: Subscription, held: dict[int, int], now: datetime) -> list[dict[str, Any]]:
    """What can be added at the plan's interval, with how much of it there is; nothing for an app that is not there."""
    found = comparing.compare(
        catalogue.offers(now=now, kind=PlanKind.ADD_ON, currency=present.price.currency),
        present.price.interval,
        now=now,
    )
    known = entitlements.features()
    return [
        {"card": card, "quantity": held.get(card.offer.plan.pk, 0)}
        for card in found.cards
        if card.offer.plan.pk in held or any(code in known for code in card.offer.values)
    ]


def history(request: TenantRequest) -> dict[str, Any]:
    """One page of charges, each with its payments. Two queries."""
    rows = keyset.page(
        portal.charges(),
        ordering=("-created_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="billing:charges",
    )
    tries = portal.payments_of(row.pk for row in rows.rows)
    entries = [{"charge": row, "payments": tries.get(row.pk, [])} for row in rows.rows]
    return {"page": rows, "entries": entries, **rights(request)}


def credit_list(request: TenantRequest) -> dict[str, Any]:
    """What is left, and one page of what came and went. Two queries."""
    rows = keyset.page(
        portal.credit_entries(),
        ordering=("-created_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope="billing:credit",
    )
    return {"page": rows, "entries": rows.rows, "balance": credit.balance()}


def charge(request: TenantRequest, found: Charge) -> dict[str, Any]:
    """One charge with its lines and payments."""
    tries = portal.payments_of([found.pk]).get(found.pk, [])
    return {
        "charge": found,
        "eft": next((row for row in tries if found.is_open and proofs.is_awaited(row)), None),
        "charging": next((row for row in tries if found.is_open and row.is_being_charged), None),
        "payments": [{"payment": row, "gateway": gateways.title_of(row.gateway)} for row in tries],
        "seller": entities.shown(localtime(found.created_at).date()),
        "customer": portal.customer(),
        **rights(request),
    }


def pay_link(request: TenantRequest, found: Charge, *, now: datetime) -> dict[str, Any]:
    """A new link, to copy."""
    token = pay_links.make(found, request.organisation.public_id, now=now)
    path = reverse("billing-public:pay", args=[token])
    days = pay_links.VALID_FOR.days
    return {"charge": found, "url": settings.SITE_URL.rstrip("/") + path, "days": days}


def pay(request: TenantRequest, found: Charge) -> dict[str, Any]:
    """The ways to pay a charge; none while a kept card is being charged for it."""
    kept = portal.default_method(today=localtime(timezone.now()).date())
    return {
        "charge": found,
        "gateways": gateways.offered(found.currency),
        "charging": portal.being_charged(found) if found.is_open else None,
        "begun": portal.under_way(found),
        "kept_name": kept_methods.name_of(kept) if kept else "",
        "offers_to_keep": any(gateway.can_charge_again for gateway in gateways.offered(found.currency)),
        "came_back": request.GET.get("back") == "1",
        **rights(request),
    }


def payment(request: TenantRequest, found: Payment) -> dict[str, Any]:
    """How a payment stands, and what to do next."""
    slug = request.organisation.slug
    return {
        **standing(found.charge, found),
        "poll_url": reverse("billing:payment", args=[slug, found.public_id]),
        "again_url": reverse("billing:pay", args=[slug, found.charge.public_id]),
        "overview_url": reverse("billing:overview", args=[slug]),
        "topic": topic(request),
        **_proof(found),
        "proof_url": reverse("billing:payment-proof", args=[slug, found.public_id]),
        **rights(request),
    }


def _proof(found: Payment) -> dict[str, Any]:
    """The proof of an EFT that we wait for, and the form for one."""
    if not proofs.is_awaited(found):
        return {}
    kept = proofs.of(found)
    return {
        "proof": kept,
        "is_proof_by_link": kept is not None and proofs.is_by_link(kept),
        "proof_form": ProofForm(),
        "proof_bytes": proofs.BYTES_AT_MOST,
        "proof_megabytes": proofs.BYTES_AT_MOST >> 20,
    }


def standing(charge: Charge, found: Payment | None) -> dict[str, Any]:
    """A payment in the words of a page: paid, waiting, failed."""
    came = found is not None and found.state == PaymentState.CONFIRMED
    is_part = came and charge.is_part_paid and found is not None and bool(found.counted)
    is_paid = (came and not is_part) or charge.state == ChargeState.PAID
    is_left = found is not None and found.is_left
    is_waiting = found is not None and found.is_undecided and not is_paid and not is_left
    return {
        "charge": charge,
        "payment": found,
        "gateway": gateways.title_of(found.gateway) if found else "",
        "is_paid": is_paid,
        "is_other": found is not None and is_paid and not came,
        "is_part": is_part,
        "is_credit": came and not is_part and charge.state != ChargeState.PAID,
        "surplus": found.amount - found.counted if found is not None and found.counted else Decimal(0),
        "is_left": is_left,
        "is_waiting": is_waiting,
        "instructions": payments.instructions(found) if found is not None and is_waiting else None,
    }


def cancel(form: forms.Form, *, now: datetime) -> dict[str, Any]:
    """What ending the plan means, and what is lost when it ends at once."""
    free = catalogue.free_plan()
    offer = catalogue.Offer(plan=free, values={v.feature: v for v in free.values.all()}) if free else None
    found = portal.live_subscription()
    days, amount = quoting.unused(found, now=now) if found else (0, Decimal(0))
    if found is not None and days:
        form.fields["when"].choices = _when(found, days, amount)  # type: ignore[attr-defined]
    return {
        "form": form,
        "subscription": found,
        "days": days,
        "free": free,
        "gives": comparing.gives(offer) if offer else [],
    }


def _when(found: Subscription, days: int, amount: Decimal) -> list[tuple[str, str]]:
    named = {
        "day": sentences.day(found.period_end),
        "amount": Money(amount, found.price.currency),
        "days": days,
    }
    lost = ngettext(
        "At once: %(days)d day until %(day)s that is paid for is lost, worth %(amount)s. Nothing is given back.",
        "At once: %(days)d days until %(day)s that are paid for are lost, worth %(amount)s. Nothing is given back.",
        days,
    )
    ends = _("On %(day)s, the end of what is paid. Until then everything works, and you can take it back.")
    return [("end", ends % named), ("now", lost % named)]


def pause(form: forms.Form) -> dict[str, Any]:
    """What a pause means."""
    return {"form": form, "subscription": portal.live_subscription(), "free": catalogue.free_plan()}


def link_pay(found: pay_links.Opened, form: forms.Form, token: str) -> dict[str, Any]:
    """What somebody with the link sees: the name, the amount, the reference, the ways to pay."""
    return {
        **standing(found.charge, found.newest_payment),
        "name": found.organisation_name,
        "gateways": gateways.offered(found.charge.currency),
        "is_being_charged": portal.being_charged(found.charge) is not None,
        "form": form,
        "token": token,
        "state_url": reverse("billing-public:pay-back", args=[token]),
    }


def link_back(found: pay_links.Opened, token: str) -> dict[str, Any]:
    """How the newest payment stands, for somebody with the link."""
    shown = _proof(found.newest_payment) if found.newest_payment else {}
    return {
        **standing(found.charge, found.newest_payment),
        "name": found.organisation_name,
        "poll_url": reverse("billing-public:pay-back", args=[token]),
        "again_url": reverse("billing-public:pay", args=[token]),
        **shown,
        "proof_url": reverse("billing-public:pay-proof", args=[token]),
        "can_pay": True,
        "is_by_link": True,
        "is_proof_kept": bool(shown.get("proof")) and not shown["is_proof_by_link"],
    }
