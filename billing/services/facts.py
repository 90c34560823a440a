"""From a gateway's fact to the row it is about: whose it is, which payment, and what follows."""

from datetime import datetime

from django.db import transaction

from billing import events, locks
from billing.gateways import AgreementFact, DisputeFact, Fact, PaymentFact, RefundFact
from billing.models import (
    Charge,
    Dispute,
    DisputeState,
    Payment,
    PaymentMethod,
    PaymentState,
)
from billing.services import books, references, refunds, settling
from synthai.core.access import system_actor
from synthai.core.audit import audit
from synthai.core.events import publish
from synthai.core.tenancy import tenant


def apply(gateway: str, fact: Fact, *, now: datetime) -> str | None:
    """Let a fact count. Returns the reference of the payment it was about, "" for a method, None when it is nobody's.

    Needs no tenant: the fact says whose it is.
    """
    owner = _owner(gateway, fact)
    if owner is None:
        return None
    with tenant(owner):
        if isinstance(fact, AgreementFact):
            return _agreement(gateway, fact, owner)
        payment = _payment(gateway, fact, owner, now=now)
        if payment is None:
            return None
        if isinstance(fact, PaymentFact):
            settling.take(payment.pk, fact, now=now)
        elif isinstance(fact, RefundFact):
            refunds.take(payment.pk, fact, now=now)
        else:
            _dispute(payment, fact, now=now)
        return payment.reference


def _owner(gateway: str, fact: Fact) -> int | None:
    keys = []
    if isinstance(fact, PaymentFact):
        keys.append(fact.reference)
    if isinstance(fact, PaymentFact | AgreementFact) and fact.agreement:
        keys.append(references.method_key(gateway, fact.agreement))
    if isinstance(fact, PaymentFact | RefundFact | DisputeFact):
        keys.append(references.payment_key(gateway, fact.gateway_id))
    return references.owner_of(*keys)


def _payment(
    gateway: str, fact: PaymentFact | RefundFact | DisputeFact, owner: int, *, now: datetime
) -> Payment | None:
    rows = Payment.objects.filter(gateway=gateway)
    if isinstance(fact, PaymentFact) and fact.reference:
        found = rows.filter(reference=fact.reference).first()
        if found is not None:
            return found
    found = rows.filter(gateway_id=fact.gateway_id).exclude(gateway_id="").first()
    if found is None and isinstance(fact, PaymentFact) and fact.agreement:
        return _scheduled(gateway, fact, owner, now=now)
    return found


@transaction.atomic
def _scheduled(gateway: str, fact: PaymentFact, owner: int, *, now: datetime) -> Payment | None:
    """A charge that the gateway made by its own schedule pays the oldest open charge of that sum."""
    locks.lock_customer(owner)
    hashed = references.token_hash(fact.agreement)
    method = PaymentMethod.objects.filter(gateway=gateway, token_hash=hashed).order_by("pk").first()
    charge = Charge.objects.open().filter(total=fact.amount, currency=fact.currency).order_by("pk").first()
    if method is None or charge is None:
        return None
    payment: Payment = Payment.objects.create(
        reference=references.new(),
        charge=charge,
        gateway=gateway,
        method=method,
        state=PaymentState.PENDING,
        amount=fact.amount,
        currency=fact.currency,
        created_at=now,
    )
    references.route(payment.reference, owner)
    return payment


@transaction.atomic
def _agreement(gateway: str, fact: AgreementFact, owner: int) -> str | None:
    locks.lock_customer(owner)
    hashed = references.token_hash(fact.agreement)
    method = PaymentMethod.objects.filter(gateway=gateway, token_hash=hashed).order_by("pk").first()
    if method is None:
        return None
    settling.ended_agreement(method, fact.status, by=system_actor(owner))
    return ""


@transaction.atomic
def _dispute(payment: Payment, fact: DisputeFact, *, now: datetime) -> None:
    """A dispute is opened once, and closed once. What to do about it is staff's."""
    locks.lock_customer(payment.organisation_id)
    locks.lock_payment(payment.pk)
    by = system_actor(payment.organisation_id)
    found = Dispute.objects.filter(payment=payment, gateway_id=fact.dispute_id).order_by("pk").first()
    if found is None:
        found = Dispute.objects.create(
            payment=payment,
            gateway_id=fact.dispute_id,
            state=DisputeState.OPEN,
            amount=fact.amount,
            reason=fact.reason[:200],
            due_at=fact.due_at,
            created_at=now,
        )
        audit(found, "billing.dispute.opened", by=by, changes={"amount": [None, fact.amount]})
        books.disputed(found, payment, now=now)
        publish(events.DisputeOpened(dispute=found.public_id, payment=payment.public_id))
    if fact.status != "open" and found.state == DisputeState.OPEN:
        found.state = DisputeState(fact.status)
        found.save(update_fields=["state"])
        books.disputed(found, payment, now=now)
        audit(found, "billing.dispute.closed", by=by, changes={"state": ["open", fact.status]})
        publish(events.DisputeClosed(dispute=found.public_id, outcome=fact.status))
