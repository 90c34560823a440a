"""How much of a meter is left this month, for work that must know before it begins and counts afterwards."""

from datetime import datetime
from decimal import Decimal

from billing.engine.periods import month_of
from billing.models import UsageTotal
from billing.services import usage_limits, wallets
from synthai.core import entitlements


def left(organisation_id: int, metric: str, *, now: datetime) -> Decimal | None:
    """What the plan, prepaid units and the customer's own cap leave together; None: without limit. Needs the tenant. Three queries.

    Nothing is reserved: others may use it before the caller counts, so `usage.consume` may refuse all the same.
    """
    grant = entitlements.grant(organisation_id, metric)
    limits = usage_limits.of_metric(metric, grant)
    total = (
        UsageTotal.objects.filter(metric=metric, period_start=month_of(now)[0])
        .order_by("pk")
        .values_list("quantity", "from_wallet")
        .first()
    )
    used, from_wallet = total or (Decimal(0), Decimal(0))
    room = []
    if limits.plan is not None and not limits.is_soft:
        room.append(limits.plan - (used - from_wallet) + wallets.balance(metric, at=now))
    if limits.cap is not None:
        room.append(limits.cap - used)
    return max(Decimal(0), min(room)) if room else None
