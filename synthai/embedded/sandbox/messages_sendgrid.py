"""SendGrid's v3 mail API and its signed event webhook."""

import base64
import json
import os
import time
from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import uuid4

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox.messages import MessageService, Refused, Taken, json_object

KEY = f"SG.{'0' * 22}.{'0' * 43}"
RESERVED = {
    *("x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding"),
    *("to", "from", "subject", "reply-to", "cc", "bcc"),
}
KNOWN = {
    *(
        "personalizations",
        "from",
        "reply_to",
        "reply_to_list",
        "subject",
        "content",
        "attachments",
        "headers",
    ),
    *("custom_args", "categories", "tracking_settings", "mail_settings", "asm", "send_at", "template_id"),
}


class SendGrid(MessageService):
    """The played account."""

    code: ClassVar[str] = "sendgrid"
    states: ClassVar[tuple[str, ...]] = ("processed", "delivered")
    lie: ClassVar[str] = "bounce"

    def __init__(self, *, webhook_url: str = "") -> None:
        super().__init__(webhook_url=webhook_url)
        self.key = os.environ.get("SENDGRID_API_KEY", "") or KEY
        self.signing_key = ec.generate_private_key(ec.SECP256R1())
        self.domains: dict[str, dict[str, Any]] = {}  # authenticated ones, by name
        self.unfound: set[str] = set()  # whose records are not in the DNS yet

    @property
    def verification_key(self) -> str:
        """The public key as the dashboard shows it."""
        der = self.signing_key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode()

    def routes(self) -> list[BaseRoute]:
        """Mail, and the domains in whose name it may go."""
        domains = "/v3/whitelabel/domains"
        return [
            Route("/v3/mail/send", self.endpoint(self._send), methods=["POST"]),
            Route(domains, self.endpoint(self._domains), methods=["GET", "POST"]),
            Route(f"{domains}/{{number:int}}/validate", self.endpoint(self._validate), methods=["POST"]),
        ]

    def refusal(self, refused: Refused, headers: Mapping[str, str]) -> Response:
        """SendGrid's list of errors."""
        errors = [{"message": refused.message, "field": refused.code, "help": None}]
        return JSONResponse({"errors": errors}, status_code=refused.status, headers=dict(headers))

    def _authenticate(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {self.key}":
            raise Refused(401, "", "The provided authorization grant is invalid, expired, or revoked")

    def _domains(self, request: Request, body: bytes) -> Response:
        """List those that match, or make one: three aliases, as its automated security has it."""
        self._authenticate(request)
        if request.method == "GET":
            asked = request.query_params.get("domain", "")
            return JSONResponse([row for name, row in self.domains.items() if asked in name])
        domain = str(json_object(body).get("domain", ""))
        if "." not in domain or domain in self.domains:
            raise Refused(400, "domain", "invalid domain, or one that exists already")
        self.domains[domain] = _authenticated(len(self.domains) + 1, domain)
        return JSONResponse(self.domains[domain], status_code=201)

    def _validate(self, request: Request, _body: bytes) -> Response:
        self._authenticate(request)
        number = request.path_params["number"]
        row = next((each for each in self.domains.values() if each["id"] == number), None)
        if row is None:
            raise Refused(404, "id", "domain not found")
        row["valid"] = row["domain"] not in self.unfound
        return JSONResponse({"id": number, "valid": row["valid"], "validation_results": {}})

    def _send(self, request: Request, body: bytes) -> Response:
        self._authenticate(request)
        mail = json_object(body)
        _check(mail)
        for each in mail["personalizations"]:
            arguments = {**mail.get("custom_args", {}), **each.get("custom_args", {})}
            text = next(part["value"] for part in mail["content"])
            to = str(each["to"][0]["email"])
            fields = {**mail, "arguments": arguments}
            self.take(
                Taken(id=uuid4().hex, to=to, text=text, key=str(arguments.get("key", "")), fields=fields)
            )
        return Response(status_code=202, headers={"x-message-id": uuid4().hex})

    def told(self, message: Taken, state: str) -> None:
        """One event."""
        event: dict[str, Any] = {
            "email": message.to,
            "timestamp": int(time.time()),
            "event": state.partition(":")[0],
            "sg_event_id": uuid4().hex,
            "sg_message_id": f"{message.id}.filter0001",
            "smtp-id": f"<{message.id}@sendgrid.net>",
            **message.fields["arguments"],
        }
        if event["event"] == "bounce":
            kind = state.partition(":")[2] or "bounce"
            said = f"550 5.1.1 The email account {message.to} does not exist"
            event |= {"type": kind, "status": "5.1.1", "reason": said}
        self.publish([event])

    def publish(self, events: list[dict[str, Any]], *, at: int | None = None) -> None:
        """Post events, signed over the timestamp and these very bytes."""
        body = json.dumps(events).encode()
        self.post(self.webhook_url, body, self.signature(body, at=at))

    def signature(self, body: bytes, *, at: int | None = None) -> dict[str, str]:
        """The headers of the signed event webhook."""
        stamp = str(at if at is not None else int(time.time()))
        signed = self.signing_key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        return {
            "content-type": "application/json",
            "x-twilio-email-event-webhook-signature": base64.b64encode(signed).decode(),
            "x-twilio-email-event-webhook-timestamp": stamp,
        }


def _authenticated(number: int, domain: str) -> dict[str, Any]:
    account = f"u{7000 + number}.wl.sendgrid.net"
    hosts = {"mail_cname": f"em{number}", "dkim1": "s1._domainkey", "dkim2": "s2._domainkey"}
    targets = {"mail_cname": account, "dkim1": f"s1.domainkey.{account}", "dkim2": f"s2.domainkey.{account}"}
    dns = {
        name: {"valid": False, "type": "cname", "host": f"{host}.{domain}", "data": targets[name]}
        for name, host in hosts.items()
    }
    row = {"id": number, "domain": domain, "subdomain": f"em{number}", "automatic_security": True}
    return {**row, "valid": False, "dns": dns}


def _check(mail: Mapping[str, Any]) -> None:
    if set(mail) - KNOWN:
        raise Refused(400, sorted(set(mail) - KNOWN)[0], "Additional property is not allowed")
    personalizations = mail.get("personalizations")
    if not isinstance(personalizations, list) or not 1 <= len(personalizations) <= 1000:
        raise Refused(400, "personalizations", "The personalizations field is required.")
    for each in personalizations:
        addresses = [str(to.get("email", "")) for to in each.get("to", [])]
        if not addresses or any("@" not in address for address in addresses):
            raise Refused(400, "personalizations.0.to.0.email", "Does not contain a valid address.")
    if "@" not in str(mail.get("from", {}).get("email", "")):
        raise Refused(400, "from.email", "The from email does not contain a valid address.")
    kinds = [str(part.get("type")) for part in mail.get("content", [])]
    if not kinds or kinds != sorted(kinds, key=["text/plain", "text/html"].index):
        raise Refused(400, "content", "text/plain must come before text/html.")
    if not mail.get("subject"):
        raise Refused(400, "subject", "The subject is required.")
    if RESERVED & {str(name).lower() for name in mail.get("headers", {})}:
        raise Refused(400, "headers", "The headers property contains a reserved header.")
