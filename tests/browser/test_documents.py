"""A document in the browser: rows that come without a new page, a section edited in place, and what somebody else wrote meanwhile."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from content.models import Document
from content.services import sections
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser import content_pages


def test_a_section_is_edited_in_place_and_saves_itself(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    made = content_pages.a_document(cast)
    tab = open_tab(cast.thandi, width=360)
    tab.goto(content_pages.address("document", made.public_id))
    opening = tab.locator("#section-opening")
    opening.get_by_role("link", name="Edit").click()
    box = opening.get_by_role("textbox")
    expect(box).to_be_focused()
    box.fill("We are glad to feed **you**.")
    expect(opening.get_by_text("Saved at")).to_be_visible()
    with tenant(cast.umoja):
        assert Document.objects.get(pk=made.pk).texts["opening"]["body"] == "We are glad to feed **you**."
        other = "Bongani was here."
        sections.write_section(made.pk, "opening", other, by=cast.bongani.actor, now=timezone.now())
    box.fill("We are glad to feed you all.")
    expect(opening.get_by_text("Somebody else changed this section while you wrote")).to_be_visible()
    expect(opening.get_by_role("textbox")).to_have_value("We are glad to feed you all.")
    expect(opening.get_by_text("Bongani was here.").first).to_be_visible()
    opening.get_by_role("button", name="Save").click()
    expect(tab.locator("#section-opening .paper-text")).to_have_text("We are glad to feed you all.")
    expect(tab.locator("#section-opening")).to_contain_text("Written by a person")
    tab.get_by_role("button", name="I have read it: confirm").click()
    expect(tab.locator(".paper-watermark")).to_have_count(0)


def test_rows_come_and_go_without_a_new_page_and_keep_what_was_typed(
    cast: Cast, open_tab: Callable[..., Tab]
) -> None:
    address = content_pages.rows(cast)
    tab = open_tab(cast.thandi, width=768)  # on a phone one question is shown at a time
    tab.goto(address)
    before = tab.get_by_role("group", name="Row").count()
    tab.get_by_label("Description").first.fill("Samoosas")
    tab.get_by_role("button", name="Add a row").click()
    expect(tab.get_by_role("group", name="Row")).to_have_count(before + 1)
    expect(tab.get_by_label("Description").first).to_have_value("Samoosas")
    expect(tab.get_by_label("Description").last).to_be_focused()
    tab.get_by_role("button", name="Take row 2 out").click()
    expect(tab.get_by_role("group", name="Row")).to_have_count(before)
    assert tab.url.endswith(address)
