"""The counter beside a text counts in the browser as the server does."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from notifications.engine import segments
from synthai.core.testing.cast import Cast
from tests.browser import content_reading_pages as pages

OpenTab = Callable[..., Tab]
TEXTS = (
    "Rooibos for R 249 until Friday. Reply STOP",
    "a" * 161,
    "€" * 80 + "a",
    "Tshivenḓa: " + "a" * 60,
    "tea 🙂 " * 30,
    "a" * 460,
)


@pytest.mark.usefixtures("cast")
def test_letters_and_parts_are_counted_as_they_are_typed(open_tab: OpenTab, cast: Cast) -> None:
    tab = open_tab(cast.thandi, width=360)
    tab.goto(pages.change(cast))
    field, line = tab.get_by_label("Text"), tab.locator("[data-letters-of]")
    for text in TEXTS:
        field.fill(text)
        parts = segments.count(text.strip()).parts
        expect(line).to_contain_text(f"{len(text.strip())} of 459 letters, {parts} SMS")
    expect(line).to_contain_text("too long by 1")
