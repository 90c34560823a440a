"""BulkSMS's JSON API, version 1, and the webhooks it calls."""

import base64
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox.messages import MessageService, Refused, Taken

TOKEN_ID, TOKEN_SECRET = "sandbox-01-B", "0" * 24
KNOWN = {
    *("to", "body", "from", "encoding", "userSuppliedId", "longMessageMaxParts"),
    *("deliveryReports", "routingGroup", "messageClass", "protocolId"),
}
TITLES = {401: "Unauthorized", 403: "Insufficient Credits", 429: "Too Many Requests"}


class BulkSms(MessageService):
    """The played account, with `credits` to spend. `blocked` said STOP."""

    code: ClassVar[str] = "bulksms"
    states: ClassVar[tuple[str, ...]] = ("SENT", "DELIVERED")
    lie: ClassVar[str] = "FAILED:NOT_SENT"

    def __init__(self, *, webhook_url: str = "", balance: int = 1_000_000) -> None:
        super().__init__(webhook_url=webhook_url)
        names = (("BULKSMS_TOKEN_ID", TOKEN_ID), ("BULKSMS_TOKEN_SECRET", TOKEN_SECRET))
        self.token = ":".join(os.environ.get(name, "") or default for name, default in names)
        self.balance = balance
        self.blocked: set[str] = set()

    def routes(self) -> list[BaseRoute]:
        """Sending and looking up."""
        return [
            Route("/v1/messages", self.endpoint(self._send), methods=["POST"]),
            Route("/v1/messages", self.endpoint(self._list)),
        ]

    def refusal(self, refused: Refused, headers: Mapping[str, str]) -> Response:
        """A problem document."""
        title = TITLES.get(refused.status, "Bad Request")
        error = {
            "type": f"https://developer.bulksms.com/json/v1/errors#{title.lower().replace(' ', '-')}",
            "title": title,
            "status": refused.status,
            "detail": refused.message,
        }
        return JSONResponse(error, status_code=refused.status, headers=dict(headers))

    def _authenticate(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Basic {base64.b64encode(self.token.encode()).decode()}":
            raise Refused(401, "", "The credentials are not valid.")

    def _send(self, request: Request, body: bytes) -> Response:
        self._authenticate(request)
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise Refused(400, "", "The content type must be application/json.")
        try:
            found = json.loads(body)
        except ValueError:
            raise Refused(400, "", "The body is not JSON.") from None
        entries = found if isinstance(found, list) else [found]
        for entry in entries:
            _check(entry)
        if len(entries) > self.balance:
            raise Refused(403, "", "You do not have enough credits.")
        return JSONResponse([self._made(entry) for entry in entries], status_code=201)

    def _made(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        self.balance -= 1
        message = Taken(
            id=str(next(self.numbers)),
            to=str(entry["to"]).lstrip("+"),
            text=str(entry["body"]),
            key=str(entry.get("userSuppliedId", "")),
            fields={**entry, "submitted": _now()},
        )
        self.take(message, outcome="FAILED:BLOCKED" if f"+{message.to}" in self.blocked else "")
        return _shown(message, "ACCEPTED")

    def _list(self, request: Request, _body: bytes) -> Response:
        self._authenticate(request)
        wanted = self.taken
        for clause in filter(None, request.query_params.get("filter", "").split("&")):
            if clause.startswith("userSuppliedId="):
                wanted = [each for each in wanted if each.key == clause.partition("=")[2]]
            elif clause.startswith("submission.date>="):
                since = datetime.fromisoformat(clause.partition(">=")[2])
                wanted = [each for each in wanted if datetime.fromisoformat(_submitted(each)) >= since]
            else:
                raise Refused(400, "", f"The filter {clause} is not known.")
        return JSONResponse([_shown(each, "SENT", is_known=True) for each in reversed(wanted)])

    def told(self, message: Taken, state: str) -> None:
        """A list with one message, to the webhook for states."""
        self._call("status-report", _shown(message, state, is_known=True))

    def write(self, *, sender: str, to: str, text: str) -> None:
        """A person writes to us."""
        received = {
            "id": str(next(self.numbers)),
            "type": "RECEIVED",
            "from": sender.lstrip("+"),
            "to": to.lstrip("+"),
            "body": text,
            "status": {"id": "DELIVERED.null", "type": "DELIVERED"},
            "submission": {"id": "1", "date": "2026-11-29T08:00:00Z"},
        }
        self._call("incoming-message", received)

    def _call(self, event: str, message: Mapping[str, Any]) -> None:
        headers = {
            "content-type": "application/json",
            "x-bulksms-event": event,
            "user-agent": "BulkSMS Invoker",
        }
        self.post(self.webhook_url, json.dumps([message]).encode(), headers)


def _check(entry: object) -> None:
    if not isinstance(entry, dict) or not {"to", "body"} <= set(entry):
        raise Refused(400, "", "The properties to and body are required.")
    if set(entry) - KNOWN:
        raise Refused(400, "", f"These properties are not known: {sorted(set(entry) - KNOWN)}")
    number = str(entry["to"]).lstrip("+")
    if not (number.isdigit() and 8 <= len(number) <= 15):
        raise Refused(400, "", f"{entry['to']} is not a phone number.")
    if len(str(entry.get("userSuppliedId", ""))) > 20:
        raise Refused(400, "", "userSuppliedId has more than 20 characters.")
    if entry.get("encoding", "TEXT") not in {"TEXT", "UNICODE", "BINARY"}:
        raise Refused(400, "", "The encoding is not known.")
    if not entry["body"]:
        raise Refused(400, "", "The body is empty.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _submitted(message: Taken) -> str:
    """When it was taken; long ago where nobody sent it here, as one that a test tells of by itself."""
    return str(message.fields.get("submitted", "2020-01-01T00:00:00+00:00"))


def _shown(message: Taken, state: str, *, is_known: bool = False) -> dict[str, Any]:
    """A message as the API writes it; parts and cost are known only after the network has taken it."""
    kind, _, subtype = state.partition(":")
    status = {"id": f"{kind}.{subtype or 'null'}", "type": kind, **({"subtype": subtype} if subtype else {})}
    size = 67 if message.fields.get("encoding") == "UNICODE" else 153
    parts = 1 if len(message.text) <= size + 3 else -(-len(message.text) // size)
    known = {"numberOfParts": parts, "creditCost": float(parts)} if is_known else {}
    return {
        "id": message.id,
        "type": "SENT",
        "from": message.fields.get("from", "27600000000"),
        "to": message.to,
        "body": message.text,
        "encoding": message.fields.get("encoding", "TEXT"),
        "userSuppliedId": message.key,
        "submission": {"id": f"1-{int(message.id):020d}", "date": _submitted(message)},
        "status": status,
        **known,
    }
