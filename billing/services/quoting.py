"""Quotes from rows: the first period, a renewal, a change. Read only, so that a preview is the very sum that is charged."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from billing.engine.periods import days_left, first_period
from billing.engine.quotes import Discount, Holding, Line, Quote, change_lines, quote
from billing.models import Coupon, Price, Subscription, SubscriptionExtra
from billing.services import coupons, credit, terms


def holdings(price: Price, quantity: int, extras: Mapping[int, int], *, on: datetime) -> list[Holding]:
    """A choice as what it costs for a whole period: the plan, then its add-ons."""
    found = [terms.holding(price, quantity, on=on)]
    rows = Price.objects.filter(pk__in=extras).select_related("plan").order_by("pk") if extras else ()
    return [*found, *(terms.holding(each, extras[each.pk], on=on, kind="extra") for each in rows)]


def extras_of(subscription: Subscription) -> dict[int, int]:
    """A subscription's add-ons: price key and quantity."""
    extras = SubscriptionExtra.objects.filter(subscription=subscription)
    return {extra.price_id: extra.quantity for extra in extras}


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
) -> Quote:
    """The first period: a whole one, or with `calendar_from` the days from then to the first of the next month."""
    held = holdings(price, quantity, extras, on=now)
    if calendar_from is None:
        return _sum(_whole(held), price.currency, coupon, now)
    start, end = first_period(calendar_from, price.interval, 1)
    left, whole = days_left(calendar_from, start, end)
    rest = _("Until the end of the period: {text}")
    lines = (
        change_lines([], held, left=left, whole=whole, unused="", rest=rest) if left < whole else _whole(held)
    )
    return _sum(lines, price.currency, coupon, now)


def renewal(subscription: Subscription, *, at: datetime, with_credit: bool = True) -> Quote:
    """The next period, with what is planned for it and the coupon on it, at the VAT of that day."""
    redemption = coupons.active_on(subscription)
    coupon = redemption.coupon if redemption else None
    return renewal_with(subscription, coupon, at=at, with_credit=with_credit)


def renewal_with(
    subscription: Subscription, coupon: Coupon | None, *, at: datetime, with_credit: bool = True
) -> Quote:
    """As `renewal`, for who has the coupon at hand."""
    price = subscription.next_price or subscription.price
    quantity = subscription.next_quantity or subscription.quantity
    lines = _whole(holdings(price, quantity, extras_of(subscription), on=at))
    return _sum(lines, price.currency, coupon, at, with_credit=with_credit)


def change(
    subscription: Subscription,
    price: Price,
    quantity: int,
    extras: Mapping[int, int],
    *,
    restarts: bool,
    now: datetime,
) -> Quote:
    """The rest of what is paid for back, the rest (or, when the period restarts, the whole) of the new one charged.

    A percentage coupon on the subscription counts for the change too: what is given back was discounted as well.
    """
    left, whole = days_left(now, subscription.period_start or now, subscription.period_end or now)
    before = holdings(subscription.price, subscription.quantity, extras_of(subscription), on=now)
    after = holdings(price, quantity, extras, on=now)
    unused, rest = _("Not used: {text}"), _("Until the end of the period: {text}")
    if restarts:
        back = change_lines(before, [], left=left, whole=whole, unused=unused, rest=rest)
        lines = [*back, *_whole(after)]
    else:
        lines = change_lines(before, after, left=left, whole=whole, unused=unused, rest=rest)
    redemption = coupons.active_on(subscription)
    coupon = redemption.coupon if redemption and redemption.coupon.percent_off else None
    return _sum(lines, price.currency, coupon, now)


def _whole(held: list[Holding]) -> list[Line]:
    return [
        Line(text=each.text, amount=each.amount, quantity=each.quantity, price=each.price, kind=each.kind)
        for each in held
    ]


def _sum(
    lines: list[Line], currency: str, coupon: Coupon | None, at: datetime, *, with_credit: bool = True
) -> Quote:
    discount: Discount | None = terms.discount_of(coupon) if coupon else None
    if discount and discount.amount is not None and coupon and coupon.currency != currency:
        discount = None
    return quote(
        lines,
        vat_percent=terms.vat_percent(at),
        discount=discount,
        credit_available=credit.balance(currency) if with_credit else Decimal(0),
        currency=currency,
    )
