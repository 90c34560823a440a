"""The editor of templates counts while staff type."""

from collections.abc import Callable

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from notifications.tests.kinds import STOCK, drill_kinds
from synthai.core.testing.cast import Cast


def test_an_sms_is_counted_while_it_is_typed(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    with drill_kinds():
        person = cast.hire("viewer", name="Support", organisation=cast.karoo)
        person.user.is_staff = person.user.is_superuser = True
        person.user.save()
        tab = open_tab(person, width=360)
        tab.goto(f"/admin/notifications/wording/{STOCK}/sms/en-za/")
        judged = tab.locator("#judged")
        expect(judged).to_contain_text("1 SMS, about R 0.30")
        tab.get_by_label("Text", exact=True).fill("Môre is daar brood. " * 8 + "%(left)s oor, %(prys)s elk")
        expect(judged).to_contain_text("This kind has no value “prys”")
        tab.get_by_label("Text", exact=True).fill("Môre is daar brood. " * 8)
        expect(judged).to_contain_text("3 SMS, about R 0.90")
        expect(judged.locator(".bubble")).to_contain_text("Brown bread: 1 204 left")
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
