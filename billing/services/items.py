"""One-off items: what is bought once, and handed over when it is paid (effects.item)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.models import Charge, ChargeReason, Interval, PlanKind, Price
from billing.services import charges, effects, quoting
from synthai.core.access import Actor, require
from synthai.core.errors import DomainError, NotFound
from synthai.core.rules import Facts

MOST = 100


class TooMany(DomainError):
    """A number that makes no sense."""

    code = "billing.item.quantity"
    title = _("This number cannot be bought")
    message = _("Buy between 1 and %(most)s at once.")
    remedy = _("Send a quantity from 1 on.")
    field = "quantity"


class ItemNotOnSale(NotFound):
    """Sold no more, or never."""

    code = "billing.item.not_on_sale"
    title = _("It is not on sale")
    message = _("This item is not sold any more. Look at the list again.")


def price_on_sale(public_id: str, *, now: datetime) -> Price:
    """The price of a one-off item that can be bought now. Raises ItemNotOnSale."""
    rows = Price.objects.on_sale(at=now).filter(plan__kind=PlanKind.ONE_OFF, interval=Interval.ONCE)
    found = rows.select_related("plan").filter(public_id=public_id).first()
    if found is None:
        raise ItemNotOnSale
    return found


@transaction.atomic
def buy(
    price: Price,
    quantity: int,
    *,
    key: str,
    subject: str = "",
    try_at: datetime | None = None,
    by: Actor,
    now: datetime,
) -> Charge:
    """The charge of an item, once for the key; with `try_at` the kept card pays it then. Needs the tenant.

    Raises NotAllowed, TooMany.
    """
    if not 1 <= quantity <= MOST:
        raise TooMany(most=MOST)
    quote = quoting.item(price, quantity, now=now)
    require(by, permissions.PAYMENT_MAKE, Facts(resource="billing.payment", amount=quote.total))
    locks.lock_customer(by.organisation_id)
    wanted = charges.Wanted(
        key=f"item:{key}",
        reason=ChargeReason.ITEM,
        quote=quote,
        effect=effects.item(price.plan.code, quantity, subject),
        try_at=try_at,
    )
    return charges.make(by.organisation_id, None, wanted, by=by, now=now)
