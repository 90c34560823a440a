"""What the page of a running plan's coupon shows, and the overview of it."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from billing.engine.quotes import Quote
from billing.models import Subscription, SubscriptionState
from billing.services import coupons, running_coupon
from synthai.core.errors import DomainError
from synthai.core.versions import version_of


def shown(
    subscription: Subscription, form: forms.Form, *, now: datetime, refusal: DomainError | None = None
) -> dict[str, Any]:
    """What a code that was typed would do, or why it cannot be used. Read only."""
    offer, why = None, ""
    typed = form.data.get("coupon", "").strip() if form.is_bound else ""
    if form.is_bound and form.is_valid():
        try:
            offer = running_coupon.preview(subscription, typed, now=now)
        except DomainError as error:
            why = str(error)
    elif form.is_bound:
        why = str(next(iter(form.errors.values()))[0])
    return {
        "subscription": subscription,
        "offer": offer,
        "sentence": running_coupon.said(offer) if offer else "",
        "running": coupons.active_on(subscription),
        "typed": typed,
        "why": why,
        "refusal": refusal if refusal is not None and not why else None,
        "version": version_of(subscription),
    }


def standing(subscription: Subscription | None, quote: Quote | None) -> dict[str, Any]:
    """The coupon that runs with what it takes off the next charge, and whether one may be used now."""
    if subscription is None:
        return {}
    offer = running_coupon.running(subscription, less=quote.discount if quote else Decimal(0))
    sentence = running_coupon.said(offer) if offer is not None and offer.less else ""
    takes_one = subscription.state in (SubscriptionState.ACTIVE, SubscriptionState.TRIALING)
    return {
        "coupon": {"code": offer.coupon.code, "sentence": sentence} if offer is not None else None,
        "may_use_coupon": takes_one and not subscription.cancel_at_end and not subscription.run_by,
    }


def said_used(offer: running_coupon.Offer) -> str:
    """It is on the plan."""
    named = {"coupon": offer.coupon.code, "sentence": running_coupon.said(offer)}
    return _("The coupon %(coupon)s is on your plan: %(sentence)s") % named


def said_gone(gone: running_coupon.Removed) -> str:
    """It is off the plan; which one is back."""
    named = {"coupon": gone.coupon.code, "back": gone.back.code if gone.back else ""}
    if gone.back:
        return _("The coupon %(coupon)s is taken off, and %(back)s is back on your plan.") % named
    return _("The coupon %(coupon)s is taken off. You can put it back below.") % named
