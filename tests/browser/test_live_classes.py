"""What only a browser shows of live classes: a tap marks without leaving the list, and the code on the wall changes by itself."""

from collections.abc import Callable

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from courses.models import Booking
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person
from tests.browser import live_pages


def test_a_trainer_marks_on_the_phone_and_the_code_turns(
    cast: Cast, person: Callable[[str | None], Person | None], cleaned_tab: Callable[..., Tab]
) -> None:
    address = live_pages.class_people(cast)
    tab = cleaned_tab(person("thandi"))
    tab.set_viewport_size({"width": 360, "height": 740})
    tab.goto(address)
    tab.evaluate("window.stayed = true")
    row = tab.locator(".person-row", has_text="Jan van der Merwe")
    row.get_by_role("button", name="Late").click()
    expect(row.get_by_role("button", name="Late")).to_have_attribute("aria-pressed", "true")
    expect(row).to_contain_text("By the trainer")
    box = row.get_by_role("button", name="Late").bounding_box()
    assert box is not None
    assert box["height"] >= 44, "large enough for a thumb"
    row.get_by_role("button", name="Late").click()
    expect(row.get_by_role("button", name="Late")).to_have_attribute("aria-pressed", "false")
    assert tab.evaluate("window.stayed"), "the page was not loaded anew"
    with tenant(cast.umoja):
        assert Booking.objects.get(user__name__startswith="Jan").attendance == ""
    tab.get_by_role("link", name="Show the code").click()
    expect(tab.locator(".code-digits")).to_be_visible()
    with tab.expect_response(
        lambda reply: reply.url.endswith("/code/") and reply.request.headers.get("hx-request") == "true"
    ) as turned:
        pass
    assert turned.value.status == 200
    expect(tab.locator("#code .qr-code")).to_be_visible()
