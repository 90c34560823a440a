"""The renewals within the days of a cash forecast: what each costs, and how sure it is that it comes. Needs `all_tenants()`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat

from billing.engine.periods import MONTHS, local_date, midnight, period_end
from billing.engine.receipts import Habit, Receivable, Way
from billing.models import (
    BillingEntity,
    Coupon,
    CouponRedemption,
    CreditEntry,
    Customer,
    Price,
    Subscription,
    SubscriptionExtra,
    SubscriptionState,
)
from billing.services import figures
from synthai.core.money import round_half_up

DAYS: Final = 90
MONTH: Final = 30.44
NOTHING: Final = Decimal(0)
_OF_IT: Final = {"organisation": OuterRef("organisation"), "subscription": OuterRef("pk")}


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What a forecast rests on, in per cent where it is a share."""

    habits: Mapping[Way, Habit]
    leaving: float
    kept_promises: float
    converting: float


@dataclass(frozen=True, kw_only=True)
class _Shop:
    """What every renewal is worked out from. `credit` is used up as periods begin."""

    prices: Mapping[int, Price]
    coupons: Mapping[int, Coupon]
    credit: dict[int, Decimal]
    basis: Basis
    now: datetime
    until: datetime


def with_card() -> Any:
    """Whether the organisation at hand has a kept way to pay, as a subquery."""
    return Customer.objects.filter(organisation=OuterRef("organisation")).exclude(default_method="")


def renewals(
    entity: BillingEntity | None, basis: Basis, names: dict[int, str], *, now: datetime
) -> Iterator[Receivable]:
    """Every period that begins within the days, of plans that go on; adds to `names`. The default entity sells them. Five queries."""
    if entity is not None and not entity.is_default:
        return
    until = midnight(local_date(now) + timedelta(days=DAYS))
    rows = list(_going_on(until))
    shop = _Shop(
        prices=_prices(rows),
        coupons=Coupon.objects.in_bulk({row.coupon_id for row in rows if row.coupon_id}),
        credit=_credit({row.organisation_id for row in rows}),
        basis=basis,
        now=now,
        until=until,
    )
    for row in rows:
        names[row.organisation_id] = row.organisation.name
        if row.has_card or row.state != SubscriptionState.TRIALING:  # a trial without a card ends by itself
            yield from _of_subscription(row, shop)


def _going_on(until: datetime) -> Any:
    extras = (
        SubscriptionExtra.objects.filter(**_OF_IT)
        .order_by("price_id")
        .values(said=Concat(Cast("price_id", CharField()), Value("x"), Cast("quantity", CharField())))
    )
    using = CouponRedemption.objects.filter(ended_at__isnull=True, **_OF_IT).exclude(periods_left=0)
    paying = Q(state__in=figures.PAYING, period_end__lt=until)
    trial = Q(state=SubscriptionState.TRIALING, trial_ends_at__lt=until)
    return (
        Subscription.objects.filter(paying | trial, cancel_at_end=False, price__currency="ZAR")
        .annotate(
            has_card=Exists(with_card()),
            held_extras=ArraySubquery(extras),
            coupon_id=Subquery(using.values("coupon_id")[:1]),
            coupon_left=Subquery(using.values("periods_left")[:1]),
        )
        .select_related("organisation", "price__plan", "next_price__plan")
        .order_by("pk")
    )


def _prices(rows: list[Any]) -> dict[int, Price]:
    keys = {row.price_id for row in rows} | {row.next_price_id for row in rows if row.next_price_id}
    keys |= {key for row in rows for key, _quantity in _extras(row)}
    return {price.pk: price for price in Price.objects.filter(pk__in=keys).select_related("plan")}


def _extras(row: Any) -> tuple[tuple[int, int], ...]:
    """The add-ons of the next period."""
    if row.next_extras is not None:
        return tuple((int(key), int(quantity)) for key, quantity in row.next_extras)
    pairs = (said.split("x") for said in row.held_extras)
    return tuple((int(key), int(quantity)) for key, quantity in pairs)


def _credit(customers: set[int]) -> dict[int, Decimal]:
    """What customers have with us: it pays for renewals first."""
    rows = CreditEntry.objects.filter(organisation__in=customers, currency="ZAR")
    sums = rows.values("organisation_id").annotate(left=Sum("amount")).order_by("organisation_id")
    return {row["organisation_id"]: max(NOTHING, row["left"]) for row in sums}


def _of_subscription(row: Any, shop: _Shop) -> Iterator[Receivable]:
    is_trial, today = row.state == SubscriptionState.TRIALING, local_date(shop.now)
    begins, number = row.trial_ends_at if is_trial else row.period_end, 0
    way = Way.CARD if row.has_card else Way.HAND
    sure = shop.basis.converting if is_trial else 1.0
    if row.state == SubscriptionState.PAST_DUE:  # it goes on only when what is owed is paid
        sure = shop.basis.habits[way].recovered
    while begins is not None and begins < shop.until:
        price = row.price_at(begins)
        if price.interval not in MONTHS:
            return
        day = local_date(begins)
        amount = _after_credit(row.organisation_id, _amount(row, price, shop, number), shop)
        if amount:
            months = max(0, (day - today).days) / MONTH
            yield Receivable(
                key=f"{row.public_id}:{day}",
                customer=row.organisation_id,
                way=way,
                amount=amount,
                asked=max(day, today),
                certainty=round(sure * (1 - shop.basis.leaving) ** months, 4),
            )
        begins, number = period_end(begins, price.interval, row.anchor_day), number + 1


def _after_credit(customer: int, amount: Decimal, shop: _Shop) -> Decimal:
    used = min(amount, shop.credit.get(customer, NOTHING))
    shop.credit[customer] = shop.credit.get(customer, NOTHING) - used
    return amount - used


def _amount(row: Any, price: Price, shop: _Shop, number: int) -> Decimal:
    """What that period costs, with the coupon as long as it is left."""
    has_coupon = row.coupon_id and (row.coupon_left is None or row.coupon_left > number)
    coupon = shop.coupons.get(row.coupon_id) if has_coupon else None
    quantity = row.next_quantity or row.quantity
    a_month = figures.monthly(price, quantity, _extras(row), shop.prices.__getitem__, coupon, now=shop.now)
    return round_half_up(a_month * MONTHS[price.interval])
