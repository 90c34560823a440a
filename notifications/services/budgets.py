"""What an organisation lets messages cost in a month: reserved before one goes out, set right by what the provider says."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from notifications import permissions
from notifications.models import ChannelBudget
from notifications.services import budget_warnings
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.tenancy import tenant

_NOTHING = Decimal(0)


@transaction.atomic
def set_limit(limit: Decimal | None, *, by: Actor, now: datetime) -> None:
    """Set or lift (None) the active organisation's monthly limit."""
    require(by, permissions.DEFAULTS_CHANGE)
    row = ChannelBudget.objects.order_by("pk").first()
    before = row.monthly_limit if row else None
    if before == limit:
        return
    if limit is None:
        ChannelBudget.objects.all().delete()
    elif row is None:
        ChannelBudget.objects.create(monthly_limit=limit, month=_month(now))
    else:
        row.monthly_limit = limit
        row.save(update_fields=["monthly_limit"])
    changes = {"monthly_limit": [_text(before), _text(limit)]}
    audit(None, "notifications.budget.changed", by=by, changes=changes)


def left(organisation_id: int | None, *, now: datetime) -> Decimal | None:
    """What may still be spent this month; None without a limit."""
    if organisation_id is None:
        return None
    with tenant(organisation_id):
        row = ChannelBudget.objects.order_by("pk").first()
    if row is None:
        return None
    limit: Decimal = row.monthly_limit
    spent = row.spent if row.month == _month(now) else _NOTHING
    return max(_NOTHING, limit - spent)


def spend(organisation_id: int | None, amount: Decimal, *, now: datetime) -> None:
    """Count what a message costs; negative gives back what was reserved. Nothing without a limit.

    The organisation is told when it comes near the limit, and when it reaches it.
    """
    if organisation_id is None or not amount:
        return
    month = _month(now)
    with tenant(organisation_id):
        ChannelBudget.objects.exclude(month=month).update(month=month, spent=_NOTHING)
        ChannelBudget.objects.filter(month=month).update(spent=F("spent") + amount)
        row = _row() if amount > 0 else None
        if row is not None:
            budget_warnings.after_spending(row, amount, now=now)


def tell_used_up(organisation_id: int | None, *, now: datetime) -> None:
    """A message could not go because what is left of the month pays for none."""
    if organisation_id is None:
        return
    with tenant(organisation_id):
        row = _row()
        if row is not None and row.month == _month(now):
            budget_warnings.used_up(row, now=now)


def _row() -> ChannelBudget | None:
    found: ChannelBudget | None = ChannelBudget.objects.select_related("organisation").order_by("pk").first()
    return found


def _month(now: datetime) -> date:
    return localdate(now).replace(day=1)


def _text(limit: Decimal | None) -> str | None:
    return None if limit is None else f"R {limit}"
