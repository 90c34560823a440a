"""Two editors in one piece: who writes is seen, taken over and told, at once on a real socket; an old tab loses no word."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from channels.layers import channel_layers
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from publishing.models import Piece
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.sockets import running_sockets
from tests.browser import publishing_workflow_pages as pages
from tests.browser.publishing_writing_pages import address


@pytest.fixture
def sockets(settings: Any) -> Iterator[None]:
    """The real WebSocket process, where the pages expect it."""
    channel_layers.backends.pop("default", None)
    with running_sockets() as url:
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "connect-src": ["'self'", url]}}
        settings.WEBSOCKET_URL = url
        yield


def test_two_editors_and_an_old_tab(cast: Cast, open_tab: Callable[..., Tab], sockets: None) -> None:
    piece = pages.written(cast)
    here = address("write-piece", piece.public_id)
    old, other = open_tab(cast.bongani), open_tab(cast.thandi, width=360)
    with old.expect_websocket(timeout=30_000):
        old.goto(here)
    expect(old.get_by_text("Colleagues see that you are writing here.")).to_be_visible()
    other.goto(here)
    expect(other.get_by_text("Bongani Dlamini is writing here")).to_be_visible()
    other.get_by_role("button", name="Take over").click()
    expect(other.get_by_text("Colleagues see that you are writing here.")).to_be_visible()
    expect(old.get_by_text("Thandi Mokoena took over from you")).to_be_visible()
    text = f"#block-{piece.blocks[0]['id']} textarea"
    other.locator(text).fill("Thandi counts.")
    expect(other.get_by_text("Saved at")).to_be_visible()
    old.locator(text).fill("Bongani counts.")
    expect(old.get_by_text("Somebody else changed this while you wrote")).to_be_visible()
    expect(old.locator(text)).to_have_value("Bongani counts.")
    with tenant(cast.umoja):
        assert Piece.objects.get(pk=piece.pk).blocks[0]["text"] == "Thandi counts."
    old.goto(address("write-list"))
    other.reload()
    expect(other.get_by_text("Colleagues see that you are writing here.")).to_be_visible()


def test_sent_approved_and_published(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    piece = pages.written(cast)
    here = address("write-review", piece.public_id)
    writer, editor = open_tab(cast.bongani, width=360), open_tab(cast.thandi, width=360, theme="dark")
    writer.goto(here)
    expect(writer.get_by_text("Nothing is missing.")).to_be_visible()
    writer.get_by_label("What should they know?").fill("Is it clear?")
    writer.get_by_role("button", name="Send for review").click()
    expect(writer.get_by_text("waits for review.")).to_be_visible()
    editor.goto(address("write-reviews"))
    editor.get_by_role("link", name="How we count our stock on Fridays").click()
    expect(editor.get_by_text("Is it clear?")).to_be_visible()
    editor.get_by_role("button", name="Approve").click()
    expect(editor.get_by_text("is approved.")).to_be_visible()
    editor.get_by_role("button", name="Publish", exact=True).click()
    expect(editor.get_by_text("is published.")).to_be_visible()


def test_demanded_approved_and_published(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    cast.hire("manager", name="Naledi")
    piece = pages.written(cast)
    here = address("write-review", piece.public_id)
    owner, writer = open_tab(cast.thandi, width=360), open_tab(cast.bongani, width=360, theme="dark")
    owner.goto(address("write-rules"))
    owner.get_by_label("Somebody else approves a piece before it is published").check()
    owner.get_by_role("button", name="Save").click()
    expect(owner.get_by_text("From now on somebody else approves a piece first.")).to_be_visible()
    owner.goto(here)
    expect(owner.get_by_text("Nobody else has approved it yet.")).to_be_visible()
    expect(owner.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    writer.goto(here)
    writer.get_by_role("button", name="Send for review").click()
    owner.get_by_role("link", name="Review before publishing").click()
    owner.reload()
    owner.get_by_role("button", name="Approve").click()
    owner.get_by_role("button", name="Publish", exact=True).click()
    expect(owner.get_by_text("is published.")).to_be_visible()
