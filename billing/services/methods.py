"""Ways to charge an organisation again: kept, chosen, removed, and watched for their end."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from billing import events, locks, permissions
from billing.gateways import GatewayError, MethodFact, registry
from billing.models import Customer, MethodState, PaymentMethod, Subscription
from billing.models.methods import PURPOSE
from billing.services import references
from synthai.core import crypto
from synthai.core.access import Actor, require, system_actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, NotFound, Unavailable
from synthai.core.events import publish


class MethodInUse(Conflict):
    """The plan is paid with it."""

    code = "billing.method.in_use"
    title = _("The plan is paid with it")
    message = _("Your plan is paid with this. Choose another way to pay first, or cancel the plan.")


def keep(organisation_id: int | None, gateway: str, fact: MethodFact, *, now: datetime) -> PaymentMethod:
    """Remember a way to charge again, once for each token; the first one becomes the default. Needs tenant and transaction."""
    customer = locks.lock_customer(organisation_id)
    hashed = references.token_hash(fact.token)
    found = PaymentMethod.objects.filter(gateway=gateway, token_hash=hashed).order_by("pk").first()
    if found is None:
        found = PaymentMethod.objects.create(
            gateway=gateway,
            sealed_token=crypto.encrypt(fact.token, purpose=PURPOSE),
            token_hash=hashed,
            email=customer.email,
            kind=fact.kind,
            is_scheduled_by_gateway=fact.is_scheduled_by_gateway,
            created_at=now,
        )
        references.route(references.method_key(gateway, fact.token), organisation_id)
        audit(found, "billing.method.added", by=system_actor(organisation_id))
        publish(events.MethodAdded(method=found.public_id))
    found.brand, found.last4 = fact.brand or found.brand, fact.last4 or found.last4
    found.expires_year = fact.expires_year or found.expires_year
    found.expires_month = fact.expires_month or found.expires_month
    found.state = MethodState.ACTIVE
    found.save()
    # What was just paid with is what is charged next.
    customer.default_method = found.public_id
    customer.save(update_fields=["default_method"])
    return found


def name_of(method: PaymentMethod) -> str:
    """ "Visa ending in 4242", or "PayFast card" where the payment service said no more."""
    if not method.brand and not method.last4:
        gateway = registry.active().get(method.gateway)
        return _t("%(gateway)s card") % {"gateway": gateway.title if gateway else method.gateway.capitalize()}
    brand = method.brand[:1].upper() + method.brand[1:] or _t("Card")
    named = {"brand": brand, "last4": method.last4}
    return _t("%(brand)s ending in %(last4)s") % named if method.last4 else brand


def default(organisation_id: int | None) -> PaymentMethod | None:
    """The one renewals are charged to, if it can be."""
    customer = locks.lock_customer(organisation_id)
    if not customer.default_method:
        return None
    rows = PaymentMethod.objects.filter(public_id=customer.default_method)
    return rows.exclude(state=MethodState.ENDED).order_by("pk").first()


@transaction.atomic
def choose(public_id: str, *, by: Actor) -> PaymentMethod:
    """Renewals are charged to this one from now on. Raises NotAllowed, NotFound."""
    require(by, permissions.PAYMENT_MAKE)
    customer = locks.lock_customer(by.organisation_id or 0)
    found = _mine(public_id)
    before, customer.default_method = customer.default_method, found.public_id
    customer.save(update_fields=["default_method"])
    audit(found, "billing.method.chosen", by=by, changes={"method": [before, found.public_id]})
    return found


def remove(public_id: str, *, by: Actor) -> None:
    """Forget it here and at the gateway. Raises NotAllowed, NotFound, MethodInUse, Unavailable (the gateway is down)."""
    require(by, permissions.PAYMENT_MAKE)
    found = _mine(public_id)
    if _pays_the_plan(found):
        raise MethodInUse
    gateway = registry.active().get(found.gateway)
    try:
        if (
            gateway is not None
        ):  # one that is no longer set up cannot be told; here the token goes all the same
            gateway.end_agreement(found.token)
    except GatewayError as error:
        raise Unavailable(
            _("The payment service does not answer, so nothing was removed. Try again later.")
        ) from error
    with transaction.atomic(durable=True):
        customer = locks.lock_customer(by.organisation_id or 0)
        ended(found, by=by)
        if customer.default_method == found.public_id:
            customer.default_method = ""
            customer.save(update_fields=["default_method"])


def ended(found: PaymentMethod, *, by: Actor) -> None:
    """It cannot be charged any more."""
    found.state, found.sealed_token = MethodState.ENDED, ""
    found.save(update_fields=["state", "sealed_token"])
    audit(found, "billing.method.removed", by=by)
    publish(events.MethodRemoved(method=found.public_id))


def needs_attention(found: PaymentMethod, *, by: Actor) -> None:
    """The gateway says that the customer has to do something about it."""
    if found.state != MethodState.ATTENTION:
        found.state = MethodState.ATTENTION
        found.save(update_fields=["state"])
        audit(found, "billing.method.needs_attention", by=by)
        publish(events.MethodNeedsAttention(method=found.public_id))


@transaction.atomic
def tell_of_expiring(*, now: datetime) -> int:
    """Publish once for each card whose last month has come; returns how many. Needs the tenant."""
    told = 0
    for method in PaymentMethod.objects.expiring_untold(now=now).order_by("pk"):
        method.expiry_told_at = now
        method.save(update_fields=["expiry_told_at"])
        publish(events.MethodExpiring(method=method.public_id))
        told += 1
    return told


def _mine(public_id: str) -> PaymentMethod:
    found = PaymentMethod.objects.filter(public_id=public_id).exclude(state=MethodState.ENDED).first()
    if found is None:
        raise NotFound
    return found


def _pays_the_plan(method: PaymentMethod) -> bool:
    is_default = Customer.objects.filter(default_method=method.public_id).exists()
    return is_default and Subscription.objects.live().filter(cancel_at_end=False).exists()
