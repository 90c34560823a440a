"""A document that is written while its owner watches: a real browser on a real socket, and the pieces as they come."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from channels.layers import channel_layers
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from content.services import live_text
from content.services.live_text import LiveText
from synthai.core.testing.cast import Cast
from synthai.core.testing.sockets import running_sockets
from tests.browser import content_writing_pages as pages


@pytest.fixture
def sockets(settings: Any) -> Iterator[None]:
    """The real WebSocket process, where the pages expect it."""
    channel_layers.backends.pop("default", None)
    with running_sockets() as url:
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {**policy, "connect-src": ["'self'", url]}}
        settings.WEBSOCKET_URL = url
        yield


def aside(act: Callable[[], object]) -> None:
    """As a worker does it: Playwright's loop runs in this thread."""
    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def test_pieces_come_in_and_void_takes_them_away(
    cast: Cast, person: Callable[[str], Any], open_tab: Callable[..., Tab], sockets: None
) -> None:
    address = pages.going_on(cast)
    run_id = address.rstrip("/").rsplit("/", 1)[-1]
    topic = live_text.topic(cast.umoja.public_id, run_id)
    tab = open_tab(person("thandi"))
    with tab.expect_websocket(timeout=30_000):
        tab.goto(address)
    tab.wait_for_timeout(500)
    shown = tab.locator("[data-writing]")
    expect(shown).to_have_text("We offer you bread that is baked every")
    writer = LiveText(topic, run_id, 1)
    aside(writer.void)
    for piece in ("We bake ", "\U0001f35e ", "every day, ", "<b>also</b> on Sundays."):
        aside(partial(writer.add, piece))
    expect(shown).to_have_text("We bake \U0001f35e every day, <b>also</b> on Sundays.")
    # One got lost on the way: the page fetches what is there, and goes on from it.
    aside(partial(writer.keep, " And on holidays."))
    writer._place += len(" And on holidays.")  # noqa: SLF001 - the lost one
    aside(partial(writer.add, " Fresh."))
    expect(shown).to_have_text(
        "We bake \U0001f35e every day, <b>also</b> on Sundays. And on holidays. Fresh."
    )
    tab.reload()
    expect(shown).to_have_text(
        "We bake \U0001f35e every day, <b>also</b> on Sundays. And on holidays. Fresh."
    )
    aside(writer.void)
    expect(shown).to_have_text("")
