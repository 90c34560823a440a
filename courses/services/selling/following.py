"""What follows from billing's facts about orders of courses."""

from datetime import datetime

from django.utils.translation import gettext as _

from billing.selectors import sales
from billing.services.selling import refunding
from courses.models import Purchase
from courses.services.selling import purchases, telling
from synthai.core.access import system_actor


def paid(sale: str, kind: str, *, now: datetime) -> None:
    """The place is the buyer's, or the money goes back because it came too late. Idempotent. Needs the tenant; in no transaction."""
    if kind != purchases.KIND:
        return
    found = purchases.take_paid(sale, now=now)
    if found is not None:
        if found.returned_at is None:
            telling.bought(found)
    elif Purchase.objects.filter(sale=sale).exists():
        order = sales.get_sale(sale)
        if order.state != "paid":
            return  # this fact came before, and the money goes back already
        by = system_actor(order.organisation_id)
        refunding.give_back(order.pk, reason=_("It was paid too late and no place is left"), by=by, now=now)


def dropped(sale: str, kind: str) -> None:
    """The place is free again."""
    if kind == purchases.KIND:
        purchases.drop(sale)
