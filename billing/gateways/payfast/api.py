"""PayFast's REST API: headers, signature, and the envelope its answers come in."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from http import HTTPStatus
from typing import Any

from billing.gateways.errors import GatewayError
from billing.gateways.payfast import refusals, transport
from billing.gateways.payfast.config import PayFastConfig
from billing.gateways.payfast.signing import api_signature

VERSION = "v1"
SAST = timezone(timedelta(hours=2))  # PayFast's clock; South Africa has no summer time


def clock() -> datetime:
    """Now, as PayFast reads it."""
    return datetime.now(SAST)


@dataclass(frozen=True)
class Envelope:
    """An answer: `{"code": …, "status": …, "data": {"response": …, "message": …}}`, or whatever else came."""

    status: int
    text: str
    code: int = 0  # the status again, in the envelope
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def response(self) -> Any:
        return self.data.get("response")

    @property
    def message(self) -> str:
        """PayFast's words, not yet fit for an error text."""
        return str(self.data.get("message") or "")

    @property
    def is_done(self) -> bool:
        """True in the sandbox is "true" in production."""
        return self.status == HTTPStatus.OK and self._says_yes

    @property
    def is_refusal(self) -> bool:
        """PayFast understood and said no."""
        says_no = self.response is False or self.response == "false"
        is_bad = any(400 <= status < 500 for status in (self.status, self.code))
        return says_no or (is_bad and not self._says_yes)

    @property
    def _says_yes(self) -> bool:
        return self.response is True or self.response == "true"


@dataclass(frozen=True)
class Api:
    """One method a kind of request. `now` may be another clock in tests."""

    config: PayFastConfig
    now: Callable[[], datetime] = clock

    def ask(self, path: str, query: Mapping[str, str] | None = None) -> Envelope:
        """A question. Raises GatewayRefused and GatewayUnreachable."""
        envelope = self._answered("GET", path, query=query or {}, is_repeatable=True)
        if envelope.is_refusal:
            raise refusals.not_done(envelope.message)
        return envelope

    def tell(
        self, method: str, path: str, values: Mapping[str, str | int] | None = None, *, is_repeatable: bool
    ) -> Envelope:
        """Something to be done. Raises GatewayRefused when our credentials are not taken, GatewayUnreachable, and
        GatewayUnclear unless it is repeatable.

        Every other answer is returned, refusals too: what they mean depends on what was asked.
        """
        return self._answered(method, path, values=values or {}, is_repeatable=is_repeatable)

    def _answered(
        self,
        method: str,
        path: str,
        *,
        is_repeatable: bool,
        query: Mapping[str, str] | None = None,
        values: Mapping[str, str | int] | None = None,
    ) -> Envelope:
        query, values = query or {}, values or {}
        answer = transport.send(
            self.config,
            method,
            f"{self.config.api}{path}",
            is_repeatable=is_repeatable,
            headers=self._headers(query, values),
            query={**query, **({"testing": "true"} if self.config.is_test else {})},
            body=json.dumps(values).encode() if values else None,
        )
        return _opened(answer)

    def _headers(self, query: Mapping[str, str], values: Mapping[str, str | int]) -> dict[str, str]:
        headers = {
            "merchant-id": self.config.merchant_id,
            "version": VERSION,
            "timestamp": self.now().astimezone(SAST).isoformat(timespec="seconds"),
        }
        signed = {**headers, **query, **{name: str(value) for name, value in values.items()}}
        headers["signature"] = api_signature(signed, self.config.passphrase)
        return headers | ({"content-type": "application/json"} if values else {})


def undecided(envelope: Envelope, *, is_repeatable: bool) -> GatewayError:
    """For an answer 200 that says neither yes nor no."""
    return transport.unclear(
        f"PayFast answered {envelope.status} with something unreadable.", is_repeatable=is_repeatable
    )


def _opened(answer: transport.Answer) -> Envelope:
    text = answer.content.decode("utf-8", errors="replace")
    if answer.status == HTTPStatus.UNAUTHORIZED:
        raise refusals.unauthorised()
    found = _object(text)
    # Where PayFast does without an envelope (refund query, history) the whole object is the data.
    data = found["data"] if isinstance(found.get("data"), dict) else found
    code = found.get("code")
    return Envelope(status=answer.status, text=text, code=code if isinstance(code, int) else 0, data=data)


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
