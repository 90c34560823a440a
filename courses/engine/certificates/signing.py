"""Credentials as signed tokens (Open Badges 3.0, section 8.2): the payload is the credential, with the registered claims beside it.

ES256 with keys on P-256, as all tokens of ours. `kid` is the address of the key in the issuer's set, so that any verifier finds it and
rotated keys keep verifying what they signed.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import (
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)

ALGORITHM: Final = "ES256"


class CredentialBroken(ValueError):
    """The token was not signed by one of these keys, or does not say what a credential says."""


def sign(body: dict[str, Any], *, key: EllipticCurvePrivateKey, kid: str) -> str:
    """A credential as a compact token. It is expected to have `id`, `issuer` and `validFrom`."""
    issuer = body["issuer"]
    claims: dict[str, Any] = {
        "iss": issuer if isinstance(issuer, str) else issuer["id"],
        "jti": body["id"],
        "nbf": _seconds(body["validFrom"]),
    }
    if "validUntil" in body:
        claims["exp"] = _seconds(body["validUntil"])
    subject = body["credentialSubject"].get("id")
    if subject:
        claims["sub"] = subject
    return jwt.encode({**body, **claims}, key, algorithm=ALGORITHM, headers=_headers(kid))


def opening(kid: str) -> str:
    """How every token begins that a key has signed: its header, which names the key."""
    key = ec.generate_private_key(ec.SECP256R1())  # the signature counts nothing here
    return jwt.encode({}, key, algorithm=ALGORITHM, headers=_headers(kid)).partition(".")[0] + "."


def said(token: str) -> dict[str, Any]:
    """What a token of ours says, unjudged: for signing it again where its signature is not trusted any more."""
    body: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return body


def read(token: str, keys: Mapping[str, EllipticCurvePublicKey]) -> dict[str, Any]:
    """The credential in a token of ours, whether it has expired or not: that is for its standing to say. Raises CredentialBroken."""
    try:
        kid = jwt.get_unverified_header(token)["kid"]
        body: dict[str, Any] = jwt.decode(
            token,
            keys[kid],
            algorithms=[ALGORITHM],
            options={"verify_exp": False, "verify_nbf": False, "verify_aud": False},
        )
    except (jwt.PyJWTError, KeyError, TypeError) as error:
        raise CredentialBroken("The credential is not one of ours.") from error
    return body


def _headers(kid: str) -> dict[str, Any]:
    return {"kid": kid, "typ": "JWT"}


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())
