"""A webhook of Stripe: judged by itself before the reply, understood later with objects fetched again."""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import stripe
from django.conf import settings
from stripe import StripeClient

from billing.gateways.errors import GatewayRefused
from billing.gateways.facts import AgreementFact, Fact, WalletFact
from billing.gateways.messages import Check, RawMessage, Reading
from billing.gateways.stripe import facts, link_references, subscriptions
from billing.gateways.stripe.asking import asking, is_absent, plain

TOLERANCE = timedelta(minutes=5)
_SIGNED_AT = re.compile(r"(?:^|,)\s*t=(\d{1,12})(?:,|$)")
_LONGEST = 120
Before = dict[str, Any]  # what an event says of the values before it


def read(message: RawMessage) -> Reading:
    """Signature over the raw bytes, its age, and whether the event is this account's in this mode. Never raises."""
    event = parse(message.body)
    header = message.headers.get("stripe-signature", "")
    checks = (_signature(message.body, header), _age(message, header), _mode(event), _account(event))
    kind = str(event.get("type") or "unreadable").replace("\0", "")[:_LONGEST]
    if all(check.passed for check in checks) and event.get("id"):
        return Reading(kind=kind, dedupe_key=str(event["id"])[:_LONGEST], checks=checks)
    # Anybody can write an event's id into a message: were it believed, a forgery would keep the true one out.
    forged = hashlib.sha256(message.body + header.encode()).hexdigest()
    return Reading(kind=kind, dedupe_key=f"sha256:{forged}", checks=(*checks, _named(event)))


def _named(event: dict[str, Any]) -> Check:
    return Check(
        name="id", passed=bool(event.get("id")), detail=str(event.get("id", "")).replace("\0", "")[:_LONGEST]
    )


def parse(body: bytes) -> dict[str, Any]:
    """The event, or nothing when it is not one."""
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _signature(body: bytes, header: str) -> Check:
    if not header:
        return Check(name="signature", passed=False, detail="The Stripe-Signature header is missing.")
    try:
        stripe.WebhookSignature.verify_header(body, header, str(settings.STRIPE["webhook_secret"]))
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return Check(name="signature", passed=False, detail="Not signed with STRIPE_WEBHOOK_SECRET.")
    return Check(name="signature", passed=True)


def _age(message: RawMessage, header: str) -> Check:
    found = _SIGNED_AT.search(header)
    if found is None:
        return Check(name="age", passed=False, detail="The signature names no moment.")
    seconds = message.received_at.timestamp() - int(found[1])
    return Check(
        name="age", passed=abs(seconds) <= TOLERANCE.total_seconds(), detail=f"Signed {seconds:.0f} s before."
    )


def _mode(event: dict[str, Any]) -> Check:
    is_live = event.get("livemode")
    detail = f"livemode {is_live}, API version {event.get('api_version')}"
    return Check(name="mode", passed=is_live is settings.STRIPE_LIVE_MODE, detail=detail)


def _account(event: dict[str, Any]) -> Check:
    """Events of connected accounts are not about money of ours."""
    other = event.get("account")
    return Check(name="account", passed=not other, detail=f"Of account {other}." if other else "")


def facts_of(asked: StripeClient, event: dict[str, Any]) -> tuple[Fact, ...]:
    """What the event means, from the object as Stripe has it now. Kinds that say nothing to us have no facts."""
    data = event.get("data", {})
    about, before = data.get("object", {}), data.get("previous_attributes") or {}
    for beginning, understand in _KINDS.items():
        if str(event.get("type", "")).startswith(beginning):
            try:
                with asking():
                    return understand(asked, about, before)
            except GatewayRefused as refusal:
                if is_absent(refusal):  # made and deleted before we looked
                    return ()
                raise
    return ()


def payment_by_session(asked: StripeClient, identity: str) -> tuple[Fact, ...]:
    """The payment of a checkout; nothing while it is open and no card was tried."""
    parts = [f"payment_intent.{part}" for part in facts.INTENT_PARTS]
    parts.append("setup_intent.payment_method")
    session = plain(asked.v1.checkout.sessions.retrieve(identity, {"expand": parts}))
    if session["mode"] == "setup":
        kept = facts.setup(session)
        return (kept,) if kept else ()
    if session["mode"] == "subscription":
        return _bought(asked, session)
    if session["status"] == "expired":
        return (facts.expired(session),)
    return (facts.payment(session["payment_intent"]),) if session["payment_intent"] else ()


def _bought(asked: StripeClient, session: dict[str, Any]) -> tuple[Fact, ...]:
    """A subscription begun on Stripe's own pages, a payment link among them: the reference says for whom."""
    if not session["subscription"]:
        return ()
    owner = link_references.owner_of(session["client_reference_id"] or "")
    owner = owner or session["metadata"].get("organisation", "")
    return (subscriptions.told(asked, session["subscription"], organisation=owner),)


def payment_by_intent(asked: StripeClient, identity: str) -> tuple[Fact, ...]:
    """The payment of an intent that we made; those of Stripe's subscriptions come with their invoice."""
    intent = plain(asked.v1.payment_intents.retrieve(identity, {"expand": facts.INTENT_PARTS}))
    return (facts.payment(intent),) if intent["metadata"].get("reference") else ()


def _session(asked: StripeClient, about: dict[str, Any], _before: Before) -> tuple[Fact, ...]:
    return payment_by_session(asked, about["id"])


def _intent(asked: StripeClient, about: dict[str, Any], _before: Before) -> tuple[Fact, ...]:
    return payment_by_intent(asked, about["id"])


def _charge(asked: StripeClient, about: dict[str, Any], _before: Before) -> tuple[Fact, ...]:
    """Stripe may book the fee after the payment: `charge.updated` tells."""
    return payment_by_intent(asked, about["payment_intent"]) if about.get("payment_intent") else ()


def _refunds(asked: StripeClient, about: dict[str, Any], _before: Before) -> tuple[Fact, ...]:
    found = asked.v1.refunds.list({"charge": about["id"], "limit": 100})
    return tuple(facts.refund(plain(each)) for each in found.data)


def _refund(asked: StripeClient, about: dict[str, Any], _before: Before) -> tuple[Fact, ...]:
    return (facts.refund(plain(asked.v1.refunds.retrieve(about["id"]))),)


def _dispute(asked: StripeClient, about: dict[str, Any], _before: Before) -> tuple[Fact, ...]:
    return (facts.dispute(plain(asked.v1.disputes.retrieve(about["id"]))),)


def _subscription(asked: StripeClient, about: dict[str, Any], _before: Before) -> tuple[Fact, ...]:
    return (subscriptions.told(asked, about["id"]),)


def _invoice(asked: StripeClient, about: dict[str, Any], _before: Before) -> tuple[Fact, ...]:
    """An invoice says to look at its subscription, and names itself."""
    invoice = plain(asked.v1.invoices.retrieve(about["id"]))
    by = ((invoice.get("parent") or {}).get("subscription_details") or {}).get("subscription")
    return (subscriptions.told(asked, by, invoice=invoice["id"]),) if by else ()


def _attached(asked: StripeClient, about: dict[str, Any], _before: Before) -> tuple[Fact, ...]:
    customer = plain(asked.v1.payment_methods.retrieve(about["id"]))["customer"]
    return _wallet(asked, customer) if customer else ()


def _customer(asked: StripeClient, about: dict[str, Any], before: Before) -> tuple[Fact, ...]:
    """Only a new choice of card says something; which one it is now, Stripe is asked."""
    chose = "default_payment_method" in (before.get("invoice_settings") or {})
    return _wallet(asked, about["id"], chose=True) if chose else ()


def _wallet(asked: StripeClient, identity: str, *, chose: bool = False) -> tuple[Fact, ...]:
    customer = plain(asked.v1.customers.retrieve(identity))
    if customer.get("deleted"):
        return ()
    page = asked.v1.customers.payment_methods.list(identity, {"type": "card", "limit": 100})
    preferred = customer["invoice_settings"]["default_payment_method"] if chose else ""
    wallet = WalletFact(
        customer=customer["id"],
        organisation=customer["metadata"].get("organisation", ""),
        methods=tuple(facts.method(plain(each)) for each in reversed(page.data)),
        preferred=preferred or "",
    )
    return (wallet,)


def _detached(asked: StripeClient, about: dict[str, Any], _before: Before) -> tuple[Fact, ...]:
    method = plain(asked.v1.payment_methods.retrieve(about["id"]))
    return (
        ()
        if method["customer"]
        else (AgreementFact(agreement=method["id"], status="ended", reason="removed"),)
    )


_KINDS: dict[str, Callable[[StripeClient, dict[str, Any], Before], tuple[Fact, ...]]] = {
    "checkout.session.": _session,
    "payment_intent.": _intent,
    "charge.dispute.": _dispute,
    "charge.refunded": _refunds,
    "charge.refund.updated": _refund,
    "charge.updated": _charge,
    "refund.": _refund,
    "invoice.paid": _invoice,
    "invoice.payment_failed": _invoice,
    "invoice.voided": _invoice,
    "invoice.marked_uncollectible": _invoice,
    "customer.subscription.": _subscription,
    "payment_method.detached": _detached,
    "payment_method.": _attached,
    "customer.updated": _customer,
}
