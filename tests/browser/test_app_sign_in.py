"""An app that listens on this machine opens Chromium: over the sign-in page and the Content-Security-Policy, and back."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from accounts.tests.app_client import App
from synthai.core.testing.cast import PASSWORD, Cast


class Listening(BaseHTTPRequestHandler):
    """The app's own end of the road."""

    def do_GET(self) -> None:  # noqa: N802 - the library's
        getattr(self.server, "came").append(self.path)  # noqa: B009 - the stubs lack it
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><link rel=icon href=data:,><title>x</title><p>Back in the app.</p>")

    def log_message(self, *_: Any) -> None:
        """Quiet."""


@pytest.fixture
def listening() -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), Listening)
    server.came = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def test_there_and_back(cast: Cast, open_tab: Callable[..., Tab], live_server: Any, listening: Any) -> None:
    app = App(redirect_uri=f"http://127.0.0.1:{listening.server_port}/signed-in", device="Bongani's laptop")
    tab = open_tab()
    tab.goto(app.address())
    tab.get_by_label("E-mail").first.fill("bongani@umoja.example")
    tab.get_by_label("Password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text(
        "Sign in to the SynthAI app on Bongani's laptop?"
    )
    tab.get_by_role("button", name="Sign in", exact=True).click()
    expect(tab.get_by_text("Back in the app.")).to_be_visible()
    told = dict(parse_qsl(urlsplit(listening.came[0]).query))
    assert told["state"] == app.state
    body = {
        "code": told["code"],
        "code_verifier": app.verifier,
        "client_id": "synthai-app",
        "redirect_uri": app.redirect_uri,
    }
    reply = requests.post(f"{live_server.url}/api/v1/token/code/", json=body, timeout=5)
    assert reply.status_code == 200, reply.text
    assert cast.bongani.user.token_families.get().device == "Bongani's laptop"
