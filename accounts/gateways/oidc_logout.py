"""Signing out with OpenID Connect: the address that ends a session there, and the tokens by which a provider ends one here.

OpenID Connect RP-Initiated Logout 1.0 and Back-Channel Logout 1.0.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from django.core.cache import cache

from accounts.gateways.oidc import ASYMMETRIC, CLOCKS_DIFFER_BY
from synthai.core.outbound import fetch_json

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TOKEN_AT_MOST = 16 * 1024  # characters
HOLDS = 300  # seconds: a token is taken this long after it was made, and the clocks may differ
REMEMBERED = HOLDS + 2 * CLOCKS_DIFFER_BY
_TYPES = {None, "JWT", "logout+jwt", "application/logout+jwt"}
_HINT_AT_MOST = 4000  # characters of an address that all browsers and servers take, with room for the rest
_KEYS_KEPT = 300  # seconds
_ASK_AGAIN_AFTER = 30


class TokenRefused(ValueError):
    """A logout token that does not hold; says why, for the provider's log."""


@dataclass(frozen=True, kw_only=True, repr=False)
class LoggedOut:
    """Whom the provider signed out: a person, one of their sessions, or both."""

    identifier: str
    subject: str
    session: str


def end_session_address(endpoint: str, *, client_id: str, id_token: str, back: str, state: str) -> str:
    """Where the browser is sent to end the session there and come back with `state`."""
    fields = {"client_id": client_id, "post_logout_redirect_uri": back, "state": state}
    if id_token and len(id_token) <= _HINT_AT_MOST:
        fields["id_token_hint"] = id_token
    return f"{endpoint}{'&' if urlsplit(endpoint).query else '?'}{urlencode(fields)}"


def check_token(token: str, *, discovery_url: str, client_id: str, now: datetime) -> LoggedOut:
    """Judge a logout token. Raises TokenRefused, or Unreachable when the provider's keys cannot be fetched.

    Whether it comes a second time is the caller's to ask (accounts.sso.once).
    """
    if not token or len(token) > TOKEN_AT_MOST:
        raise TokenRefused("no logout_token, or one that is too large")
    try:
        said = _verified(token, discovery_url=discovery_url, client_id=client_id)
    except (jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
        raise TokenRefused(f"the token does not hold: {error}") from error
    return _read(said, now=now)


def _read(said: dict[str, Any], *, now: datetime) -> LoggedOut:
    events = said["events"]
    if not isinstance(events, dict) or not isinstance(events.get(EVENT), dict):
        raise TokenRefused("the claim events names no back-channel logout")
    if "nonce" in said:
        raise TokenRefused("a logout token has no nonce")
    if now.timestamp() - float(said["iat"]) > HOLDS + CLOCKS_DIFFER_BY:
        raise TokenRefused("the token is too old")
    subject, session = said.get("sub") or "", said.get("sid") or ""
    if not isinstance(subject, str) or not isinstance(session, str) or not (subject or session):
        raise TokenRefused("neither sub nor sid says who is signed out")
    if not isinstance(said["jti"], str) or not said["jti"]:
        raise TokenRefused("the claim jti is empty")
    return LoggedOut(identifier=said["jti"], subject=subject, session=session)


def _verified(token: str, *, discovery_url: str, client_id: str) -> dict[str, Any]:
    header = jwt.get_unverified_header(token)
    if header.get("typ") not in _TYPES:
        raise TokenRefused(f"typ is {header.get('typ')}")
    issuer, keys_url = _described(discovery_url)
    claims: dict[str, Any] = jwt.decode(
        token,
        key=_key(keys_url, header.get("kid")),
        algorithms=ASYMMETRIC,
        audience=client_id,
        issuer=issuer,
        leeway=CLOCKS_DIFFER_BY,
        options={"require": ["iss", "aud", "iat", "exp", "jti", "events"]},
    )
    return claims


def _described(discovery_url: str) -> tuple[str, str]:
    document = _fetched(discovery_url)
    return str(document["issuer"]), str(document["jwks_uri"])


def _key(url: str, kid: str | None) -> Any:
    found = _fitting(_fetched(url), kid)
    if found is None and cache.add(f"accounts.oidc.asked.{_mark(url)}", 1, timeout=_ASK_AGAIN_AFTER):
        cache.delete(f"accounts.oidc.fetched.{_mark(url)}")  # perhaps the provider changed its keys
        found = _fitting(_fetched(url), kid)
    if found is None:
        raise TokenRefused("the token is signed with a key that the provider does not publish")
    return found


def _fitting(published: dict[str, Any], kid: str | None) -> Any:
    keys = jwt.PyJWKSet.from_dict(published).keys
    fitting = [key for key in keys if key.key_id == kid] if kid else keys
    return fitting[0].key if len(fitting) == 1 else None


def _fetched(url: str) -> dict[str, Any]:
    """Kept for some minutes: whoever posts nonsense to us must not make us ask the provider each time."""
    name = f"accounts.oidc.fetched.{_mark(url)}"
    kept: dict[str, Any] | None = cache.get(name)
    if kept is None:
        kept = fetch_json(url)
        cache.set(name, kept, timeout=_KEYS_KEPT)
    return kept


def _mark(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()
