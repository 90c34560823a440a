"""A push service of a browser: RFC 8030 and 8292. It cannot read what passes, but checks all that it can see."""

import base64
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from os import urandom
from typing import ClassVar
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from synthai.embedded.sandbox.messages import MessageService, Refused, Taken

MOST = 4096
HEADER = 86


@dataclass
class Browser:
    """One browser: the keys by which it reads, and the site's key it subscribed with ("": any)."""

    id: str = field(default_factory=lambda: uuid4().hex)
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = field(default_factory=lambda: urandom(16))
    site: str = ""
    is_gone: bool = False

    def subscription(self, root: str) -> str:
        """What the browser hands to the page."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": _encoded(point), "auth": _encoded(self.secret)}
        return json.dumps(
            {"endpoint": f"{root}/webpush/push/{self.id}", "expirationTime": None, "keys": keys}
        )


class PushService(MessageService):
    """The played service with its browsers."""

    code: ClassVar[str] = "webpush"
    states: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.browsers: dict[str, Browser] = {}
        self.records: list[bytes] = []

    def browser(self, *, site: str = "") -> Browser:
        """A browser that subscribes."""
        made = Browser(site=site)
        self.browsers[made.id] = made
        return made

    def routes(self) -> list[BaseRoute]:
        """Where messages of a browser go."""
        return [
            Route("/push/{id}", self.endpoint(self._push), methods=["POST"]),
            Route("/subscribe", self._subscribe, methods=["POST"]),
        ]

    async def _subscribe(self, request: Request) -> Response:
        """A browser that is played subscribes, as a real one does at its maker's push service: no part of the contract."""
        root = f"http://127.0.0.1:{request.url.port or 80}"
        return Response(self.browser().subscription(root), media_type="application/json")

    def refusal(self, refused: Refused, headers: Mapping[str, str]) -> Response:
        """Plain words."""
        return Response(refused.message, status_code=refused.status, headers=dict(headers))

    def _push(self, request: Request, body: bytes) -> Response:
        browser = self.browsers.get(request.path_params["id"])
        if browser is None:
            raise Refused(404, 404, "There is no such subscription")
        site = _site(request)
        if browser.site and browser.site != site:
            raise Refused(403, 403, "The VAPID credentials do not correspond to those of the subscription")
        if browser.is_gone:
            raise Refused(410, 410, "push subscription has unsubscribed or expired.")
        _check(request.headers, body)
        name = uuid4().hex
        self.records.append(body)
        self.take(Taken(id=name, to=browser.id, text="", fields=dict(request.headers)))
        place = f"{request.url.scheme}://{request.url.netloc}/webpush/message/{name}"
        return Response(status_code=201, headers={"location": place})


def _check(headers: Mapping[str, str], body: bytes) -> None:
    if not headers.get("ttl", "").isdigit():
        raise Refused(400, 400, "TTL is missing")
    if headers.get("content-encoding") != "aes128gcm":
        raise Refused(400, 400, "Content-Encoding must be aes128gcm")
    if headers.get("urgency", "normal") not in {"very-low", "low", "normal", "high"}:
        raise Refused(400, 400, "Urgency is not known")
    if not re.match(r"[A-Za-z0-9_-]{0,32}\Z", headers.get("topic", "")):
        raise Refused(400, 400, "Topic has more than 32 letters, or others than base64url's")
    if len(body) > MOST:
        raise Refused(413, 413, "Payload Too Large")
    size, length = int.from_bytes(body[16:20], "big"), body[20] if len(body) > 20 else 0
    if len(body) <= HEADER or length != 65 or size < 18 or body[21] != 4:
        raise Refused(400, 400, "The body is no aes128gcm record with a P-256 key")


def _site(request: Request) -> str:
    """The site's public key, once its claim is proven."""
    found = re.match(r"vapid t=([^,\s]+),\s*k=([\w-]+)\Z", request.headers.get("authorization", ""))
    if found is None:
        raise Refused(401, 401, "missing or invalid crypto key")
    origin = f"{request.url.scheme}://{request.url.netloc}"
    try:
        point = base64.urlsafe_b64decode(found[2] + "=" * (-len(found[2]) % 4))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        claims = jwt.decode(found[1], key, algorithms=["ES256"], audience=origin)
    except (jwt.PyJWTError, ValueError):
        raise Refused(403, 403, "invalid JWT provided") from None
    if claims["exp"] > time.time() + 24 * 3600:
        raise Refused(403, 403, "the claim lives longer than 24 hours")
    if not str(claims.get("sub", "")).startswith(("mailto:", "https:")):
        raise Refused(403, 403, "the claim has no subject to write to")
    return found[2]


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
