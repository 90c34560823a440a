"""Tries to pay a charge: in the customer's browser, or with a kept method.

Nothing here believes the browser. Each road that goes out has three steps, each a transaction of its own: reserve (the row says
that a request is about to go), call (no transaction open), settle. A worker that dies in between leaves a row that says
exactly what may have happened; `services.asking` finds out from the gateway, and no request that may have taken money is sent twice.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine.periods import local_date
from billing.gateways import (
    Buyer,
    Gateway,
    GatewayError,
    GatewayRefused,
    GatewayUnclear,
    GatewayUnreachable,
    HasDoor,
    Instructions,
    PaymentRequest,
    Redirect,
    Step,
    registry,
)
from billing.models import Charge, Customer, Payment, PaymentMethod, PaymentState
from billing.services import awaited, credit, elsewhere, methods, payers, references, settling
from billing.services.charges import ChargeClosed
from synthai.core.access import Actor, require, system_actor
from synthai.core.api.kinds import IdempotencyKeyReused
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound, Unavailable
from synthai.core.rules import Facts

logger = logging.getLogger("synthai.billing")
FIRST_ASK = timedelta(minutes=15)  # browsers come back, or their gateway's message does
# A kept card's charge without an answer: it is sent again only when the gateway still knows nothing after a day and more,
# because a gateway without idempotency keys (PayFast) lists a payment late rather than never.
SENDING_ASK = timedelta(minutes=2)
PAYMENT_PLACE = "the-payment"  # in a return path: where the payment's public id comes
LINK_LABEL = "Pay link"  # who the trail names when somebody pays without signing in


class PayRefused(DomainError):
    """The gateway said no before anything was paid."""

    code = "billing.payment.refused"
    title = _("The payment could not be started")
    message = _("%(reason)s Choose another way to pay, or try again.")
    remedy = _("Choose another way to pay.")


class PaymentOver(Conflict):
    """The payment that the key began is decided."""

    code = "billing.payment.over"
    title = _("The key's payment is over")
    message = _(
        "The payment that this Idempotency-Key began is over: %(state)s. Use a new key for another try."
    )
    remedy = _("Fetch the charge; if it is still open, try again with a new Idempotency-Key.")


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A payment in the customer's browser, and what the browser does next."""

    payment: Payment
    step: Step


def begin(
    charge_public_id: str,
    gateway: str,
    *,
    payer_email: str,
    by: Actor,
    now: datetime,
    return_path: str,
    cancel_path: str,
    request_key: str = "",
    keeps_method: bool = True,
) -> Begun:
    """Start paying a charge in the browser: reserve, ask the gateway, note what it said. Needs the tenant.

    With `keeps_method` renewals are charged to the same card; without it more ways to pay once are offered.
    Where PAYMENT_PLACE stands in `return_path` the payment's public id is put. With a `request_key` asking again goes on
    with the same payment, and so does choosing EFT again while one is awaited. Raises NotAllowed, NotFound, ChargeClosed, GatewayUnknown, PayRefused,
    Unavailable, and with a key IdempotencyKeyReused and PaymentOver.
    """
    chosen = registry.get(gateway)
    payment, request = _reserve_browser(
        charge_public_id,
        chosen,
        payer_email=payer_email,
        keeps_method=keeps_method and chosen.can_charge_again,
        by=by,
        now=now,
        request_key=request_key,
    )
    return _go(payment, _with_addresses(payment, request, chosen, return_path, cancel_path), chosen, now=now)


def begin_by_link(
    charge_public_id: str,
    gateway: str,
    *,
    payer_email: str,
    now: datetime,
    return_path: str,
    cancel_path: str,
) -> Begun:
    """As `begin`, for whoever holds the pay link of this very charge (services.pay_links has judged it). Needs the tenant.

    The payer may be nobody of the organisation: no card is kept, and neither its name nor its address goes to the gateway.
    `payer_email` may be empty for an EFT; when it is given the receipt goes there (services.payers).
    """
    chosen = registry.get(gateway)
    payment, request = _reserve_by_link(charge_public_id, chosen, payer_email=payer_email, now=now)
    return _go(payment, _with_addresses(payment, request, chosen, return_path, cancel_path), chosen, now=now)


def instructions(payment: Payment) -> Instructions | None:
    """How a payment that waits for an EFT is made, to be shown again; None for any other. Read only."""
    gateway = registry.active().get(payment.gateway)
    if payment.state != PaymentState.PENDING or payment.gateway_id or gateway is None:
        return None
    if gateway.can_charge_again:
        return None  # it has a page of its own, and asking for it goes out
    step = gateway.start(request_for(payment, payment.charge, Customer(), keeps_method=False))
    return step if isinstance(step, Instructions) else None


def _go(payment: Payment, request: PaymentRequest, chosen: Gateway, *, now: datetime) -> Begun:
    try:
        if isinstance(chosen, HasDoor):
            chosen.knock()
        step = chosen.start(request)
    except GatewayRefused as error:
        _note_failed(payment, error.reason, now=now)
        raise PayRefused(reason=error.reason) from error
    except GatewayError as error:
        _note_failed(payment, str(_("The payment service did not answer.")), now=now)
        raise Unavailable(
            _(
                "%(gateway)s does not answer just now. Nothing was paid: pay another way, or try again in a few minutes."
            ),
            gateway=chosen.title,
        ) from error
    return Begun(payment=_note_redirected(payment, step, now=now), step=step)


@transaction.atomic(durable=True)
def _reserve_browser(
    charge_public_id: str,
    gateway: Gateway,
    *,
    payer_email: str,
    keeps_method: bool,
    by: Actor,
    now: datetime,
    request_key: str,
) -> tuple[Payment, PaymentRequest]:
    customer = locks.lock_customer(by.organisation_id or 0)
    if not customer.email and payer_email:
        customer.email = payer_email  # until somebody says where bills go
        customer.save(update_fields=["email"])
    charge = _open_charge(charge_public_id)
    require(by, permissions.PAYMENT_MAKE, Facts(resource="billing.payment", amount=charge.due))
    reference = references.of_request(charge.organisation_id or 0, request_key) if request_key else ""
    payment = _asked_before(reference, charge, gateway) or awaited.eft_of(charge, gateway.code)
    if payment is None:
        ask_at, state = now + FIRST_ASK, PaymentState.CREATED
        payment = _new(charge, gateway.code, None, state, now=now, ask_at=ask_at, reference=reference)
        audit(payment, "billing.payment.begun", by=by, changes={"amount": [None, charge.due]})
    _note_consent(payment, keeps_method=keeps_method)
    return payment, request_for(payment, charge, customer, keeps_method=keeps_method)


@transaction.atomic(durable=True)
def _reserve_by_link(
    charge_public_id: str, gateway: Gateway, *, payer_email: str, now: datetime
) -> tuple[Payment, PaymentRequest]:
    charge = _open_charge(charge_public_id)
    payment = awaited.eft_of(charge, gateway.code, is_last=True)
    if payment is None:
        payment = _new(charge, gateway.code, None, PaymentState.CREATED, now=now, ask_at=now + FIRST_ASK)
        by = replace(system_actor(charge.organisation_id), label=LINK_LABEL)
        audit(payment, "billing.payment.begun", by=by, changes={"amount": [None, charge.due]})
    _note_consent(payment, keeps_method=False)
    payers.remember(payment, payer_email)
    payer = Customer(organisation_id=charge.organisation_id, email=payer_email)
    return payment, request_for(payment, charge, payer, keeps_method=False)


def _note_consent(payment: Payment, *, keeps_method: bool) -> None:
    """Whether the card may be kept, as it was said last: a card is never kept only because the gateway names it."""
    if payment.keeps_method != keeps_method:
        payment.keeps_method = keeps_method
        payment.save(update_fields=["keeps_method"])


def _asked_before(reference: str, charge: Charge, gateway: Gateway) -> Payment | None:
    """The payment that the same key began. Raises IdempotencyKeyReused when it was for something else, PaymentOver."""
    if not reference:
        return None
    found: Payment | None = Payment.objects.filter(reference=reference).order_by("pk").first()
    if found is None:
        return None
    if (found.charge_id, found.gateway) != (charge.pk, gateway.code):
        raise IdempotencyKeyReused
    if not found.is_undecided:
        raise PaymentOver(state=found.get_state_display())
    return found


def charge_kept(charge_id: int, *, now: datetime) -> Payment | None:
    """Charge the default method for an open charge whose day has come; None when there is nothing to do. Needs the tenant.

    Safe to call again at any moment, also after a kill between its steps.
    """
    reserved = _reserve_kept(charge_id, now=now)
    if reserved is None:
        return None
    payment, method, request = reserved
    try:
        fact = registry.get(payment.gateway).charge(method.token, request)
    except GatewayUnreachable:
        return settling.try_later(payment.pk, now=now)
    except GatewayUnclear:
        return _note_unclear(payment, now=now)
    except GatewayRefused as error:
        if error.is_our_fault:
            logger.error("Our credentials were refused by %s", payment.gateway)
            return settling.try_later(payment.pk, now=now)
        return settling.failed(payment.pk, error.reason, now=now)
    return settling.take(payment.pk, fact, now=now)


@transaction.atomic(durable=True)
def _reserve_kept(charge_id: int, *, now: datetime) -> tuple[Payment, PaymentMethod, PaymentRequest] | None:
    unlocked = Charge.objects.filter(pk=charge_id).first()
    if unlocked is None:
        return None
    customer = locks.lock_customer(unlocked.organisation_id)
    credit.cover(
        unlocked.currency, by=system_actor(unlocked.organisation_id), now=now
    )  # the card pays the rest
    charge = locks.lock_charge(charge_id)
    if not charge.is_payable or charge.next_try_at is None or charge.next_try_at > now:
        return None
    undecided = (PaymentState.SENDING, PaymentState.PENDING)
    if Payment.objects.filter(charge=charge, state__in=undecided, method__isnull=False).exists():
        return None  # one that may have taken the money is being asked after
    method = methods.default(charge.organisation_id)
    charge.attempts += 1
    if method is None or method.is_expired(on=local_date(now)) or method.is_scheduled_by_gateway:
        settling.no_way_to_charge(charge, method, now=now)
        return None
    charge.next_try_at = None
    charge.save(update_fields=["attempts", "next_try_at"])
    payment = _new(charge, method.gateway, method, PaymentState.SENDING, now=now, ask_at=now + SENDING_ASK)
    request = request_for(payment, charge, customer, keeps_method=False, email=method.email)
    return payment, method, request


def request_for(
    payment: Payment, charge: Charge, customer: Customer, *, keeps_method: bool, email: str = ""
) -> PaymentRequest:
    """What the gateway is asked for. A kept method is charged for the `email` it was kept with."""
    return PaymentRequest(
        reference=payment.reference,
        amount=payment.amount,
        currency=payment.currency,
        description=f"SynthAI {charge.reference}",
        buyer=Buyer(
            email=email or customer.email, name_last=customer.legal_name[:100], cellphone=customer.cellphone
        ),
        organisation=customer.organisation.public_id,
        keeps_method=keeps_method,
    )


def _with_addresses(
    payment: Payment, request: PaymentRequest, gateway: Gateway, return_path: str, cancel_path: str
) -> PaymentRequest:
    site = settings.SITE_URL.rstrip("/")
    back = site + return_path.replace(PAYMENT_PLACE, payment.public_id)
    notify = site + reverse("billing-hooks:gateway", args=[gateway.code])
    return replace(request, return_url=back, cancel_url=site + cancel_path, notify_url=notify)


def _open_charge(public_id: str) -> Charge:
    found = Charge.objects.filter(public_id=public_id).first()
    if found is None:
        raise NotFound
    charge = locks.lock_charge(found.pk)
    if not charge.is_open:
        raise ChargeClosed
    elsewhere.refuse_collected(charge)
    return charge


def _new(
    charge: Charge,
    gateway: str,
    method: PaymentMethod | None,
    state: PaymentState,
    *,
    now: datetime,
    ask_at: datetime,
    reference: str = "",
) -> Payment:
    payment: Payment = Payment.objects.create(
        reference=reference or references.new(),
        charge=charge,
        gateway=gateway,
        method=method,
        state=state,
        amount=charge.due,
        currency=charge.currency,
        created_at=now,
        sent_at=now if state == PaymentState.SENDING else None,
        ask_at=ask_at,
    )
    references.route(payment.reference, charge.organisation_id)
    return payment


@transaction.atomic(durable=True)
def _note_redirected(payment: Payment, step: Step, *, now: datetime) -> Payment:
    found = locks.lock_payment(payment.pk)
    if found.state == PaymentState.CREATED:
        is_eft = isinstance(step, Instructions)
        found.state = PaymentState.PENDING if is_eft else PaymentState.REDIRECTED
        found.gateway_reference = step.gateway_reference if isinstance(step, Redirect) else ""
        found.sent_at = now
        found.ask_at = None if is_eft else found.ask_at  # nobody can be asked about an EFT but our own bank
        found.save(update_fields=["state", "gateway_reference", "sent_at", "ask_at"])
    return found


@transaction.atomic(durable=True)
def _note_failed(payment: Payment, reason: str, *, now: datetime) -> None:
    found = locks.lock_payment(payment.pk)
    if found.state == PaymentState.CREATED:
        found.state, found.failure, found.decided_at, found.ask_at = (
            PaymentState.FAILED,
            reason[:300],
            now,
            None,
        )
        found.save(update_fields=["state", "failure", "decided_at", "ask_at"])
        audit(found, "billing.payment.failed", by=system_actor(found.organisation_id))


@transaction.atomic(durable=True)
def _note_unclear(payment: Payment, *, now: datetime) -> Payment:
    """It stays "sending": the gateway is asked soon, and again."""
    found = locks.lock_payment(payment.pk)
    if found.is_undecided:
        found.ask_at = now + SENDING_ASK
        found.save(update_fields=["ask_at"])
    return found
