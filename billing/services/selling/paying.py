"""Tries to pay a sale at the seller's own gateway account. Reserve, call with no transaction open, note: as services.payments does.

Nothing believes the browser: a message of the gateway, or its answer when asked, confirms.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from billing import events, locks
from billing.gateways import (
    Buyer,
    Gateway,
    GatewayError,
    GatewayRefused,
    HasDoor,
    PaymentFact,
    PaymentRequest,
    Step,
)
from billing.gateways.registry import GatewayUnknown
from billing.models import Sale, SalePayment, SalePaymentState, SaleState
from billing.services import references
from billing.services.payments import PayRefused
from billing.services.selling import accounts, orders, refunding
from synthai.core.access import system_actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, Unavailable
from synthai.core.events import publish

ASKS = (
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
LOOKS = 3  # how often a buyer who waits makes us ask; then the sweep does


class SaleClosed(Conflict):
    """Paid already, or no longer held."""

    code = "billing.sale.closed"
    title = _("There is nothing to pay here")
    message = _("This order is paid already, or its time to pay is over. Begin again from the course's page.")
    remedy = _("Begin the order again.")


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A payment in the buyer's browser, and what the browser does next."""

    payment: SalePayment
    step: Step


def begin(sale_id: int, gateway: str, *, back_path: str, cancel_path: str, now: datetime) -> Begun:
    """Start paying. Needs the tenant. Raises SaleClosed, GatewayUnknown, PayRefused, Unavailable."""
    chosen = accounts.get(gateway)
    payment, sale = _reserve(sale_id, chosen, now=now)
    request = _request(payment, sale, chosen, back_path, cancel_path)
    try:
        if isinstance(chosen, HasDoor):
            chosen.knock()
        step = chosen.start(request)
    except GatewayRefused as error:
        _note(payment.pk, SalePaymentState.FAILED, now=now, failure=error.reason)
        raise PayRefused(reason=error.reason) from error
    except GatewayError as error:
        _note(payment.pk, SalePaymentState.FAILED, now=now, failure=str(error))
        raise Unavailable(
            _(
                "%(gateway)s does not answer just now. Nothing was paid: pay another way, or try again in a few minutes."
            ),
            gateway=chosen.title,
        ) from error
    return Begun(payment=_note(payment.pk, SalePaymentState.REDIRECTED, now=now), step=step)


def ask(payment_id: int, *, now: datetime) -> None:
    """Ask the gateway what became of a payment, and plan the next question. Needs the tenant."""
    payment = _plan_next(payment_id, now=now)
    if payment is None:
        return
    try:
        fact = accounts.get(payment.gateway).fetch(payment.reference, gateway_id=payment.gateway_id)
    except (GatewayError, GatewayUnknown):  # no answer, or the seller removed the account
        return
    if fact is not None:
        take(payment.gateway, fact, now=now)


def to_ask(*, now: datetime) -> list[int]:
    """The active organisation's payments to be asked after."""
    return list(SalePayment.objects.to_ask(now=now).order_by("pk").values_list("pk", flat=True)[:200])


def wants_look(sale: Sale, *, now: datetime) -> int | None:
    """The payment to ask after when the buyer is back and waits; None when there is none, or it was asked often enough."""
    found: SalePayment | None = SalePayment.objects.undecided().filter(sale=sale).order_by("-pk").first()
    return found.pk if found is not None and found.ask_at is not None and found.asked < LOOKS else None


@transaction.atomic
def take(gateway: str, fact: PaymentFact, *, now: datetime) -> SalePayment | None:
    """What the gateway says of a payment; None when it is none of ours. Idempotent. Needs the tenant."""
    reference = fact.reference.partition("-")[0]
    unlocked = SalePayment.objects.filter(gateway=gateway, reference=reference).order_by("pk").first()
    if unlocked is None:
        return None
    sale = locks.lock_sale(unlocked.sale_id)
    payment = locks.lock_sale_payment(unlocked.pk)
    if payment.state == SalePaymentState.CONFIRMED or fact.status not in {"confirmed", "failed", "cancelled"}:
        return payment
    if fact.status != "confirmed":
        if fact.was_declined or payment.state == SalePaymentState.MISMATCHED:
            return payment
        return _decide(payment, SalePaymentState.FAILED, now=now, failure=fact.reason)
    payment.gateway_id, payment.fee = fact.gateway_id, fact.fee
    if (fact.amount, fact.currency) != (payment.amount, sale.currency):
        return _mismatch(payment, sale, fact, now=now)
    _decide(payment, SalePaymentState.CONFIRMED, now=now)
    if sale.state in (SaleState.OPEN, SaleState.VOID):
        orders.paid(sale, now=now)
    else:  # paid before, or paid back: this money came a second time
        refunding.reserve(payment, reason=str(_("Paid twice")), ends_sale=False, label="SynthAI", now=now)
    return payment


@transaction.atomic(durable=True)
def _reserve(sale_id: int, gateway: Gateway, *, now: datetime) -> tuple[SalePayment, Sale]:
    sale = locks.lock_sale(sale_id)
    if sale.state != SaleState.OPEN or sale.held_until <= now:
        raise SaleClosed
    payment: SalePayment = SalePayment.objects.create(
        reference=references.new(),
        sale=sale,
        gateway=gateway.code,
        amount=sale.total,
        created_at=now,
        ask_at=now + ASKS[0],
    )
    return payment, sale


def _request(
    payment: SalePayment, sale: Sale, gateway: Gateway, back_path: str, cancel_path: str
) -> PaymentRequest:
    site = settings.SITE_URL.rstrip("/")
    owner = people.public_id_of(sale.organisation_id or 0)
    first, _space, last = sale.buyer_name.partition(" ")
    return PaymentRequest(
        reference=payment.reference,
        amount=payment.amount,
        currency=sale.currency,
        description=f"{sale.title} ({sale.reference})",
        buyer=Buyer(email=sale.buyer_email, name_first=first, name_last=last, cellphone=""),
        organisation=owner,
        return_url=site + back_path,
        cancel_url=site + cancel_path,
        notify_url=site + reverse("billing-hooks:sale", args=[owner, gateway.code]),
        keeps_method=False,
    )


@transaction.atomic(durable=True)
def _note(payment_id: int, state: SalePaymentState, *, now: datetime, failure: str = "") -> SalePayment:
    payment = locks.lock_sale_payment(payment_id)
    if payment.state == SalePaymentState.CREATED:
        if state == SalePaymentState.FAILED:
            return _decide(payment, state, now=now, failure=failure)
        payment.state = state
        payment.save(update_fields=["state"])
    return payment


@transaction.atomic(durable=True)
def _plan_next(payment_id: int, *, now: datetime) -> SalePayment | None:
    payment = locks.lock_sale_payment(payment_id)
    if payment.ask_at is None:
        return None
    payment.asked += 1
    payment.ask_at = now + ASKS[payment.asked] if payment.asked < len(ASKS) else None
    payment.save(update_fields=["asked", "ask_at"])
    return payment


def _mismatch(payment: SalePayment, sale: Sale, fact: PaymentFact, *, now: datetime) -> SalePayment:
    if payment.state == SalePaymentState.MISMATCHED:
        return payment  # the seller was told
    said = f"{fact.amount} {fact.currency}"
    by = system_actor(sale.organisation_id)
    audit(sale, "billing.sale.mismatched", by=by, changes={"amount": [payment.amount, said]})
    publish(events.SaleMismatched(sale=sale.public_id))
    return _decide(payment, SalePaymentState.MISMATCHED, now=now, failure=f"The gateway reports {said}.")


def _decide(
    payment: SalePayment, state: SalePaymentState, *, now: datetime, failure: str = ""
) -> SalePayment:
    payment.state, payment.decided_at, payment.ask_at = state, now, None
    payment.failure = failure[:300]
    payment.save()
    return payment
