"""One choice, shown and confirmed: which service it goes to depends on what there is already."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.engine.periods import local_date, midnight, period_end
from billing.engine.quotes import Quote
from billing.forms.choosing import EXTRA, ChoiceForm
from billing.models import Charge, Coupon, CouponDuration, Price, Subscription, SubscriptionState
from billing.selectors import catalogue, portal
from billing.services import changes, effects, previews, quoting, subscriptions
from billing.services.coupons import CouponRefused
from billing.services.subscriptions import Started
from billing.views import sentences
from synthai.core.access import TenantRequest
from synthai.core.errors import DomainError
from synthai.core.money import format_zar
from synthai.core.versions import version_of


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a choice means. `starts` when it begins with a payment; else it changes what there is."""

    price: Price
    quantity: int
    starts: bool
    is_now: bool
    from_at: datetime
    next_at: datetime | None
    period_amount: Decimal
    quote: Quote | None
    is_trial: bool = False
    goes_on: str = ""  # the plan of the trial, where it goes on until then
    coupon_later: str = ""
    coupon_code: str = ""  # the one that runs
    coupon_ends: bool = False
    excesses: list[previews.Excess] = field(default_factory=list)

    @property
    def due(self) -> Decimal:
        """What is to be paid before it holds."""
        return self.quote.total if self.quote else Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What confirming came to."""

    charge: Charge | None
    sentence: str


def work_out(form: ChoiceForm, subscription: Subscription | None, *, coupon: str, now: datetime) -> Shown:
    """What the form's choice means for the subscription there is. Raises DomainError for what cannot be chosen."""
    price = _price(form.cleaned_data["price"], subscription, now)
    quantity = _quantity(form, price)
    if starts(form, subscription):
        return _start(price, quantity, subscription, coupon, now)
    if subscription is None:
        raise subscriptions.NoSubscription
    extras = _extras(form, subscription, price, now)
    found = changes.preview(subscription, price=price, quantity=quantity, extras=extras, now=now)
    return Shown(
        price=price,
        quantity=quantity,
        starts=False,
        is_now=found.is_now,
        is_trial=subscription.state == SubscriptionState.TRIALING,
        from_at=found.from_at,
        next_at=_next_at(found, subscription, now),
        period_amount=found.period_amount,
        quote=found.quote,
        coupon_code=found.coupon.coupon.code if found.coupon else "",
        coupon_ends=found.coupon_ends,
    )


def starts(form: ChoiceForm, subscription: Subscription | None) -> bool:
    """Whether the choice begins with a payment: there is no plan yet, or the trial's is to be paid for."""
    if subscription is None or not subscription.is_live:
        return True
    return subscription.state == SubscriptionState.TRIALING and bool(form.cleaned_data["pays"])


def back_to_plans(request: TenantRequest, form: ChoiceForm) -> HttpResponse:
    """To the plans as they were shown: monthly or yearly, as what was chosen is."""
    interval = catalogue.interval_of(form.cleaned_data.get("price", ""))
    query = f"?interval={interval}" if interval else ""
    return redirect(reverse("billing:plans", args=[request.organisation.slug]) + query)


def show(
    request: TenantRequest, form: ChoiceForm, *, now: datetime, refusal: DomainError | None = None
) -> HttpResponse:
    """The page before the confirmation. What cannot be chosen leads back to the plans with the reason."""
    subscription = portal.present_subscription()
    coupon, coupon_error = form.cleaned_data["coupon"].strip(), ""
    try:
        try:
            shown = work_out(form, subscription, coupon=coupon, now=now)
        except CouponRefused as error:
            coupon_error = str(error)
            shown = work_out(form, subscription, coupon="", now=now)
    except DomainError as error:
        messages.error(request, str(error))
        return back_to_plans(request, form)
    context = _shown(request, form, shown, typed=coupon, coupon_error=coupon_error) | {"refusal": refusal}
    context["version"] = version_of(subscription) if subscription else ""
    return render(request, "billing/change.html", context, status=409 if refusal else 200)


def _shown(
    request: TenantRequest, form: ChoiceForm, shown: Shown, *, typed: str, coupon_error: str
) -> dict[str, Any]:
    """What the page says of a choice."""
    return {
        "shown": shown,
        "form": form,
        "coupon": "" if coupon_error else typed,
        "coupon_error": coupon_error,
        "coupon_typed": typed,
        "pays": form.cleaned_data["pays"],
        "extras": {name: value for name, value in form.data.items() if name.startswith(EXTRA)},
        "excesses": previews.excesses(
            request.actor.organisation_id or 0, shown.price.plan, shown.quantity, shown.price.metric
        ),
        "vat": sentences.vat_of(shown.quote),
    }


def confirm(request: TenantRequest, form: ChoiceForm, *, now: datetime) -> Done:
    """Do it, for the amount that was shown. Raises what the services raise."""
    subscription = portal.present_subscription()
    price = _price(form.cleaned_data["price"], subscription, now)
    quantity = _quantity(form, price)
    if starts(form, subscription):
        made = subscriptions.start(
            request.actor.organisation_id or 0,
            price=price.public_id,
            quantity=quantity,
            coupon=form.cleaned_data["coupon"],
            shown=form.confirmed,
            by=request.actor,
            now=now,
        )
        return _done(made.charge, sentences.said_started(made, price))
    if subscription is None:
        raise subscriptions.NoSubscription
    found, charge = changes.request(
        price=price.public_id,
        quantity=quantity,
        extras=_extras(form, subscription, price, now),
        shown=form.confirmed,
        by=request.actor,
        now=now,
        expected=form.cleaned_data["version"] or None,
    )
    return _done(charge, sentences.said_changed(found))


def confirmed(request: TenantRequest, done: Done) -> HttpResponse:
    """To the charge when something is to be paid, else back to the overview."""
    slug = request.organisation.slug
    if done.charge is not None:
        return redirect("billing:pay", slug, done.charge.public_id)
    messages.success(request, done.sentence)
    return redirect("billing:overview", slug)


def start_trial(request: TenantRequest, price: str, *, now: datetime) -> Started:
    """Begin the trial with the seats that are in the price."""
    chosen = subscriptions.price_on_sale(price, now=now)
    seats = subscriptions.seats_for(chosen, None)
    return subscriptions.start_trial(
        request.actor.organisation_id or 0, price=price, quantity=seats, by=request.actor, now=now
    )


def said_errors(form: ChoiceForm) -> str:
    """The first thing that is wrong, in one sentence."""
    for name, errors in form.errors.items():
        if name == "quantity":
            return str(errors[0])
    return _("Choose one of the plans.")


def _done(charge: Charge | None, sentence: str) -> Done:
    return Done(charge=charge if charge is not None and charge.is_open else None, sentence=sentence)


def _start(
    price: Price, quantity: int, subscription: Subscription | None, coupon: str, now: datetime
) -> Shown:
    is_trial = subscription is not None and subscription.state == SubscriptionState.TRIALING
    trial_ends = subscription.trial_ends_at if subscription is not None and is_trial else None
    begins = trial_ends if trial_ends and trial_ends > now else midnight(local_date(now))
    quote = previews.start(price, quantity, coupon, subscription, now=now)
    waits = subscription is not None and is_trial and effects.loses_by(subscription, price, quantity, {})
    found = previews.coupon_of(price, coupon, subscription, now=now)
    return Shown(
        price=price,
        quantity=quantity,
        starts=True,
        is_now=begins <= now,
        is_trial=is_trial,
        goes_on=subscription.price.plan.name if subscription is not None and waits else "",
        from_at=max(begins, now),
        next_at=period_end(begins, price.interval, local_date(begins).day),
        period_amount=quoting.period_amount(quoting.holdings(price, quantity, {}, on=now)),
        quote=quote,
        coupon_later=_later(found, quote),
    )


def _later(coupon: Coupon | None, quote: Quote) -> str:
    """What a coupon takes off the periods after the first; empty when nothing. The first is a whole one."""
    less = {"amount": format_zar(quote.discount)}
    if coupon is None or coupon.duration == CouponDuration.ONCE:
        return ""
    if coupon.duration == CouponDuration.FOREVER:
        return _("%(amount)s less each time, by the coupon.") % less
    more = (coupon.periods or 1) - 1
    if more < 1:
        return ""
    said = ngettext("%(amount)s less one more time.", "%(amount)s less the next %(count)d times.", more)
    return said % {**less, "count": more}


def _price(public_id: str, subscription: Subscription | None, now: datetime) -> Price:
    """One on sale, or the subscription's own version, however old."""
    if subscription is not None and subscription.is_live:
        return changes.price_for(public_id, subscription, now=now)
    return subscriptions.price_on_sale(public_id, now=now)


def _quantity(form: ChoiceForm, price: Price) -> int:
    return subscriptions.seats_for(price, form.cleaned_data["quantity"])


def _extras(
    form: ChoiceForm, subscription: Subscription, price: Price, now: datetime
) -> Mapping[int, int] | None:
    return previews.extras(form.extras(), subscription, price, now=now)


def _next_at(found: changes.Preview, subscription: Subscription, now: datetime) -> datetime | None:
    if found.restarts:
        begins = quoting.restart_at(subscription, now=now)
        anchor = 1 if subscription.is_calendar_cycle else local_date(begins).day
        return period_end(begins, found.price.interval, anchor)
    return (
        subscription.trial_ends_at
        if subscription.state == SubscriptionState.TRIALING
        else subscription.period_end
    )
