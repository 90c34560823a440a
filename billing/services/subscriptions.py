"""Start, pause, cancel, take back: what people do with a subscription. Changing it is services.changes."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine.periods import local_date, midnight
from billing.models import (
    Charge,
    ChargeReason,
    Interval,
    Plan,
    PlanKind,
    Price,
    Subscription,
    SubscriptionState,
    Wish,
)
from billing.services import awaited, charges, coupons, effects, elsewhere, quoting, transitions
from synthai.core.access import Actor, require
from synthai.core.errors import Conflict, DomainError
from synthai.core.money import Money
from synthai.core.rules import Facts
from synthai.core.versions import check_version

LONGEST_PAUSE = timedelta(days=183)
MOST_SEATS = 10_000


class AlreadySubscribed(Conflict):
    """One plan at a time."""

    code = "billing.subscription.already"
    title = _("There is a plan already")
    message = _("Your organisation has a plan already. Change it instead of starting another.")


class NotOnSale(DomainError):
    """The price cannot be chosen."""

    code = "billing.price.not_on_sale"
    title = _("This price is no longer offered")
    message = _("This price is no longer offered. Choose again from the plans.")
    remedy = _("Fetch the plans again and choose one of their prices.")
    field = "price"


class AmountChanged(Conflict):
    """What was shown is not what it costs now."""

    code = "billing.change.amount_changed"
    title = _("The amount has changed")
    message = _("It costs %(now)s now, not %(shown)s as shown. Look at it again and confirm.")


class TrialUsed(DomainError):
    """Once for an organisation."""

    code = "billing.trial.used"
    title = _("No trial left")
    message = _(
        "Your organisation has had its trial, or this plan has none. Start the plan by paying for it."
    )
    remedy = _("Start the plan without a trial.")


class NoSubscription(Conflict):
    """There is none to do it with."""

    code = "billing.subscription.none"
    title = _("There is no plan")
    message = _("Your organisation has no plan that this could be done with.")


class NotNow(Conflict):
    """Its state does not allow it; the message says what to do first."""

    code = "billing.subscription.not_now"
    title = _("The plan's state does not allow it")
    message = _("This cannot be done with the plan as it stands.")


@dataclass(frozen=True, kw_only=True)
class Started:
    """A new subscription; `charge` is what is to be paid before it begins, None for a trial or a free one."""

    subscription: Subscription
    charge: Charge | None


@transaction.atomic
def start_trial(organisation_id: int, *, price: str, quantity: int = 1, by: Actor, now: datetime) -> Started:
    """Begin the plan's trial, without card or payment. Needs the tenant.

    Raises NotAllowed, NotOnSale, AlreadySubscribed, TrialUsed.
    """
    require(by, permissions.SUBSCRIPTION_CHANGE)
    refuse_quantity(quantity)
    customer = locks.lock_customer(organisation_id)
    chosen = price_on_sale(price, now=now)
    _refuse_second()
    if not chosen.plan.trial_days or customer.trial_used_at is not None:
        raise TrialUsed
    customer.trial_used_at = now
    customer.save(update_fields=["trial_used_at"])
    ends_at = midnight(local_date(now) + timedelta(days=chosen.plan.trial_days + 1))
    made = _new(organisation_id, chosen, quantity, now)
    transitions.trial_started(made, ends_at=ends_at, by=by, now=now)
    return Started(subscription=made, charge=None)


@transaction.atomic
def start(
    organisation_id: int,
    *,
    price: str,
    quantity: int = 1,
    coupon: str = "",
    shown: Decimal | None = None,
    is_calendar_cycle: bool = False,
    by: Actor,
    now: datetime,
) -> Started:
    """Begin a plan by paying for its first period, or pay for the one whose trial is running. Needs the tenant.

    In a calendar cycle periods begin on the first of the month, and the first one costs the days until then; otherwise they
    begin on the day of the month it was begun on. Asking again calls off what was asked before and not paid, and frees its
    coupon; one that is on the trial stays, unless it is not for the plan. `shown` is the amount that was confirmed: another
    one is refused. Raises NotAllowed, NotOnSale, NotNow, AlreadySubscribed, BeingCharged, CouponRefused, AmountChanged.
    """
    refuse_quantity(quantity)
    customer = locks.lock_customer(organisation_id)
    chosen = price_on_sale(price, now=now)
    live = locks.lock_live_subscription()
    if live is not None and (live.state != SubscriptionState.TRIALING or live.run_by):
        raise AlreadySubscribed
    subscription = live or _unfinished(chosen, quantity) or _new(organisation_id, chosen, quantity, now)
    awaited.refuse_charging(*locks.lock_open_charges(subscription.pk))
    charges.call_off_open(subscription, by=by, now=now)
    if live is None:
        coupons.release_unpaid(subscription)
    if coupon:
        coupons.redeem(coupon, subscription, chosen, now=now)
    active = coupons.holding_for(subscription, chosen)
    subscription.is_calendar_cycle = is_calendar_cycle
    subscription.save(update_fields=["is_calendar_cycle"])
    calendar_from = max(now, subscription.trial_ends_at or now) if is_calendar_cycle else None
    quote = quoting.first(
        chosen, quantity, {}, active.coupon if active else None, now=now, calendar_from=calendar_from
    )
    require(by, permissions.SUBSCRIPTION_CHANGE, Facts(resource="billing.subscription", amount=quote.total))
    if shown is not None and shown != quote.total:
        raise AmountChanged(now=Money(quote.total, quote.currency), shown=Money(shown, quote.currency))
    wanted = charges.Wanted(
        key=f"{subscription.public_id}:first:{secrets.token_hex(6)}",
        reason=ChargeReason.FIRST,
        quote=quote,
        effect=effects.start(chosen, quantity, {}),
    )
    charge = charges.make(customer.organisation_id, subscription, wanted, by=by, now=now)
    return Started(subscription=subscription, charge=charge)


@transaction.atomic
def pause(*, until: datetime | None, by: Actor, now: datetime, expected: str | None = None) -> Subscription:
    """Stop charging now and keep the days that are left; at most half a year. Raises NotAllowed, NotNow, NoSubscription."""
    require(by, permissions.SUBSCRIPTION_CHANGE)
    subscription = _lock_mine(expected)
    elsewhere.refuse_run(subscription)
    if subscription.state != SubscriptionState.ACTIVE:
        raise NotNow(_("Only a plan that is paid up can be paused. Pay what is open first."))
    refuse_waiting(subscription)
    latest = now + LONGEST_PAUSE
    if until is not None and not now < until <= latest:
        raise NotNow(
            _("A pause ends on a day between tomorrow and %(latest)s."),
            field="until",
            latest=date_format(local_date(latest), "j F Y"),
        )
    transitions.paused(subscription, resumes_at=until or latest, by=by, now=now)
    return subscription


@transaction.atomic
def resume(*, by: Actor, now: datetime, expected: str | None = None) -> Subscription:
    """End a pause: the days that were left begin to count again. Raises NotAllowed, NotNow, NoSubscription."""
    require(by, permissions.SUBSCRIPTION_CHANGE)
    subscription = _lock_mine(expected)
    elsewhere.refuse_run(subscription)
    if subscription.state != SubscriptionState.PAUSED:
        raise NotNow(_("The plan is not paused."))
    transitions.resumed(subscription, by=by, now=now)
    return subscription


@transaction.atomic
def cancel(
    *, at_once: bool = False, reason: str = "", by: Actor, now: datetime, expected: str | None = None
) -> Subscription:
    """End the plan with the period that is paid for, or at once; no data goes. Nothing is paid back by itself.

    On trial, overdue or paused there is nothing left to use, so it ends at once. A gateway that runs the plan is told by a worker
    (services.elsewhere). Raises NotAllowed, NoSubscription.
    """
    require(by, permissions.SUBSCRIPTION_CHANGE)
    locks.lock_customer(by.organisation_id or 0)
    subscription = _lock_mine(expected)
    subscription.cancel_reason = reason[:200]
    if at_once or subscription.state != SubscriptionState.ACTIVE:
        charges.call_off_open(subscription, by=by, now=now)
        transitions.cancelled(subscription, reason="asked", by=by, now=now)
        elsewhere.wish(subscription, Wish.END, now=now)
    elif not subscription.cancel_at_end:
        transitions.cancel_requested(subscription, by=by)
        elsewhere.wish(subscription, Wish.RUN_OUT, now=now)
    return subscription


@transaction.atomic
def keep(*, by: Actor, now: datetime, expected: str | None = None) -> Subscription:
    """Take a cancellation back while the plan still runs. Raises NotAllowed, NotNow, NoSubscription."""
    require(by, permissions.SUBSCRIPTION_CHANGE)
    subscription = _lock_mine(expected)
    if not subscription.cancel_at_end:
        raise NotNow(_("The plan is not being cancelled."))
    transitions.kept(subscription, by=by)
    elsewhere.wish(subscription, Wish.KEEP, now=now)
    return subscription


def refuse_waiting(subscription: Subscription) -> None:
    """Not before what was paid for in a larger trial has begun. Raises NotNow."""
    if subscription.waits_for_choice and subscription.next_price is not None:
        raise NotNow(
            _("%(plan)s is paid for and begins on %(day)s. Change or pause it from then on."),
            plan=subscription.next_price.plan.name,
            day=date_format(local_date(subscription.period_start or subscription.created_at), "j F Y"),
        )


def refuse_quantity(quantity: int) -> None:
    """Seats in a number that makes sense. Raises NotNow."""
    if not 1 <= quantity <= MOST_SEATS:
        raise NotNow(_("Choose between 1 and 10 000 seats."), field="quantity")


def seats_for(price: Price, wanted: int | None) -> int:
    """Seats to buy: those that are in the price cost the same, so never fewer; one where nothing is counted."""
    return max(wanted or 1, price.included_quantity, 1) if price.metric else 1


def price_on_sale(public_id: str, *, now: datetime) -> Price:
    """A plan's price that can be chosen now. Raises NotOnSale."""
    rows = Price.objects.on_sale(at=now).filter(plan__kind=PlanKind.PLAN).exclude(interval=Interval.ONCE)
    found = rows.select_related("plan").filter(public_id=public_id).first()
    if found is None:
        raise NotOnSale
    return found


def plan_on_sale(code: str, interval: str, *, now: datetime, currency: str = "ZAR") -> Price:
    """The newest price of a plan on sale. Raises NotOnSale."""
    plan = Plan.objects.filter(code=code).first()
    rows = Price.objects.on_sale(at=now).filter(plan=plan, interval=interval, currency=currency)
    found = rows.select_related("plan").order_by("-version").first()
    if found is None:
        raise NotOnSale
    return found


def _lock_mine(expected: str | None) -> Subscription:
    found = locks.lock_live_subscription()
    if found is None:
        raise NoSubscription
    check_version(found, expected)
    return found


def _refuse_second() -> None:
    if Subscription.objects.live().exists():
        raise AlreadySubscribed


def _unfinished(price: Price, quantity: int) -> Subscription | None:
    found: Subscription | None = (
        Subscription.objects.filter(state=SubscriptionState.INCOMPLETE).order_by("pk").first()
    )
    if found is not None:
        found.price, found.quantity = price, quantity
        found.save(update_fields=["price", "quantity"])
    return found


def _new(organisation_id: int, price: Price, quantity: int, now: datetime) -> Subscription:
    made: Subscription = Subscription.objects.create(
        organisation_id=organisation_id, price=price, quantity=quantity, created_at=now
    )
    return made
