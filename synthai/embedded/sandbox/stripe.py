"""Stripe, played: the API below /v1/, the hosted pages, and events sent to whoever asked for them."""

import asyncio
import os
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox import stripe_cards as cards
from synthai.embedded.sandbox import (
    stripe_checkout,
    stripe_events,
    stripe_memory,
    stripe_pages,
    stripe_portal,
    stripe_subscriptions,
)
from synthai.embedded.sandbox.gateway import SandboxGateway
from synthai.embedded.sandbox.stripe_api import Api, Asked
from synthai.embedded.sandbox.stripe_errors import Refused
from synthai.embedded.sandbox.stripe_world import Object, World

SEE_OTHER = 303
_DOWN = {"error": {"type": "api_error", "message": "Stripe is temporarily unavailable."}}


class SandboxStripe(SandboxGateway):
    """One account in test mode. `webhook_url` (or STRIPE_SANDBOX_WEBHOOK_URL) gets every event from the start."""

    code: ClassVar[str] = "stripe"

    def __init__(self, webhook_url: str = "", webhook_secret: str = f"whsec_{'0' * 32}") -> None:
        super().__init__()
        self.resend_after: tuple[float, ...] = stripe_events.RESEND_AFTER
        self.world = World(faults=self.faults, deliver=self._deliver_event)
        self.api = Api(self.world)
        url = webhook_url or os.environ.get("STRIPE_SANDBOX_WEBHOOK_URL", "")
        self.own_address = ""
        if url:
            made = stripe_events.add_address(self.world, url, events=["*"], secret=webhook_secret)
            self.own_address = str(made["id"])

    def memory(self) -> dict[str, Any]:
        """The account, and the answers under idempotency keys. Our own address for events is given anew each time."""
        own = {self.own_address, f"secret:{self.own_address}"}
        return {"objects": stripe_memory.of(self.world, without=own), "answers": self.api.memory()}

    def recall(self, memory: dict[str, Any]) -> None:
        """As `memory` said it."""
        objects = stripe_memory.recalled(memory["objects"])
        self.api.recall(memory["answers"])
        self.world.objects = {**objects, **self.world.objects}

    def routes(self) -> list[BaseRoute]:
        """Stripe's addresses, and one of our own to let a month pass."""
        both = ["GET", "POST"]
        return [
            Route("/v1/{path:path}", self._api, methods=["GET", "POST", "DELETE"]),
            Route("/checkout/{id}", self._checkout, methods=both),
            Route("/portal/{id}", self._portal, methods=both),
            Route("/sandbox/renew/{id}", self._renew, methods=["POST"]),
        ]

    async def _api(self, request: Request) -> Response:
        if self.faults.is_down:
            return JSONResponse(_DOWN, status_code=503)
        self._at(request)
        body = (await request.body()).decode()
        asked = Asked(
            method=request.method,
            path=request.path_params["path"],
            text=request.url.query if request.method in {"GET", "DELETE"} and not body else body,
            headers=dict(request.headers),
        )
        answer = self.api.answer(asked)
        self.log.append({"asked": f"{asked.method} {asked.path}", "status": answer.status})
        self.world.send_held()
        if answer.moved_money and self.faults.hangs_after_taking:
            await asyncio.sleep(self.faults.hangs_after_taking)
        return JSONResponse(answer.body, status_code=answer.status, headers=answer.headers)

    async def _checkout(self, request: Request) -> Response:
        found = self._session(request, "checkout.session")
        if isinstance(found, Response):
            return found
        if request.method == "GET":
            return HTMLResponse(stripe_pages.checkout(self.world, found))
        form = await request.form()
        answer = self._pressed(found, str(form.get("do", "")), str(form.get("card", "")))
        self.world.send_held()
        return answer

    def _pressed(self, session: Object, what: str, name: str) -> Response:
        if what == "cancel" and session["cancel_url"]:
            return RedirectResponse(session["cancel_url"], status_code=SEE_OTHER)
        card = cards.CARDS.get(name)
        if what == "refuse" or card is None:
            problem = "Your bank refused the payment." if what == "refuse" else "Choose a card."
            return HTMLResponse(stripe_pages.checkout(self.world, session, problem=problem), status_code=402)
        try:
            outcome = stripe_checkout.submit(self.world, session, card, is_authenticated=what == "approve")
        except Refused as refusal:
            page = stripe_pages.checkout(self.world, session, problem=str(refusal))
            return HTMLResponse(page, status_code=refusal.status)
        if outcome == "authenticate":
            return HTMLResponse(stripe_pages.bank(session, name))
        back = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
        return RedirectResponse(back, status_code=SEE_OTHER)

    async def _portal(self, request: Request) -> Response:
        found = self._session(request, "billing_portal.session")
        if isinstance(found, Response):
            return found
        if request.method == "POST":
            form = await request.form()
            try:
                stripe_portal.press(self.world, found, str(form.get("do", "")), str(form.get("id", "")))
            except Refused as refusal:
                return HTMLResponse(
                    stripe_pages.portal(self.world, found, problem=str(refusal)), status_code=400
                )
            self.world.send_held()
        return HTMLResponse(stripe_pages.portal(self.world, found))

    def _session(self, request: Request, kind: str) -> Object | Response:
        if self.faults.is_down:
            return HTMLResponse(
                stripe_pages.page("Stripe", "<p>Stripe is away. Try again later.</p>"), status_code=503
            )
        self._at(request)
        try:
            return self.world.get(kind, request.path_params["id"])
        except Refused:
            return HTMLResponse(stripe_pages.page("Stripe", "<p>There is no such page.</p>"), status_code=404)

    async def _renew(self, request: Request) -> Response:
        try:
            made = stripe_subscriptions.renew(self.world, request.path_params["id"])
        except Refused as refusal:
            return JSONResponse(refusal.body(), status_code=refusal.status)
        self.world.send_held()
        return JSONResponse(made)

    def _at(self, request: Request) -> None:
        self.world.base = f"{request.base_url}{self.code}/"

    def _deliver_event(self, event: dict[str, Any]) -> None:
        for letter in stripe_events.letters(self.world, event):
            self.call_back(letter, resend_after=self.resend_after)
