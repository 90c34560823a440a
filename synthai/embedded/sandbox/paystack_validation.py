"""What Paystack asks of a request, and the words in which it refuses."""

import re
from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

from synthai.embedded.sandbox.paystack_state import State, Transaction

_REFERENCE = re.compile(r"[A-Za-z0-9.,=-]{1,100}\Z", re.ASCII)
_CHANNELS = {"card", "capitec_pay", "eft", "qr", "apple_pay", "bank", "bank_transfer", "mobile_money", "ussd"}
_MOST = 10_000_000_00


class Refused(Exception):
    """A request that Paystack answers with an error."""

    def __init__(self, message: str, *, code: str = "invalid_params", status: int = 400) -> None:
        super().__init__(message)
        self.message, self.code, self.status = message, code, status


def answer(status: int, message: str, data: object = None, *, code: str = "") -> JSONResponse:
    """Paystack's envelope."""
    if status >= 400:
        return JSONResponse(
            {"status": False, "message": message, "type": "validation_error", "code": code},
            status_code=status,
        )
    return JSONResponse({"status": True, "message": message, "data": data}, status_code=status)


def start_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a transaction that is begun."""
    email, reference = body.get("email"), body.get("reference") or ""
    if not isinstance(email, str) or not re.match(r"[^@\s]+@[^@\s]+\Z", email):
        raise Refused("Invalid Email Address Passed", code="invalid_email_address")
    if not isinstance(reference, str) or (reference and not _REFERENCE.match(reference)):
        raise Refused("Invalid character in transaction reference")
    currency = body.get("currency", "ZAR")
    if currency != "ZAR":
        raise Refused("Currency not supported by merchant", code="unsupported_currency")
    channels = body.get("channels") or []
    if not isinstance(channels, list) or not set(map(str, channels)) <= _CHANNELS:
        raise Refused("Invalid channel")
    return {
        "email": email,
        "amount": cents(body.get("amount")),
        "currency": currency,
        "reference": reference,
        "channels": [str(channel) for channel in channels],
        "callback_url": str(body.get("callback_url") or ""),
        "metadata": body.get("metadata"),
    }


def charge_fields(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a charge of a kept card."""
    if not body.get("authorization_code"):
        raise Refused("Authorization code is required")
    return start_fields(body)


def refund_fields(body: Mapping[str, Any], transaction: Transaction | None, state: State) -> int:
    """How many cents may go back."""
    if transaction is None:
        raise Refused("Transaction not found", code="transaction_not_found", status=404)
    if transaction.status != "success":
        raise Refused("Transaction has not been paid")
    left = transaction.amount - state.refunded(transaction)
    if not left:
        raise Refused("Transaction has been fully reversed", code="transaction_reversed")
    amount = cents(body["amount"]) if body.get("amount") is not None else left
    if amount > left:
        raise Refused("Refund amount cannot be more than transaction amount", code="refund_amount_too_large")
    return amount


def cents(value: object) -> int:
    """A whole, positive number of cents; rand with a decimal point are refused."""
    if isinstance(value, bool) or not re.match(r"[0-9]{1,12}\Z", str(value), re.ASCII):
        raise Refused("Amount must be an integer", code="invalid_amount")
    amount = int(str(value))
    if not 0 < amount <= _MOST:
        raise Refused("You must specify a valid amount", code="invalid_amount")
    return amount
