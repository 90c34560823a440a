"""Keep a card without a charge to pay: at the gateway, for nothing or for a small amount that is given back at once.

As with payments the browser is not believed: the card is kept when the gateway's own message, or its answer to our question, says so.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.gateways import (
    Buyer,
    Gateway,
    GatewayError,
    GatewayRefused,
    HasDoor,
    PaymentFact,
    PaymentRequest,
    Redirect,
    RefundFact,
    Step,
    registry,
)
from billing.models import CardSetup, Customer, GiveBack, SetupState
from billing.services import books, live, methods, references
from billing.services.payments import PAYMENT_PLACE, PayRefused
from synthai.core.access import Actor, require, system_actor
from synthai.core.api.kinds import IdempotencyKeyReused
from synthai.core.audit import audit
from synthai.core.errors import DomainError, Unavailable

FIRST_ASK: Final = timedelta(minutes=15)
ASK_AGAIN: Final = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
GIVE_BACK_AGAIN: Final = timedelta(minutes=15)


class CannotKeep(DomainError):
    """The way to pay keeps no card."""

    code = "billing.method.cannot_keep"
    title = _("No card can be kept there")
    message = _("%(gateway)s keeps no card. Choose another payment service.")
    remedy = _("Choose another payment service.")
    field = "gateway"


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A card on its way to be kept, and what the browser does next."""

    setup: CardSetup
    step: Step


def begin(
    gateway: str,
    *,
    payer_email: str,
    by: Actor,
    now: datetime,
    return_path: str,
    cancel_path: str,
    request_key: str = "",
) -> Begun:
    """Start to keep a card in the customer's browser: reserve, ask the gateway, note what it said. Needs the tenant.

    Where PAYMENT_PLACE stands in `return_path` the public id is put. With a `request_key` asking again goes on with the same one.
    Raises NotAllowed, GatewayUnknown, CannotKeep, PayRefused, Unavailable, IdempotencyKeyReused.
    """
    chosen = registry.get(gateway)
    setup, request = _reserve(chosen, payer_email=payer_email, by=by, now=now, request_key=request_key)
    site = settings.SITE_URL.rstrip("/")
    request = replace(
        request,
        return_url=site + return_path.replace(PAYMENT_PLACE, setup.public_id),
        cancel_url=site + cancel_path,
        notify_url=site + reverse("billing-hooks:gateway", args=[chosen.code]),
    )
    try:
        if isinstance(chosen, HasDoor):
            chosen.knock()
        step = chosen.start(request)
    except GatewayRefused as error:
        _over(setup.pk, SetupState.FAILED, error.reason, now=now)
        raise PayRefused(reason=error.reason) from error
    except GatewayError as error:
        _over(setup.pk, SetupState.FAILED, "not reached", now=now)
        raise Unavailable(
            _("The payment service does not answer. Nothing was changed: try again later, or choose another.")
        ) from error
    return Begun(setup=_note_sent(setup.pk, step), step=step)


@transaction.atomic(durable=True)
def _reserve(
    gateway: Gateway, *, payer_email: str, by: Actor, now: datetime, request_key: str
) -> tuple[CardSetup, PaymentRequest]:
    require(by, permissions.PAYMENT_MAKE)
    if gateway.keeps_for is None:
        raise CannotKeep(gateway=gateway.title)
    customer = locks.lock_customer(by.organisation_id or 0)
    if not customer.email and payer_email:
        customer.email = payer_email  # until somebody says where bills go
        customer.save(update_fields=["email"])
    reference = references.of_request(by.organisation_id or 0, f"card:{request_key}") if request_key else ""
    known = _asked_before(reference, gateway)
    setup = known or _new(gateway, reference or references.new(), by=by, now=now)
    return setup, _asked(setup, customer)


def _new(gateway: Gateway, reference: str, *, by: Actor, now: datetime) -> CardSetup:
    made: CardSetup = CardSetup.objects.create(
        reference=reference,
        gateway=gateway.code,
        amount=gateway.keeps_for or Decimal(0),
        by_label=by.label[:254],
        created_at=now,
        ask_at=now + FIRST_ASK,
    )
    references.route(made.reference, by.organisation_id)
    audit(made, "billing.card.begun", by=by)
    return made


def _asked_before(reference: str, gateway: Gateway) -> CardSetup | None:
    found: CardSetup | None = (
        CardSetup.objects.filter(reference=reference).order_by("pk").first() if reference else None
    )
    if found is not None and (found.gateway != gateway.code or found.state != SetupState.STARTED):
        raise IdempotencyKeyReused
    return found


def _asked(setup: CardSetup, customer: Customer) -> PaymentRequest:
    return PaymentRequest(
        reference=setup.reference,
        amount=setup.amount,
        currency=setup.currency,
        description=str(_("SynthAI: keep a card")),
        buyer=Buyer(email=customer.email, name_last=customer.legal_name[:100], cellphone=customer.cellphone),
        organisation=customer.organisation.public_id,
    )


@transaction.atomic(durable=True)
def _note_sent(setup_id: int, step: Step) -> CardSetup:
    found = locks.lock_card_setup(setup_id)
    found.gateway_reference = step.gateway_reference if isinstance(step, Redirect) else ""
    found.save(update_fields=["gateway_reference"])
    return found


@transaction.atomic(durable=True)
def _over(setup_id: int, state: SetupState, why: str, *, now: datetime) -> None:
    found = locks.lock_card_setup(setup_id)
    if found.state == SetupState.STARTED:
        _decide(found, state, why, now=now)


def of_reference(gateway: str, reference: str) -> CardSetup | None:
    """The one that a message names. Needs the tenant."""
    rows = CardSetup.objects.filter(gateway=gateway, reference=reference)
    found: CardSetup | None = rows.order_by("pk").first() if reference else None
    return found


def of_gateway_id(gateway: str, gateway_id: str) -> CardSetup | None:
    """The one that a message about its amount names. Needs the tenant."""
    rows = CardSetup.objects.filter(gateway=gateway, gateway_id=gateway_id)
    found: CardSetup | None = rows.order_by("pk").first() if gateway_id else None
    return found


@transaction.atomic(durable=True)
def take(setup_id: int, fact: PaymentFact, *, now: datetime) -> CardSetup:
    """Believe what the gateway says of it. Safe to repeat. Needs the tenant.

    A history without the card (PayFast's) says too little: then its message is waited for.
    """
    unlocked = CardSetup.objects.get(pk=setup_id)
    locks.lock_customer(unlocked.organisation_id)
    setup = locks.lock_card_setup(setup_id)
    if setup.state == SetupState.KEPT:
        return setup
    if fact.status == "confirmed" and fact.amount != setup.amount:
        said = f"The gateway reports {fact.amount} {fact.currency}."
        _decide(setup, SetupState.FAILED, said, now=now)
        audit(setup, "billing.payment.mismatched", by=system_actor(setup.organisation_id))
    elif fact.status == "confirmed" and fact.method is not None:
        _kept(setup, fact, now=now)
    elif fact.status in ("failed", "cancelled") and setup.state == SetupState.STARTED:
        _decide(setup, SetupState.FAILED, fact.reason, now=now)
    return setup


def _kept(setup: CardSetup, fact: PaymentFact, *, now: datetime) -> None:
    """The card is there; what was taken for it is to be given back."""
    if fact.method is None:
        return
    setup.method = methods.keep(setup.organisation_id, setup.gateway, fact.method, now=now)
    setup.gateway_id = fact.gateway_id
    setup.give_back = GiveBack.DUE if setup.amount else GiveBack.NONE
    references.route(references.payment_key(setup.gateway, fact.gateway_id), setup.organisation_id)
    _decide(setup, SetupState.KEPT, "", now=now)
    if setup.amount:
        setup.ask_at, setup.asked = now, 0
        setup.save(update_fields=["ask_at", "asked"])
        books.card_checked(setup, fact.fee or Decimal(0), now=now)


def work(*, now: datetime) -> int:
    """Ask what became of those that nobody told us about, and give small amounts back; returns how many. Needs the tenant."""
    due = list(CardSetup.objects.to_work(now=now).order_by("pk").values_list("pk", flat=True))
    for setup_id in due:
        setup = _claim(setup_id, now=now)
        if setup is not None and setup.give_back == GiveBack.DUE:
            _give_back(setup, now=now)
        elif setup is not None:
            _ask(setup, now=now)
    return len(due)


def _ask(setup: CardSetup, *, now: datetime) -> None:
    gateway = registry.active().get(setup.gateway)
    if gateway is None:
        return
    try:
        fact = gateway.fetch(setup.reference, gateway_id=setup.gateway_id, hint=setup.gateway_reference)
    except GatewayError:
        return  # asked again later: `_claim` has set when
    if fact is not None:
        setup = take(setup.pk, fact, now=now)
    if setup.state == SetupState.STARTED and setup.asked > len(ASK_AGAIN):
        _over(setup.pk, SetupState.EXPIRED, "", now=now)


def _give_back(setup: CardSetup, *, now: datetime) -> None:
    """The gateway sees the same key each time, so that a second try finds the first one's refund."""
    gateway = registry.active().get(setup.gateway)
    if gateway is None:
        return
    try:
        fact = gateway.refund(
            setup.gateway_id,
            amount=setup.amount,
            currency=setup.currency,
            reason="A card was kept",
            request_key=f"{setup.reference}-BACK",
        )
    except GatewayRefused as error:
        _given_back(setup.pk, GiveBack.FAILED, error.reason, now=now)
    except GatewayError:
        return  # tried again later: `_claim` has set when
    else:
        take_refund(setup.pk, fact, now=now)


def take_refund(setup_id: int, fact: RefundFact, *, now: datetime) -> None:
    """What the gateway says of the small amount. Safe to repeat. Needs the tenant."""
    states = {"pending": GiveBack.SENT, "done": GiveBack.DONE, "failed": GiveBack.FAILED}
    _given_back(setup_id, states[fact.status], fact.reason if fact.status == "failed" else "", now=now)


@transaction.atomic(durable=True)
def _given_back(setup_id: int, state: GiveBack, why: str, *, now: datetime) -> None:
    locks.lock_customer(CardSetup.objects.get(pk=setup_id).organisation_id)
    found = locks.lock_card_setup(setup_id)
    if found.give_back in (GiveBack.NONE, GiveBack.DONE, state):
        return
    found.give_back, found.failure, found.ask_at = state, why[:300], None
    found.save(update_fields=["give_back", "failure", "ask_at"])
    if state == GiveBack.DONE:
        books.card_given_back(found, now=now)
    words = {GiveBack.DONE: "given_back", GiveBack.FAILED: "not_given_back"}
    if state in words:
        changes = {"amount": [None, found.amount]} | ({"failure": [None, found.failure]} if why else {})
        audit(found, f"billing.card.{words[state]}", by=system_actor(found.organisation_id), changes=changes)


@transaction.atomic(durable=True)
def _claim(setup_id: int, *, now: datetime) -> CardSetup | None:
    """The row, with the next try already planned: two workers never go out for one at once, a killed one is followed."""
    found = locks.lock_card_setup(setup_id)
    if found.ask_at is None or found.ask_at > now:
        return None
    pauses = (GIVE_BACK_AGAIN, *ASK_AGAIN) if found.give_back == GiveBack.DUE else ASK_AGAIN
    found.ask_at = now + pauses[min(found.asked, len(pauses) - 1)]
    found.asked += 1
    found.save(update_fields=["asked", "ask_at"])
    return found


def _decide(setup: CardSetup, state: SetupState, why: str, *, now: datetime) -> None:
    setup.state, setup.decided_at, setup.ask_at, setup.failure = state, now, None, why[:300]
    setup.version += 1
    setup.save()
    word = "kept" if state == SetupState.KEPT else "not_kept"
    changes = {"failure": [None, setup.failure]} if setup.failure else {}
    audit(setup, f"billing.card.{word}", by=system_actor(setup.organisation_id), changes=changes)
    live.moved(setup)
