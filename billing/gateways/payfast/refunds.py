"""Giving money back. PayFast wants to be asked first whether and how it can, and knows no idempotency key."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from billing.gateways.errors import GatewayError, GatewayUnclear
from billing.gateways.facts import RefundFact
from billing.gateways.payfast import money, refusals
from billing.gateways.payfast.api import Api, undecided
from billing.gateways.payfast.form import LONG, shorten

REFUNDABLE, TO_ITS_SOURCE, TO_A_BANK = "REFUNDABLE", "PAYMENT_SOURCE", "BANK_PAYOUT"
SHORTEST_REASON = 3


@dataclass(frozen=True, kw_only=True)
class Refundable:
    """What PayFast says beforehand. The methods are PAYMENT_SOURCE, BANK_PAYOUT or NOT_AVAILABLE."""

    is_possible: bool
    original: Decimal
    available: Decimal
    method_full: str
    method_partial: str
    reason: str = ""

    def method(self, amount: Decimal) -> str:
        """How this amount would be given back."""
        return self.method_full if amount == self.original else self.method_partial


@dataclass(frozen=True)
class Refunds:
    """The refund part of the API."""

    api: Api

    def query(self, gateway_id: str) -> Refundable:
        """Whether, how much and how. Raises GatewayRefused and GatewayUnreachable."""
        envelope = self.api.ask(f"/refunds/query/{quote(gateway_id, safe='')}")
        inner = envelope.response if isinstance(envelope.response, dict) else envelope.data
        try:
            return _refundable(inner)
        except (KeyError, ValueError):
            raise undecided(envelope, is_repeatable=True) from None

    def refund(self, gateway_id: str, *, amount: Decimal, reason: str, request_key: str) -> RefundFact:
        """Ask, then give back. After a time-out PayFast is asked once whether the money has gone.

        Raises GatewayRefused, GatewayUnreachable (nothing was given back) and GatewayUnclear: then never again by itself,
        for PayFast cannot tell a second try from a second refund.
        """
        if amount <= 0:
            raise refusals.refund_of_nothing()
        values: dict[str, str | int] = {
            "amount": refusals.checked(money.cents, amount),
            "reason": _reason(reason),
            "notify_buyer": 1,
        }
        before = self.query(gateway_id)
        self._permit(before, amount)
        try:
            envelope = self.api.tell(
                "POST", f"/refunds/{quote(gateway_id, safe='')}", values, is_repeatable=False
            )
        except GatewayUnclear:
            if not self._has_gone(gateway_id, amount, before):
                raise
        else:
            if envelope.is_refusal:
                raise refusals.not_refundable(envelope.message)
            if not envelope.is_done:
                raise undecided(envelope, is_repeatable=False)
        return RefundFact(
            gateway_id=gateway_id,
            refund_id=request_key,  # PayFast names none
            status="done",
            amount=amount,
            currency=money.CURRENCY,
        )

    def _permit(self, found: Refundable, amount: Decimal) -> None:
        if amount > found.available:
            raise refusals.refund_too_large()
        if not found.is_possible:
            raise refusals.not_refundable(found.reason)
        method = found.method(amount)
        if method == TO_A_BANK:
            raise refusals.refund_needs_bank_details()
        if method != TO_ITS_SOURCE:
            raise refusals.not_refundable(found.reason)

    def _has_gone(self, gateway_id: str, amount: Decimal, before: Refundable) -> bool:
        try:
            return before.available - self.query(gateway_id).available == amount
        except GatewayError:
            return False


def _refundable(values: Mapping[str, Any]) -> Refundable:
    errors = values.get("errors")
    return Refundable(
        is_possible=values["status"] == REFUNDABLE,
        original=money.from_cents(values["amount_original"]),
        available=money.from_cents(values["amount_available_for_refund"]),
        method_full=_method(values.get("refund_full")),
        method_partial=_method(values.get("refund_partial")),
        reason=" ".join(str(error) for error in errors) if isinstance(errors, list) else "",
    )


def _method(values: object) -> str:
    return str(values.get("method") or "") if isinstance(values, dict) else ""


def _reason(reason: str) -> str:
    """PayFast wants 3 to 255 characters."""
    text = shorten(reason, LONG)
    return text if len(text) >= SHORTEST_REASON else "Refund"
