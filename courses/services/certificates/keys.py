"""The keys that sign an organisation's credentials: P-256, the private half encrypted, made at the first certificate."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from courses.models import IssuerKey
from synthai.core import crypto

_PURPOSE = "courses.credentials"


@dataclass(frozen=True, kw_only=True)
class Signing:
    """The key that signs now."""

    key: ec.EllipticCurvePrivateKey
    public_id: str


def signing(*, now: datetime) -> Signing:
    """The organisation's newest key, made when there is none. Needs the tenant and the lock of issuing."""
    row = IssuerKey.objects.order_by("-id").first() or _make(now)
    pem = crypto.decrypt(row.private, purpose=_PURPOSE)
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("A key of credentials is on P-256.")
    return Signing(key=key, public_id=row.public_id)


def published(addresses: dict[str, str]) -> dict[str, Any]:
    """The public halves as a JWK set, newest first. `addresses` is each key's own, by public id: its `kid`."""
    return {"keys": [jwk(row, kid=addresses[row.public_id]) for row in IssuerKey.objects.order_by("-id")]}


def jwk(row: IssuerKey, *, kid: str) -> dict[str, Any]:
    """One public key."""
    key: Any = serialization.load_pem_public_key(row.public.encode())
    return {**ECAlgorithm.to_jwk(key, as_dict=True), "kid": kid, "use": "sig", "alg": "ES256"}


def _make(now: datetime) -> IssuerKey:
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    made: IssuerKey = IssuerKey.objects.create(
        private=crypto.encrypt(private.decode(), purpose=_PURPOSE), public=public.decode(), created_at=now
    )
    return made
