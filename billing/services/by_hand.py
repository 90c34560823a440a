"""What staff do about single charges, payments and messages when the machinery cannot go on by itself."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine.ledger import clearing
from billing.gateways import (
    DisputeFact,
    Fact,
    GatewayError,
    PaymentFact,
    RawMessage,
    RefundFact,
    registry,
)
from billing.models import Charge, GatewayMessage, MessageState, Payment, PaymentState
from billing.services import asking, charges, credit, elsewhere, facts, inbox, payments, references, settling
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, Unavailable
from synthai.core.money import format_zar
from synthai.core.tenancy import tenant


class PaymentDecided(Conflict):
    """It is paid already."""

    code = "billing.payment.decided"
    title = _("This payment is decided")
    message = _("This payment is decided already: it is %(state)s.")


class TooLittleCame(DomainError):
    """A part does not pay a charge."""

    code = "billing.payment.too_little"
    title = _("Less than is owed")
    message = _(
        "%(due)s is owed, and %(came)s came. Refuse the payment and keep what came as credit: it counts as a part."
    )
    remedy = _("Refuse the payment and keep what came as credit.")
    field = "received"


class WrongMessage(DomainError):
    """The message cannot be about that payment."""

    code = "billing.message.wrong_payment"
    title = _("The message is not about this payment")
    message = _("%(why)s")
    remedy = _("Check the reference.")
    field = "reference"


@transaction.atomic(durable=True)
def settle(payment_id: int, *, received: Decimal, reason: str, by: Actor, now: datetime) -> Payment:
    """The money is there, we looked: it pays the charge, and what came too much becomes credit. Needs the tenant.

    Raises NotAllowed, PaymentDecided, TooLittleCame.
    """
    require(by, permissions.PAYMENT_CONFIRM)
    payment = _lock(payment_id)
    if payment.state == PaymentState.CONFIRMED:
        raise PaymentDecided(state=payment.get_state_display())
    if received < payment.amount:
        raise TooLittleCame(due=format_zar(payment.amount), came=format_zar(received))
    fact = PaymentFact(
        gateway_id=payment.gateway_id or f"hand-{payment.reference}",
        status="confirmed",
        amount=payment.amount,
        currency=payment.currency,
        reference=payment.reference,
    )
    told = {"received": [None, received], "reason": [None, reason]}
    audit(payment, "billing.payment.settled_by_hand", by=by, changes=told)
    found = settling.believe(payment_id, fact, now=now)
    if received > payment.amount:
        why = f"Paid too much with {payment.reference}"
        surplus, source = received - payment.amount, clearing(payment.gateway)
        credit.owe(payment.charge, surplus, account=source, by=by, now=now, reason=why)
    return found


@transaction.atomic(durable=True)
def refuse(
    payment_id: int, *, reason: str, received: Decimal = Decimal(0), by: Actor, now: datetime
) -> Payment:
    """It was not this payment; what came all the same (`received`) is credit, which pays what is open. Needs the tenant.

    Raises NotAllowed, PaymentDecided.
    """
    require(by, permissions.PAYMENT_CONFIRM)
    payment = _lock(payment_id)
    if not payment.is_undecided:
        raise PaymentDecided(state=payment.get_state_display())
    told = {"received": [None, received], "reason": [None, reason]}
    audit(payment, "billing.payment.refused_by_hand", by=by, changes=told)
    found = settling.refuse(payment_id, reason, by=by, now=now)
    if received > 0:
        why = f"Came with {payment.reference}, another amount"
        source = clearing(payment.gateway)
        credit.owe(payment.charge, received, account=source, by=by, now=now, reason=why)
    return found


def ask(payment_id: int, *, by: Actor, now: datetime) -> Payment:
    """Ask the gateway what became of a payment, now. Needs the tenant. Raises NotAllowed, PaymentDecided."""
    require(by, permissions.PAYMENT_CONFIRM)
    with transaction.atomic(durable=True):
        payment = _lock(payment_id)
        if not payment.is_undecided:
            raise PaymentDecided(state=payment.get_state_display())
        payment.ask_at = now
        payment.save(update_fields=["ask_at"])
        audit(payment, "billing.payment.asked", by=by)
    asking.ask(payment_id, now=now)
    return Payment.objects.get(pk=payment_id)


def charge_now(charge_id: int, *, by: Actor, now: datetime) -> Payment | None:
    """Charge the kept method for an open charge, now; None when there is no way to. Needs the tenant.

    Raises NotAllowed, ChargeClosed.
    """
    require(by, permissions.PAYMENT_CONFIRM)
    with transaction.atomic(durable=True):
        charge = _lock_charge(charge_id)
        elsewhere.refuse_collected(charge)
        charge.next_try_at = now
        charge.save(update_fields=["next_try_at"])
        audit(charge, "billing.charge.tried_again", by=by)
    return payments.charge_kept(charge_id, now=now)


@transaction.atomic(durable=True)
def call_off(charge_id: int, *, reason: str, by: Actor, now: datetime) -> Charge:
    """Nobody has to pay it any more. Needs the tenant. Raises NotAllowed, ChargeClosed."""
    require(by, permissions.CREDIT_GIVE)
    charge = _lock_charge(charge_id)
    charges.call_off(charge, by=by, now=now)
    audit(charge, "billing.charge.called_off", by=by, changes={"reason": [None, reason]})
    credit.cover(charge.currency, by=by, now=now)
    return charge


@transaction.atomic
def run_message_again(message_id: int, *, by: Actor, now: datetime) -> None:
    """Let a message be handled once more by a worker. A forged one stays refused. Raises NotAllowed."""
    require(by, permissions.PAYMENT_CONFIRM)
    message = GatewayMessage.objects.get(pk=message_id)
    inbox.run_again(message_id, now=now)
    audit(message, "billing.message.run_again", by=by, changes={"state": [message.state, "waiting"]})


def assign_message(message_id: int, *, reference: str, by: Actor, now: datetime) -> GatewayMessage:
    """A message that belonged to nothing is about this payment: its facts count there, by the usual rules.

    Raises NotAllowed, WrongMessage, Unavailable (the gateway is down).
    """
    require(by, permissions.PAYMENT_CONFIRM)
    message = GatewayMessage.objects.get(pk=message_id)
    if message.state != MessageState.UNMATCHED or not message.body:
        raise WrongMessage(why=_("Only a message that belongs to nothing we know can be assigned."))
    owner, payment = _of_reference(reference, message.gateway)
    found = _facts_of(message)
    with tenant(owner):
        audit(message, "billing.message.assigned", by=by, changes={"reference": ["", payment.reference]})
    for fact in found:
        facts.apply(message.gateway, _about(fact, payment), now=now)
    message.state, message.handled_at = MessageState.DONE, now
    message.payment_reference = payment.reference
    message.save(update_fields=["state", "handled_at", "payment_reference"])
    return message


def _facts_of(message: GatewayMessage) -> tuple[Fact, ...]:
    raw = RawMessage(
        body=bytes(message.body),
        headers=message.headers,
        source_ip=message.source_ip,
        received_at=message.received_at,
    )
    try:
        found = registry.get(message.gateway).findings(raw)
    except GatewayError as error:
        raise Unavailable(
            _("The payment service does not answer, so nothing was changed. Try again later.")
        ) from error
    if not found.is_believed or not found.facts:
        raise WrongMessage(why=_("The payment service does not stand by this message, so it counts nowhere."))
    return found.facts


def _about(fact: Fact, payment: Payment) -> Fact:
    if isinstance(fact, PaymentFact):
        return replace(fact, reference=payment.reference, agreement="")
    if isinstance(fact, RefundFact | DisputeFact):
        return replace(fact, gateway_id=payment.gateway_id)
    return fact


def _of_reference(reference: str, gateway: str) -> tuple[int, Payment]:
    typed = "".join(reference.split()).upper()
    owner = references.owner_of(typed)
    if owner is None:
        raise WrongMessage(why=_("There is no payment of this reference."))
    with tenant(owner):
        payment = Payment.objects.filter(reference=typed).first()
    if payment is None or payment.gateway != gateway:
        raise WrongMessage(why=_("The payment of this reference did not go through this payment service."))
    return owner, payment


def _lock(payment_id: int) -> Payment:
    """In the order that settling takes locks: customer first."""
    locks.lock_customer(Payment.objects.get(pk=payment_id).organisation_id)
    return Payment.objects.select_related("charge").get(pk=payment_id)


def _lock_charge(charge_id: int) -> Charge:
    locks.lock_customer(Charge.objects.get(pk=charge_id).organisation_id)
    charge = locks.lock_charge(charge_id)
    if not charge.is_open:
        raise charges.ChargeClosed
    return charge
