"""The keys that sign tokens, and those that still verify them.

From JWT_SIGNING_KEYS: P-256 keys as PEM, the first signs, the others (private or public) only verify. Where none is set
the key is made from SECRET_KEY, and those of SECRET_KEY_FALLBACKS verify, so a laptop needs nothing. A key's `kid` is its
thumbprint (RFC 7638): it follows from the key, so nobody has to invent or remember one.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ALGORITHM = "ES256"
VARIABLE = "JWT_SIGNING_KEYS"
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----", re.DOTALL)
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (FIPS 186-5)
_WIDTH = 32
_SPARE_BYTES = 16  # more than the order has, so that the remainder favours no key


@dataclass(frozen=True, kw_only=True)
class Ring:
    """What signs now, and everything that verifies, by `kid`."""

    signing: ec.EllipticCurvePrivateKey
    kid: str
    verifying: Mapping[str, ec.EllipticCurvePublicKey]


def ring() -> Ring:
    """The keys of now. Raises ImproperlyConfigured, in words, when JWT_SIGNING_KEYS cannot be used."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return _ring(settings.JWT_SIGNING_KEYS, tuple(str(secret) for secret in secrets))


def published() -> dict[str, Any]:
    """The public halves as a JWK set (RFC 7517), the one that signs first."""
    return {"keys": [_jwk(key) | {"kid": kid} for kid, key in ring().verifying.items()]}


@lru_cache(maxsize=8)
def _ring(pems: str, secrets: tuple[str, ...]) -> Ring:
    keys = _of_text(pems) if pems.strip() else [_derived(secret) for secret in secrets]
    first = keys[0]
    if not isinstance(first, ec.EllipticCurvePrivateKey):
        raise ImproperlyConfigured(f"The first key of {VARIABLE} signs, so it must be a private key.")
    public = [key.public_key() if isinstance(key, ec.EllipticCurvePrivateKey) else key for key in keys]
    return Ring(signing=first, kid=_kid(public[0]), verifying={_kid(key): key for key in public})


def _of_text(text: str) -> list[ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey]:
    """Line ends may be written as \\n, as some hosts keep them in a variable."""
    text = text.replace("\\n", "\n")
    blocks = [found for found in _BLOCK.finditer(text) if found[1] != "EC PARAMETERS"]
    if not blocks or _BLOCK.sub("", text).strip():
        raise ImproperlyConfigured(
            f"{VARIABLE} must hold keys as PEM, one after the other, and nothing else."
        )
    return [_key(found[0], is_public="PUBLIC" in found[1]) for found in blocks]


def _key(pem: str, *, is_public: bool) -> ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey:
    data = pem.encode()
    try:
        key = load_pem_public_key(data) if is_public else load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) and isinstance(
        key.curve, ec.SECP256R1
    ):
        return key
    raise ImproperlyConfigured(
        f"{VARIABLE} holds a key that is no P-256 key without a passphrase. Make one with: "
        "openssl ecparam -name prime256v1 -genkey -noout"
    )


def _derived(secret: str) -> ec.EllipticCurvePrivateKey:
    """The same secret gives the same key, and the key tells nothing about the secret."""
    stretched = HKDF(
        algorithm=hashes.SHA256(), length=_WIDTH + _SPARE_BYTES, salt=None, info=b"synthai.accounts.jwt.es256"
    ).derive(secret.encode())
    number = int.from_bytes(stretched, "big") % (_ORDER - 1) + 1
    return ec.derive_private_key(number, ec.SECP256R1())


def _jwk(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    place = {"x": _text(numbers.x.to_bytes(_WIDTH, "big")), "y": _text(numbers.y.to_bytes(_WIDTH, "big"))}
    return {"kty": "EC", "crv": "P-256", "use": "sig", "alg": ALGORITHM, **place}


def _kid(key: ec.EllipticCurvePublicKey) -> str:
    jwk = _jwk(key)
    required = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    return _text(hashlib.sha256(required.encode()).digest())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
