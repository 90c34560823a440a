"""Ways to charge an organisation again: kept, chosen, removed and taken back, and watched for their end."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from billing import events, locks, permissions
from billing.engine.periods import local_date
from billing.gateways import MethodFact, WalletFact, registry
from billing.models import Customer, MethodState, PaymentMethod
from billing.models.methods import PURPOSE, UNDO_WITHIN
from billing.services import live, references
from synthai.core import crypto
from synthai.core.access import Actor, require, system_actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, NotFound
from synthai.core.events import publish


class TooLate(Conflict):
    """The payment service has forgotten it, or is about to."""

    code = "billing.method.too_late"
    title = _("It cannot be taken back any more")
    message = _("The payment service has forgotten this card. Add it again to pay with it.")
    remedy = _("Add the card again.")


def keep(
    organisation_id: int | None, gateway: str, fact: MethodFact, *, now: datetime, prefers: bool = True
) -> PaymentMethod:
    """Remember a way to charge again, once for each token. Needs tenant and transaction.

    What was just paid with, or added, is charged next; without `prefers` only where nothing else is.
    """
    customer = locks.lock_customer(organisation_id)
    found = _row(organisation_id, gateway, fact, email=customer.email, now=now)
    found.brand, found.last4 = fact.brand or found.brand, fact.last4 or found.last4
    if fact.expires_year and (fact.expires_year, fact.expires_month) != (
        found.expires_year,
        found.expires_month,
    ):
        found.expires_year, found.expires_month = fact.expires_year, fact.expires_month
        found.expiry_told_at = None  # another end, of which nobody was told
    if not found.sealed_token:
        found.sealed_token = crypto.encrypt(fact.token, purpose=PURPOSE)
    found.state, found.removed_at, found.forget_at = MethodState.ACTIVE, None, None
    found.save()
    if prefers or _chargeable(customer.default_method, now=now) is None:
        _charge_next(customer, found)
    live.moved(found)
    return found


def name_of(method: PaymentMethod) -> str:
    """ "Visa ending in 4242", or "PayFast card" where the payment service said no more."""
    if not method.brand and not method.last4:
        gateway = registry.active().get(method.gateway)
        return _t("%(gateway)s card") % {"gateway": gateway.title if gateway else method.gateway.capitalize()}
    brand = method.brand[:1].upper() + method.brand[1:] or _t("Card")
    named = {"brand": brand, "last4": method.last4}
    return _t("%(brand)s ending in %(last4)s") % named if method.last4 else brand


def _row(
    organisation_id: int | None, gateway: str, fact: MethodFact, *, email: str, now: datetime
) -> PaymentMethod:
    hashed = references.token_hash(fact.token)
    found: PaymentMethod | None = _of_token(gateway, hashed)
    if found is not None:
        return found
    made: PaymentMethod = PaymentMethod.objects.create(
        gateway=gateway,
        sealed_token=crypto.encrypt(fact.token, purpose=PURPOSE),
        token_hash=hashed,
        email=email,
        kind=fact.kind,
        is_scheduled_by_gateway=fact.is_scheduled_by_gateway,
        created_at=now,
    )
    references.route(references.method_key(gateway, fact.token), organisation_id)
    audit(made, "billing.method.added", by=system_actor(organisation_id))
    publish(events.MethodAdded(method=made.public_id))
    return made


@transaction.atomic
def take_wallet(organisation_id: int, gateway: str, fact: WalletFact, *, now: datetime) -> None:
    """The cards of a customer as the gateway has them now, changed on its own pages. Needs the tenant.

    It brings cards and the choice among them. What was removed here stays removed; what was removed there is told of itself.
    """
    locks.lock_customer(organisation_id)
    references.route(references.customer_key(gateway, fact.customer), organisation_id)
    for each in fact.methods:
        keep_found(organisation_id, gateway, each, now=now, prefers=each.token == fact.preferred)


def keep_found(
    organisation_id: int, gateway: str, fact: MethodFact, *, now: datetime, prefers: bool = False
) -> None:
    """A card that the gateway keeps, which nobody added here. One that was removed stays so. Needs tenant and transaction."""
    known = _of_token(gateway, references.token_hash(fact.token))
    if known is None or known.state != MethodState.ENDED:
        keep(organisation_id, gateway, fact, now=now, prefers=prefers)


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
    before = customer.default_method
    _charge_next(customer, found)
    audit(found, "billing.method.chosen", by=by, changes={"method": [before, found.public_id]})
    live.moved(found)
    return found


@transaction.atomic
def remove(public_id: str, *, by: Actor, now: datetime) -> PaymentMethod:
    """It is charged no more. For UNDO_WITHIN it can be taken back, then the gateway is told to forget it (services.cards_out).

    The plan goes on: the newest other card is charged next, and without one the customer is asked to pay by herself.
    Raises NotAllowed, NotFound.
    """
    require(by, permissions.PAYMENT_MAKE)
    customer = locks.lock_customer(by.organisation_id or 0)
    found = _mine(public_id)
    found.removed_at, found.forget_at = now, now + UNDO_WITHIN
    found.was_default = customer.default_method == found.public_id
    found.state = MethodState.ENDED
    found.save(update_fields=["removed_at", "forget_at", "was_default", "state"])
    _told_removed(found, customer, by=by, now=now)
    return found


@transaction.atomic
def take_back(public_id: str, *, by: Actor, now: datetime) -> PaymentMethod:
    """Undo a removal. Raises NotAllowed, NotFound, TooLate."""
    require(by, permissions.PAYMENT_MAKE)
    customer = locks.lock_customer(by.organisation_id or 0)
    found: PaymentMethod | None = PaymentMethod.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    if found.state != MethodState.ENDED:
        return found
    if not found.can_be_taken_back(at=now):
        raise TooLate
    found.state, found.removed_at, found.forget_at = MethodState.ACTIVE, None, None
    found.save(update_fields=["state", "removed_at", "forget_at"])
    audit(found, "billing.method.taken_back", by=by)
    if found.was_default or not customer.default_method:
        _charge_next(customer, found)
    live.moved(found)
    return found


def ended(found: PaymentMethod, *, by: Actor, now: datetime) -> None:
    """The gateway says that it cannot be charged any more. Needs tenant and transaction."""
    customer = locks.lock_customer(found.organisation_id)
    found.state, found.sealed_token, found.forget_at = MethodState.ENDED, "", None
    found.save(update_fields=["state", "sealed_token", "forget_at"])
    _told_removed(found, customer, by=by, now=now)


def needs_attention(found: PaymentMethod, *, by: Actor) -> None:
    """The customer has to do something about it. One that was removed meanwhile stays so."""
    if found.state == MethodState.ACTIVE:
        found.state = MethodState.ATTENTION
        found.save(update_fields=["state"])
        audit(found, "billing.method.needs_attention", by=by)
        publish(events.MethodNeedsAttention(method=found.public_id))
        live.moved(found)


def was_charged(found: PaymentMethod) -> None:
    """It could be charged after all."""
    if found.state == MethodState.ATTENTION:
        found.state = MethodState.ACTIVE
        found.save(update_fields=["state"])
        live.moved(found)


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


def _told_removed(found: PaymentMethod, customer: Customer, *, by: Actor, now: datetime) -> None:
    if customer.default_method == found.public_id:
        _charge_another(customer, now=now)
    audit(found, "billing.method.removed", by=by)
    publish(events.MethodRemoved(method=found.public_id))
    live.moved(found)


def _charge_another(customer: Customer, *, now: datetime) -> None:
    """The newest other card that can be charged, or none."""
    rows = PaymentMethod.objects.filter(state=MethodState.ACTIVE, is_scheduled_by_gateway=False)
    others = [row for row in rows.order_by("-created_at", "-pk") if not row.is_expired(on=local_date(now))]
    if others:
        _charge_next(customer, others[0])
    else:
        customer.default_method = ""
        customer.save(update_fields=["default_method"])


def _charge_next(customer: Customer, found: PaymentMethod) -> None:
    if customer.default_method != found.public_id:
        customer.default_method = found.public_id
        customer.save(update_fields=["default_method"])
        publish(events.MethodChosen(method=found.public_id))


def _chargeable(public_id: str, *, now: datetime) -> PaymentMethod | None:
    rows = PaymentMethod.objects.filter(public_id=public_id).exclude(state=MethodState.ENDED)
    found: PaymentMethod | None = rows.order_by("pk").first() if public_id else None
    return None if found is None or found.is_expired(on=local_date(now)) else found


def _of_token(gateway: str, hashed: str) -> PaymentMethod | None:
    found: PaymentMethod | None = (
        PaymentMethod.objects.filter(gateway=gateway, token_hash=hashed).order_by("pk").first()
    )
    return found


def _mine(public_id: str) -> PaymentMethod:
    found = PaymentMethod.objects.filter(public_id=public_id).exclude(state=MethodState.ENDED).first()
    if found is None:
        raise NotFound
    return found
