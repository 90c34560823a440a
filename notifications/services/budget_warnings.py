"""Tell an organisation once when its month's budget of messages is nearly used, and once when it is used up."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from notifications import permissions
from notifications.models import ChannelBudget
from notifications.services import spreading
from notifications.staff_kinds import NEARLY_USED, USED_UP

AUDIENCE = "holders"  # accounts offers it: members who hold a capability
NEARLY = Decimal("0.80")


@transaction.atomic
def after_spending(row: ChannelBudget, amount: Decimal, *, now: datetime) -> None:
    """What follows from `amount` having been added to the month. Needs the organisation's tenant."""
    before, limit = row.spent - amount, row.monthly_limit
    if before < limit <= row.spent:
        used_up(row, now=now)
    elif before < limit * NEARLY <= row.spent:
        _tell(NEARLY_USED, row, {"spent": row.spent, "limit": limit}, now)


def used_up(row: ChannelBudget, *, now: datetime) -> None:
    """Nothing more can be paid of it. Nobody is told of a budget of nothing: that is how SMS are turned off."""
    if row.monthly_limit:
        _tell(USED_UP, row, {"limit": row.monthly_limit}, now)


def _tell(kind: str, row: ChannelBudget, values: dict[str, Decimal], now: datetime) -> None:
    """Once a month and limit: a raised limit begins anew."""
    month: date = row.month
    spreading.tell_audience(
        kind,
        AUDIENCE,
        args={"capability": permissions.DEFAULTS_CHANGE},
        values=values,
        key=f"{kind}:{row.organisation_id}:{month:%Y-%m}:{row.monthly_limit}",
        url=_page_of(row),
        organisation_id=row.organisation_id,
        now=now,
    )


def _page_of(row: ChannelBudget) -> str:
    """The page of what messages cost."""
    return reverse("notifications-organisation:costs", args=[row.organisation.slug])
