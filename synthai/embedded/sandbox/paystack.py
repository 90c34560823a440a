"""Paystack, as its API behaves: bearer key, cents, unique references, hosted checkout, signed callbacks."""

import hashlib
import hmac
import json
import os
import time
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

import requests
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox import paystack_pages as pages
from synthai.embedded.sandbox.gateway import CALLBACK_TIMEOUT, SandboxGateway
from synthai.embedded.sandbox.paystack_plans import PlanRoutes
from synthai.embedded.sandbox.paystack_state import Card, Dispute, Refund, State, Transaction, code
from synthai.embedded.sandbox.paystack_validation import (
    Refused,
    answer,
    charge_fields,
    refund_fields,
    start_fields,
)

TEST_KEY = f"sk_test_{'0' * 40}"
# Real pauses are minutes and hours; nobody at a laptop waits for those.
RESEND_AFTER = (1.0, 3.0, 10.0)

Handler = Callable[[Request, dict[str, Any]], Response]


class Paystack(SandboxGateway):
    """The played gateway. `webhook_url` is what a merchant sets in the dashboard; until it is set, callbacks go to the
    `notify_url` that a payment's metadata names. `holds_refunds`: they stay pending until `move_refund`, as real ones do
    for days."""

    code: ClassVar[str] = "paystack"

    def __init__(self, *, secret_key: str = "", webhook_url: str = "") -> None:
        super().__init__()
        self.secret_key = secret_key or os.environ.get("PAYSTACK_SECRET_KEY", "") or TEST_KEY
        self.webhook_url = webhook_url
        self.resend_after: tuple[float, ...] = RESEND_AFTER
        self.holds_refunds = False
        self.state = State()
        self.plans = PlanRoutes(self)

    def memory(self) -> dict[str, Any]:
        """The account, and where its callbacks go."""
        return {"state": self.state.memory(), "webhook_url": self.webhook_url}

    def recall(self, memory: dict[str, Any]) -> None:
        """As `memory` said it."""
        self.state = State.recalled(memory["state"])
        self.webhook_url = self.webhook_url or str(memory["webhook_url"])

    def routes(self) -> list[BaseRoute]:
        """Paystack's addresses, the checkout, and a dashboard."""
        api = self.api
        return [
            Route("/transaction/initialize", api(self._initialize), methods=["POST"]),
            Route("/transaction/verify/{reference}", api(self._verify)),
            Route("/transaction/charge_authorization", api(self._charge), methods=["POST"]),
            Route("/customer/authorization/deactivate", api(self._deactivate), methods=["POST"]),
            Route("/customer/deactivate_authorization", api(self._deactivate), methods=["POST"]),
            Route("/refund", api(self._refund), methods=["POST"]),
            Route("/refund", api(self._refunds)),
            Route("/refund/{id}", api(self._one_refund)),
            Route("/dispute/{id}", api(self._one_dispute)),
            Route("/integration/payment_session_timeout", api(self._session_timeout)),
            *self.plans.routes(),
            Route("/checkout/{access_code}", self._checkout, methods=["GET", "POST"]),
            Route("/dashboard/", self._dashboard),
            Route("/dashboard/{action}", self._dashboard_action, methods=["POST"]),
        ]

    def api(self, handler: Handler) -> Callable[[Request], Any]:
        """An address of the API: the key is checked, JSON read, refusals told as Paystack tells them."""

        @wraps(handler)
        async def endpoint(request: Request) -> Response:
            if self.faults.is_down:
                return answer(503, "Service unavailable")
            if request.headers.get("authorization") != f"Bearer {self.secret_key}":
                return answer(401, "Invalid key", code="invalid_Key")
            try:
                body = json.loads(await request.body() or b"{}")
            except ValueError:
                return answer(400, "The body is not JSON", code="invalid_params")
            with self.lock:
                self.log.append({"method": request.method, "path": request.url.path, "body": body})
            try:
                return await run_in_threadpool(handler, request, body if isinstance(body, dict) else {})
            except Refused as refused:
                return answer(refused.status, refused.message, code=refused.code)

        return endpoint

    def _initialize(self, request: Request, body: dict[str, Any]) -> Response:
        fields = start_fields(body)
        with self.lock:
            transaction = self._new(fields)
        data = {
            "authorization_url": f"{_root(request)}/checkout/{transaction.access_code}",
            "access_code": transaction.access_code,
            "reference": transaction.reference,
        }
        return answer(200, "Authorization URL created", data)

    def _new(self, fields: Mapping[str, Any]) -> Transaction:
        """A transaction under a reference of its own. The lock is held."""
        reference = fields["reference"] or code("T")
        if reference in self.state.transactions:
            raise Refused("Duplicate Transaction Reference", code="duplicate_reference")
        made = Transaction(id=next(self.state.numbers), **{**fields, "reference": reference})
        self.state.transactions[reference] = made
        return made

    def _verify(self, request: Request, _body: dict[str, Any]) -> Response:
        found = self.state.transactions.get(request.path_params["reference"])
        if found is None:
            raise Refused("Transaction reference not found.", code="transaction_not_found")
        return answer(200, "Verification successful", found.as_json())

    def _charge(self, _request: Request, body: dict[str, Any]) -> Response:
        fields = charge_fields(body)
        with self.lock:
            card = self.state.cards.get(str(body["authorization_code"]))
            if card is None or not card.is_active:
                raise Refused(
                    "Authorization code does not exist or has been deactivated", code="invalid_authorization"
                )
            if card.email != fields["email"]:
                raise Refused(
                    "Email does not match Authorization code. Please confirm", code="email_mismatch"
                )
            transaction = self._new(fields)
        self.take(transaction, card)
        time.sleep(self.faults.hangs_after_taking)
        return answer(200, "Charge attempted", transaction.as_json())

    def take(self, transaction: Transaction, card: Card) -> None:
        """Charge a card, as the faults say, and send the callback."""
        if self.faults.declines:
            transaction.settle("failed", self.faults.declines, card=card)
            return
        transaction.settle("success", "Approved", card=card)
        self.tell("charge.success", transaction.as_json(), transaction)

    def _deactivate(self, _request: Request, body: dict[str, Any]) -> Response:
        card = self.state.cards.get(str(body.get("authorization_code")))
        if card is None:
            raise Refused("Authorization code not found", code="not_found", status=404)
        if not card.is_active:
            raise Refused("Authorization is inactive", code="inactive")
        card.is_active = False
        return answer(200, "Authorization has been deactivated")

    def _refund(self, _request: Request, body: dict[str, Any]) -> Response:
        with self.lock:
            transaction = self.state.transaction(body.get("transaction"))
            amount = refund_fields(body, transaction, self.state)
            refund = Refund(
                id=next(self.state.numbers),
                transaction=transaction,  # type: ignore[arg-type]  # refund_fields refuses None
                amount=amount,
                merchant_note=str(body.get("merchant_note", "")),
            )
            self.state.refunds[refund.id] = refund
        data = refund.as_json()
        self.move_refund(refund, "pending" if self.holds_refunds else "processed")
        time.sleep(self.faults.hangs_after_taking)
        return answer(200, "Refund has been queued for processing", data)

    def move_refund(self, refund: Refund, status: str, *, reason: str = "") -> None:
        """Let a refund become pending, processing, processed or failed, and tell so."""
        refund.status, refund.reason = status, reason
        self.tell(f"refund.{status}", refund.as_event(), refund.transaction)

    def _session_timeout(self, _request: Request, _body: dict[str, Any]) -> Response:
        return answer(200, "Payment session timeout retrieved", {"payment_session_timeout": 30})

    def _refunds(self, request: Request, _body: dict[str, Any]) -> Response:
        named = request.query_params.get("transaction")
        found = [
            refund.as_json()
            for refund in self.state.refunds.values()
            if named is None or str(refund.transaction.id) == named
        ]
        return answer(200, "Refunds retrieved", found)

    def _one_refund(self, request: Request, _body: dict[str, Any]) -> Response:
        return _one(self.state.refunds, request.path_params["id"], "Refund")

    def _one_dispute(self, request: Request, _body: dict[str, Any]) -> Response:
        return _one(self.state.disputes, request.path_params["id"], "Dispute")

    async def _checkout(self, request: Request) -> Response:
        if self.faults.is_down:
            return answer(503, "Service unavailable")
        found = self.state.transaction(request.path_params["access_code"])
        if found is None:
            return pages.page(
                "This payment does not exist", "<p>Go back to the shop and start again.</p>", 404
            )
        if request.method == "GET":
            return pages.checkout(found) if found.status in {"abandoned", "failed"} else self._back(found)
        choice = str((await request.form()).get("pay", ""))
        return await run_in_threadpool(self._pay, found, choice)

    def _pay(self, transaction: Transaction, choice: str) -> Response:
        if choice == "cancel":
            return _to(transaction.metadata_value("cancel_action") or transaction.callback_url)
        known = {value: channel for value, _, channel in pages.CHOICES}
        channel = known.get(choice)
        if channel is None or (transaction.channels and channel not in transaction.channels):
            return pages.checkout(transaction, note="Choose one of these ways to pay.")
        with self.lock:
            if transaction.status == "success":
                return self._back(transaction)
            refusal = self.faults.declines or ("Declined" if choice == "declined" else "")
            if refusal:
                transaction.settle("failed", refusal, channel=channel)
                return pages.checkout(transaction, note=f"{refusal}. Try again, or another way.")
            card = None
            if channel == "card":
                card = Card(code=code("AUTH"), email=transaction.email)
                self.state.cards[card.code] = card
            transaction.settle("success", "Approved", channel=channel, card=card)
        self.tell("charge.success", transaction.as_json(), transaction)
        time.sleep(self.faults.hangs_after_taking)
        return self._back(transaction)

    def _back(self, transaction: Transaction) -> Response:
        mark = "&" if urlsplit(transaction.callback_url).query else "?"
        words = urlencode({"trxref": transaction.reference, "reference": transaction.reference})
        return _to(f"{transaction.callback_url}{mark}{words}" if transaction.callback_url else "")

    async def _dashboard(self, _request: Request) -> Response:
        return pages.dashboard(self.state, self.webhook_url)

    async def _dashboard_action(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        if request.path_params["action"] == "webhook":
            self.webhook_url = form.get("url", "")
        elif request.path_params["action"] == "disputes":
            transaction = self.state.transaction(form.get("transaction"))
            if transaction is not None:
                self.dispute(transaction, resolution=form.get("resolution", ""))
        return RedirectResponse("./", status_code=303)

    def dispute(self, transaction: Transaction, *, resolution: str = "") -> Dispute:
        """Let the customer contest a payment, or end the dispute there is ("merchant-accepted" or "declined")."""
        known = [each for each in self.state.disputes.values() if each.transaction is transaction]
        found = known[0] if known else Dispute(id=next(self.state.numbers), transaction=transaction)
        self.state.disputes[found.id] = found
        event = "charge.dispute.create"
        if resolution:
            found.status, found.resolution, event = "resolved", resolution, "charge.dispute.resolve"
        self.tell(event, found.as_json(), transaction)
        return found

    def tell(self, event: str, data: Mapping[str, Any], transaction: Transaction | None = None) -> None:
        """Send a callback, signed over the very bytes that are sent."""
        url = self.webhook_url or (transaction.metadata_value("notify_url") if transaction else "")
        if not url:
            return
        body = json.dumps({"event": event, "data": data}, separators=(",", ":")).encode()
        signature = hmac.new(self.secret_key.encode(), body, hashlib.sha512).hexdigest()
        headers = {"content-type": "application/json", "x-paystack-signature": signature}
        self.call_back(
            lambda: requests.post(
                url, data=body, headers=headers, timeout=CALLBACK_TIMEOUT, allow_redirects=False
            ),
            resend_after=self.resend_after,
        )


def _one(table: Mapping[int, Refund] | Mapping[int, Dispute], named: str, noun: str) -> Response:
    found = table.get(int(named)) if named.isdigit() else None
    if found is None:
        raise Refused(f"{noun} not found", code="not_found", status=404)
    return answer(200, f"{noun} retrieved", found.as_json())


def _to(url: str) -> Response:
    if not url:
        return pages.page("Done", "<p>You may close this page.</p>")
    return RedirectResponse(url, status_code=303)


def _root(request: Request) -> str:
    """Where this gateway is mounted."""
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"
