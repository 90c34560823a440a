"""The whole road in Chromium: compare, sign in, choose, pay at the played PayFast, be told, cancel and keep."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from billing.services import demo_catalogue, inbox
from synthai.core.testing.cast import Cast
from synthai.embedded.sandbox.payfast import PayFastSandbox
from tests.gateways.sandbox import running

PASSWORD = "correct horse battery staple"


@pytest.fixture
def payfast(settings: Any, live_server: Any) -> Iterator[PayFastSandbox]:
    """PayFast on loopback, and our own address as it is told."""
    played = PayFastSandbox()
    with running(played) as url:
        settings.SITE_URL = live_server.url
        settings.PAYFAST = project.PAYFAST | {
            "merchant_id": played.merchant_id,
            "merchant_key": played.merchant_key,
            "passphrase": played.passphrase,
            "host": f"{url}/payfast",
            "api": f"{url}/payfast/api",
            "is_test": True,
            "networks": ["127.0.0.0/8"],
        }
        yield played


def work() -> int:
    """What the worker does: understand the gateway's messages that wait."""
    waiting = inbox.waiting(now=timezone.now())
    for message_id in waiting:
        inbox.handle(message_id, now=timezone.now())
    return len(waiting)


def test_from_the_price_list_to_a_paid_plan_and_out_again(
    cast: Cast, open_tab: Callable[..., Tab], payfast: PayFastSandbox
) -> None:
    demo_catalogue.load(now=timezone.now())
    cast.thandi.user.set_password(PASSWORD)
    cast.thandi.user.save()
    tab = open_tab(width=360)
    compare(tab)
    sign_in(tab)
    choose(tab)
    pay(tab, payfast)
    cancel_and_keep(tab)


def compare(tab: Tab) -> None:
    tab.goto("/")
    tab.get_by_role("link", name="Plans and prices").first.click()
    expect(tab.get_by_role("heading", name="Growth")).to_be_visible()
    expect(tab.get_by_text("R 599.00")).to_be_visible()
    tab.get_by_role("link", name="Yearly").click()
    expect(tab.get_by_text("R 5 990.00")).to_be_visible()


def sign_in(tab: Tab) -> None:
    tab.get_by_role("link", name="Sign in").click()
    tab.get_by_label("E-mail").first.fill("thandi@umoja.example")
    tab.get_by_label("Password", exact=True).fill(PASSWORD)
    tab.get_by_role("button", name="Sign in", exact=True).click()
    tab.wait_for_url("**/o/umoja-foods/")


def choose(tab: Tab) -> None:
    tab.goto("/o/umoja-foods/billing/")
    expect(tab.get_by_text("You are on Free")).to_be_visible()
    tab.get_by_role("link", name="See the plans").click()
    card = tab.get_by_role("listitem").filter(has=tab.get_by_role("heading", name="Growth"))
    card.get_by_role("button", name="Choose").click()
    expect(tab.get_by_text("Nothing happens before you confirm.")).to_be_visible()
    tab.get_by_role("button", name="Confirm and pay R 599.00").click()


def pay(tab: Tab, payfast: PayFastSandbox) -> None:
    tab.get_by_role("button", name="PayFast").click()
    # Our page posts the signed form by itself; this is PayFast's.
    tab.wait_for_url("**/payfast/eng/pay/**")
    expect(tab.get_by_text("R 599.00")).to_be_visible()
    tab.get_by_role("button", name="Pay by card").click()
    tab.wait_for_url("**/billing/payments/**")
    expect(tab.get_by_text("We are waiting for PayFast").first).to_be_visible()
    assert work() == 1
    expect(tab.get_by_text("Paid, thank you")).to_be_visible()  # the page asks again by itself
    tab.get_by_role("link", name="To your plan").click()
    expect(tab.get_by_role("heading", name="Growth")).to_be_visible()
    expect(tab.get_by_text("Active", exact=True)).to_be_visible()
    assert [entry for entry in payfast.log if entry.get("callback")] == [{"callback": 200}]


def cancel_and_keep(tab: Tab) -> None:
    tab.get_by_role("link", name="Cancel the plan").click()
    expect(tab.get_by_text("All your data stays")).to_be_visible()
    tab.get_by_role("button", name="Cancel the plan").click()
    expect(tab.get_by_text(re.compile("Cancelled: everything works until"))).to_be_visible()
    tab.get_by_role("button", name="Keep the plan").click()
    expect(tab.get_by_text("You keep Growth.")).to_be_visible()
    expect(tab.get_by_text("Active", exact=True)).to_be_visible()
