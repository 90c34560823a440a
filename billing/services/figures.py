"""Live figures of the business: what plans come to a month, who came and went, what failed. Needs `all_tenants()`.

docs/staff.md defines each figure. Every function asks a constant number of queries: subscriptions come grouped by what they
pay (price, seats, add-ons, coupon), so their number does not matter, only how many different choices there are.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Concat

from billing.engine.periods import MONTHS, local_date, midnight
from billing.models import (
    Charge,
    ChargeReason,
    ChargeState,
    Coupon,
    CouponRedemption,
    Dispute,
    DisputeState,
    GatewayMessage,
    MessageState,
    Payment,
    PaymentState,
    Price,
    RevenueDay,
    Subscription,
    SubscriptionExtra,
    SubscriptionState,
)
from billing.services import quoting, terms
from synthai.core.money import round_half_up

if TYPE_CHECKING:
    from billing.engine.quotes import Holding

PAYING: Final = (SubscriptionState.ACTIVE, SubscriptionState.PAST_DUE)
TRIALS_LOOKED_AT: Final = timedelta(days=30)
LATE_MESSAGE: Final = timedelta(minutes=5)
NOTHING: Final = Decimal(0)
# Rows of the subscription at hand. The organisation too: indexes of tenant tables start with it.
_OF_IT: Final = {"organisation": OuterRef("organisation"), "subscription": OuterRef("pk")}


@dataclass(frozen=True, kw_only=True)
class Revenue:
    """What some subscriptions come to a month. `amount` is with VAT."""

    amount: Decimal = NOTHING
    without_vat: Decimal = NOTHING
    customers: int = 0
    by_plan: Mapping[str, tuple[int, Decimal]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Month:
    """What a month did to the revenue so far. `changed` is None when nobody kept the revenue of its first day."""

    revenue: Revenue
    new: Revenue
    lost: Revenue
    changed: Decimal | None
    churn_percent: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Trials:
    """Running now, ended within 30 days, and how many of those pay."""

    active: int
    ended: int
    converted: int

    @property
    def percent(self) -> Decimal | None:
        return round_half_up(Decimal(100) * self.converted / self.ended, 1) if self.ended else None


def revenue(*, now: datetime) -> Revenue:
    """What paying plans come to a month now. Three queries."""
    return _sum(Subscription.objects.filter(state__in=PAYING), now)


def month(*, now: datetime) -> Month:
    """This calendar month so far. Ten queries."""
    begins = midnight(local_date(now).replace(day=1))
    present = revenue(now=now)
    came = Subscription.objects.filter(state__in=PAYING).filter(Exists(_first_paid(begins)))
    new = _sum(came, now)
    gone = Subscription.objects.filter(state=SubscriptionState.CANCELLED, cancelled_at__gte=begins)
    paid_before = _first_paid(None).filter(
        paid_at__lt=begins
    )  # who came and went in the month was never counted
    lost = _sum(gone.filter(Exists(paid_before)), now)
    kept = RevenueDay.objects.filter(day=local_date(begins)).first()
    changed = present.amount - kept.mrr - new.amount + lost.amount if kept else None
    before = present.customers - new.customers + lost.customers
    churn = round_half_up(Decimal(100) * lost.customers / before, 1) if before else None
    return Month(revenue=present, new=new, lost=lost, changed=changed, churn_percent=churn)


def trials(*, now: datetime) -> Trials:
    """One query."""
    ended = Q(trial_ends_at__lte=now, trial_ends_at__gt=now - TRIALS_LOOKED_AT)
    found = Subscription.objects.annotate(pays=Exists(_first_paid(None))).aggregate(
        active=Count("pk", filter=Q(state=SubscriptionState.TRIALING)),
        ended=Count("pk", filter=ended),
        converted=Count("pk", filter=ended & Q(pays=True)),
    )
    return Trials(**found)


def owed(*, now: datetime) -> dict[str, Any]:
    """Charges that are overdue, that were given up this month, and tries that failed in 7 days. Two queries."""
    late = Q(state=ChargeState.OPEN) & (
        Q(due_at__lte=now) | Q(subscription__state=SubscriptionState.PAST_DUE)
    )
    given_up = Q(state=ChargeState.GIVEN_UP, due_at__gte=midnight(local_date(now).replace(day=1)))
    sums = Charge.objects.aggregate(
        overdue=Sum(F("total") - F("from_credit") - F("from_payments"), filter=late),
        overdue_count=Count("pk", filter=late),
        given_up=Count("pk", filter=given_up),
    )
    week = now - timedelta(days=7)
    failed = Payment.objects.filter(state=PaymentState.FAILED, decided_at__gte=week).aggregate(
        failed=Count("pk"), failed_sum=Sum("amount")
    )
    return {name: value or 0 for name, value in {**sums, **failed}.items()}


def taken_today(*, now: datetime) -> list[tuple[str, int, Decimal]]:
    """Payments confirmed since midnight: gateway, number, sum. One query."""
    rows = Payment.objects.filter(
        state=PaymentState.CONFIRMED, decided_at__gte=midnight(local_date(now)), currency="ZAR"
    )
    grouped = rows.values("gateway").annotate(number=Count("pk"), total=Sum("amount")).order_by("gateway")
    return [(row["gateway"], row["number"], row["total"]) for row in grouped]


def to_look_at(*, now: datetime) -> dict[str, int]:
    """Messages that wait, failed or belong to nothing, and payments of another amount than asked for. Two queries."""
    since = now - LATE_MESSAGE  # one that staff let run again is not late until it has waited anew
    late = Q(state=MessageState.WAITING, received_at__lte=since) & (
        Q(attempts__gt=0) | Q(next_try_at__isnull=True) | Q(next_try_at__lte=since)
    )
    found: dict[str, int] = GatewayMessage.objects.aggregate(
        late=Count("pk", filter=late),
        failed=Count("pk", filter=Q(state=MessageState.FAILED)),
        unmatched=Count("pk", filter=Q(state=MessageState.UNMATCHED)),
    )
    found["mismatched"] = mismatched().count()
    return found


def disputes() -> tuple[int, datetime | None]:
    """Open disputes, and when the first of them is to be answered. One query."""
    found = Dispute.objects.filter(state=DisputeState.OPEN).aggregate(number=Count("pk"), first=Min("due_at"))
    return found["number"], found["first"]


def mismatched() -> "QuerySet[Payment]":
    """Payments whose gateway reports another sum: undecided, and staff look."""
    return Payment.objects.mismatched()


def keep_day(*, now: datetime) -> RevenueDay:
    """Write down what the day begins with, once. Called by beat in `all_tenants()`."""
    found = revenue(now=now)
    row, _is_new = RevenueDay.objects.get_or_create(
        day=local_date(now),
        defaults={"mrr": found.amount, "customers": found.customers, "created_at": now},
    )
    return row


def _first_paid(since: datetime | None) -> "QuerySet[Charge]":
    """The paid charge with which a subscription began to pay."""
    rows = Charge.objects.filter(reason=ChargeReason.FIRST, state=ChargeState.PAID, **_OF_IT)
    return rows if since is None else rows.filter(paid_at__gte=since)


def _sum(rows: "QuerySet[Subscription]", now: datetime) -> Revenue:
    groups = _grouped(rows)
    prices = {
        price.pk: price for price in Price.objects.filter(pk__in=_price_ids(groups)).select_related("plan")
    }
    coupons = Coupon.objects.in_bulk({group["coupon"] for group in groups if group["coupon"]})
    amount, customers = NOTHING, 0
    by_plan: dict[str, tuple[int, Decimal]] = defaultdict(lambda: (0, NOTHING))
    for group in groups:
        price = prices[group["price_id"]]
        each = _monthly(price, group, prices.__getitem__, coupons.get(group["coupon"]), now)
        number, total = by_plan[price.plan.name]
        by_plan[price.plan.name] = number + group["number"], total + each * group["number"]
        amount, customers = amount + each * group["number"], customers + group["number"]
    return Revenue(
        amount=round_half_up(amount),
        without_vat=round_half_up(amount * 100 / (100 + terms.vat_percent(now))),
        customers=customers,
        by_plan={name: (number, round_half_up(total)) for name, (number, total) in sorted(by_plan.items())},
    )


def _grouped(rows: "QuerySet[Subscription]") -> list[dict[str, Any]]:
    """How many pay the same: price, seats, add-ons and coupon. Rand only."""
    extras = (
        SubscriptionExtra.objects.filter(**_OF_IT)
        .order_by("price_id")
        .values(said=Concat(Cast("price_id", CharField()), Value("x"), Cast("quantity", CharField())))
    )
    using = CouponRedemption.objects.filter(ended_at__isnull=True, **_OF_IT)
    found = rows.filter(price__currency="ZAR").annotate(
        extras=ArraySubquery(extras),
        coupon=Subquery(using.exclude(periods_left=0).values("coupon_id")[:1]),
    )
    groups: Any = (
        found.values("price_id", "quantity", "extras", "coupon")
        .annotate(number=Count("pk"))
        .order_by(F("price_id"))
    )
    return list(groups)


def _price_ids(groups: list[dict[str, Any]]) -> set[int]:
    own = {group["price_id"] for group in groups}
    return own | {price_id for group in groups for price_id, _quantity in _extras(group)}


def _extras(group: dict[str, Any]) -> list[tuple[int, int]]:
    pairs = (said.split("x") for said in group["extras"])
    return [(int(price_id), int(quantity)) for price_id, quantity in pairs]


def _monthly(
    price: Price, group: dict[str, Any], found: Callable[[int], Price], coupon: Coupon | None, now: datetime
) -> Decimal:
    """What one such subscription comes to a month, its discount taken off; a year counts a twelfth."""
    return monthly(price, group["quantity"], _extras(group), found, coupon, now=now)


def monthly(
    price: Price,
    quantity: int,
    extras: Iterable[tuple[int, int]],
    found: Callable[[int], Price],
    coupon: Coupon | None,
    *,
    now: datetime,
) -> Decimal:
    """What a choice comes to a month: add-ons (price key and quantity) in it, the coupon's discount off, a year as a twelfth."""
    held: list[Holding] = [terms.holding(price, quantity, on=now)]
    held += [terms.holding(found(key), number, on=now, kind="extra") for key, number in extras]
    quote = quoting.period(held, coupon, price=price, credit_available=NOTHING, at=now)
    return quote.total / MONTHS[price.interval]
