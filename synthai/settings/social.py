"""Who else may vouch for a person, from the environment: Google, Microsoft, Apple, and any OpenID Connect provider.

A provider whose client ID is not set is not offered anywhere. `email_authentication` says whether an address that it calls
verified opens the account that has this address confirmed: not Microsoft's, where a tenant's administrator writes into the
profile what he likes, and another provider's only when the operator says so.
"""

from typing import Any

from synthai.settings import env

__all__ = [
    "DNS_SERVERS",
    "OUTBOUND_PRIVATE_ADDRESSES",
    "SOCIALACCOUNT_ADAPTER",
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT",
    "SOCIALACCOUNT_PROVIDERS",
    "SOCIALACCOUNT_QUERY_EMAIL",
    "SOCIAL_APPS",
]


def providers() -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS: each provider's one app, or none."""
    return {
        "google": {"APPS": _google(), "OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid", "profile", "email"]},
        "microsoft": {"APPS": _microsoft(), "OAUTH_PKCE_ENABLED": True},
        "apple": {"APPS": _apple(), "OAUTH_PKCE_ENABLED": True},
        "openid_connect": {"APPS": _openid_connect()},
    }


def _google() -> list[dict[str, Any]]:
    client_id = env.text("GOOGLE_CLIENT_ID", "")
    if not client_id:
        return []
    app = {"client_id": client_id, "secret": env.text("GOOGLE_CLIENT_SECRET")}
    return [app | {"settings": {"email_authentication": True}}]


def _microsoft() -> list[dict[str, Any]]:
    client_id = env.text("MICROSOFT_CLIENT_ID", "")
    if not client_id:
        return []
    app = {"client_id": client_id, "secret": env.text("MICROSOFT_CLIENT_SECRET")}
    return [app | {"settings": {"tenant": env.text("MICROSOFT_TENANT", "common")}}]


def _apple() -> list[dict[str, Any]]:
    """Apple's secret is a key: APPLE_PRIVATE_KEY holds the .p8 file's text (or APPLE_PRIVATE_KEY_FILE its path)."""
    client_id = env.text("APPLE_CLIENT_ID", "")
    if not client_id:
        return []
    app = {"client_id": client_id, "secret": env.text("APPLE_KEY_ID"), "key": env.text("APPLE_TEAM_ID")}
    key = env.text("APPLE_PRIVATE_KEY")
    return [app | {"settings": {"certificate_key": key, "email_authentication": True}}]


def _openid_connect() -> list[dict[str, Any]]:
    client_id = env.text("OIDC_CLIENT_ID", "")
    if not client_id:
        return []
    app = {
        "provider_id": "oidc",
        "name": env.text("OIDC_NAME", "OpenID Connect"),
        "client_id": client_id,
        "secret": env.text("OIDC_CLIENT_SECRET"),
    }
    trusted = env.boolean("OIDC_TRUSTS_EMAIL", default=False)
    server = env.text("OIDC_DISCOVERY_URL")
    return [app | {"settings": {"server_url": server, "email_authentication": trusted}}]


SOCIALACCOUNT_ADAPTER = "accounts.social_adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = providers()
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # matched by an address once, by link from then on
SOCIALACCOUNT_QUERY_EMAIL = True

SOCIAL_APPS = (
    "allauth.socialaccount",
    "allauth.socialaccount.providers.apple",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
)
# May an identity provider's address lead into a private network, and be http? On a laptop, and where one is inside.
_IS_LAPTOP = env.boolean("DEVELOPMENT", default=True)
OUTBOUND_PRIVATE_ADDRESSES = env.boolean("OUTBOUND_PRIVATE_ADDRESSES", default=_IS_LAPTOP)
DNS_SERVERS = env.words("DNS_SERVERS")  # address or address:port; empty: the machine's own
