"""What is due is charged to the kept method; the oldest first, one organisation at a time."""

from datetime import datetime

from billing.gateways import AgreementFact, GatewayError, registry
from billing.models import Charge, MethodState, PaymentMethod
from billing.services import facts, payments


def run(*, now: datetime) -> int:
    """Charge everything of the active organisation whose time has come; returns how many tries were made."""
    due = Charge.objects.overdue(now=now).order_by("pk").values_list("pk", flat=True)
    watch(now=now)
    return sum(payments.charge_kept(charge_id, now=now) is not None for charge_id in list(due))


def watch(*, now: datetime) -> int:
    """Ask after agreements that a gateway charges by its own schedule and that are late: PayFast reports no failure.

    Returns how many need the customer. Only where something is owed beyond its day.
    """
    if not Charge.objects.open().filter(due_at__lte=now).exists():
        return 0
    found = 0
    scheduled = PaymentMethod.objects.filter(is_scheduled_by_gateway=True, state=MethodState.ACTIVE)
    for method in scheduled.order_by("pk"):
        ask = getattr(registry.active().get(method.gateway), "standing", None)
        try:
            fact: AgreementFact | None = ask(method.token) if ask else None
        except GatewayError:
            continue  # asked again with the next sweep
        if fact is not None and fact.status != "active":
            facts.apply(method.gateway, fact, now=now)
            found += 1
    return found
