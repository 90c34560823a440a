"""What only a browser shows of translating: words save themselves beside the original, and its page leaves none behind."""

from collections.abc import Callable

from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from publishing.models import Piece
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.publishing_translation_pages import a_translation
from tests.browser.publishing_writing_pages import address


def test_words_save_themselves_beside_the_original(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    original, made = a_translation(cast)
    table, first = made.blocks[1]["id"], made.blocks[0]["id"]
    tab = open_tab(cast.thandi, width=360)
    tab.goto(address("write-translations"))
    tab.get_by_role("link", name="Being written").first.click()
    tab.locator(f"#row-{table}").wait_for()
    expect(tab.locator(f"#row-{table}")).to_contain_text("This differs from the original")
    tab.locator(f"#of-{table}-rows").fill("Item | Getel | Verkoop\nBrood | 12 | 40")
    expect(tab.locator(f"#saved-{table}")).to_contain_text("Saved at")
    tab.locator(f"#of-{first}-text").fill("Tel alles.")
    tab.get_by_role("button", name="Take over the blocks of the original").click()
    expect(tab.locator("body")).to_contain_text("The blocks stand as they do in the original.")
    expect(tab.locator(f"#row-{table}")).not_to_contain_text("This differs from the original")
    with tenant(cast.umoja):
        row = Piece.objects.get(pk=made.pk)
        assert row.blocks[0]["text"] == "Tel alles.", "sent before the page went"
        assert [block["id"] for block in row.blocks] == [
            block["id"] for block in Piece.objects.get(pk=original.pk).blocks
        ]
    tab.get_by_role("button", name="I have read all of it").click()
    expect(tab.locator("body")).to_contain_text("Everything is read.")
