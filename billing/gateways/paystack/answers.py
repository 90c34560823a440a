"""Paystack's JSON in our words. Cents become rand here and nowhere else."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from billing.gateways.errors import GatewayRefused, GatewayUnreachable
from billing.gateways.facts import (
    AgreementFact,
    DisputeFact,
    MethodFact,
    PaymentFact,
    PaymentStatus,
    RefundFact,
)

# Paystack calls a checkout "abandoned" from its first second until the customer pays, so this is no end.
_PAYMENTS: Final[dict[str, PaymentStatus]] = {
    "success": "confirmed",
    "failed": "failed",
    "reversed": "cancelled",
}
_AGREEMENTS: Final = {"active": "active", "attention": "attention"}
_ENDED: Final = {"non-renewing", "completed", "cancelled", "complete"}
_MOST_DIGITS: Final = 15
# A second checkout for the same payment carries our reference with its number: ABCD1234EFGH5678-2.
ATTEMPT_MARK: Final = "-"


def cents(amount: Decimal) -> int:
    """Rand as whole cents. Raises GatewayRefused for anything finer."""
    scaled = amount * 100
    if scaled != scaled.to_integral_value():
        raise GatewayRefused("amount", _("An amount cannot be finer than a cent."))
    return int(scaled)


def rand(value: object) -> Decimal:
    """Whole cents, as a number or as digits in a text, as rand. Raises GatewayUnreachable when it is neither."""
    digits = "" if isinstance(value, bool) or not isinstance(value, int | str) else str(value)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        raise GatewayUnreachable("Paystack named an amount that is no whole number of cents.")
    return Decimal(digits).scaleb(-2).quantize(Decimal("0.01"))


def record(value: object) -> Mapping[str, Any]:
    """A JSON object, or an empty one for whatever else stands there (Paystack writes "", 0 or null for none)."""
    return value if isinstance(value, dict) else {}


def text(value: object, limit: int = 200) -> str:
    """A JSON text or number as text; empty for all else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value)[:limit].encode("utf-8", "replace").decode().replace("\0", "")


def payment(data: object, *, agreement: str = "") -> PaymentFact:
    """A transaction, as `verify` and `charge_authorization` tell it. `agreement` names the subscription it belongs to."""
    found = record(data)
    identity, reference = text(found.get("id")), text(found.get("reference"))
    if not identity or not reference:
        raise GatewayUnreachable("Paystack's transaction has no id or no reference.")
    method = _method(record(found.get("authorization")))
    status = _PAYMENTS.get(text(found.get("status")), "pending")
    return PaymentFact(
        gateway_id=identity,
        status=status,
        amount=rand(found.get("amount")),
        currency=text(found.get("currency"), 3).upper(),
        reference=reference.partition(ATTEMPT_MARK)[0],
        agreement=agreement or (method.token if method else ""),
        fee=rand(found["fees"]) if found.get("fees") is not None else None,
        method=method,
        occurred_at=moment(found.get("paid_at") or found.get("paidAt")),
        reason="" if status == "confirmed" else text(found.get("gateway_response") or found.get("message")),
        is_unpaid=found.get("status") == "abandoned",
    )


def _method(authorization: Mapping[str, Any]) -> MethodFact | None:
    """A card that may be charged again; anything else cannot be kept."""
    token = text(authorization.get("authorization_code"))
    if not token or authorization.get("reusable") is not True:
        return None
    return MethodFact(
        token=token,
        kind=text(authorization.get("channel"), 20) or "card",
        brand=(text(authorization.get("brand"), 40) or text(authorization.get("card_type"), 40)).strip(),
        last4=text(authorization.get("last4"), 4),
        expires_year=_number(authorization.get("exp_year"), 2000, 2199),
        expires_month=_number(authorization.get("exp_month"), 1, 12),
    )


def refund(data: object, *, gateway_id: str = "") -> RefundFact:
    """A refund, as `/refund` tells it. `gateway_id` is the payment's, where the caller knows it."""
    found = record(data)
    transaction = found.get("transaction")
    of = gateway_id or text(record(transaction).get("id") if isinstance(transaction, dict) else transaction)
    identity = text(found.get("id"))
    if not identity or not of:
        raise GatewayUnreachable("Paystack's refund has no id, or names no payment.")
    status = text(found.get("status"))
    return RefundFact(
        gateway_id=of,
        refund_id=identity,
        status="done" if status == "processed" else "failed" if status == "failed" else "pending",
        amount=rand(found.get("amount")),
        currency=text(found.get("currency"), 3).upper(),
        reason=text(found.get("reason")) if status == "failed" else "",
    )


def dispute(data: object) -> DisputeFact:
    """A dispute, as `/dispute/:id` tells it."""
    found = record(data)
    transaction = record(found.get("transaction"))
    identity, of = text(found.get("id")), text(transaction.get("id"))
    if not identity or not of:
        raise GatewayUnreachable("Paystack's dispute has no id, or names no payment.")
    amount = found.get("refund_amount") or transaction.get("amount")
    return DisputeFact(
        gateway_id=of,
        dispute_id=identity,
        status=_outcome(text(found.get("status")), text(found.get("resolution"))),
        amount=rand(amount),
        currency=(text(found.get("currency"), 3) or text(transaction.get("currency"), 3)).upper(),
        due_at=moment(found.get("dueAt") or found.get("due_at")),
        reason=text(found.get("category") or found.get("resolution")),
    )


def _outcome(status: str, resolution: str) -> Any:
    """Won or lost only when Paystack says so in words we know; otherwise it stays open for staff to look at."""
    if status in {"resolved", "archived"}:
        if "declined" in resolution:
            return "won"
        if "accepted" in resolution:
            return "lost"
    return "open"


def agreement(data: object, *, reason: str = "") -> AgreementFact:
    """A subscription at Paystack, as `/subscription/:code` tells it. One that will not renew has ended for us."""
    found = record(data)
    code, status = text(found.get("subscription_code")), text(found.get("status"))
    if not code:
        raise GatewayUnreachable("Paystack's subscription has no code.")
    if status in _ENDED:
        return AgreementFact(agreement=code, status="ended", reason=reason or status)
    if _AGREEMENTS.get(status) == "active":
        return AgreementFact(agreement=code, status="active", reason=reason)
    return AgreementFact(agreement=code, status="attention", reason=reason or status)


def moment(value: object) -> datetime | None:
    """An instant with its offset (UTC where none stands); None when it is no instant."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _number(value: object, low: int, high: int) -> int | None:
    digits = text(value)
    if not (digits.isascii() and digits.isdigit()):
        return None
    return int(digits) if low <= int(digits) <= high else None
