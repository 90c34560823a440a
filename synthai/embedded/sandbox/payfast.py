"""PayFast, played: the signed form, the customer's page, notifications and their post-back, and the API (payfast_api.py).

Not played: PayFast's rule that notifications go to ports 80, 443, 8080 and 8081 only (a laptop has others), its repeated
notifications (PayFast's own sandbox sends once too), wallets and EFT. The page to replace a card, which PayFast has live only, is played.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox import payfast_pages as pages
from synthai.embedded.sandbox.gateway import NEWEST, SandboxGateway
from synthai.embedded.sandbox.payfast_api import PayFastApi
from synthai.embedded.sandbox.payfast_books import SAST, Agreement, Books, Checkout, Payment
from synthai.embedded.sandbox.payfast_contract import Form
from synthai.embedded.sandbox.payfast_itn import Notifier

Handler = Callable[[Request, bytes], Response]


class PayFastSandbox(SandboxGateway):
    """One merchant. `says_true_as_text`: a charge answers "true", as production does, instead of true."""

    code: ClassVar[str] = "payfast"

    def __init__(
        self,
        *,
        merchant_id: str = "10000100",
        merchant_key: str = "46f0cd694581a",
        passphrase: str = "jt7NOE43FZPn",  # noqa: S107 - PayFast's published sandbox
        says_true_as_text: bool = False,
    ) -> None:
        super().__init__()
        self.merchant_id, self.merchant_key, self.passphrase = merchant_id, merchant_key, passphrase
        self.says_true_as_text = says_true_as_text
        self.books = Books()
        self.notifier = Notifier(self, merchant_id=merchant_id, passphrase=passphrase)
        self.api = PayFastApi(self)

    def memory(self) -> dict[str, Any]:
        """Books and notifications."""
        return {"books": self.books.memory(), "sent": list(self.notifier.sent)[-NEWEST:]}

    def recall(self, memory: dict[str, Any]) -> None:
        """As `memory` said it."""
        sent = dict.fromkeys(map(str, memory["sent"]))
        self.books.recall(memory["books"])
        self.notifier.sent = sent

    def routes(self) -> list[BaseRoute]:
        """The form and its pages, the post-back, and the API under /api/."""
        return [
            self._route("/eng/process", self._process, "POST"),
            self._route("/eng/pay/{key}", self._show, "GET"),
            self._route("/eng/pay/{key}/{verb:str}", self._decide, "POST"),
            self._route("/eng/query/validate", self._validate, "POST"),
            self._route("/eng/recurring/update/{token}", self._card_page, "GET", "POST"),
            self._route("/sandbox/run/{token}", self._run, "POST"),
            self._route("/api/{path:path}", self.api.answer, "GET", "POST", "PUT", "PATCH"),
        ]

    def run_schedule(self, token: str) -> Payment | None:
        """The day of a scheduled charge has come. None: it failed, and as with PayFast nobody is told."""
        agreement = self.books.agreements[token]
        if not agreement.is_scheduled or agreement.status != "ACTIVE":
            return None
        if self.faults.declines:
            agreement.status = "LOCKED"
            return None
        with self.lock:
            payment = self.books.take(agreement.fields, Decimal(agreement.cents).scaleb(-2), token=token)
            agreement.advance()
        self.notifier.later(agreement.fields, payment, agreement)
        return payment

    def _route(self, path: str, handle: Handler, *methods: str) -> Route:
        async def endpoint(request: Request) -> Response:
            self.log.append(
                {"asked": f"{request.method} {path}", "verb": request.url.path.rsplit("/", 1)[-1]}
            )
            if self.faults.is_down:
                return PlainTextResponse("Service Unavailable", status_code=503)
            return await run_in_threadpool(handle, request, await request.body())

        typed: Callable[[Request], Awaitable[Response]] = endpoint
        return Route(path, typed, methods=list(methods))

    def _process(self, request: Request, body: bytes) -> Response:
        form = Form(body)
        problems = form.problems(
            merchant_id=self.merchant_id, merchant_key=self.merchant_key, passphrase=self.passphrase
        )
        if problems:
            return HTMLResponse(pages.refused(problems), status_code=400)
        checkout = self.books.open(form.fields)
        return RedirectResponse(f"{request.scope['root_path']}/eng/pay/{checkout.key}", status_code=302)

    def _show(self, request: Request, _body: bytes) -> Response:
        checkout = self.books.checkouts.get(request.path_params["key"])
        if checkout is None:
            return _nothing_here()
        if checkout.is_paid:
            return _back(checkout, "return_url")
        return HTMLResponse(pages.checkout(checkout.fields, request.url.path))

    def _decide(self, request: Request, _body: bytes) -> Response:
        checkout = self.books.checkouts.get(request.path_params["key"])
        match request.path_params["verb"]:
            case _ if checkout is None:
                return _nothing_here()
            case "cancel" if not checkout.is_paid:
                return _back(checkout, "cancel_url")
            case "decline" if not checkout.is_paid:
                return self._declined(request, checkout, "05")
            case "pay":
                return self._pay(request, checkout)
            case _:
                return _back(checkout, "return_url")

    def _pay(self, request: Request, checkout: Checkout) -> Response:
        if self.faults.declines:
            return self._declined(request, checkout, self.faults.declines)
        with self.lock:
            was_paid, checkout.is_paid = checkout.is_paid, True
            if not was_paid:
                payment, agreement = self._book(checkout)
        if not was_paid:
            self.notifier.first(checkout.fields, payment, agreement)
        return _back(checkout, "return_url")

    def _book(self, checkout: Checkout) -> tuple[Payment, Agreement | None]:
        fields = checkout.fields
        agreement = None
        if fields.get("subscription_type"):
            agreement = self.books.agree(fields, datetime.now(SAST).date())
        token = agreement.token if agreement else ""
        payment = self.books.take(fields, Decimal(fields["amount"]), token=token)
        if agreement and agreement.is_scheduled and payment.amount:
            agreement.cycles_complete += 1
        return payment, agreement

    def _declined(self, request: Request, checkout: Checkout, code: str) -> Response:
        action = request.url.path.rpartition("/")[0]
        return HTMLResponse(pages.checkout(checkout.fields, action, declined=code))

    def _card_page(self, request: Request, _body: bytes) -> Response:
        """Another card behind the same token. PayFast tells nobody; the customer is sent back."""
        agreement = self.books.agreements.get(request.path_params["token"])
        if agreement is None or agreement.status == "CANCELLED":
            return _nothing_here()
        address = request.query_params.get("return", "")
        if request.method == "GET":
            return HTMLResponse(pages.card(str(request.url.path), address))
        agreement.status = "ACTIVE"
        if address:
            return RedirectResponse(address, status_code=303)
        return HTMLResponse(pages.said("Done", "The new card is charged from now on."))

    def _validate(self, _request: Request, body: bytes) -> Response:
        is_ours = self.notifier.was_sent(body.decode("utf-8", errors="replace"))
        return PlainTextResponse("VALID" if is_ours else "INVALID")

    def _run(self, request: Request, _body: bytes) -> Response:
        token = request.path_params["token"]
        if token not in self.books.agreements:
            return _nothing_here()
        payment = self.run_schedule(token)
        return PlainTextResponse(payment.number if payment else "nothing was charged")


def _back(checkout: Checkout, name: str) -> Response:
    address = checkout.fields.get(name)
    if address:
        return RedirectResponse(address, status_code=303)
    return HTMLResponse(pages.said("Done", "The shop left no address to go back to."))


def _nothing_here() -> Response:
    return HTMLResponse(pages.said("Nothing here", "This payment is not known."), status_code=404)
