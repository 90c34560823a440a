"""What the small scripts do, by keyboard and mouse, on the style guide; and what remains when they do not run."""

from collections.abc import Callable
from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from billing.services import usage
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.usage_pages import some_usage

OpenTab = Callable[..., Tab]


def test_the_first_tab_stop_skips_to_the_content(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.goto("/styleguide/")
    tab.keyboard.press("Tab")
    expect(tab.get_by_text("Skip to the content")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("#main")).to_be_focused()


def test_a_menu_works_by_keyboard_alone(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.goto("/styleguide/")
    head = tab.locator("summary", has_text="Export")
    head.focus()
    tab.keyboard.press("ArrowDown")
    expect(tab.locator("a.menu-item", has_text="CSV")).to_be_focused()
    tab.keyboard.press("End")
    expect(tab.locator("a.menu-item", has_text="Excel")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(head).to_be_focused()
    expect(tab.locator("a.menu-item", has_text="CSV")).to_be_hidden()


def test_a_click_outside_closes_a_menu(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.goto("/styleguide/")
    tab.locator("summary", has_text="Export").click()
    expect(tab.locator("a.menu-item", has_text="CSV")).to_be_visible()
    tab.locator("h1").click()
    expect(tab.locator("a.menu-item", has_text="CSV")).to_be_hidden()


def test_a_menu_opens_without_script(open_tab: OpenTab) -> None:
    tab = open_tab(java_script_enabled=False)
    tab.goto("/styleguide/")
    tab.locator("summary", has_text="Export").click()
    expect(tab.locator("a.menu-item", has_text="CSV")).to_be_visible()


def test_a_dialog_keeps_the_focus_and_gives_it_back(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.goto("/styleguide/")
    opener = tab.get_by_role("button", name="Open a dialog")
    opener.focus()
    tab.keyboard.press("Enter")
    dialog = tab.get_by_role("dialog", name="Invite a person")
    expect(dialog).to_be_visible()
    inside = "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
    for _ in range(6):
        tab.keyboard.press("Tab")
        assert tab.evaluate(inside)
    tab.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_theme_is_remembered(open_tab: OpenTab) -> None:
    tab = open_tab(theme="light")
    tab.goto("/styleguide/")
    tab.get_by_role("button", name="Dark").first.click()
    tab.goto("/")
    assert tab.evaluate("document.documentElement.dataset.bsTheme") == "dark"


def test_dark_without_script_follows_the_device(open_tab: OpenTab) -> None:
    colour = "getComputedStyle(document.body).backgroundColor"
    dark = open_tab(theme="dark", java_script_enabled=False)
    dark.goto("/accounts/login/")
    light = open_tab(theme="light", java_script_enabled=False)
    light.goto("/accounts/login/")
    assert dark.evaluate(colour) == "rgb(13, 20, 17)"
    assert light.evaluate(colour) == "rgb(244, 247, 245)"


def test_rows_are_chosen_all_at_once_and_by_range(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.goto("/styleguide/")
    bar = tab.locator("[data-select-bar]")
    rows = tab.locator("[data-select-row]")
    expect(bar).to_be_hidden()
    rows.nth(0).click()
    rows.nth(2).click(modifiers=["Shift"])
    expect(bar).to_contain_text("3 chosen")
    tab.locator("[data-select-all]").click()
    expect(bar).to_contain_text("4 chosen")
    tab.locator("[data-select-all]").click()
    expect(bar).to_be_hidden()


def test_rows_become_cards_on_a_phone(open_tab: OpenTab) -> None:
    tab = open_tab(width=360)
    tab.goto("/styleguide/")
    row = tab.locator(".table-card table.data-table:not(.keep) tbody tr").first
    box, table = row.bounding_box(), tab.locator(".table-card").first.bounding_box()
    assert box is not None
    assert table is not None
    assert box["width"] <= table["width"]
    assert tab.locator(".table-card thead .sort").first.is_visible()


def test_targets_are_large_enough_for_a_thumb(open_tab: OpenTab) -> None:
    tab = open_tab(width=360)
    tab.goto("/styleguide/")
    small = tab.evaluate("""() => [...document.querySelectorAll("a.btn, button, summary, .side-link, .form-control")]
        .filter((element) => element.checkVisibility())
        .map((element) => [element.textContent.trim(), element.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24).map(([text]) => text)""")
    assert small == []


def test_a_file_may_be_dropped_and_is_named(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.goto("/styleguide/")
    tab.locator("[data-dropzone] input").set_input_files(
        {"name": "sales.csv", "mimeType": "text/csv", "buffer": b"date,sku\n" * 300}
    )
    expect(tab.locator("[data-dropzone-name]")).to_have_text("sales.csv · 3 kB")


def test_a_password_can_be_shown(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.goto("/accounts/login/")
    field = tab.locator("input[name=password]")
    tab.get_by_role("button", name="Show").click()
    expect(field).to_have_attribute("type", "text")
    expect(field).to_be_focused()


def test_back_shows_the_page_and_not_its_fragment(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(cast.thandi)
    tab.goto("/o/umoja-foods/billing/usage/")
    tab.evaluate("fetch(location.href, {headers: {'HX-Request': 'true'}}).then((reply) => reply.text())")
    tab.goto("/profile/")
    tab.go_back()
    expect(tab.get_by_role("heading", name="Usage and limits", level=1)).to_be_visible()


def test_a_cap_saved_elsewhere_shows_in_the_form_unless_somebody_types(
    cast: Cast, open_tab: Callable[..., Tab]
) -> None:
    some_usage(cast)
    tab = open_tab(cast.thandi)
    tab.goto("/o/umoja-foods/billing/usage/")
    field, meter = tab.locator("#cap-pricing-runs-quantity"), tab.locator("#meter-pricingruns b")
    expect(field).to_have_value("3")

    def saved_elsewhere(quantity: int) -> None:
        with tenant(cast.umoja):
            usage.set_cap(
                "pricing.runs", Decimal(quantity), by=cast.thandi.actor, now=timezone.now(), version=None
            )
        tab.evaluate("htmx.trigger('#meters', 'live')")
        expect(meter).to_have_text(f"3 of {quantity}")

    field.focus()
    saved_elsewhere(4)
    expect(field).to_have_value("4")
    expect(field).to_be_focused()
    field.fill("2")
    tab.get_by_role("heading", name="Usage and limits", level=1).click()
    saved_elsewhere(1)
    expect(field).to_have_value("2")
