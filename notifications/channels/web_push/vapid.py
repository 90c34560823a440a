"""Push to browsers. The site proves itself to the push service with a key of its own (VAPID, RFC 8292)."""

import hashlib
import ipaddress
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from notifications.channels import http
from notifications.channels.protocol import (
    AddressGone,
    Channel,
    Misconfigured,
    Parcel,
    ProviderError,
    Receipt,
    Refused,
    Verdict,
)
from notifications.channels.web_push import encryption

_CLAIM_LIFE: Final = 12 * 3600  # seconds; RFC 8292 allows 24 hours
_LIFE: Final = 28 * 24 * 3600
_TOPIC: Final = 32  # letters of base64url, RFC 8030 section 5.4


class WebPush:
    """Every push service of every browser, with one key of ours."""

    code: ClassVar[str] = "vapid"
    channel: ClassVar[Channel] = Channel.WEB_PUSH
    title = _("Browsers")
    is_idempotent: ClassVar[bool] = False

    def __init__(self, key: ec.EllipticCurvePrivateKey, config: Mapping[str, Any]) -> None:
        self._key = key
        self._subject = str(config["subject"])
        self._hosts: Sequence[str] = tuple(config["hosts"])
        self._timeout = config.get("timeout")

    @property
    def application_server_key(self) -> str:
        """The public key that a page hands to the browser when it subscribes."""
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return encryption.to_base64url(point)

    def knows(self, endpoint: str) -> bool:
        """Whether it is at a push service that we go to."""
        try:
            self._origin(endpoint)
        except AddressGone:
            return False
        return True

    def send(self, parcel: Parcel) -> Receipt:
        """Encrypt for the browser and hand over. `parcel.to` is the subscription as JSON."""
        try:
            to = encryption.read(parcel.to)
        except encryption.NoSubscription as error:
            raise AddressGone(str(error)) from None
        origin = self._origin(to.endpoint)
        content = _content(parcel)
        if len(content) > encryption.MOST:
            raise Refused(f"The message is larger than {encryption.MOST} bytes.")
        answer = http.exchange(
            "The push service",
            "POST",
            to.endpoint,
            data=encryption.encrypt(content, to),
            headers={**_headers(parcel), "Authorization": self._authorization(origin)},
            timeout=self._timeout,
        )
        if not answer.is_yes:
            raise _refusal(answer)
        name = urlsplit(answer.headers.get("location", "")).path.rpartition("/")[2]
        return Receipt(
            verdict=Verdict.ACCEPTED, provider_id=name[:200], answer=http.told(answer.status, "accepted")
        )

    def _origin(self, endpoint: str) -> str:
        """Scheme and host of the push service. A subscription comes from a browser, so it may name any address at all: we go to
        known push services only, over TLS. Raises AddressGone."""
        try:
            parts = urlsplit(endpoint)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise AddressGone("The subscription's address is none.") from None
        is_known = any(host == each or host.endswith(f".{each}") for each in self._hosts)
        if not is_known or parts.username or parts.password:
            raise AddressGone("The subscription is not at a push service that we know.")
        if parts.scheme != "https" and not _is_loopback(host):
            raise AddressGone("The subscription's address is not secure.")
        return f"{parts.scheme}://{host}" + (f":{port}" if port else "")

    def _authorization(self, origin: str) -> str:
        claims = {"aud": origin, "exp": int(time.time()) + _CLAIM_LIFE, "sub": self._subject}
        return f"vapid t={jwt.encode(claims, self._key, algorithm='ES256')}, k={self.application_server_key}"


def ours(provider: object) -> WebPush | None:
    """The provider, when it is Web Push."""
    return provider if isinstance(provider, WebPush) else None


def from_settings(config: Mapping[str, Any]) -> WebPush | None:
    """Web Push, or nothing while no key is set. Raises ImproperlyConfigured for what is no key."""
    if not config["private_key"]:
        return None
    if not str(config["subject"]).startswith(("mailto:", "https://")):
        raise ImproperlyConfigured(
            "VAPID_SUBJECT must be a mailto: or https: address that a push service may write to."
        )
    try:
        number = int.from_bytes(encryption.base64url(str(config["private_key"])), "big")
        return WebPush(ec.derive_private_key(number, ec.SECP256R1()), config)
    except ValueError:
        raise ImproperlyConfigured("VAPID_PRIVATE_KEY must be a P-256 key: 32 bytes in base64url.") from None


def new_private_key() -> str:
    """A key for VAPID_PRIVATE_KEY."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encryption.to_base64url(number.to_bytes(32, "big"))


def _content(parcel: Parcel) -> bytes:
    """What the service worker shows."""
    shown = {
        "title": parcel.subject,
        "body": parcel.text,
        "url": parcel.url,
        "tag": parcel.thread,
        "key": parcel.key,
    }
    found = {name: value for name, value in shown.items() if value}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _headers(parcel: Parcel) -> dict[str, str]:
    life = _LIFE if parcel.lives_for is None else int(parcel.lives_for.total_seconds())
    headers = {
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(min(max(life, 0), _LIFE)),
        "Urgency": "high" if parcel.urgent else "normal",
    }
    if parcel.thread:
        digest = hashlib.sha256(parcel.thread.encode()).digest()
        headers["Topic"] = encryption.to_base64url(digest)[:_TOPIC]
    return headers


def _refusal(answer: http.Answer) -> ProviderError:
    said = http.told(answer.status, words=answer.body[:200].decode("utf-8", "replace"))
    if answer.status in {404, 410}:
        return AddressGone(said)
    return Misconfigured(said) if answer.status in {401, 403} else Refused(said)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
