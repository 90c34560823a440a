"""Messages of Amazon SNS: signed with a certificate that Amazon shows at an address of its own."""

import base64
import binascii
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from notifications.channels import genuine, http
from notifications.channels.protocol import ProviderError

_HOST: Final = re.compile(r"sns\.[a-z]{2}(-[a-z]+)+-\d\.amazonaws\.com(\.cn)?\Z")
_CERTIFICATE: Final = re.compile(r"/SimpleNotificationService-[0-9a-zA-Z]{16,64}\.pem\Z")
# What is signed, in this order, each name and value on a line; what is not there is left out.
_NOTIFICATION: Final = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_CONFIRMATION: Final = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
_SIGNED: Final = {
    "Notification": _NOTIFICATION,
    "SubscriptionConfirmation": _CONFIRMATION,
    "UnsubscribeConfirmation": _CONFIRMATION,
}
_MOST_CERTIFICATES: Final = 8


@dataclass(frozen=True, kw_only=True)
class Message:
    """A genuine message."""

    kind: str
    text: str
    at: str
    subscribe_url: str = ""

    @property
    def default_at(self) -> datetime:
        """For a message without a time of its own."""
        return datetime.now(UTC)


@dataclass
class Topic:
    """The one topic whose messages count. `certificates`: where certificates may come from instead of Amazon, for the sandbox."""

    arn: str
    certificates: str = ""
    _kept: dict[str, rsa.RSAPublicKey] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def read(self, body: bytes) -> Message | str:
        """The message, or why it is refused."""
        found = genuine.loaded(body) if len(body) <= genuine.MAX_BODY else None
        if not isinstance(found, dict):
            return "This is no message of Amazon SNS."
        kind = http.text(found.get("Type"))
        if not self.arn or not genuine.same(http.text(found.get("TopicArn")), self.arn):
            return "The message is of another topic."
        if kind not in _SIGNED:
            return "The message has a type that we do not know."
        refusal = self._unsigned(found, _SIGNED[kind])
        if refusal:
            return refusal
        visit = http.text(found.get("SubscribeURL"), 2000) if kind == "SubscriptionConfirmation" else ""
        if visit and not self._is_ours(visit):
            return "The address to confirm at is not Amazon's."
        return Message(
            kind=kind,
            text=_whole(found.get("Message")),
            at=http.text(found.get("Timestamp")),
            subscribe_url=visit,
        )

    def _unsigned(self, found: Mapping[str, Any], names: tuple[str, ...]) -> str:
        version, url = http.text(found.get("SignatureVersion")), http.text(found.get("SigningCertURL"), 500)
        algorithm = {"1": hashes.SHA1(), "2": hashes.SHA256()}.get(version)  # noqa: S303 - SNS's version 1 is SHA-1
        if algorithm is None:
            return "The message has a signature of a version that we do not know."
        if not (self._is_ours(url) and _CERTIFICATE.search(urlsplit(url).path)):
            return "The certificate is not at an address of Amazon."
        signed = "".join(f"{name}\n{_whole(found[name])}\n" for name in names if name in found)
        try:
            signature = base64.b64decode(http.text(found.get("Signature"), 2000), validate=True)
            self._key(url).verify(signature, signed.encode(), padding.PKCS1v15(), algorithm)
        except (binascii.Error, InvalidSignature, ValueError):
            return "The signature does not agree."
        except ProviderError:
            return "Amazon's certificate cannot be fetched now."
        return ""

    def _is_ours(self, url: str) -> bool:
        if self.certificates and url.startswith(self.certificates):
            return True
        try:
            parts = urlsplit(url)
            return (
                parts.scheme == "https"
                and parts.port in {None, 443}
                and bool(_HOST.match(parts.hostname or ""))
            )
        except ValueError:
            return False

    def _key(self, url: str) -> rsa.RSAPublicKey:
        """The key of a certificate; fetched once. Raises ProviderError or ValueError."""
        kept = self._kept.get(url)
        if kept is not None:
            return kept
        answer = http.exchange("Amazon SNS", "GET", url, is_question=True, timeout=5)
        certificate = x509.load_pem_x509_certificate(answer.body)
        now = datetime.now(UTC)
        key = certificate.public_key()
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc or not isinstance(
            key, rsa.RSAPublicKey
        ):
            raise ValueError(url)
        with self._lock:
            if len(self._kept) >= _MOST_CERTIFICATES:
                self._kept.clear()
            self._kept[url] = key
        return key


def _whole(value: object) -> str:
    """A text as it stands: every letter of it is signed."""
    return value if isinstance(value, str) else ""
