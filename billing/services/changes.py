"""Another plan, other seats, add-ons: first what it would cost, then the change, for that very sum or not at all.

More takes effect now and costs the difference for the days that are left; less takes effect with the next period, and
nothing is paid back. From monthly to yearly begins a new period today, or when the free days of a trial are over; from yearly to monthly waits for the year's end.
On trial every change is free and at once.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import events, locks, permissions
from billing.engine.ledger import REFUNDS
from billing.engine.quotes import Quote
from billing.models import (
    Charge,
    ChargeReason,
    CouponRedemption,
    Interval,
    PlanKind,
    Price,
    Subscription,
    SubscriptionState,
)
from billing.services import awaited, charges, coupons, credit, effects, elsewhere, quoting, transitions
from billing.services.subscriptions import (
    AmountChanged,
    NoSubscription,
    NotNow,
    NotOnSale,
    refuse_quantity,
    refuse_waiting,
)
from synthai.core import entitlements
from synthai.core.access import Actor, require
from synthai.core.errors import Conflict
from synthai.core.events import publish
from synthai.core.money import Money
from synthai.core.rules import Facts
from synthai.core.versions import check_version


class NothingToChange(Conflict):
    """The choice is what there is."""

    code = "billing.change.nothing"
    title = _("Nothing would change")
    message = _("That is what you have already.")


class SeatsIncluded(NothingToChange):
    """Fewer seats than are in the price cost the same, so asking for them changes nothing."""

    message = _(
        "%(plan)s includes %(included)s seats, and they stay yours at the same price; in use: %(used)s. Choose more than "
        "%(included)s to add seats, or a smaller plan to pay less."
    )


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a change would mean. `quote` is what is to be paid now; None when nothing is.

    `from_at` is when it takes effect; `period_amount` what a whole period costs from then on, before coupons. `coupon` is the
    one that runs; with `coupon_ends` it is not for the new plan, and ends when the change holds.
    """

    price: Price
    quantity: int
    extras: dict[int, int]
    is_now: bool
    restarts: bool
    from_at: datetime
    quote: Quote | None
    period_amount: Decimal
    coupon: CouponRedemption | None = None

    @property
    def coupon_ends(self) -> bool:
        return self.coupon is not None and not coupons.fits(self.coupon.coupon, self.price)

    @property
    def due_now(self) -> Decimal:
        return self.quote.total if self.quote else Decimal(0)


def preview(
    subscription: Subscription,
    *,
    price: Price,
    quantity: int,
    extras: Mapping[int, int] | None = None,
    now: datetime,
) -> Preview:
    """What the change would cost and from when. Read only. Raises BeingCharged, NotNow, NothingToChange, NotOnSale."""
    wanted = quoting.extras_of(subscription) if extras is None else dict(extras)
    awaited.refuse_charging(*quoting.open_changes(subscription))
    _refuse_wrong(subscription, price, quantity, wanted, now)
    held = quoting.holdings(
        subscription.price, subscription.quantity, quoting.extras_of(subscription), on=now
    )
    chosen = quoting.holdings(price, quantity, wanted, on=now)
    before, after = quoting.period_amount(held), quoting.period_amount(chosen)
    is_trial = subscription.state == SubscriptionState.TRIALING
    same_interval = price.interval == subscription.price.interval
    to_year = not same_interval and price.interval == Interval.YEAR
    is_now = is_trial or to_year or (same_interval and after >= before)
    restarts = to_year and not is_trial
    quote = None
    if is_now and not is_trial:
        quote = quoting.change(subscription, price, quantity, wanted, restarts=restarts, now=now)
    return Preview(
        price=price,
        quantity=quantity,
        extras=wanted,
        is_now=is_now,
        restarts=restarts,
        from_at=now if is_now else subscription.period_end or now,
        quote=quote,
        period_amount=after,
        coupon=coupons.active_on(subscription),
    )


@transaction.atomic
def request(
    *,
    price: str,
    quantity: int,
    extras: Mapping[int, int] | None = None,
    shown: Decimal | None = None,
    by: Actor,
    now: datetime,
    expected: str | None = None,
) -> tuple[Preview, Charge | None]:
    """Make the change. `shown` is the amount due that was confirmed: another one is refused.

    Returns what it came to, and the charge to be paid before it takes effect (None: it holds, or is planned).
    Raises NotAllowed, NoSubscription, AmountChanged, and what `preview` raises.
    """
    customer = locks.lock_customer(by.organisation_id or 0)
    subscription = locks.lock_live_subscription()
    if subscription is None:
        raise NoSubscription
    check_version(subscription, expected)
    found = preview(
        subscription, price=price_for(price, subscription, now=now), quantity=quantity, extras=extras, now=now
    )
    require(by, permissions.SUBSCRIPTION_CHANGE, Facts(resource="billing.subscription", amount=found.due_now))
    if shown is not None and shown != found.due_now:
        raise AmountChanged(now=Money(found.due_now), shown=Money(shown))
    if not found.is_now:
        _plan(subscription, found)
        transitions.change_planned(subscription, by=by)
        return found, None
    effect = effects.change(found.price, found.quantity, found.extras, restarts=found.restarts)
    if found.quote is None:
        effects.take_choice(subscription, effect)
        coupons.drop_unfit(subscription, subscription.price, by=by, now=now)
        transitions.changed(subscription, by=by)
        return found, None
    _call_off_changes(subscription, by=by, now=now)
    wanted = _wanted(found, found.quote, subscription, effect, now=now)
    charge = charges.make(customer.organisation_id, subscription, wanted, by=by, now=now)
    if found.quote.owed_back:
        credit.owe(charge, found.quote.owed_back, account=REFUNDS, by=by, now=now)
        publish(events.UnusedReturned(charge=charge.public_id, amount=str(found.quote.owed_back)))
    credit.cover(charge.currency, by=by, now=now)  # what the change before held
    return found, (charge if charge.is_open else None)


def _wanted(
    found: Preview, quote: Quote, subscription: Subscription, effect: dict[str, Any], *, now: datetime
) -> charges.Wanted:
    """The charge of a change, for the rest of the period or for the new one that begins."""
    begins, ends = now, subscription.period_end
    if found.restarts:
        begins, ends, _anchor = quoting.restarted(subscription, found.price, now=now)
    return charges.Wanted(
        key=f"{subscription.public_id}:change:{secrets.token_hex(6)}",
        reason=ChargeReason.CHANGE,
        quote=quote,
        effect=effect,
        period_start=begins,
        period_end=ends,
    )


@transaction.atomic
def forget_planned(*, by: Actor, expected: str | None = None) -> Subscription:
    """Take back what was planned for the next period. Raises NotAllowed, NoSubscription, NothingToChange."""
    require(by, permissions.SUBSCRIPTION_CHANGE)
    subscription = locks.lock_live_subscription()
    if subscription is None:
        raise NoSubscription
    check_version(subscription, expected)
    refuse_waiting(subscription)
    if not subscription.has_own_plans:
        raise NothingToChange
    subscription.next_quantity, subscription.next_extras = None, None
    if not subscription.is_move_announced:
        subscription.next_price = None
    transitions.change_planned(subscription, by=by)
    return subscription


def _plan(subscription: Subscription, found: Preview) -> None:
    """For the next period. Fewer seats at the same price leave a new price that was announced as it is."""
    subscription.next_quantity = found.quantity
    is_same = found.extras == quoting.extras_of(subscription)
    subscription.next_extras = None if is_same else sorted(found.extras.items())
    if not (subscription.is_move_announced and found.price.pk == subscription.price_id):
        subscription.next_price, subscription.next_price_from = found.price, None


def _call_off_changes(subscription: Subscription, *, by: Actor, now: datetime) -> None:
    """A change that was asked for and not paid is replaced by this one."""
    for charge in locks.lock_open_charges(subscription.pk):
        if charge.reason == ChargeReason.CHANGE:
            charges.call_off(charge, by=by, now=now)


def price_for(public_id: str, subscription: Subscription, *, now: datetime) -> Price:
    """The price asked for: one on sale, or the subscription's own version, however old. Raises NotOnSale."""
    if public_id == subscription.price.public_id:
        return subscription.price
    rows = Price.objects.on_sale(at=now).filter(plan__kind=PlanKind.PLAN).exclude(interval=Interval.ONCE)
    found = (
        rows.select_related("plan").filter(public_id=public_id, currency=subscription.price.currency).first()
    )
    if found is None:
        raise NotOnSale
    return found


def _refuse_wrong(
    subscription: Subscription, price: Price, quantity: int, extras: dict[int, int], now: datetime
) -> None:
    elsewhere.refuse_run(subscription)
    if subscription.state == SubscriptionState.PAST_DUE:
        raise NotNow(_("A payment is overdue. Pay it first, then change the plan."))
    if subscription.state == SubscriptionState.PAUSED:
        raise NotNow(_("The plan is paused. Resume it first, then change it."))
    refuse_waiting(subscription)
    refuse_quantity(quantity)
    rows = Price.objects.filter(pk__in=extras, plan__kind=PlanKind.ADD_ON, interval=price.interval)
    if rows.count() != len(extras):
        raise NotOnSale(_("An add-on is charged as often as its plan: choose add-ons of the same interval."))
    same = price.pk == subscription.price_id and quantity == subscription.quantity
    if same and extras == quoting.extras_of(subscription) and not subscription.has_own_plans:
        raise _nothing_to_change(subscription, price, quantity)


def _nothing_to_change(subscription: Subscription, price: Price, quantity: int) -> NothingToChange:
    """Who has just the seats that are in the price learns how many these are, and how many are in use."""
    counted = entitlements.features().get(price.metric)
    if counted is None or counted.count is None or quantity != price.included_quantity:
        return NothingToChange()
    used = counted.count(subscription.organisation_id or 0)
    return SeatsIncluded(plan=price.plan.name, included=price.included_quantity, used=used)
