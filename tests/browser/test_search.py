"""Search by keyboard: the palette opens, suggests, leads; the page shows results while one types."""

import os
from collections.abc import Callable

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from synthai.core.models import SearchHit
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.search_pages import some_pieces

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def _faults(tab: Tab) -> list[str]:
    tab.evaluate(AXE_SCRIPT)
    found = tab.evaluate("rules => axe.run(rules).then(said => said.violations)", RULES)
    return [f"{each['id']}: {[node['html'][:160] for node in each['nodes'][:3]]}" for each in found]


def _picture(tab: Tab, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        tab.screenshot(path=f"{folder}/sp-{name}.png")


def test_the_palette_leads_by_keyboard_alone(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    some_pieces(cast)
    tab = open_tab(cast.thandi)
    tab.goto("/o/umoja-foods/")
    _picture(tab, "bar")
    tab.keyboard.press("Control+k")
    box = tab.get_by_role("combobox", name="What are you looking for?")
    expect(box).to_be_focused()
    expect(tab.get_by_role("option").first).to_be_visible()
    box.fill("wagwoord")
    expect(tab.get_by_role("option", selected=True)).to_have_text("Change your password")
    box.fill("vat")
    things = tab.get_by_role("group", name="Found").get_by_role("option")
    expect(things.first).to_be_visible()
    assert _faults(tab) == []
    _picture(tab, "palette")
    marked = box.get_attribute("aria-activedescendant")
    tab.keyboard.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") != marked
    tab.keyboard.press("Escape")
    expect(box).to_be_hidden()
    tab.wait_for_function("!document.getElementById('palette').contains(document.activeElement)")
    tab.keyboard.press("/")
    expect(box).to_be_focused()
    tab.get_by_label("Open with the / key").uncheck()
    tab.keyboard.press("Escape")
    tab.keyboard.press("/")
    expect(box).to_be_hidden()
    tab.keyboard.press("Control+k")
    box.fill("how we file")
    own = tab.get_by_role("group", name="Found").get_by_role("option", name="How we file our VAT").first
    expect(own).to_be_visible()
    while "How we file" not in tab.get_by_role("option", selected=True).inner_text():
        tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text("How we file our VAT every second month")
    with tenant(cast.umoja):
        assert SearchHit.objects.get().words == "how we file"
    tab.wait_for_load_state()  # the heading stands there before the scripts have run
    tab.keyboard.press("Control+k")
    expect(tab.get_by_role("group", name="Opened lately").get_by_role("option")).to_have_count(1)


def test_on_a_phone_the_palette_is_a_sheet_and_the_page_answers_while_typing(
    cast: Cast, open_tab: Callable[..., Tab]
) -> None:
    some_pieces(cast)
    tab = open_tab(cast.bongani, width=360, theme="dark")
    tab.goto("/o/umoja-foods/")
    tab.get_by_role("link", name="Search", exact=True).click()
    tab.get_by_role("combobox").fill("vat")
    expect(tab.get_by_role("group", name="Found")).to_be_visible()
    assert tab.evaluate("document.querySelector('.palette').getBoundingClientRect().height") == 800
    _picture(tab, "palette-phone")
    tab.get_by_role("option", name="Search everything").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Search")
    field = tab.get_by_role("searchbox")
    field.fill("invoi")
    expect(tab.locator(".find-list h2").first).to_contain_text("A VAT invoice")
    expect(tab.locator("#found-count")).to_contain_text("for invoi")
    expect(field).to_be_focused()
    _picture(tab, "typing-phone")
    field.press("Enter")
    expect(tab.locator(".find-why").first).to_be_visible()
    assert "q=invoi" in tab.url
