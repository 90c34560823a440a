"""Stripe's objects as facts. Each is handed over as it was fetched, with the named parts expanded."""

from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from billing.gateways.facts import (
    DisputeFact,
    InvoiceFact,
    MethodFact,
    PaymentFact,
    PaymentStatus,
    RefundFact,
    ScheduleFact,
)

Object = dict[str, Any]
# What a payment intent is fetched with: the fee and the card.
INTENT_PARTS = ["latest_charge.balance_transaction", "payment_method"]
# In our metadata of a payment intent: by which road the payment came.
ROAD, ROAD_CHECKOUT, ROAD_CHARGE = "road", "checkout", "charge"
NO_CENTS = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"}
)
_INTENT: dict[str, PaymentStatus] = {"succeeded": "confirmed", "canceled": "cancelled"}
_REFUND: dict[str, Literal["pending", "done", "failed"]] = {
    "succeeded": "done",
    "failed": "failed",
    "canceled": "failed",
}
_DISPUTE: dict[str, Literal["open", "won", "lost"]] = {
    "won": "won",
    "warning_closed": "won",
    "prevented": "won",
    "lost": "lost",
}
_SUBSCRIPTION: dict[str, Literal["waiting", "trialing", "active", "late", "paused", "ended"]] = {
    "incomplete": "waiting",
    "trialing": "trialing",
    "active": "active",
    "paused": "paused",
    "canceled": "ended",
    "incomplete_expired": "ended",
}
_INVOICE: dict[str, Literal["open", "paid", "void"]] = {
    "paid": "paid",
    "void": "void",
    "uncollectible": "void",
}


def cents(amount: Decimal, currency: str) -> int:
    """The amount in Stripe's smallest unit."""
    factor = 1 if currency.lower() in NO_CENTS else 100
    return int((amount * factor).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def money(amount: int, currency: str) -> Decimal:
    """Stripe's smallest unit as an amount."""
    return (
        Decimal(amount) if currency.lower() in NO_CENTS else (Decimal(amount) / 100).quantize(Decimal("0.01"))
    )


def payment(intent: Object, *, agreement: str = "") -> PaymentFact:
    """What a payment intent came to (with INTENT_PARTS). `agreement`: the subscription that charged it."""
    currency = intent["currency"]
    status = _status(intent, is_by_schedule=bool(agreement))
    amount = intent["amount_received"] if status == "confirmed" else intent["amount"]
    charge = intent.get("latest_charge")
    charge = charge if isinstance(charge, dict) else {}
    return PaymentFact(
        gateway_id=intent["id"],
        status=status,
        amount=money(amount, currency),
        currency=currency.upper(),
        reference=intent["metadata"].get("reference", ""),
        agreement=agreement,
        fee=_fee(charge, currency) if status == "confirmed" else None,
        method=_kept(intent) if status == "confirmed" and not agreement else None,
        occurred_at=_moment(charge.get("created") or intent["created"]),
        reason=(intent.get("last_payment_error") or {}).get("message", ""),
        was_declined=status == "pending" and _was_declined(intent),
    )


def _status(intent: Object, *, is_by_schedule: bool) -> PaymentStatus:
    if _was_declined(intent):
        # In Checkout she may try another card until the session ends; a charge without her is over.
        is_over = is_by_schedule or intent["metadata"].get(ROAD) == ROAD_CHARGE
        return "failed" if is_over else "pending"
    return _INTENT.get(intent["status"], "pending")


def _was_declined(intent: Object) -> bool:
    return intent["status"] == "requires_payment_method" and bool(intent.get("last_payment_error"))


def _fee(charge: Object, currency: str) -> Decimal | None:
    """What Stripe kept, when the account is settled in the currency that was paid."""
    booked = charge.get("balance_transaction")
    if not isinstance(booked, dict) or booked["currency"] != currency:
        return None
    return money(booked["fee"], currency)


def _kept(intent: Object) -> MethodFact | None:
    found = intent.get("payment_method")
    return method(found) if isinstance(found, dict) and found.get("customer") else None


def method(method: Object) -> MethodFact:
    """A card that is kept for a customer."""
    card = method.get(method["type"]) or {}
    return MethodFact(
        token=method["id"],
        kind=method["type"],
        brand=card.get("brand", ""),
        last4=card.get("last4", ""),
        expires_year=card.get("exp_year"),
        expires_month=card.get("exp_month"),
    )


def setup(session: Object) -> PaymentFact | None:
    """A checkout that keeps a card and takes nothing (its setup intent and card expanded); None while it is open."""
    if session["status"] == "open":
        return None
    intent = session["setup_intent"] if isinstance(session["setup_intent"], dict) else {}
    kept = _kept(intent)
    return PaymentFact(
        gateway_id=intent.get("id") or session["id"],
        status="confirmed" if kept else "cancelled",
        amount=Decimal(0),
        currency=(session["currency"] or "").upper(),
        reference=session["client_reference_id"] or "",
        method=kept,
        occurred_at=_moment(session["created"]),
    )


def expired(session: Object) -> PaymentFact:
    """A checkout that nobody paid in time."""
    return PaymentFact(
        gateway_id=session["payment_intent"]["id"] if session["payment_intent"] else session["id"],
        status="cancelled",
        amount=money(session["amount_total"], session["currency"]),
        currency=session["currency"].upper(),
        reference=session["client_reference_id"] or "",
        occurred_at=_moment(session["expires_at"]),
    )


def refund(made: Object) -> RefundFact:
    """One refund."""
    return RefundFact(
        gateway_id=made["payment_intent"] or made["charge"] or "",
        refund_id=made["id"],
        status=_REFUND.get(made["status"] or "", "pending"),
        amount=money(made["amount"], made["currency"]),
        currency=made["currency"].upper(),
        reason=made.get("failure_reason") or made["metadata"].get("reason", "") or made["reason"] or "",
    )


def dispute(made: Object) -> DisputeFact:
    """A charge-back."""
    due = made["evidence_details"].get("due_by")
    return DisputeFact(
        gateway_id=made["payment_intent"] or made["charge"],
        dispute_id=made["id"],
        status=_DISPUTE.get(made["status"], "open"),
        amount=money(made["amount"], made["currency"]),
        currency=made["currency"].upper(),
        due_at=_moment(due) if due else None,
        reason=made["reason"],
    )


def schedule(
    subscription: Object, invoices: Iterable[InvoiceFact], *, organisation: str = ""
) -> ScheduleFact:
    """A subscription that Stripe runs. Its period stands on its items."""
    items, status = subscription["items"]["data"], subscription["status"]
    card = subscription["default_payment_method"]
    amount = sum(item["price"]["unit_amount"] * item["quantity"] for item in items)
    ended = (subscription["cancellation_details"] or {}).get("reason") or status
    return ScheduleFact(
        agreement=subscription["id"],
        status=_SUBSCRIPTION.get(status, "late"),
        amount=money(amount, subscription["currency"]),
        currency=subscription["currency"].upper(),
        quantity=items[0]["quantity"],
        period_start=_moment(min(item["current_period_start"] for item in items)),
        period_end=_moment(max(item["current_period_end"] for item in items)),
        ends_with_period=bool(subscription["cancel_at_period_end"] or subscription["cancel_at"]),
        customer=subscription["customer"],
        organisation=organisation or subscription["metadata"].get("organisation", ""),
        price=items[0]["price"]["metadata"].get("price", ""),
        reason="" if status in ("active", "trialing") else ended,
        method=method(card) if isinstance(card, dict) else None,
        invoices=tuple(invoices),
    )


def invoice(made: Object, payments: Iterable[PaymentFact]) -> InvoiceFact:
    """What Stripe billed for a period."""
    lines = made["lines"]["data"]
    paid = made["status"] == "paid"
    return InvoiceFact(
        invoice=made["id"],
        status=_INVOICE.get(made["status"], "open"),
        amount=money(made["amount_paid"] if paid else made["amount_due"], made["currency"]),
        currency=made["currency"].upper(),
        issued_at=_moment(made["created"]),
        text=", ".join(str(line["description"]) for line in lines if line["description"]),
        period_start=_moment(min(line["period"]["start"] for line in lines)) if lines else None,
        period_end=_moment(max(line["period"]["end"] for line in lines)) if lines else None,
        payments=tuple(payments),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
