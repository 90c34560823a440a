"""Access and refresh tokens as JWTs of ours: ES256, with the key's `kid`, an issuer and an audience.

An access token is for the API, a refresh token for nothing but its exchange: the audiences differ, so who verifies tokens
with the published keys cannot take one for the other. What verifies is chosen among our own keys by `kid` alone; the
algorithm is never the token's choice, and a key or address inside a token is not looked at.
"""

from typing import TYPE_CHECKING, Any

import jwt
from django.conf import settings
from rest_framework_simplejwt import tokens
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenBackendExpiredToken

from accounts import jwt_keys

if TYPE_CHECKING:
    from jwt.types import Options

    from accounts.models import TokenFamily

_OPTIONS: "Options" = {
    "require": ["exp", "iat", "iss", "aud", "sub", "jti"],
    "verify_iat": False,  # or a server whose clock is a second behind refuses what another has just issued
}


def issuer() -> str:
    """Who issues: the address of this installation."""
    return str(settings.SITE_URL).rstrip("/")


class Signer(TokenBackend):
    """Signs with the newest key and verifies with any current one."""

    def __init__(self, path: str) -> None:
        super().__init__(jwt_keys.ALGORITHM)
        self.path = path

    def encode(self, payload: dict[str, Any]) -> str:
        """A token of these claims."""
        ring = jwt_keys.ring()
        claims = {**payload, "iss": issuer(), "aud": issuer() + self.path}
        return jwt.encode(claims, ring.signing, algorithm=jwt_keys.ALGORITHM, headers={"kid": ring.kid})

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002 - the library's
        """The claims, always verified. Raises TokenBackendError."""
        del verify
        try:
            key = jwt_keys.ring().verifying[jwt.get_unverified_header(token).get("kid", "")]
            return jwt.decode(
                token,
                key,
                algorithms=[jwt_keys.ALGORITHM],
                issuer=issuer(),
                audience=issuer() + self.path,
                options=_OPTIONS,
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenBackendExpiredToken("Token is expired") from error
        except (jwt.InvalidTokenError, KeyError, RecursionError) as error:
            raise TokenBackendError("Token is invalid") from error


_ACCESS, _REFRESH = Signer("/api/v1/"), Signer("/api/v1/token/refresh/")


class AccessToken(tokens.AccessToken):
    """For the API. `family` is the living sign-in it belongs to, once the API has looked that up."""

    family: "TokenFamily | None" = None

    def get_token_backend(self) -> TokenBackend:
        """Signed for the API."""
        return _ACCESS


class RefreshToken(tokens.RefreshToken):
    """For the next pair."""

    access_token_class = AccessToken

    def get_token_backend(self) -> TokenBackend:
        """Signed for the exchange of refresh tokens."""
        return _REFRESH
