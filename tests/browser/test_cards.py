"""A customer's cards in Chromium: added at the played Stripe for nothing, managed in its portal, removed and taken back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from billing.gateways import registry
from billing.tests.pages import LiveShop
from synthai.core.testing.cast import Cast
from synthai.embedded.sandbox.stripe import SandboxStripe
from tests.browser.test_billing import work
from tests.gateways.sandbox import running

SECRET = f"whsec_{'5' * 32}"
METHODS = "/o/umoja-foods/billing/methods/"


@pytest.fixture
def stripe(settings: Any, live_server: Any) -> Iterator[None]:
    played = SandboxStripe(webhook_url=f"{live_server.url}/hooks/payments/stripe/", webhook_secret=SECRET)
    with running(played) as url:
        settings.SITE_URL = live_server.url
        settings.STRIPE = {
            "secret_key": f"sk_test_{'7' * 24}",
            "webhook_secret": SECRET,
            "api": f"{url}/stripe",
        }
        yield


def test_cards_are_added_managed_removed_and_taken_back(
    cast: Cast, open_tab: Callable[..., Tab], stripe: None
) -> None:
    LiveShop(cast).subscribe("starter")
    registry.use(None)  # those of the settings, instead of the shop's till
    tab = open_tab(cast.thandi, width=360, quiet=True)
    tab.goto(METHODS)
    tab.get_by_role("button", name="Stripe").click()
    tab.get_by_role("button", name="Save card").click()
    tab.wait_for_url("**/methods/adding/**")
    until(tab, "The card is added")
    tab.get_by_role("link", name="To your ways to pay").click()
    tab.get_by_role("button", name="Manage at Stripe").click()
    tab.wait_for_url("**/stripe/portal/**")
    tab.get_by_label("5555").check()
    tab.get_by_role("button", name="Add card").click()
    tab.get_by_role("link", name="Return to SynthAI").click()
    tab.wait_for_url(f"**{METHODS}")
    until(tab, "Mastercard ending in 4444", reload=True)
    row = tab.get_by_role("listitem").filter(has_text="Mastercard")
    row.get_by_role("button", name="Remove").click()
    expect(tab.get_by_text("Mastercard ending in 4444 is removed")).to_be_visible()
    tab.get_by_role("button", name="Undo").click()
    expect(tab.get_by_text("Mastercard ending in 4444 is kept after all.")).to_be_visible()


def until(tab: Tab, text: str, *, reload: bool = False) -> None:
    """The worker takes each message; the page asks again by itself, or on a hint that this server has no socket for."""
    for _ in range(20):
        work()
        if reload:
            tab.reload()
        if tab.get_by_text(text).first.is_visible():
            return
        tab.wait_for_timeout(300)
    expect(tab.get_by_text(text).first).to_be_visible()
