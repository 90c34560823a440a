"""What is on sale now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from billing.models import Plan, PlanKind, PlanValue, Price, Subscription, SubscriptionExtra


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One plan or add-on with what it gives, and its newest price for each interval."""

    plan: Plan
    prices: dict[str, Price] = field(default_factory=dict)
    values: dict[str, PlanValue] = field(default_factory=dict)

    @property
    def is_free(self) -> bool:
        return self.plan.code == settings.BILLING_FREE_PLAN


def offers(*, now: datetime, kind: PlanKind = PlanKind.PLAN, currency: str = "ZAR") -> list[Offer]:
    """Everything public of a kind that can be had now, in the order of the price list. Three queries."""
    plans = list(
        Plan.objects.public().filter(kind=kind).prefetch_related("values").order_by("position", "pk")
    )
    prices: dict[int, dict[str, Price]] = {}
    rows = Price.objects.on_sale(at=now).filter(plan__in=plans, currency=currency).order_by("version")
    for price in rows.select_related("plan"):
        prices.setdefault(price.plan_id, {})[price.interval] = price
    found = [
        Offer(
            plan=plan,
            prices=prices.get(plan.pk, {}),
            values={value.feature: value for value in plan.values.all()},
        )
        for plan in plans
    ]
    return [offer for offer in found if offer.prices or offer.is_free]


def free_plan() -> Plan | None:
    """What holds without a subscription."""
    return Plan.objects.filter(code=settings.BILLING_FREE_PLAN).first()


def has_larger(position: int, *, now: datetime) -> bool:
    """Whether a plan can be had that stands above this place in the price list. One query."""
    public = Plan.objects.public().filter(kind=PlanKind.PLAN, position__gt=position)
    return Price.objects.on_sale(at=now).filter(plan__in=public).exists()


def add_on_prices(public_ids: list[str], *, now: datetime, held: Subscription) -> list[Price]:
    """Add-ons by their prices' ids: on sale, or what the subscription has, however old."""
    rows = Price.objects.filter(plan__kind=PlanKind.ADD_ON, public_id__in=public_ids)
    mine = SubscriptionExtra.objects.filter(subscription=held).values("price_id")
    on_sale = Price.objects.on_sale(at=now).values("pk")
    return list(rows.filter(Q(pk__in=on_sale) | Q(pk__in=mine)).select_related("plan").order_by("pk"))


def prices(keys: Iterable[int]) -> list[Price]:
    """Some prices with their plans, in key order."""
    return list(Price.objects.filter(pk__in=list(keys)).select_related("plan").order_by("pk"))


def interval_of(public_id: str) -> str:
    """How often a price is paid; nothing for one that is not there."""
    return Price.objects.filter(public_id=public_id).values_list("interval", flat=True).first() or ""


def newest_prices(plan_ids: Iterable[int], interval: str, *, now: datetime) -> list[Price]:
    """The newest price on sale of each plan at an interval."""
    rows = Price.objects.on_sale(at=now).filter(plan_id__in=list(plan_ids), interval=interval)
    return list({price.plan_id: price for price in rows.order_by("version")}.values())
