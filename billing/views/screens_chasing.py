"""What the pages of an overdue payment show."""

from typing import Any

from billing.models import ChaseCase, Subscription, SubscriptionState
from billing.selectors import portal
from billing.services import cases, chasing


def case() -> ChaseCase | None:
    """The case that runs, if a payment is overdue."""
    subscription = portal.live_subscription()
    if subscription is None or subscription.state != SubscriptionState.PAST_DUE:
        return None
    return cases.open_of(subscription)


def standing(subscription: Subscription | None) -> dict[str, Any]:
    """The case and what comes next, for the overview; one query where a payment is overdue, else none."""
    if subscription is None or subscription.state != SubscriptionState.PAST_DUE:
        return {"case": None}
    found = cases.open_of(subscription)
    steps = chasing.timeline(found) if found else []
    coming = [step for step in steps if not step.is_done and step.action != "tell"]
    return {"case": found, "coming": coming}
