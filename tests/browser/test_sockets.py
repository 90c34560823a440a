"""A tab whose session is ended on another device: its socket is closed at once, and the page says so."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from synthai.core.testing.cast import PASSWORD, Cast, Person
from synthai.core.testing.sockets import running_sockets

OpenTab = Callable[..., Tab]


@pytest.fixture
def sockets(settings: Any) -> Iterator[str]:
    """The real WebSocket process, where the pages expect it."""
    with running_sockets() as url:
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "connect-src": ["'self'", url]}}
        settings.WEBSOCKET_URL = url
        yield url


def sign_in(tab: Tab, person: Person) -> None:
    tab.goto("/accounts/login/")
    tab.get_by_label("E-mail").first.fill(person.user.email)
    tab.locator("input[name=password]").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url("**/o/umoja-foods/")


def closings(tab: Tab) -> list[str]:
    """Addresses of the tab's sockets that were closed, as they are."""
    closed: list[str] = []
    tab.on("websocket", lambda socket: socket.on("close", lambda each: closed.append(each.url)))
    return closed


def test_says_that_one_is_signed_out_on_another_device(cast: Cast, sockets: str, open_tab: OpenTab) -> None:
    phone, laptop = open_tab(width=360), open_tab()
    closed = closings(phone)
    with phone.expect_websocket(timeout=30_000):
        sign_in(phone, cast.thandi)
    sign_in(laptop, cast.thandi)
    over = phone.locator("[data-live-over]")
    phone.wait_for_timeout(500)
    expect(over).to_be_hidden()
    assert closed == []
    laptop.goto("/profile/devices/")
    laptop.get_by_role("button", name="Sign out all others").click()
    expect(over).to_be_visible(timeout=30_000)
    assert closed == [sockets, sockets], "one more try, then rest"
    expect(laptop.locator("[data-live-over]")).to_be_hidden()
    phone.get_by_role("link", name="Sign in again").click()
    assert phone.url.endswith("/accounts/login/?next=/o/umoja-foods/")
