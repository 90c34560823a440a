"""Amazon SES version 2 with Signature Version 4, and SNS, which brings its notifications signed."""

import base64
import hashlib
import hmac
import json
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any, ClassVar
from urllib.parse import quote
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox.messages import MessageService, Refused, Taken, json_object

ACCESS, SECRET = f"AKIA{'0' * 16}", "0" * 40
TOPIC = "arn:aws:sns:af-south-1:000000000000:mail"
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(\S+?)/(\d{8})/([\w-]+)/ses/aws4_request, SignedHeaders=(\S+), Signature=([0-9a-f]{64})\Z"
)


class Ses(MessageService):
    """The played account with one topic. `rejected` addresses are refused at once."""

    code: ClassVar[str] = "ses"
    states: ClassVar[tuple[str, ...]] = ("Send", "Delivery")
    lie: ClassVar[str] = "Bounce:Permanent"

    def __init__(self, *, webhook_url: str = "", version: str = "2") -> None:
        super().__init__(webhook_url=webhook_url)
        self.access = os.environ.get("SES_ACCESS_KEY", "") or ACCESS
        self.secret = os.environ.get("SES_SECRET_KEY", "") or SECRET
        self.version = version  # of SNS's signature: 1 is SHA-1, 2 is SHA-256
        self.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.pem = f"SimpleNotificationService-{uuid4().hex}.pem"
        self.root = ""
        self.rejected: set[str] = set()
        self.identities: dict[str, dict[str, Any]] = {}  # domains that it may send for, by name
        self.unfound: set[str] = set()  # whose records are not in the DNS yet

    def routes(self) -> list[BaseRoute]:
        """SES's address, and SNS's certificate and confirmation."""
        return [
            Route("/v2/email/outbound-emails", self.endpoint(self._send), methods=["POST"]),
            Route("/v2/email/identities", self.endpoint(self._make_identity), methods=["POST"]),
            Route("/v2/email/identities/{name}", self.endpoint(self._identity), methods=["GET"]),
            Route("/v2/email/identities/{name}/mail-from", self.endpoint(self._mail_from), methods=["PUT"]),
            Route(f"/{self.pem}", self.endpoint(self._certificate)),
            Route("/confirm", self.endpoint(self._confirm)),
        ]

    def refusal(self, refused: Refused, headers: Mapping[str, str]) -> Response:
        """An error of the REST-JSON protocol: its name travels in a header."""
        code = "TooManyRequestsException" if refused.status == 429 else str(refused.code)
        named = {"x-amzn-errortype": code, **headers}
        return JSONResponse({"message": refused.message}, status_code=refused.status, headers=named)

    def _send(self, request: Request, body: bytes) -> Response:
        self._authenticate(request, body)
        fields = json_object(body)
        raw = base64.b64decode(fields.get("Content", {}).get("Raw", {}).get("Data", ""))
        mail = message_from_bytes(raw)
        addresses = fields.get("Destination", {}).get("ToAddresses", [])
        if not raw or not mail["From"] or len(addresses) != 1:
            raise Refused(400, "BadRequestException", "The message is not complete.")
        if addresses[0] in self.rejected:
            raise Refused(400, "MessageRejected", f"Email address is not verified: {addresses[0]}")
        name = f"010001-{uuid4()}-000000"
        headers = [{"name": key, "value": str(value)} for key, value in mail.items()]
        self.take(Taken(id=name, to=addresses[0], text=raw.decode(), fields={"headers": headers}))
        return JSONResponse({"MessageId": name})

    def _make_identity(self, request: Request, body: bytes) -> Response:
        self._authenticate(request, body)
        name = str(json_object(body).get("EmailIdentity", ""))
        if name in self.identities:
            raise Refused(400, "AlreadyExistsException", f"Email identity {name} already exist.")
        tokens = [hashlib.sha256(f"{name}{number}".encode()).hexdigest()[:32] for number in range(3)]
        zone = "dkim.af-south-1.amazonses.com"
        dkim = {"SigningEnabled": True, "Status": "PENDING", "Tokens": tokens, "SigningHostedZone": zone}
        self.identities[name] = {"IdentityType": "DOMAIN", "DkimAttributes": dkim}
        return JSONResponse({**self.identities[name], "VerifiedForSendingStatus": False})

    def _identity(self, request: Request, body: bytes) -> Response:
        self._authenticate(request, body)
        name = request.path_params["name"]
        if name not in self.identities:
            raise Refused(404, "NotFoundException", f"Email identity {name} does not exist.")
        return JSONResponse({**self.identities[name], "VerifiedForSendingStatus": name not in self.unfound})

    def _mail_from(self, request: Request, body: bytes) -> Response:
        self._authenticate(request, body)
        name, wanted = request.path_params["name"], json_object(body)
        if not str(wanted.get("MailFromDomain", "")).endswith(f".{name}"):
            raise Refused(400, "BadRequestException", "The MAIL FROM domain must be a subdomain.")
        self.identities[name]["MailFromAttributes"] = {**wanted, "MailFromDomainStatus": "PENDING"}
        return JSONResponse({})

    def _authenticate(self, request: Request, body: bytes) -> None:
        """Signature Version 4, written from its description: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html"""
        found = AUTHORIZATION.match(request.headers.get("authorization", ""))
        if found is None or found[1] != self.access:
            raise Refused(403, "UnrecognizedClientException", "The security token is invalid.")
        _, day, region, names, given = found.groups()
        signed = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in names.split(";"))
        digest = hashlib.sha256(body).hexdigest()
        canonical = "\n".join((request.method, quote(request.url.path), "", signed, names, digest))
        at, scope = request.headers["x-amz-date"], f"{day}/{region}/ses/aws4_request"
        text = "\n".join(("AWS4-HMAC-SHA256", at, scope, hashlib.sha256(canonical.encode()).hexdigest()))
        key = f"AWS4{self.secret}".encode()
        for part in (day, region, "ses", "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        if not hmac.compare_digest(hmac.new(key, text.encode(), hashlib.sha256).hexdigest(), given):
            raise Refused(403, "InvalidSignatureException", "The request signature does not match.")

    def _certificate(self, _request: Request, _body: bytes) -> Response:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        now = datetime.now(UTC)
        built = x509.CertificateBuilder(
            issuer_name=name,
            subject_name=name,
            public_key=self.signing_key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=now - timedelta(days=1),
            not_valid_after=now + timedelta(days=30),
        )
        return PlainTextResponse(
            built.sign(self.signing_key, hashes.SHA256()).public_bytes(Encoding.PEM).decode()
        )

    def _confirm(self, _request: Request, _body: bytes) -> Response:
        return PlainTextResponse("confirmed")

    def told(self, message: Taken, state: str) -> None:
        """An SES event in an SNS notification."""
        kind, _, bounce = state.partition(":")
        mail = {
            "messageId": message.id,
            "destination": [message.to],
            "headers": message.fields["headers"],
            "timestamp": _now(),
        }
        detail: dict[str, Any] = {"timestamp": _now()}
        if kind == "Bounce":
            said = f"smtp; 550 5.1.1 user unknown {message.to}"
            recipients = [{"emailAddress": message.to, "diagnosticCode": said}]
            detail |= {"bounceType": bounce, "bounceSubType": "General", "bouncedRecipients": recipients}
        event = {"eventType": kind, "mail": mail, kind.lower(): detail}
        self.publish(json.dumps(event))

    def subscribe(self) -> None:
        """Ask the webhook to confirm that it wants this topic's messages."""
        url = f"{self.root}/ses/confirm?Action=ConfirmSubscription&Token=abc"
        fields = {"Type": "SubscriptionConfirmation", "Token": "abc", "SubscribeURL": url}
        self.publish("You have chosen to subscribe.", **fields)

    def publish(self, text: str, **fields: str) -> None:
        """Post a message to the webhook."""
        body = json.dumps(self.signed(text, **fields)).encode()
        self.post(self.webhook_url, body, {"content-type": "text/plain; charset=UTF-8"})

    def signed(self, text: str, **fields: str) -> dict[str, str]:
        """A message with its signature."""
        message = {
            "Type": "Notification",
            "MessageId": str(uuid4()),
            "TopicArn": TOPIC,
            "Message": text,
            "Timestamp": _now(),
            "SignatureVersion": self.version,
            "SigningCertURL": f"{self.root}/ses/{self.pem}",
            **fields,
        }
        notification = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
        confirmation = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
        names = notification if message["Type"] == "Notification" else confirmation
        plain = "".join(f"{name}\n{message[name]}\n" for name in names if name in message)
        algorithm = hashes.SHA256() if self.version == "2" else hashes.SHA1()  # noqa: S303 - SNS's version 1
        signature = self.signing_key.sign(plain.encode(), padding.PKCS1v15(), algorithm)
        return {**message, "Signature": base64.b64encode(signature).decode()}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
