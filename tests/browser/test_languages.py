"""Afrikaans words are longer than English ones: the pages that everybody meets fit a phone in them too."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page as Tab

from synthai.core.testing.cast import Cast
from tests.browser.test_pages import faults

OPEN = ("/", "/accounts/login/", "/accounts/signup/")
INSIDE = ("/profile/", "/o/umoja-foods/", "/o/umoja-foods/settings/", "/o/umoja-foods/team/")


def test_pages_fit_a_phone_in_afrikaans(cast: Cast, open_tab: Callable[..., Tab], live_server: Any) -> None:
    tab = open_tab()
    tab.set_viewport_size({"width": 360, "height": 800})
    tab.goto("/accounts/login/")
    tab.get_by_role("button", name="Afrikaans").click()  # the switch, by plain form post
    for address in OPEN:
        fits(tab, address)
    sign_in: list[Any] = [
        {"name": name, "value": each.value, "url": live_server.url}
        for name, each in cast.thandi.client().cookies.items()
    ]
    tab.context.add_cookies(sign_in)
    for address in INSIDE:
        fits(tab, address)


def fits(tab: Tab, address: str) -> None:
    tab.goto(address)
    assert tab.locator("html").get_attribute("lang") == "af", address
    assert faults(tab) == [], address
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
