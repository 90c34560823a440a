"""toast.js and autosubmit.js with HTMX, on a page and answers that the test plays."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import Route, expect

DOCUMENT = """<!doctype html><html lang="en"><head><title>Toasts</title><link rel="icon" href="data:,">
<meta name="htmx-config" content='{"allowEval":false,"includeIndicatorStyles":false}'>
<script src="/static/vendor/htmx/htmx.min.js" defer></script>
<script src="/static/js/toast.js" defer></script><script src="/static/js/autosubmit.js" defer></script>
</head><body hx-headers='{"X-CSRFToken": "secret"}'>
<button hx-post="/answer/accept/" hx-swap="none">Accept</button>
<button hx-post="/answer/broken/" hx-swap="none">Break</button>
<form data-autosubmit hx-get="/answer/list/" hx-target="#rows">
<input type="search" name="q" aria-label="Search"><select name="state" aria-label="State"><option>all<option>open</select>
</form><div id="rows"></div>
<div data-toasts data-undo-label="Undo" data-close-label="Close" data-failed="That did not work."
 data-offline="No connection."></div></body></html>"""

TOAST = '{"toast": {"level": "success", "message": "Price accepted.", "undo": "/answer/undo/"}}'


class Stage:
    """The tab, and what was asked of the server."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.asked: list[tuple[str, str]] = []
        self.tokens: list[str | None] = []
        tab.route("**/toast-page/", lambda route: route.fulfill(body=DOCUMENT, content_type="text/html"))
        tab.route("**/answer/**", self._answer)
        tab.goto("/toast-page/")

    def _answer(self, route: Route) -> None:
        address = route.request.url.split("/answer/")[1]
        self.asked.append((route.request.method, address))
        self.tokens.append(route.request.headers.get("x-csrftoken"))
        if address == "broken/":
            route.fulfill(status=409, body="no", headers={"X-Request-ID": "abc123"})
        elif address == "accept/":
            route.fulfill(body="", headers={"HX-Trigger": TOAST})
        else:
            route.fulfill(body="done", content_type="text/html")


@pytest.fixture
def stage(open_tab: Callable[..., Tab]) -> Stage:
    return Stage(open_tab())


def test_a_toast_can_undo_what_it_tells_of(stage: Stage) -> None:
    stage.tab.get_by_role("button", name="Accept").click()
    toast = stage.tab.locator(".toast-item")
    expect(toast).to_contain_text("Price accepted.")
    stage.tab.get_by_role("button", name="Undo").click()
    expect(toast).to_have_count(0)
    stage.tab.wait_for_timeout(200)
    assert stage.asked == [("POST", "accept/"), ("POST", "undo/")]
    assert stage.tokens == ["secret", "secret"]


def test_a_toast_is_text_and_never_markup(stage: Stage) -> None:
    stage.tab.evaluate(
        "document.dispatchEvent(new CustomEvent('toast', {detail: {message: '<img src=x onerror=alert(1)>'}}))"
    )
    expect(stage.tab.locator(".toast-item p")).to_have_text("<img src=x onerror=alert(1)>")
    assert stage.tab.locator(".toast-item img").count() == 0


def test_typing_asks_once_after_a_pause_and_a_choice_at_once(stage: Stage) -> None:
    stage.tab.get_by_label("Search").press_sequentially("tea", delay=40)
    expect(stage.tab.locator("#rows")).to_have_text("done")
    assert stage.asked == [("GET", "list/?q=tea&state=all")]
    stage.tab.get_by_label("State").select_option("open")
    stage.tab.wait_for_timeout(300)
    assert stage.asked[1:] == [("GET", "list/?q=tea&state=open")]


def test_a_failed_request_names_its_reference(open_tab: Callable[..., Tab]) -> None:
    stage = Stage(open_tab(quiet=True))
    stage.tab.get_by_role("button", name="Break").click()
    toast = stage.tab.locator(".toast-error")
    expect(toast).to_contain_text("That did not work. (abc123)")
    stage.tab.get_by_role("button", name="Close").click()
    expect(toast).to_have_count(0)
