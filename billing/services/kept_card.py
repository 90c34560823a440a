"""Pay with the card that is kept, by pressing a button: no gateway's page in between."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.models import Charge, Payment
from billing.services import awaited, elsewhere, payments
from billing.services.charges import ChargeClosed
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, NotFound
from synthai.core.rules import Facts


class NoCardKept(Conflict):
    """There is none, it has expired, or a payment with it is under way."""

    code = "billing.method.none_kept"
    title = _("No kept card can be charged")
    message = _("No kept card can be charged just now. Choose another way to pay.")
    remedy = _("Pay in the browser, or wait until the payment that is under way is decided.")


def pay(charge_public_id: str, *, by: Actor, now: datetime) -> Payment:
    """Charge the default card for this charge now; the payment says how it went. Needs the tenant.

    Raises NotAllowed, NotFound, ChargeClosed, BeingCharged, NoCardKept.
    """
    charge_id = _due_now(charge_public_id, by=by, now=now)
    payment = payments.charge_kept(charge_id, now=now)
    if payment is None:
        raise NoCardKept
    return payment


@transaction.atomic(durable=True)
def _due_now(charge_public_id: str, *, by: Actor, now: datetime) -> int:
    locks.lock_customer(by.organisation_id)
    found = Charge.objects.filter(public_id=charge_public_id).first()
    if found is None:
        raise NotFound
    charge = locks.lock_charge(found.pk)
    require(by, permissions.PAYMENT_MAKE, Facts(resource="billing.payment", amount=charge.due))
    if not charge.is_open:
        raise ChargeClosed
    elsewhere.refuse_collected(charge)
    awaited.refuse_charging(charge)
    charge.next_try_at = now
    charge.save(update_fields=["next_try_at"])
    audit(charge, "billing.charge.tried_again", by=by)
    return charge.pk
