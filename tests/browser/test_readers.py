"""What only a browser shows: a visitor's script counts, and an editor's figures move by themselves."""

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from publishing.tests import shelf
from synthai.core.testing.cast import Cast

PATIENCE = 40_000  # milliseconds: three seconds of reading, and a tab without sockets asks every fifteen


def test_an_editor_sees_a_visitor_come(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    made = shelf.platform(cast)
    shelf.published(made.editor, "Ask more")
    looking = open_tab(made.editor, width=360)
    looking.goto(reverse("publishing:readers", args=[made.organisation.slug]))
    expect(looking.locator("#figures .stat-value").first).to_have_text("0")
    visiting = open_tab()
    visiting.goto(f"{reverse('reading:piece', args=['en', 'ask-more'])}?from=search")
    expect(looking.locator("#figures .stat-value").first).to_have_text("1", timeout=PATIENCE)
    expect(looking.locator("#figures .stat-value").last).to_have_text("1", timeout=PATIENCE)
    expect(looking.get_by_role("heading", name="Readers a day")).to_have_count(0)
    expect(looking.locator("#figures .chart-title")).to_have_text("Readers a day")
