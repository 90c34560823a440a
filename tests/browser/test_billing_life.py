"""The rest of the story in Chromium, on a phone: a trial without a card, a coupon, a seat, a pause; each sum shown before."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from billing.models import Coupon, Subscription
from billing.services import demo_catalogue
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.embedded.sandbox.payfast import PayFastSandbox
from tests.browser.test_billing import payfast, work

__all__ = ["payfast"]
HOME = "/o/umoja-foods/billing/"


def test_from_a_trial_to_a_pause(cast: Cast, open_tab: Callable[..., Tab], payfast: PayFastSandbox) -> None:
    demo_catalogue.load(now=timezone.now())
    Coupon.objects.create(code="MARCH", name="March", percent_off=Decimal(50), duration="once")
    tab = open_tab(cast.thandi, width=360)
    begin_a_trial(tab)
    go_on_with_a_coupon(tab)
    with tenant(cast.umoja):  # as if the trial were over: its paid period runs
        Subscription.objects.update(period_start=timezone.now() - timedelta(days=1))
    add_a_seat(tab)
    pause_and_resume(tab)


def plan_card(tab: Tab, name: str) -> Any:
    return tab.get_by_role("listitem").filter(has=tab.get_by_role("heading", name=name))


def begin_a_trial(tab: Tab) -> None:
    tab.goto(f"{HOME}plans/")
    plan_card(tab, "Starter").get_by_role("button", name=re.compile("Try")).click()
    expect(tab.get_by_text("On trial")).to_be_visible()
    expect(tab.get_by_text(re.compile("Your trial ends on"))).to_be_visible()


def go_on_with_a_coupon(tab: Tab) -> None:
    tab.get_by_role("link", name="Pay and go on").click()
    tab.get_by_label("Coupon").fill("march")
    tab.get_by_role("button", name="Apply").click()
    expect(tab.get_by_role("button", name="Confirm and pay R 99.50")).to_be_visible()
    tab.get_by_role("button", name="Confirm and pay R 99.50").click()
    pay(tab)


def pay(tab: Tab) -> None:
    tab.get_by_role("button", name="PayFast").click()
    tab.wait_for_url("**/payfast/eng/pay/**")
    tab.get_by_role("button", name="Pay by card").click()
    tab.wait_for_url("**/billing/payments/**")
    work()
    expect(tab.get_by_text("Paid, thank you")).to_be_visible()


def add_a_seat(tab: Tab) -> None:
    tab.goto(f"{HOME}plans/")
    tab.locator("#seats").fill("4")
    tab.locator("form:has(#seats)").get_by_role("button").click()
    expect(tab.get_by_text("Nothing happens before you confirm.")).to_be_visible()
    tab.get_by_role("button", name=re.compile(r"Confirm and pay R \d")).click()
    tab.get_by_role("button", name="The card that is kept").click()
    expect(tab.get_by_text("Paid, thank you")).to_be_visible()
    tab.get_by_role("link", name="To your plan").click()
    expect(tab.get_by_text("monthly, 4 seats")).to_be_visible()


def pause_and_resume(tab: Tab) -> None:
    tab.get_by_role("link", name="Pause").click()
    until = timezone.localdate() + timedelta(days=40)
    tab.locator("input[type=date]").fill(until.isoformat())
    tab.get_by_role("button", name="Pause").click()
    expect(tab.get_by_text("Paused", exact=True)).to_be_visible()
    tab.get_by_role("button", name=re.compile("Resume|Go on")).click()
    expect(tab.get_by_text("Active", exact=True)).to_be_visible()
