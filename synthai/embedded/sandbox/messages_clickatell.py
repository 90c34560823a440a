"""Clickatell's One API, and the callbacks it makes."""

import json
import os
import time
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox.messages import MessageService, Refused, Taken, json_object

KEY = "sandbox=="
MOST = 200
KNOWN = {"channel", "to", "content", "from", "clientMessageId", "validityPeriod"}
STATES = {"SENT_TO_SUPPLIER": 4, "DEVICE_ACK": 5, "RECIPIENT_DOES_NOT_EXIST": 29}


class Clickatell(MessageService):
    """The played integration. `opted_out` said STOP."""

    code: ClassVar[str] = "clickatell"
    states: ClassVar[tuple[str, ...]] = ("SENT_TO_SUPPLIER", "DEVICE_ACK")
    lie: ClassVar[str] = "RECIPIENT_DOES_NOT_EXIST"

    def __init__(self, *, webhook_url: str = "", balance: int = 1_000_000) -> None:
        super().__init__(webhook_url=webhook_url)
        self.key = os.environ.get("CLICKATELL_API_KEY", "") or KEY
        self.balance = balance
        self.opted_out: set[str] = set()

    def routes(self) -> list[BaseRoute]:
        """The one address."""
        return [Route("/v1/message", self.endpoint(self._send), methods=["POST"])]

    def refusal(self, refused: Refused, headers: Mapping[str, str]) -> Response:
        """A refusal of the whole request. A rate limit is a 400 with code 43 in the published table."""
        error = _error(43, "Rate limit") if refused.status == 429 else _error(refused.code, refused.message)
        status = 400 if refused.status == 429 else refused.status
        return JSONResponse({"messages": [], "error": error}, status_code=status, headers=dict(headers))

    def _send(self, request: Request, body: bytes) -> Response:
        if request.headers.get("authorization") != self.key:
            raise Refused(401, 1, "Invalid or missing integration API Key")
        messages = json_object(body).get("messages")
        if not isinstance(messages, list) or not messages:
            raise Refused(400, 21, "Payload data is malformed")
        if len(messages) > MOST:
            raise Refused(400, 22, "Maximum messages per request payload exceeded")
        answers = [self._one(each) for each in messages]
        refused = [each for each in answers if not each["accepted"]]
        status = 207 if refused and len(answers) > 1 else 400 if refused else 202
        return JSONResponse({"messages": answers, "error": None}, status_code=status)

    def _one(self, message: Mapping[str, Any]) -> dict[str, Any]:
        error = self._refused(message)
        to = str(message.get("to", ""))
        if error:
            return {"apiMessageId": None, "accepted": False, "to": to, "error": error}
        self.balance -= 1
        key = str(message.get("clientMessageId", ""))
        taken = Taken(id=uuid4().hex, to=to, text=str(message["content"]), key=key, fields=message)
        self.take(taken)
        return {"apiMessageId": taken.id, "accepted": True, "to": to, "error": None}

    def _refused(self, message: Mapping[str, Any]) -> dict[str, Any] | None:
        to = str(message.get("to", ""))
        if set(message) - KNOWN or not message.get("content"):
            return _error(23, f"Invalid or missing parameter: {sorted(set(message) - KNOWN) or 'content'}")
        if not (to.isascii() and to.isdigit() and 8 <= len(to) <= 15):
            return _error(25, f"Invalid recipient address: {to}")
        if f"+{to}" in self.opted_out:
            return _error(26, "Recipient opted out")
        return _error(20, "Insufficient account balance") if self.balance < 1 else None

    def told(self, message: Taken, state: str) -> None:
        """A list of states with one in it."""
        update = {
            "channel": "sms",
            "messageId": message.id,
            "clientMessageId": message.key,
            "statusCode": STATES[state],
            "status": state,
            "timestamp": int(time.time() * 1000),
        }
        self._call({"messageStatusUpdate": [update]})

    def write(self, *, sender: str, to: str, text: str) -> None:
        """A person writes to us."""
        said = {
            "channel": "sms",
            "messageId": uuid4().hex,
            "from": sender.lstrip("+"),
            "to": to.lstrip("+"),
            "content": text,
            "timestamp": int(time.time() * 1000),
        }
        self._call({"moText": [said]})

    def _call(self, event: Mapping[str, Any]) -> None:
        body = {"integrationId": "sandbox", "integrationName": "Sandbox", "event": event}
        self.post(self.webhook_url, json.dumps(body).encode(), {"content-type": "application/json"})


def _error(code: str | int, words: str) -> dict[str, Any]:
    return {"code": code, "description": words}
