"""The coupon on a plan that is running: seen beforehand, put on, taken off. It counts from the next period on.

One at a time: a new one takes the place of the one there is, which is said before. Taken off or replaced, it can be put
back with the periods it has left. services.coupons judges codes; services.what_if works the charges out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from billing import events, locks, permissions
from billing.engine.periods import MONTHS, local_date, period_end
from billing.models import (
    Charge,
    ChargeReason,
    Coupon,
    CouponEnd,
    CouponRedemption,
    Price,
    Subscription,
    SubscriptionState,
)
from billing.services import charges, coupons, elsewhere, transitions, what_if
from billing.services.subscriptions import AmountChanged, NoSubscription, NotNow
from synthai.core.access import Actor, require
from synthai.core.errors import Conflict
from synthai.core.money import Money
from synthai.core.versions import check_version

SHOWN = 12  # charges of a preview, at most


class NoCoupon(Conflict):
    """There is none to take off."""

    code = "billing.coupon.none"
    title = _("No coupon runs")
    message = _("No coupon is on your plan.")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One of the next charges: what it would come to with the coupon, and what it comes to as things stand."""

    at: datetime
    total: Decimal
    less: Decimal
    before: Decimal


@dataclass(frozen=True, kw_only=True)
class Offer:
    """What a coupon does. `periods` None: for ever. `until` is the end of the last period it takes something off."""

    coupon: Coupon
    currency: str
    less: Decimal
    periods: int | None
    until: datetime | None
    steps: tuple[Step, ...] = ()
    replaces: Coupon | None = None

    @property
    def due(self) -> Decimal:
        """What the next charge would be."""
        return self.steps[0].total if self.steps else Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Removed:
    """Which was taken off, whether its use is free again, and which one is back in its place."""

    coupon: Coupon
    is_unused: bool
    back: Coupon | None


def preview(subscription: Subscription, code: str, *, now: datetime) -> Offer:
    """What the next charges become with the coupon. Read only. Raises CouponRefused, NotNow."""
    _refuse_wrong(subscription)
    price = _next_price(subscription, now)
    coupon = coupons.usable(code, subscription, price, now=now)
    known = CouponRedemption.objects.filter(coupon=coupon, subscription=subscription).order_by("pk").first()
    trying = known or CouponRedemption(coupon=coupon, periods_left=coupons.periods_of(coupon))
    present = coupons.active_on(subscription)
    steps = _steps(subscription, trying, price, now)
    return Offer(
        coupon=coupon,
        currency=price.currency,
        less=steps[0].less if steps else Decimal(0),
        periods=trying.periods_left,
        until=_until(subscription, trying, price),
        steps=steps,
        replaces=present.coupon if present else None,
    )


def running(subscription: Subscription, *, less: Decimal) -> Offer | None:
    """The coupon that is on the plan; `less` is what it takes off the next charge. One query. Read only."""
    present = coupons.active_on(subscription)
    if present is None:
        return None
    return Offer(
        coupon=present.coupon,
        currency=subscription.price.currency,
        less=less,
        periods=present.periods_left,
        until=_until(subscription, present, subscription.next_price or subscription.price),
    )


def said(offer: Offer) -> str:
    """How much less for how long, in one sentence."""
    named = {
        "amount": Money(offer.less, offer.currency),
        "n": offer.periods,
        "day": date_format(local_date(offer.until), "j F Y") if offer.until else "",
    }
    if offer.periods is None:
        return _t("%(amount)s less on every charge from the next one on.") % named
    if offer.periods == 1:
        return _t("%(amount)s less on your next charge, for the time until %(day)s.") % named
    return _t("%(amount)s less on your next %(n)d charges, for the time until %(day)s.") % named


@transaction.atomic
def use(
    code: str, *, shown: Decimal | None = None, by: Actor, now: datetime, expected: str | None = None
) -> Offer:
    """Put the coupon on the plan. `shown` is the next charge that was confirmed: another one is refused.

    Needs the tenant. Raises NotAllowed, NoSubscription, NotNow, CouponRefused, AmountChanged.
    """
    subscription = _lock(by, expected)
    offer = preview(subscription, code, now=now)
    if shown is not None and shown != offer.due:
        raise AmountChanged(now=Money(offer.due, offer.currency), shown=Money(shown, offer.currency))
    _call_off_first(subscription, by=by, now=now)
    made = coupons.redeem(code, subscription, _next_price(subscription, now), now=now)
    word = "coupon_used" if made.counted_at is None and made.redeemed_at == now else "coupon_put_back"
    before = offer.replaces.code if offer.replaces else ""
    transitions.coupon_changed(subscription, word, before=before, after=offer.coupon.code, by=by)
    return offer


@transaction.atomic
def remove(*, by: Actor, now: datetime, expected: str | None = None) -> Removed:
    """Take the coupon off the plan. Needs the tenant. Raises NotAllowed, NoSubscription, NotNow, NoCoupon."""
    subscription = _lock(by, expected)
    present = coupons.active_on(subscription)
    if present is None:
        raise NoCoupon
    _refuse_unpaid_change()
    _call_off_first(subscription, by=by, now=now)
    is_unused = present.counted_at is None
    back = coupons.take_off(present, now=now)
    fact = events.CouponEnded(
        coupon=present.coupon.code, subscription=subscription.public_id, why=CouponEnd.REMOVED
    )
    transitions.coupon_changed(
        subscription,
        "coupon_ended",
        before=present.coupon.code,
        after=back.coupon.code if back else "",
        by=by,
        fact=fact if is_unused else None,  # services.coupons has told the other
    )
    return Removed(coupon=present.coupon, is_unused=is_unused, back=back.coupon if back else None)


def _lock(by: Actor, expected: str | None) -> Subscription:
    require(by, permissions.SUBSCRIPTION_CHANGE)
    locks.lock_customer(by.organisation_id or 0)
    subscription = locks.lock_live_subscription()
    if subscription is None:
        raise NoSubscription
    check_version(subscription, expected)
    return subscription


def _refuse_wrong(subscription: Subscription) -> None:
    elsewhere.refuse_run(subscription)
    if subscription.state == SubscriptionState.PAST_DUE:
        raise NotNow(_("A payment is overdue. Pay it first, then use the coupon."), field="coupon")
    if subscription.state == SubscriptionState.PAUSED:
        raise NotNow(_("The plan is paused. Resume it first, then use the coupon."), field="coupon")
    if subscription.cancel_at_end:
        raise NotNow(
            _("The plan is cancelled, so nothing more is charged. Keep it first, then use the coupon."),
            field="coupon",
        )
    _refuse_unpaid_change()


def _refuse_unpaid_change() -> None:
    """Its sum was worked out with the coupon there was."""
    if Charge.objects.open().filter(reason=ChargeReason.CHANGE, effect__do="change").exists():
        raise NotNow(_("A change of the plan waits to be paid. Pay it or call it off first."), field="coupon")


def _call_off_first(subscription: Subscription, *, by: Actor, now: datetime) -> None:
    """To pay and go on after the trial was asked for at the sum before; it is asked for again at the new one."""
    if subscription.state == SubscriptionState.TRIALING:
        charges.call_off_open(subscription, by=by, now=now)


def _next_price(subscription: Subscription, now: datetime) -> Price:
    return subscription.price_at(subscription.period_end or now)


def _steps(
    subscription: Subscription, trying: CouponRedemption, price: Price, now: datetime
) -> tuple[Step, ...]:
    wanted = min((trying.periods_left or 2) + 1, SHOWN)
    starts = max(subscription.period_end or now, now)
    until = starts + timedelta(days=31 * MONTHS[price.interval] * wanted)
    found = what_if.forecast(subscription, until=until, now=now, trying=trying, is_paid=True)
    as_is = what_if.forecast(subscription, until=until, now=now, is_paid=True)
    before = {each.at: each.quote.total for each in as_is.charges if each.quote}
    return tuple(
        Step(at=each.at, total=each.quote.total, less=each.quote.discount, before=before[each.at])
        for each in found.charges[:wanted]
        if each.quote
    )


def _until(subscription: Subscription, used: CouponRedemption, price: Price) -> datetime | None:
    """The end of the last period it counts for: each begins where the one before ends."""
    ends, anchor = subscription.period_end, subscription.anchor_day
    if subscription.state == SubscriptionState.TRIALING and ends:  # its end sets the day
        anchor = 1 if subscription.is_calendar_cycle else local_date(ends).day
    for _number in range(used.periods_left or 0):
        ends = period_end(ends, price.interval, anchor) if ends else None
    return ends if used.periods_left else None
