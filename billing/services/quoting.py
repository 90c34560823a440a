"""Quotes from rows: the first period, a renewal, a change. Read only, so that a preview is the very sum that is charged."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from billing.engine.periods import days_left, first_period, local_date, midnight, period_end
from billing.engine.quotes import Discount, Holding, Line, Quote, change_lines, prorated, quote
from billing.models import (
    Charge,
    ChargeReason,
    ChargeState,
    Coupon,
    Price,
    PriceModel,
    Subscription,
    SubscriptionExtra,
    SubscriptionState,
)
from billing.services import coupons, ledger, terms

if TYPE_CHECKING:
    from django.db.models import QuerySet


def holdings(price: Price, quantity: int, extras: Mapping[int, int], *, on: datetime) -> list[Holding]:
    """A choice as what it costs for a whole period: the plan, then its add-ons."""
    found = [terms.holding(price, quantity, on=on)]
    rows = Price.objects.filter(pk__in=extras).select_related("plan").order_by("pk") if extras else ()
    return [*found, *(terms.holding(each, extras[each.pk], on=on, kind="extra") for each in rows)]


def extras_of(subscription: Subscription) -> dict[int, int]:
    """A subscription's add-ons: price key and quantity."""
    extras = SubscriptionExtra.objects.filter(subscription=subscription)
    return {extra.price_id: extra.quantity for extra in extras}


def restart_at(subscription: Subscription, *, now: datetime) -> datetime:
    """When a period that is begun anew begins: today, or where free days of a trial are left, after these."""
    today = midnight(local_date(now))
    return max(today, subscription.period_start or today)


def restarted(subscription: Subscription, price: Price, *, now: datetime) -> tuple[datetime, datetime, int]:
    """A period that is begun anew: its first moment, its end, and the day of the month that it keeps to."""
    begins = restart_at(subscription, now=now)
    anchor = 1 if subscription.is_calendar_cycle else local_date(begins).day
    return begins, period_end(begins, price.interval, anchor), anchor


def planned_extras(subscription: Subscription) -> dict[int, int]:
    """Its add-ons in the next period."""
    if subscription.next_extras is None:
        return extras_of(subscription)
    return {int(price): int(quantity) for price, quantity in subscription.next_extras}


def period_amount(held: list[Holding]) -> Decimal:
    """What they cost for a whole period together."""
    return sum((each.amount for each in held), Decimal(0))


def first(
    price: Price,
    quantity: int,
    extras: Mapping[int, int],
    coupon: Coupon | None,
    *,
    now: datetime,
    calendar_from: datetime | None = None,
    credit_freed: Decimal = Decimal(0),
) -> Quote:
    """The first period: a whole one, or with `calendar_from` the days from then to the first of the next month.

    `credit_freed` is what a charge holds that this one would call off.
    """
    held = holdings(price, quantity, extras, on=now)
    lines = _first_lines(held, price.interval, calendar_from)
    return _sum(lines, price.currency, coupon, now, credit_freed=credit_freed)


def _first_lines(held: list[Holding], interval: str, calendar_from: datetime | None) -> list[Line]:
    if calendar_from is None:
        return _whole(held)
    start, end = first_period(calendar_from, interval, 1)
    left, whole = days_left(calendar_from, start, end)
    if left >= whole:
        return _whole(held)
    return change_lines(
        [], held, left=left, whole=whole, unused="", rest=_("Until the end of the period: {text}")
    )


def renewal(subscription: Subscription, *, at: datetime, with_credit: bool = True) -> Quote:
    """The next period, with what is planned for it and the coupon on it, at the VAT of that day."""
    redemption = coupons.holding_for(subscription, subscription.price_at(at))
    coupon = redemption.coupon if redemption else None
    return renewal_with(subscription, coupon, at=at, with_credit=with_credit)


def renewal_with(
    subscription: Subscription, coupon: Coupon | None, *, at: datetime, with_credit: bool = True
) -> Quote:
    """As `renewal`, for who has the coupon at hand."""
    price = subscription.price_at(at)
    quantity = subscription.next_quantity or subscription.quantity
    lines = _whole(holdings(price, quantity, planned_extras(subscription), on=at))
    return _sum(lines, price.currency, coupon, at, with_credit=with_credit)


def of_gateway(subscription: Subscription) -> Quote:
    """What a gateway that runs the plan takes for its next period, as it said itself."""
    text = terms.words(subscription.price, subscription.quantity)
    line = Line(text=text, amount=subscription.agreement_amount or Decimal(0))
    at = subscription.period_end or subscription.created_at
    return quote([line], vat_percent=terms.vat_percent(at), currency=subscription.price.currency)


def change(
    subscription: Subscription,
    price: Price,
    quantity: int,
    extras: Mapping[int, int],
    *,
    restarts: bool,
    now: datetime,
) -> Quote:
    """The rest of what is paid for back, the rest (or, when the period restarts, the whole first one) of the new one charged.

    What is given back was discounted when the period was charged with a percentage coupon, so the same per cent are taken
    off both sides as long as that coupon is for the new plan. A new period is charged with the coupon that runs, as any.
    """
    left, whole = days_left(now, subscription.period_start or now, subscription.period_end or now)
    before = holdings(subscription.price, subscription.quantity, extras_of(subscription), on=now)
    after = holdings(price, quantity, extras, on=now)
    counted = coupons.counted_in(subscription)
    paid = counted.coupon if counted and counted.coupon.percent_off else None
    taken = _coupon_of_change(subscription, price, paid, restarts=restarts)
    if paid != taken:
        before = [_as_paid(each, paid) for each in before]
    unused, rest = _("Not used: {text}"), _("Until the end of the period: {text}")
    if restarts:
        back = change_lines(before, [], left=left, whole=whole, unused=unused, rest=rest)
        begins = restart_at(subscription, now=now) if subscription.is_calendar_cycle else None
        lines = [*back, *_first_lines(after, price.interval, begins)]
    else:
        lines = change_lines(before, after, left=left, whole=whole, unused=unused, rest=rest)
    discount = _discount(taken, price.currency)
    if discount and paid != taken:  # off what is new, and nothing off what is given back
        new = sum((line.amount for line in lines if line.kind != "unused"), Decimal(0))
        discount = replace(discount, percent=None, amount=discount.off(new))
    available = ledger.balance(price.currency) + held_in(open_changes(subscription))
    return _added(lines, price.currency, discount, now, available)


def unused(subscription: Subscription, *, now: datetime) -> tuple[int, Decimal]:
    """Days that are paid for and not used, today in it, and what of the paid charges is for them: lost when it ends at once."""
    start, end = subscription.period_start, subscription.period_end
    if subscription.state != SubscriptionState.ACTIVE or start is None or end is None or end <= now:
        return 0, Decimal(0)
    left, whole = days_left(now, start, end)
    rows = Charge.objects.filter(subscription=subscription, state=ChargeState.PAID).order_by(
        "-created_at", "-pk"
    )
    found = Decimal(0)
    for charge in rows:
        is_change = charge.reason == ChargeReason.CHANGE and not charge.effect.get("restarts")
        paid_for = days_left(charge.created_at, start, end)[0] if is_change else whole
        found += prorated(charge.taxed, min(left, paid_for), max(paid_for, 1))
        if not is_change:  # the charge of the period itself
            break
    return left, found


def open_changes(subscription: Subscription) -> "QuerySet[Charge]":
    """Changes that were asked for and not paid: another one calls them off, and what is in them is free again."""
    rows: QuerySet[Charge] = Charge.objects.open().filter(
        subscription=subscription, reason=ChargeReason.CHANGE
    )
    return rows


def held_in(charges: "QuerySet[Charge]") -> Decimal:
    """What charges hold of credit and of payments: credit again when they are called off. One query."""
    sums = charges.aggregate(held=Sum(F("credit") + F("from_credit") + F("from_payments")))
    return sums["held"] or Decimal(0)


def _coupon_of_change(
    subscription: Subscription, price: Price, paid: Coupon | None, *, restarts: bool
) -> Coupon | None:
    if restarts:
        running = coupons.holding_for(subscription, price)
        return running.coupon if running else None
    return paid if paid and coupons.fits(paid, price) else None


def _as_paid(held: Holding, paid: Coupon | None) -> Holding:
    """At what it cost with the coupon."""
    if paid is None:
        return held
    return replace(held, amount=held.amount - terms.discount_of(paid).off(held.amount))


def period(
    held: list[Holding],
    coupon: Coupon | None,
    *,
    price: Price,
    credit_available: Decimal,
    at: datetime,
    calendar_from: datetime | None = None,
) -> Quote:
    """A period from its parts, without a query: what `first` and `renewal` come to with that coupon and credit."""
    lines = _first_lines(held, price.interval, calendar_from)
    return _added(lines, price.currency, _discount(coupon, price.currency), at, credit_available)


def item(price: Price, quantity: int, *, now: datetime) -> Quote:
    """A one-off item, as often as wanted; credit pays for it as far as it goes."""
    held = terms.holding(price, quantity, on=now, kind="item")
    if price.model == PriceModel.FLAT and quantity > 1:
        text = _("%(item)s × %(n)d") % {"item": held.text, "n": quantity}
        held = replace(held, text=text, amount=held.amount * quantity)
    return _sum(_whole([held]), price.currency, None, now)


def _whole(held: list[Holding]) -> list[Line]:
    return [
        Line(text=each.text, amount=each.amount, quantity=each.quantity, price=each.price, kind=each.kind)
        for each in held
    ]


def _sum(
    lines: list[Line],
    currency: str,
    coupon: Coupon | None,
    at: datetime,
    *,
    with_credit: bool = True,
    credit_freed: Decimal = Decimal(0),
) -> Quote:
    available = ledger.balance(currency) + credit_freed if with_credit else Decimal(0)
    return _added(lines, currency, _discount(coupon, currency), at, available)


def _discount(coupon: Coupon | None, currency: str) -> Discount | None:
    """A coupon as arithmetic takes it; an amount of another currency takes nothing off."""
    if coupon is None or (coupon.amount_off is not None and coupon.currency != currency):
        return None
    return terms.discount_of(coupon)


def _added(
    lines: list[Line], currency: str, discount: Discount | None, at: datetime, credit_available: Decimal
) -> Quote:
    return quote(
        lines,
        vat_percent=terms.vat_percent(at),
        discount=discount,
        credit_available=credit_available,
        currency=currency,
    )
