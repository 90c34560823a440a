"""What is due is charged to the kept method; the oldest first, one organisation at a time."""

from datetime import datetime

from billing.models import Charge
from billing.services import payments


def run(*, now: datetime) -> int:
    """Charge everything of the active organisation whose time has come; returns how many tries were made."""
    due = Charge.objects.overdue(now=now).order_by("pk").values_list("pk", flat=True)
    return sum(payments.charge_kept(charge_id, now=now) is not None for charge_id in list(due))
