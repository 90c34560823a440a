"""The credential: an Open Badges 3.0 `OpenBadgeCredential`, which is a W3C Verifiable Credential.

It names no mail address: the learner is a salted hash of it (`IdentityObject`), which whoever knows the address can check, and the
name that stands on the certificate.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

VC_CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
BADGE_CONTEXT: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Who gives it: `id` is the address of the issuer's profile, which names its keys."""

    id: str
    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Achievement:
    """What for. `id` is the address of what was learned, `criteria` what one had to do."""

    id: str
    name: str
    description: str
    criteria: str


@dataclass(frozen=True, kw_only=True)
class Awarded:
    """One certificate. `id` is the address at which it is verified; `place` is its place in the list of revocations at `list_url`."""

    id: str
    name: str  # of the learner, as on the certificate
    email: str
    salt: str
    valid_from: datetime
    valid_until: datetime | None
    list_url: str
    place: int


def profile(issuer: Issuer) -> dict[str, Any]:
    """The issuer's profile, as it stands at its address and in each credential."""
    return {"id": issuer.id, "type": ["Profile"], "name": issuer.name, "url": issuer.url}


def credential(issuer: Issuer, achievement: Achievement, awarded: Awarded) -> dict[str, Any]:
    """The credential, not signed yet."""
    body: dict[str, Any] = {
        "@context": [VC_CONTEXT, BADGE_CONTEXT],
        "id": awarded.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement.name,
        "issuer": profile(issuer),
        "validFrom": moment(awarded.valid_from),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [identity(awarded.email, awarded.salt), named(awarded.name)],
            "achievement": {
                "id": achievement.id,
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": achievement.name,
                "description": achievement.description,
                "criteria": {"narrative": achievement.criteria},
                "creator": profile(issuer),
            },
        },
        "credentialStatus": {
            "id": f"{awarded.list_url}#{awarded.place}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(awarded.place),
            "statusListCredential": awarded.list_url,
        },
    }
    if awarded.valid_until is not None:
        body["validUntil"] = moment(awarded.valid_until)
    return body


def enveloped(token: str) -> dict[str, Any]:
    """A signed credential as JSON-LD: the envelope of the W3C's data model 2.0 (section 4.13), which keeps the signature."""
    return {
        "@context": [VC_CONTEXT],
        "id": f"data:application/vc+jwt,{token}",
        "type": "EnvelopedVerifiableCredential",
    }


def identity(email: str, salt: str) -> dict[str, Any]:
    """A mail address as a salted hash: it says nothing to who does not know the address already."""
    digest = hashlib.sha256((email.strip().lower() + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def named(name: str) -> dict[str, Any]:
    """The name that stands on the certificate."""
    return {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "name"}


def moment(at: datetime) -> str:
    """A moment as credentials write it: UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
