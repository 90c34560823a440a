"""Pages of one's protection that open only after proof, or in the middle of a sign-in: accessible, and fit the screen."""

from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from playwright.sync_api import Page as Tab

from accounts.tests.passkeys import SoftPasskey
from synthai.core.testing.cast import PASSWORD, Cast
from tests.browser.test_pages import WAYS, faults

OpenTab = Callable[..., Tab]


def visit(tab: Tab, client: Client, address: str, live_server: Any) -> None:
    cookies: list[Any] = [
        {"name": name, "value": each.value, "url": live_server.url} for name, each in client.cookies.items()
    ]
    tab.context.add_cookies(cookies)
    for theme, width in WAYS:
        tab.emulate_media(color_scheme=theme)
        tab.set_viewport_size({"width": width, "height": 800})
        tab.goto(address)
        assert tab.url.endswith(address), tab.url
        assert faults(tab) == [], f"{theme}, {width} pixels"
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{width} pixels"


def proved(cast: Cast) -> Client:
    client = cast.thandi.client()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.parametrize("page", ["totp/activate/", "webauthn/add/"])
def test_setting_up(page: str, cast: Cast, open_tab: OpenTab, live_server: Any) -> None:
    visit(open_tab(), proved(cast), f"/accounts/2fa/{page}", live_server)


@pytest.mark.parametrize(
    "page", ["", "totp/deactivate/", "webauthn/", "recovery-codes/generate/", "recovery-codes/"]
)
def test_managing(page: str, cast: Cast, open_tab: OpenTab, live_server: Any) -> None:
    client = proved(cast)
    TOTP.activate(cast.thandi.user, pyotp.random_base32())
    SoftPasskey(cast.thandi.user, host="localhost").store("Thandi's phone")
    client.post("/accounts/2fa/recovery-codes/generate/")
    visit(open_tab(), client, f"/accounts/2fa/{page}", live_server)


@pytest.mark.parametrize("page", ["/profile/sign-in/", "/profile/devices/"])
def test_on_a_phone_the_open_tab_is_in_view(page: str, cast: Cast, open_tab: OpenTab) -> None:
    tab = open_tab(cast.thandi, width=360)
    tab.goto(page)
    box = tab.locator(".tabs [aria-current]").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 360


@pytest.mark.parametrize("page", ["reauthenticate/", "webauthn/reauthenticate/"])
def test_proving(page: str, cast: Cast, open_tab: OpenTab, live_server: Any) -> None:
    TOTP.activate(cast.thandi.user, pyotp.random_base32())
    SoftPasskey(cast.thandi.user, host="localhost").store()
    visit(open_tab(), cast.thandi.client(), f"/accounts/2fa/{page}", live_server)


def test_the_second_step_and_trust(cast: Cast, open_tab: OpenTab, live_server: Any) -> None:
    secret = pyotp.random_base32()
    TOTP.activate(cast.thandi.user, secret)
    SoftPasskey(cast.thandi.user, host="localhost").store()
    client = Client()
    client.post("/accounts/login/", {"login": cast.thandi.user.email, "password": PASSWORD})
    visit(open_tab(), client, "/accounts/2fa/authenticate/", live_server)
    client.post("/accounts/2fa/authenticate/", {"code": pyotp.TOTP(secret).now()})
    visit(open_tab(), client, "/accounts/2fa/trust/", live_server)
