"""What plan and customer allow of a metered feature, and whom to tell when it nears its end."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from billing import events, locks
from billing.engine.periods import month_of
from billing.models import UsageCap, UsageTotal
from synthai.core import entitlements
from synthai.core.events import publish

THRESHOLDS: Final = (50, 80, 100)  # per cent


class CapReached(entitlements.LimitReached):
    """The customer's own cap, which she may raise herself."""

    code = "billing.usage.cap_reached"
    title = _("Your own cap is reached")
    message = _(
        "Your organisation capped “%(feature)s” at %(limit)s a month. Used: %(used)s. There is no room for %(adding)s more. "
        "Raise the cap under Usage and limits, or wait for the next month."
    )
    remedy = _("Raise or remove the cap, or wait for the next month.")


@dataclass(frozen=True, slots=True)
class Limits:
    """`plan` and `cap` are None where there is none."""

    plan: Decimal | None
    is_soft: bool
    cap: Decimal | None

    @property
    def first(self) -> Decimal | None:
        """What is reached first."""
        given = [limit for limit in (self.plan, self.cap) if limit is not None]
        return min(given) if given else None


def of_metric(metric: str, grant: entitlements.Grant) -> Limits:
    """The limits of a metric. One query."""
    cap = UsageCap.objects.filter(metric=metric).order_by("pk").values_list("quantity", flat=True).first()
    return Limits(grant.value, grant.is_soft, cap)


def judge_plan(
    organisation_id: int, feature: entitlements.Feature, limits: Limits, *, used: Decimal, adding: Decimal
) -> None:
    """Pass when that much more of the plan's own fits. Raises LimitReached. Needs the total's lock."""
    if limits.plan is not None and not limits.is_soft and used + adding > limits.plan:
        raise entitlements.limit_reached(
            organisation_id, feature.code, limit=limits.plan, used=used, adding=adding
        )


def judge_cap(
    organisation_id: int, feature: entitlements.Feature, limits: Limits, *, used: Decimal, adding: Decimal
) -> None:
    """Pass when that much more fits below the customer's own cap, prepaid or not. Raises CapReached. Needs the total's lock."""
    if limits.cap is not None and used + adding > limits.cap:
        numbers = {"limit": limits.cap, "used": used, "adding": adding}
        raise CapReached(
            feature=feature.title,
            feature_code=feature.code,
            unit=feature.unit,
            upgrade=reverse("billing:usage", args=[people.slug_of(organisation_id)]),
            **{name: entitlements.plain(number) for name, number in numbers.items()},
        )


def tell(total: UsageTotal, limits: Limits) -> None:
    """Publish the highest threshold that was passed, if people were not told of it yet. Needs the total's lock."""
    passed = highest(total.quantity, limits.first)
    if passed <= total.told_percent:
        return
    total.told_percent = passed
    total.save(update_fields=["told_percent"])
    publish(
        events.UsageThresholdReached(
            metric=total.metric, percent=passed, period_start=total.period_start.isoformat()
        )
    )


def highest(used: Decimal, limit: Decimal | None) -> int:
    """The highest threshold that is reached; 0 for none."""
    if limit is None:
        return 0
    return max((step for step in THRESHOLDS if used > 0 and used * 100 >= limit * step), default=0)


def limits_changed(organisation_id: int, *, now: datetime) -> None:
    """After a larger plan or cap people are told anew when the new limit nears. Idempotent; needs tenant and transaction."""
    start = month_of(now)[0]
    told = UsageTotal.objects.filter(period_start=start, told_percent__gt=0)
    for metric in sorted(told.values_list("metric", flat=True)):
        total = locks.lock_usage_total(organisation_id, metric, start)
        limits = of_metric(metric, entitlements.grant(organisation_id, metric))
        reached = highest(total.quantity, limits.first)
        if reached < total.told_percent:
            total.told_percent = reached
            total.save(update_fields=["told_percent"])
