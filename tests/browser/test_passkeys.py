"""Passkeys with Chromium's virtual authenticator: an independent maker of keys, counters and signatures."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page as Tab
from playwright.sync_api import Route, expect

from synthai.core.testing.cast import PASSWORD, Cast

OpenTab = Callable[..., Tab]


class Device:
    """A virtual authenticator in one tab: `ctap2`, built in, with a fingerprint that always matches."""

    def __init__(self, tab: Tab) -> None:
        self.devtools = tab.context.new_cdp_session(tab)
        self.devtools.send("WebAuthn.enable", {"enableUI": False})
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.id = made["authenticatorId"]

    def credentials(self) -> list[dict[str, Any]]:
        """What it keeps, private keys included."""
        found: list[dict[str, Any]] = self.devtools.send(
            "WebAuthn.getCredentials", {"authenticatorId": self.id}
        )["credentials"]
        return found

    def take(self, credential: dict[str, Any], *, counter: int) -> None:
        """Hold a copy of somebody's passkey, with a counter of its own."""
        copy = {**credential, "signCount": counter}
        self.devtools.send("WebAuthn.addCredential", {"authenticatorId": self.id, "credential": copy})

    def forget(self) -> None:
        """Be no longer there."""
        self.devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self.id})


@pytest.fixture
def open_local(open_tab: OpenTab, live_server: Any) -> OpenTab:
    """Tabs on `localhost`: a passkey belongs to a name, never to an address of numbers."""
    assert live_server.url.startswith("http://localhost:")
    return open_tab


def prove(tab: Tab) -> None:
    """Type the password where it is asked again."""
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Go on").click()


def sign_in(tab: Tab, cast: Cast) -> None:
    tab.goto("/accounts/login/")
    tab.get_by_label("E-mail address").fill(cast.thandi.user.email)
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()


def add_passkey(tab: Tab, name: str) -> None:
    tab.goto("/accounts/2fa/")
    tab.get_by_role("link", name="Add a passkey").click()
    if tab.get_by_role("button", name="Go on").is_visible():
        prove(tab)
    tab.get_by_label("Name").fill(name)
    tab.get_by_role("button", name="Add the passkey").click()


def sign_out(tab: Tab) -> None:
    tab.goto("/accounts/logout/")
    tab.get_by_role("main").get_by_role("button", name="Sign out").click()
    tab.wait_for_url("**/")


def test_add_sign_in_by_autofill_and_by_button(open_local: OpenTab, cast: Cast) -> None:
    tab = open_local()
    device = Device(tab)
    sign_in(tab, cast)
    tab.wait_for_url("**/o/umoja-foods/")
    add_passkey(tab, "Thandi's phone")
    expect(tab.get_by_role("heading", name="Recovery codes")).to_be_visible()
    tab.get_by_role("link", name="I have kept them").click()
    expect(tab.get_by_text("Thandi's phone")).to_be_visible()
    assert len(device.credentials()) == 1
    assert device.credentials()[0]["isResidentCredential"]
    sign_out(tab)
    tab.goto("/accounts/login/")
    # The virtual authenticator answers what the browser offers in the e-mail field, as if it had been chosen there.
    tab.wait_for_url("**/o/umoja-foods/")
    stored = Authenticator.objects.get(type="webauthn")
    assert stored.last_used_at is not None
    assert stored.data["sign_count"] > 0


def test_a_copied_passkey_is_refused(open_local: OpenTab, cast: Cast) -> None:
    owner = open_local()
    device = Device(owner)
    sign_in(owner, cast)
    owner.wait_for_url("**/o/umoja-foods/")
    add_passkey(owner, "Phone")
    expect(owner.get_by_role("heading", name="Recovery codes")).to_be_visible()
    stolen = device.credentials()[0]
    Authenticator.objects.filter(type="webauthn").update(data=_used_often())
    thief = open_local()
    copy = Device(thief)
    copy.take(stolen, counter=3)

    def once(route: Route) -> None:
        copy.forget()  # the page that refuses offers it again, and the virtual device always says yes, without end
        route.continue_()

    thief.route("**/accounts/2fa/webauthn/login/", once, times=1)
    thief.goto("/accounts/login/")
    expect(thief.get_by_text("it was copied")).to_be_visible()
    reply = thief.context.request.get("/profile/", max_redirects=0)
    assert reply.headers["location"].startswith("/accounts/login/")


def test_as_second_step_after_the_password(open_local: OpenTab, cast: Cast) -> None:
    tab = open_local()
    device = Device(tab)
    sign_in(tab, cast)
    tab.wait_for_url("**/o/umoja-foods/")
    add_passkey(tab, "Phone")
    expect(tab.get_by_role("heading", name="Recovery codes")).to_be_visible()
    kept = device.credentials()[0]
    other = open_local()
    sign_in(other, cast)
    expect(other.get_by_role("heading", name="Second step")).to_be_visible()
    Device(other).take(kept, counter=kept["signCount"] + 1)
    other.get_by_role("button", name="Use a passkey").click()
    expect(other.get_by_role("heading", name="Is this your own device?")).to_be_visible()
    other.get_by_role("button", name="No, ask each time").click()
    other.wait_for_url("**/o/umoja-foods/")


def _used_often() -> dict[str, Any]:
    data: dict[str, Any] = Authenticator.objects.get(type="webauthn").data
    return {**data, "sign_count": 50}
