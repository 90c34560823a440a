"""Stripe's API as one function: who asks, in which version, with which idempotency key; then the address, then expand."""

import json
import re
import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from synthai.embedded.sandbox import (
    stripe_cards,
    stripe_catalogue,
    stripe_charges,
    stripe_checkout,
    stripe_events,
    stripe_intents,
    stripe_invoices,
    stripe_portal,
    stripe_subscriptions,
)
from synthai.embedded.sandbox.gateway import NEWEST
from synthai.embedded.sandbox.stripe_endpoints import Endpoint
from synthai.embedded.sandbox.stripe_errors import Refused
from synthai.embedded.sandbox.stripe_forms import parse, refuse_unknown
from synthai.embedded.sandbox.stripe_world import VERSION, World

ENDPOINTS: tuple[Endpoint, ...] = (
    *stripe_catalogue.ENDPOINTS,
    *stripe_cards.ENDPOINTS,
    *stripe_intents.ENDPOINTS,
    *stripe_charges.ENDPOINTS,
    *stripe_checkout.ENDPOINTS,
    *stripe_portal.ENDPOINTS,
    *stripe_subscriptions.ENDPOINTS,
    *stripe_invoices.ENDPOINTS,
    *stripe_events.ENDPOINTS,
)
_KEY = re.compile(r"sk_test_[A-Za-z0-9]{24,}")
PAYMENT_REQUIRED = 402


@dataclass(frozen=True)
class Asked:
    """A request as it came in; `text` is its query or its form."""

    method: str
    path: str
    text: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """A reply, and whether it was money's (and so obeys the fault that hangs)."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str] = field(default_factory=dict)
    moved_money: bool = False


class Api:
    """The addresses below /v1/ over one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.answers: dict[str, tuple[tuple[str, str, str], Answer]] = {}

    def memory(self) -> dict[str, Any]:
        """The newest answers under their keys."""
        kept = list(self.answers.items())[-NEWEST:]
        return {key: [list(asked), asdict(answer)] for key, (asked, answer) in kept}

    def recall(self, memory: dict[str, Any]) -> None:
        """As `memory` said it."""
        self.answers = {
            key: ((asked[0], asked[1], asked[2]), Answer(**answer)) for key, (asked, answer) in memory.items()
        }

    def answer(self, asked: Asked) -> Answer:
        """What Stripe would say. Events that came of it wait in the world."""
        request_id = f"req_{secrets.token_hex(7)}"
        try:
            self._let_in(asked)
            return self._once(asked, request_id)
        except Refused as refusal:
            return Answer(refusal.status, refusal.body(), {"Request-Id": request_id})

    def _let_in(self, asked: Asked) -> None:
        key = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if not _KEY.fullmatch(key):
            raise Refused(f"Invalid API Key provided: {key[:8]}***", status=401)
        version = asked.headers.get("stripe-version", "")
        if version != VERSION:
            raise Refused(
                f"This sandbox plays API version {VERSION} only, not {version or 'the default of an account'}."
            )

    def _once(self, asked: Asked, request_id: str) -> Answer:
        key = asked.headers.get("idempotency-key", "") if asked.method == "POST" else ""
        fingerprint = (asked.method, asked.path, json.dumps(parse(asked.text), sort_keys=True))
        if key in self.answers:
            first, answer = self.answers[key]
            if first != fingerprint:
                raise Refused(
                    "Keys for idempotent requests can only be used with the same parameters they were first used with.",
                    kind="idempotency_error",
                )
            return Answer(answer.status, answer.body, {**answer.headers, "Idempotent-Replayed": "true"})
        self.world.request = {"id": request_id, "idempotency_key": key or None}
        answer = self._done(asked, request_id)
        if key:
            self.answers[key] = (fingerprint, answer)
        return answer

    def _done(self, asked: Asked, request_id: str) -> Answer:
        headers = {"Request-Id": request_id, "Stripe-Version": VERSION}
        for endpoint in ENDPOINTS:
            names = endpoint.match(asked.method, asked.path)
            if names is None:
                continue
            refuse_unknown(asked.text, endpoint.takes)
            given = parse(asked.text)
            try:
                found = endpoint.handle(self.world, names, given)
            except Refused as refusal:
                if refusal.status != PAYMENT_REQUIRED:
                    raise
                return Answer(refusal.status, refusal.body(), headers, moved_money=False)
            body = self.world.expanded(found, list(given.get("expand", [])))
            return Answer(200, body, headers, moved_money=endpoint.moves_money)
        raise Refused(f"Unrecognized request URL ({asked.method}: /v1/{asked.path}).", status=404)
