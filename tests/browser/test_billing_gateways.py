"""A charge is paid in Chromium at the played Paystack and Stripe, and by EFT that staff find on the bank's statement."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as project
from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from billing.gateways import registry
from billing.models import BankLine, Payment, Subscription
from billing.services import bank
from billing.tests.pages import LiveShop
from synthai.core.access import system_actor
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast
from synthai.embedded.sandbox.paystack import Paystack
from synthai.embedded.sandbox.stripe import SandboxStripe
from tests.browser.test_billing import work
from tests.gateways.sandbox import running

SECRET = f"whsec_{'5' * 32}"


@pytest.fixture
def played(settings: Any, live_server: Any) -> Iterator[None]:
    """Both on loopback, and our own address as they are told."""
    stripe = SandboxStripe(webhook_url=f"{live_server.url}/hooks/payments/stripe/", webhook_secret=SECRET)
    with running(Paystack(), stripe) as url:
        settings.SITE_URL = live_server.url
        settings.PAYSTACK = project.PAYSTACK | {
            "secret_key": f"sk_test_{'0' * 40}",
            "api": f"{url}/paystack",
            "networks": ["127.0.0.0/8"],
        }
        settings.STRIPE = {
            "secret_key": f"sk_test_{'7' * 24}",
            "webhook_secret": SECRET,
            "api": f"{url}/stripe",
        }
        yield


@pytest.mark.parametrize(("name", "press"), [("Paystack", "button.first"), ("Stripe", "button.go")])
def test_a_card_is_charged_and_the_plan_begins(
    name: str, press: str, cast: Cast, open_tab: Callable[..., Tab], played: None
) -> None:
    shop = LiveShop(cast)
    charge = shop.start("starter")
    registry.use(None)  # those of the settings, instead of the shop's till
    tab = open_tab(cast.thandi, width=360, quiet=True)
    tab.goto(f"/o/umoja-foods/billing/charges/{charge.public_id}/pay/")
    tab.get_by_role("button", name=name).click()
    tab.locator(press).first.click()
    tab.wait_for_url("**/billing/payments/**")
    until_told(tab)
    assert shop.subscription().state == "active"


def until_told(tab: Tab) -> None:
    """Messages may come one after the other; the worker takes each."""
    for _ in range(20):
        work()
        if tab.get_by_text("Paid, thank you").is_visible():
            return
        tab.wait_for_timeout(500)
    expect(tab.get_by_text("Paid, thank you")).to_be_visible()


def test_an_eft_is_found_by_its_reference(cast: Cast, open_tab: Callable[..., Tab], settings: Any) -> None:
    settings.EFT = {
        "account_name": "SynthAI",
        "bank": "FNB",
        "branch_code": "250655",
        "account_number": "62000000001",
        "account_type": "Current",
    }
    shop = LiveShop(cast)
    charge = shop.start("starter")
    registry.use(None)
    tab = open_tab(cast.thandi, width=360)
    tab.goto(f"/o/umoja-foods/billing/charges/{charge.public_id}/pay/")
    tab.get_by_role("button", name="EFT").click()
    with tenant(shop.organisation_id):
        reference = Payment.objects.get().reference
    expect(tab.get_by_text(reference).first).to_be_visible()
    day = timezone.localdate()
    statement = f"Date,Description,Amount\n{day:%Y-%m-%d},PAYMENT FROM UMOJA {reference.lower()},199.00\n"
    settle(statement.encode(), reference)
    tab.reload()
    expect(tab.get_by_text("Paid, thank you")).to_be_visible()
    with tenant(shop.organisation_id):
        assert Subscription.objects.get().state == "active"


def settle(statement: bytes, reference: str) -> None:
    """As staff do on the page of EFTs: read the file, take the suggestion."""
    now = timezone.now()
    with all_tenants(reason="test"):
        bank.import_statement("fnb.csv", statement, by=system_actor(), now=now)
        line = BankLine.objects.get()
        assert line.suggestion["reference"] == reference
        bank.confirm(line.public_id, reference=reference, by=system_actor(), now=now)
