"""What a customer asked for and has not paid, called off by herself."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.models import Charge
from billing.services import awaited, charges, credit
from synthai.core.access import Actor, require
from synthai.core.errors import Conflict, NotFound


class NotToBeCalledOff(Conflict):
    """It pays for what she has already."""

    code = "billing.charge.not_to_be_called_off"
    title = _("This is owed")
    message = _(
        "This charge pays for a period, or for what you have already. Cancel the plan instead, if you want to stop."
    )


@transaction.atomic
def call_off(public_id: str, *, by: Actor, now: datetime) -> Charge:
    """A change or an item that was asked for is wanted no more; the plan stays as it is. Needs the tenant.

    Raises NotAllowed, NotFound, ChargeClosed, NotToBeCalledOff, BeingCharged while a card is being charged for it.
    """
    require(by, permissions.SUBSCRIPTION_CHANGE)
    locks.lock_customer(by.organisation_id)
    found = Charge.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    charge = locks.lock_charge(found.pk)
    if not charge.is_open:
        raise charges.ChargeClosed
    if not charge.may_be_called_off:
        raise NotToBeCalledOff
    awaited.refuse_charging(charge)
    charges.call_off(charge, by=by, now=now)
    credit.cover(charge.currency, by=by, now=now)
    return charge
