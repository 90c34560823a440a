"""Encrypting for one browser: RFC 8291, whose content coding aes128gcm is RFC 8188's.

Written on `cryptography` alone: the key agreement and one record of AES-GCM are a screenful, and the libraries that have it bring
a second HTTP client along. Tests decrypt with somebody else's library, and compare with the RFC's own example.
"""

import base64
import binascii
import json
import os
import struct
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD: Final = 4096  # bytes that every push service takes
MOST: Final = RECORD - 86 - 17  # of text: less the header, the mark of the last record and the tag
_END: Final = b"\x02"  # of the last record


class NoSubscription(ValueError):
    """What was handed over is no subscription of a browser."""


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """Where a browser listens, and with which keys it reads."""

    endpoint: str
    public: bytes  # an uncompressed point of P-256
    secret: bytes  # 16 bytes


def read(text: str) -> Subscription:
    """A PushSubscription as browsers write it in JSON. Raises NoSubscription."""
    try:
        found = json.loads(text)
        public, secret = (base64url(found["keys"][name]) for name in ("p256dh", "auth"))
        endpoint = found["endpoint"]
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NoSubscription("This is no subscription of a browser.") from None
    if not isinstance(endpoint, str) or len(secret) != 16 or len(public) != 65:
        raise NoSubscription("This is no subscription of a browser.")
    return Subscription(endpoint=endpoint, public=public, secret=secret)


def encrypt(
    text: bytes,
    to: Subscription,
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    salt: bytes = b"",
) -> bytes:
    """One record that only this browser reads. `key` and `salt` are new for each message; given only by tests."""
    if len(text) > MOST:
        raise ValueError(f"The text is longer than {MOST} bytes.")
    key, salt = key or ec.generate_private_key(ec.SECP256R1()), salt or os.urandom(16)
    ours = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), to.public)
    shared = key.exchange(ec.ECDH(), theirs)
    secret = _derive(shared, salt=to.secret, info=b"WebPush: info\x00" + to.public + ours, length=32)
    content_key = _derive(secret, salt=salt, info=b"Content-Encoding: aes128gcm\x00", length=16)
    nonce = _derive(secret, salt=salt, info=b"Content-Encoding: nonce\x00", length=12)
    header = salt + struct.pack("!LB", RECORD, len(ours)) + ours
    return header + AESGCM(content_key).encrypt(nonce, text + _END, None)


def base64url(text: str) -> bytes:
    """Bytes from base64url with or without padding. Raises ValueError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("This is not base64url.") from error


def to_base64url(value: bytes) -> str:
    """Bytes as base64url without padding."""
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _derive(secret: bytes, *, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
