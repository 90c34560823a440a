"""The REST API of the played PayFast."""

import calendar
import json
import re
import time
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from synthai.embedded.sandbox.payfast_books import SAST, Agreement
from synthai.embedded.sandbox.payfast_contract import sign_api

if TYPE_CHECKING:
    from synthai.embedded.sandbox.payfast import PayFastSandbox

_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[+-]\d\d:\d\d)?", re.ASCII)
_CENTS = re.compile(r"\d{1,12}", re.ASCII)
LEAST = 500  # cents
VERBS = {
    "fetch": "GET",
    "pause": "PUT",
    "unpause": "PUT",
    "cancel": "PUT",
    "update": "PATCH",
    "adhoc": "POST",
}
NOT_VALID = 4  # PayFast's own code for an agreement in the wrong state


class PayFastApi:
    """Checks each request as PayFast does, then does it. `refund_method` is how money would go back."""

    def __init__(self, sandbox: "PayFastSandbox") -> None:
        self._sandbox = sandbox
        self.refund_method = "PAYMENT_SOURCE"

    def answer(self, request: Request, body: bytes) -> Response:
        """Any request under /api/."""
        values = _values(request, body)
        if problem := self._problem(request, values):
            return problem
        match request.path_params["path"].split("/"):
            case ["ping"]:
                return JSONResponse("API V1")
            case ["subscriptions", token, verb] if VERBS.get(verb) == request.method:
                return self._agreement(token, verb, values)
            case ["refunds", "query", number]:
                return self._refundable(number)
            case ["refunds", number] if request.method == "POST":
                return self._refund(number, values)
            case ["transactions", "history", *period]:
                return self._history(request, period[0] if period else "")
            case _:
                return failed(404, "Service / endpoint not found")

    def _problem(self, request: Request, values: Mapping[str, str]) -> Response | None:
        headers = {name: request.headers.get(name, "") for name in ("merchant-id", "version", "timestamp")}
        given = request.headers.get("signature", "")
        if not given:
            return failed(400, "Signature not present in headers")
        if headers["version"] != "v1":
            return failed(400, "API version is not valid")
        if not _TIMESTAMP.fullmatch(headers["timestamp"]):
            return failed(400, "Required variables not present in request")
        # The live API does not know a sandbox merchant.
        is_known = headers["merchant-id"] == self._sandbox.merchant_id
        if not is_known or request.query_params.get("testing") != "true":
            return failed(401, "Merchant not found")
        signed = {**headers, **dict(request.query_params), **values}
        if given != sign_api(signed, self._sandbox.passphrase):
            return failed(401, "Merchant authorisation failed")
        if request.method in {"PUT", "POST", "PATCH"} and "content-length" not in request.headers:
            return failed(411, "Length required")
        return None

    def _agreement(self, token: str, verb: str, values: Mapping[str, str]) -> Response:
        agreement = self._sandbox.books.agreements.get(token)
        if agreement is None:
            return failed(404, "Subscription not found")
        verbs: dict[str, Callable[[Agreement, Mapping[str, str]], Response]] = {
            "fetch": lambda found, _values: succeeded(found.shown()),
            "pause": self._pause,
            "unpause": self._unpause,
            "cancel": self._cancel,
            "update": self._update,
            "adhoc": self._adhoc,
        }
        return verbs[verb](agreement, values)

    def _pause(self, agreement: Agreement, values: Mapping[str, str]) -> Response:
        if agreement.status != "ACTIVE":
            return failed(400, f"Failure - The subscription status is {agreement.status.lower()}")
        if not values.get("cycles", "1").isdigit():
            return failed(400, "cycles is not a number")
        agreement.status = "PAUSED"
        return succeeded(True)

    def _unpause(self, agreement: Agreement, _values: Mapping[str, str]) -> Response:
        if agreement.status != "PAUSED":
            return failed(400, f"Failure - The subscription status is {agreement.status.lower()}")
        agreement.status = "ACTIVE"
        return succeeded(True)

    def _cancel(self, agreement: Agreement, _values: Mapping[str, str]) -> Response:
        if agreement.status == "CANCELLED":
            return failed(400, "Failure - The subscription status is cancelled")
        agreement.status = "CANCELLED"
        self._sandbox.notifier.cancelled(agreement)
        return succeeded(True)

    def _update(self, agreement: Agreement, values: Mapping[str, str]) -> Response:
        if not agreement.is_scheduled or not values.keys() & {"amount", "frequency", "cycles", "run_date"}:
            return failed(400, "Required variables not present in request")
        try:
            cents = int(values.get("amount", agreement.cents))
            frequency = int(values.get("frequency", agreement.frequency))
            cycles = int(values.get("cycles", agreement.cycles))
            run_date = date.fromisoformat(values["run_date"]) if "run_date" in values else agreement.run_date
        except ValueError:
            return failed(400, "A value is not in the expected format")
        if cents < LEAST or frequency not in range(1, 7) or cycles < 0:
            return failed(400, "A value is out of range")
        agreement.cents, agreement.frequency = cents, frequency
        agreement.cycles, agreement.run_date = cycles, run_date
        return succeeded(agreement.shown())

    def _adhoc(self, agreement: Agreement, values: Mapping[str, str]) -> Response:
        sandbox = self._sandbox
        if agreement.is_scheduled or agreement.status != "ACTIVE":
            return failed(400, "The subscription is not in a valid state.", NOT_VALID)
        cents = values.get("amount", "")
        if not _CENTS.fullmatch(cents) or int(cents) < LEAST or not values.get("item_name"):
            return failed(400, "Required variables not present in request")
        if sandbox.faults.declines:
            return failed(400, f"Transaction declined ({sandbox.faults.declines})")
        fields = {**agreement.fields, "m_payment_id": "", "item_description": "", **values}
        with sandbox.lock:
            payment = sandbox.books.take(fields, Decimal(cents).scaleb(-2), token=agreement.token)
        if values.get("itn", "true") not in {"false", "0"}:
            sandbox.notifier.later(fields, payment, agreement)
        time.sleep(sandbox.faults.hangs_after_taking)
        yes = "true" if sandbox.says_true_as_text else True
        return succeeded(yes, message="Transaction was successful(00)", pf_payment_id=payment.number)

    def _refundable(self, number: str) -> Response:
        payment = self._sandbox.books.payments.get(number)
        if payment is None:
            return failed(404, "Payment not found")
        left = payment.cents - payment.refunded
        way = {"method": self.refund_method if left else "NOT_AVAILABLE"}
        return JSONResponse(
            {
                "token": payment.number,
                "funding_type": "Credit Card",
                "amount_original": payment.cents,
                "amount_available_for_refund": left,
                "status": "REFUNDABLE" if left else "COMPLETED",
                "errors": [],
                "refund_full": way if not payment.refunded else {"method": "NOT_AVAILABLE"},
                "refund_partial": way,
                "bank_names": [],
            }
        )

    def _refund(self, number: str, values: Mapping[str, str]) -> Response:
        payment = self._sandbox.books.payments.get(number)
        if payment is None:
            return failed(404, "Payment not found")
        cents, reason = values.get("amount", ""), values.get("reason", "")
        if (
            not _CENTS.fullmatch(cents)
            or not 3 <= len(reason) <= 255
            or values.get("notify_buyer") not in {"0", "1"}
        ):
            return failed(400, "Required variables not present in request")
        if self.refund_method != "PAYMENT_SOURCE":
            return failed(400, "Bank details are required")
        with self._sandbox.lock:
            if not 0 < int(cents) <= payment.cents - payment.refunded:
                return failed(400, "Amount exceeds the amount available for refund")
            payment.refunded += int(cents)
        time.sleep(self._sandbox.faults.hangs_after_taking)
        return succeeded(True, message="Success")

    def _history(self, request: Request, period: str) -> Response:
        query = request.query_params
        try:
            first, last = _days(query, period)
            limit, offset = int(query.get("limit", "1000")), int(query.get("offset", "0"))
        except (ValueError, KeyError):
            return failed(400, "Required variables not present in request")
        table = self._sandbox.books.history(first, last, offset=offset, limit=limit)
        return PlainTextResponse(table, media_type="text/csv")


def succeeded(response: object, **more: str) -> Response:
    """PayFast's envelope."""
    return JSONResponse({"code": 200, "status": "success", "data": {"response": response, **more}})


def failed(status: int, message: str, response: object = False) -> Response:  # noqa: FBT002
    """The same envelope with bad news."""
    content = {"code": status, "status": "failed", "data": {"response": response, "message": message}}
    return JSONResponse(content, status_code=status)


def _values(request: Request, body: bytes) -> dict[str, str]:
    """The body as PHP would sign it: true is 1, false is 0."""
    if not body:
        return {}
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            found: Any = json.loads(body)
        except ValueError:
            return {}
        return {name: _text(value) for name, value in found.items()} if isinstance(found, dict) else {}
    return dict(parse_qsl(body.decode("utf-8", errors="replace"), keep_blank_values=True))


def _text(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)


def _days(query: Mapping[str, str], period: str) -> tuple[date, date]:
    today = datetime.now(SAST).date()
    match period:
        case "":
            first = date.fromisoformat(query.get("from", today.replace(day=1).isoformat()))
            return first, date.fromisoformat(query.get("to", today.isoformat()))
        case "daily":
            day = date.fromisoformat(query["date"])
            return day, day
        case "weekly":
            day = date.fromisoformat(query["date"])
            return day, day + timedelta(days=6)
        case "monthly":
            first = date.fromisoformat(f"{query['date'][:7]}-01")
            return first, first.replace(day=calendar.monthrange(first.year, first.month)[1])
        case _:
            raise KeyError(period)
