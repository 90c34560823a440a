"""An app that signs in through the browser, as RFC 8252 wants it."""

import html
import re
import secrets
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.test import Client

from accounts.models import User
from accounts.services import app_codes

AUTHORIZE = "/accounts/app/authorize/"
BACK = "synthai://signed-in"


class App:
    """It makes a verifier, opens a browser, and exchanges what comes back."""

    def __init__(self, redirect_uri: str = BACK, device: str = "Thandi's phone") -> None:
        self.verifier = secrets.token_urlsafe(48)
        self.state = secrets.token_urlsafe(16)
        self.redirect_uri, self.device = redirect_uri, device

    def address(self, **changes: Any) -> str:
        asked = {
            "response_type": "code",
            "client_id": "synthai-app",
            "redirect_uri": self.redirect_uri,
            "state": self.state,
            "code_challenge": app_codes.challenge_of(self.verifier),
            "code_challenge_method": "S256",
            "device": self.device,
            **changes,
        }
        return f"{AUTHORIZE}?{urlencode({name: value for name, value in asked.items() if value is not None})}"

    def agreed(self, browser: Client, answer: str = "yes") -> dict[str, str]:
        """What the app is told after its page was answered in a browser that is signed in."""
        return self.told(browser.post(self.address(), {"answer": answer}))

    def told(self, page: Any) -> dict[str, str]:
        address = leads_to(page)
        assert address.startswith(f"{self.redirect_uri}?"), address
        return dict(parse_qsl(urlsplit(address).query))

    def exchange(self, code: str, **changes: str) -> Any:
        body = {
            "code": code,
            "code_verifier": self.verifier,
            "client_id": "synthai-app",
            "redirect_uri": self.redirect_uri,
            **changes,
        }
        return Client().post("/api/v1/token/code/", body, content_type="application/json")


def leads_to(page: Any) -> str:
    assert page.status_code == 200, (page.status_code, page.content[:300])
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', page.content.decode())
    assert found, page.content.decode()[:2000]
    assert "no-store" in page.headers["Cache-Control"]
    return html.unescape(found[1])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def api(access: str, path: str = "me/") -> Any:
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {access}"})
