"""A third-party OpenID Connect provider (oidc-provider-mock), spoken to over real HTTP, and a browser that goes there."""

import html
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client

CLIENT_ID = "synthai-client"


@dataclass
class Provider:
    """Where it listens, and what the last browser was sent there with."""

    url: str
    app: Any = None
    sent: dict[str, list[str]] = field(default_factory=dict)

    @property
    def discovery_url(self) -> str:
        return f"{self.url}/.well-known/openid-configuration"

    def person(self, sub: str, **claims: Any) -> str:
        """Make (or change) a person there; returns the subject."""
        requests.put(f"{self.url}/users/{sub}", json=claims, timeout=5).raise_for_status()
        return sub

    def visit(self, page: Any, sub: str, *, action: str = "") -> str:
        """Follow our page that leads there, sign in as `sub` (or deny); returns the address it sends us back to."""
        address = leads_to(page)
        assert address.startswith(self.url), address
        self.sent = parse_qs(urlsplit(address).query)
        form = {"sub": sub, **({"action": action} if action else {})}
        answer = requests.post(address, data=form, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text[:500]
        back = urlsplit(answer.headers["Location"])
        assert back.netloc == "testserver"
        return f"{back.path}?{back.query}"

    def signed(self, claims: dict[str, Any], **header: Any) -> str:
        """A token that it signs with its own key, the one in its JWKS."""
        from authlib.jose import jwt

        with self.app.test_request_context("/"):
            self.app.preprocess_request()
            from oidc_provider_mock._storage import storage

            key = storage.jwk
            return str(jwt.encode({"alg": "RS256", **header}, claims, key).decode())

    def sign_in(self, client: Client, page: Any, sub: str) -> Any:
        """There and back."""
        return client.get(self.visit(page, sub))


def leads_to(page: Any) -> str:
    """The address behind the page that says where one is going."""
    assert page.status_code == 200, (page.status_code, page.content[:300])
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert found, page.content.decode()[:2000]
    return html.unescape(found[1])


@contextmanager
def running() -> Iterator[Provider]:
    """The provider on a free port until the block ends."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    from oidc_provider_mock import run_server_in_thread

    with run_server_in_thread(require_nonce=True) as server:
        yield Provider(url=f"http://localhost:{server.server_port}", app=server.app)


def operators(provider: Provider, *, trusts_email: bool = True) -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS with this provider as the operator's own."""
    app = {
        "provider_id": "oidc",
        "name": "Cape Identity",
        "client_id": CLIENT_ID,
        "secret": "not-a-real-secret",
        "settings": {"server_url": provider.discovery_url, "email_authentication": trusts_email},
    }
    return {"openid_connect": {"APPS": [app]}}
