"""live.js against a socket that the test plays: refetch on a hint, after a gap, and by polling without a socket."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import Route, WebSocketRoute, expect

SOCKET = "ws://live.example/ws/"
TOPIC = "org.k3v9.imports"

DOCUMENT = f"""<!doctype html><html lang="en"><head><title>Live</title><link rel="icon" href="data:,">
<meta name="websocket-url" content="{SOCKET}">
<meta name="htmx-config" content='{{"allowEval":false,"includeIndicatorStyles":false}}'>
<script src="/static/vendor/htmx/htmx.min.js" defer></script>
<script src="/static/js/live.js" defer></script></head><body>
<span data-live-status hidden>paused</span>
<p data-live-over hidden>signed out</p>
<p id="one" data-live="{TOPIC}" data-live-id="a1" hx-get="/part/one/" hx-trigger="live">old</p>
<p id="two" data-live="{TOPIC}" data-live-id="b2" hx-get="/part/two/" hx-trigger="live">old</p>
<p id="bell" data-live="user.t4" data-live-kind="notification" hx-get="/part/bell/" hx-trigger="live">old</p>
</body></html>"""


class Stage:
    """The tab, the socket's far end and what was fetched."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.sockets: list[WebSocketRoute] = []
        self.heard: list[str] = []
        self.fetched: list[str] = []
        self.refuse = False
        self.refused = 0
        tab.route("**/live-page/", self._document)
        tab.route("**/part/**", self._part)
        tab.route_web_socket(SOCKET, self._socket)

    def _document(self, route: Route) -> None:
        route.fulfill(body=DOCUMENT, content_type="text/html")

    def _part(self, route: Route) -> None:
        name = route.request.url.rstrip("/").rsplit("/", 1)[-1]
        self.fetched.append(name)
        route.fulfill(body=f"{name} {self.fetched.count(name)}", content_type="text/html")

    def _socket(self, socket: WebSocketRoute) -> None:
        if self.refuse:
            self.refused += 1
            socket.close()
            return
        self.sockets.append(socket)
        socket.on_message(lambda message: self.heard.append(str(message)))

    def hint(self, topic: str, kind: str, identity: str) -> None:
        """Send one envelope."""
        self.sockets[-1].send(f'{{"topic": "{topic}", "kind": "{kind}", "id": "{identity}", "version": 1}}')

    def wait_for_sockets(self, number: int) -> None:
        """Let the page work until it has opened so many, all in all."""
        self.wait(lambda: len(self.sockets) == number)

    def wait(self, condition: Callable[[], Any]) -> None:
        """Let the page work until something is so."""
        for _ in range(100):
            if condition():
                return
            self.tab.wait_for_timeout(50)
        pytest.fail(f"Not within five seconds; fetched {self.fetched}, heard {self.heard}.")


@pytest.fixture
def stage(open_tab: Callable[..., Tab]) -> Stage:
    return Stage(open_tab())


def test_asks_once_for_each_topic_but_never_for_the_persons_own(stage: Stage) -> None:
    stage.tab.goto("/live-page/")
    stage.wait(lambda: stage.heard)
    assert stage.heard == [f'{{"subscribe":["{TOPIC}"]}}']


def test_a_hint_refetches_its_element_only(stage: Stage) -> None:
    stage.tab.goto("/live-page/")
    stage.wait(lambda: stage.heard)
    stage.hint(TOPIC, "progress", "b2")
    expect(stage.tab.locator("#two")).to_have_text("two 1")
    stage.hint("user.t4", "other", "n1")
    stage.hint("user.t4", "notification", "n2")
    expect(stage.tab.locator("#bell")).to_have_text("bell 1")
    assert stage.fetched == ["two", "bell"]


def test_a_burst_of_hints_costs_few_requests(stage: Stage) -> None:
    stage.tab.goto("/live-page/")
    stage.wait(lambda: stage.heard)
    for _ in range(50):
        stage.hint(TOPIC, "progress", "a1")
    stage.tab.wait_for_timeout(1200)
    assert 1 <= stage.fetched.count("one") <= 3


def test_what_happened_before_the_subscription_is_fetched(stage: Stage) -> None:
    stage.tab.goto("/live-page/")
    stage.wait(lambda: stage.heard)
    stage.hint(TOPIC, "subscribed", "")
    stage.wait(lambda: {"one", "two"} <= set(stage.fetched))
    assert "bell" not in stage.fetched


def test_after_a_gap_everything_on_screen_is_fetched_again(stage: Stage) -> None:
    stage.tab.goto("/live-page/")
    stage.wait(lambda: stage.heard)
    stage.sockets[-1].close()
    stage.wait(lambda: len(stage.sockets) == 2)
    stage.wait(lambda: {"one", "two", "bell"} <= set(stage.fetched))
    assert len(stage.heard) == 2


def test_without_a_socket_the_page_polls_and_says_so(stage: Stage) -> None:
    stage.refuse = True
    stage.tab.clock.install()
    stage.tab.goto("/live-page/")
    stage.tab.clock.run_for(16_000)
    stage.wait(lambda: {"one", "two", "bell"} <= set(stage.fetched))
    expect(stage.tab.locator("[data-live-status]")).to_be_visible()


def test_signed_out_it_tries_once_more_then_says_so_and_rests(stage: Stage) -> None:
    stage.tab.clock.install()
    stage.tab.goto("/live-page/")
    stage.wait(lambda: stage.heard)
    stage.sockets[-1].close(code=4401)
    stage.tab.clock.run_for(1_100)
    stage.wait(lambda: len(stage.sockets) == 2)
    expect(stage.tab.locator("[data-live-over]")).to_be_hidden()
    stage.sockets[-1].close(code=4401)
    expect(stage.tab.locator("[data-live-over]")).to_be_visible()
    stage.fetched.clear()
    stage.tab.clock.run_for(60_000)
    stage.tab.wait_for_timeout(300)
    assert (len(stage.sockets), stage.fetched) == (2, [])


def test_with_another_key_it_comes_again_with_patience(stage: Stage) -> None:
    """The browser may get the new key a moment after the socket was closed."""
    stage.tab.clock.install()
    stage.tab.goto("/live-page/")
    stage.wait(lambda: stage.heard)
    stage.sockets[-1].close(code=4402)
    for expected in (2, 3, 4):
        stage.tab.clock.run_for(1_100)
        stage.wait_for_sockets(expected)
        if expected < 4:
            stage.sockets[-1].close(code=4401)
    stage.tab.clock.run_for(6_000)
    stage.wait(lambda: {"one", "two", "bell"} <= set(stage.fetched))
    expect(stage.tab.locator("[data-live-over]")).to_be_hidden()


def test_a_server_that_is_away_is_asked_ever_more_rarely(stage: Stage) -> None:
    """Each tab waits for a while of its own: what comes back after a restart does not come in one moment."""
    stage.refuse = True
    stage.tab.clock.install()
    stage.tab.goto("/live-page/")
    stage.tab.evaluate("Math.random = () => 0.5")
    for _ in range(30):
        stage.tab.clock.run_for(2_000)
        stage.tab.wait_for_timeout(20)
    assert 5 <= stage.refused <= 15, "after 1, 2, 4 and then 8 seconds on average"
