"""The keys that sign an organisation's credentials: P-256, the private half encrypted, the first made at the first certificate."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from jwt.algorithms import ECAlgorithm

from courses import events, locks, permissions
from courses.engine.certificates import signing as tokens
from courses.models import Certificate, IssuerKey
from courses.services.certificates import addresses
from synthai.core import crypto
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict
from synthai.core.events import publish

_PURPOSE = "courses.credentials"
_AT_ONCE: Final = 200


class KeyWithdrawn(Conflict):
    """It signs and verifies nothing any more."""

    code = "courses.key.withdrawn"
    message = _("This key was withdrawn already.")


@dataclass(frozen=True, kw_only=True)
class Signing:
    """The key that signs now."""

    key: ec.EllipticCurvePrivateKey
    public_id: str


def signing(*, now: datetime) -> Signing:
    """The organisation's newest trusted key, made when there is none. Needs the tenant and the lock of issuing."""
    row = IssuerKey.objects.trusted().first() or _make(now)
    pem = crypto.decrypt(row.private, purpose=_PURPOSE)
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("A key of credentials is on P-256.")
    return Signing(key=key, public_id=row.public_id)


@transaction.atomic
def turn(*, by: Actor, now: datetime) -> IssuerKey:
    """A new key signs from now on; what older ones signed still holds. Needs the tenant. Raises NotAllowed."""
    require(by, permissions.KEY_MANAGE)
    locks.lock_issuing(by.organisation_id or 0)
    made = _make(now)
    audit(made, "courses.key.turned", by=by)
    return made


@transaction.atomic
def withdraw(key_id: int, *, by: Actor, now: datetime) -> IssuerKey:
    """Trust a key no more, since somebody else may have it; whatever it signed is refused from now on.

    What it signed for us is signed again by another key afterwards (`sign_again`). Raises NotAllowed, KeyWithdrawn.
    """
    require(by, permissions.KEY_MANAGE)
    locks.lock_issuing(by.organisation_id or 0)
    row: IssuerKey = IssuerKey.objects.get(pk=key_id)
    if row.withdrawn_at:
        raise KeyWithdrawn
    row.withdrawn_at, row.private = now, ""
    row.save(update_fields=["withdrawn_at", "private"])
    audit(row, "courses.key.withdrawn", by=by)
    publish(events.CredentialKeyWithdrawn(key_id=row.pk))
    return row


def sign_again(key_id: int, owner: str, *, now: datetime) -> int:
    """Sign anew, word for word, what a withdrawn key had signed. Some at a time; idempotent. Needs the tenant. Returns how many."""
    row: IssuerKey = IssuerKey.objects.get(pk=key_id)
    if row.withdrawn_at is None:
        return 0
    signed = 0
    while done := _some_again(row, owner, now=now):
        signed += done
    return signed


def signed_counts(owner: str) -> dict[str, int]:
    """How many certificates each trusted key has signed, by its public id. Needs the tenant."""
    ids = IssuerKey.objects.trusted().values_list("public_id", flat=True)
    sums = {
        f"by_{key}": Count("pk", filter=Q(token__startswith=tokens.opening(addresses.of_key(owner, key))))
        for key in ids
    }
    found = Certificate.objects.aggregate(**sums) if sums else {}
    return {name.removeprefix("by_"): count for name, count in found.items()}


def published(addresses_of: dict[str, str]) -> dict[str, Any]:
    """The public halves as a JWK set, newest first. `addresses_of` is each key's own, by public id: its `kid`."""
    return {"keys": [jwk(row, kid=addresses_of[row.public_id]) for row in IssuerKey.objects.trusted()]}


def jwk(row: IssuerKey, *, kid: str) -> dict[str, Any]:
    """One public key."""
    key: Any = serialization.load_pem_public_key(row.public.encode())
    return {**ECAlgorithm.to_jwk(key, as_dict=True), "kid": kid, "use": "sig", "alg": "ES256"}


@transaction.atomic
def _some_again(row: IssuerKey, owner: str, *, now: datetime) -> int:
    locks.lock_issuing(row.organisation_id or 0)
    kid = addresses.of_key(owner, row.public_id)
    rows = list(Certificate.objects.filter(token__startswith=tokens.opening(kid)).order_by("pk")[:_AT_ONCE])
    if not rows:
        return 0
    held = signing(now=now)
    new_kid = addresses.of_key(owner, held.public_id)
    for certificate in rows:
        certificate.token = tokens.sign(tokens.said(certificate.token), key=held.key, kid=new_kid)
    Certificate.objects.bulk_update(rows, ["token"])
    return len(rows)


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
