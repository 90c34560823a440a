"""OpenID Connect, stricter than allauth's own: the ID token's signature, issuer, audience, time and nonce are always checked.

allauth keeps `state` and the PKCE verifier in the session, once and for ten minutes; the nonce travels with them.
"""

import secrets
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

import jwt
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError
from synthai.core.outbound import Unreachable, fetch_json

CLOCKS_DIFFER_BY = 300  # seconds that the provider's clock may be off
ADDRESS_AT_MOST = 1024
WELL_KNOWN = "/.well-known/openid-configuration"
ASYMMETRIC = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class DiscoveryFailed(DomainError):
    """The discovery address does not lead to an OpenID Connect provider."""

    code = "accounts.sso.discovery_failed"
    title = _("The discovery address does not work")
    message = _(
        "%(why)s Check the discovery address: it usually ends with /.well-known/openid-configuration."
    )
    remedy = _("Copy the discovery address (or issuer) from your identity provider's page once more.")
    field = "discovery_url"


@dataclass(frozen=True, kw_only=True)
class Discovered:
    """What a provider says about itself, as far as we need it."""

    url: str
    issuer: str
    sign_out_url: str  # empty: it ends no sessions by request


def discover(address: str) -> Discovered:
    """Read a provider's discovery document; `address` is its own address or the issuer's. Raises DiscoveryFailed."""
    url = address.strip()
    if "/.well-known/" not in url:
        url = url.rstrip("/") + WELL_KNOWN
    try:
        document = fetch_json(url)
    except Unreachable as error:
        raise DiscoveryFailed(why=str(error)) from error
    missing = [name for name in ("issuer", *_ENDPOINTS) if not isinstance(document.get(name), str)]
    if missing:
        raise DiscoveryFailed(why=f"The document there lacks {', '.join(missing)}.")
    issuer = str(document["issuer"])
    if url != issuer.rstrip("/") + WELL_KNOWN:
        raise DiscoveryFailed(
            why=f"The document there is issued by {issuer}, so its address would be {issuer.rstrip('/')}{WELL_KNOWN}."
        )
    return Discovered(
        url=url, issuer=issuer, sign_out_url=sign_out_address(document.get("end_session_endpoint"))
    )


class OidcAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """One sign-in's talk with a provider."""

    def claims(self, app: Any, tokens: dict[str, Any], *, nonce: str) -> dict[str, Any]:
        """What the provider says about the person: the checked ID token, and the user info of the same subject.

        Raises OAuth2Error with the reason, and requests.RequestException when the provider is out of reach.
        """
        if not isinstance(tokens.get("id_token"), str):
            raise OAuth2Error("no ID token in the answer")
        said = self._checked(app, tokens["id_token"])
        if not nonce or not secrets.compare_digest(str(said.get("nonce", "")), nonce):
            raise OAuth2Error("the nonce is not ours")
        if "userinfo_endpoint" not in self.openid_config:
            return said
        info = self._fetch_user_info(tokens["access_token"])
        if info.get("sub") != said["sub"]:
            raise OAuth2Error("the user info is about somebody else")
        return {**said, **info}

    def _checked(self, app: Any, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            return jwt.decode(
                token,
                key=self._key(header.get("kid")),
                algorithms=ASYMMETRIC,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_DIFFER_BY,
                options={"require": ["exp", "iat", "sub", "aud", "iss"]},
            )
        except (jwt.PyJWTError, ValueError, KeyError, TypeError) as error:
            raise OAuth2Error(f"the ID token is not valid: {error}") from error

    def _key(self, kid: str | None) -> Any:
        keys = jwt.PyJWKSet.from_dict(self._fetched_keys()).keys
        fitting = [key for key in keys if key.key_id == kid] if kid else keys
        if len(fitting) != 1:
            raise OAuth2Error("the ID token is signed with a key that the provider does not publish")
        return fitting[0].key

    def _fetched_keys(self) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            return cast("dict[str, Any]", answer.json())


class OidcProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """A provider found by discovery: the operator's (settings) or an organisation's."""

    oauth2_adapter_class = OidcAdapter
    pkce_enabled_default = True

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        """The way to the provider, with state, nonce and PKCE challenge. Raises requests.RequestException, KeyError."""
        nonce = secrets.token_urlsafe(24)
        parameters = {**self.get_auth_params(), **(kwargs.pop("auth_params", None) or {}), "nonce": nonce}
        reply: HttpResponse = super().redirect(
            request, process, next_url, data, auth_params=parameters, nonce=nonce, **kwargs
        )
        return reply

    def serialize(self) -> dict[str, Any]:
        """How a sign-in that waits for a second factor finds its provider again: by its own id, not by the protocol's."""
        return {"id": self.sub_id}

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """What is kept beside the link: enough to recognise it on the page, no more."""
        return {key: data[key] for key in ("sub", "email", "name") if key in data}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """The address, confirmed only when the provider says so in as many words."""
        if not data.get("email"):
            return []
        is_verified = data.get("email_verified") in (True, "true")
        return [EmailAddress(email=data["email"], verified=is_verified, primary=True)]


def sign_out_address(said: Any) -> str:
    """An address at which a provider says that it ends sessions; empty for what a browser cannot be sent to."""
    url = said if isinstance(said, str) else ""
    return url if len(url) <= ADDRESS_AT_MOST and is_web_address(url, may_be_http=True) else ""


def is_web_address(url: str, *, may_be_http: bool) -> bool:
    """Whether a browser may be sent there: https, and http where the operator allows it."""
    parts = urlsplit(url)
    return bool(parts.netloc) and (parts.scheme == "https" or (parts.scheme == "http" and may_be_http))
