"""Chromium in front of a live server. Without Chromium these tests are skipped, and say so.

Every page fails its test when the browser reports an error: a broken script, a missing file, a violation of the
Content-Security-Policy.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Request,
    Response,
    expect,
    sync_playwright,
)
from playwright.sync_api import Page as Tab

if TYPE_CHECKING:
    from synthai.core.testing.cast import Cast, Person

SHELL = "chromium-headless-shell"  # no windows, menus and profile services: opens a page for a quarter of the work
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Playwright's own settings of pointers, and pictures are fetched as far ahead as a whole Chromium does on a good line.
    "--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"
    ",lazyLoadingImageMarginPxUnknown=1250,lazyLoadingImageMarginPx4G=1250",
]
HERE = Path(__file__).parent
# A busy machine takes its time; only a test that fails waits so long.
PATIENCE = 20_000  # milliseconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser and committed rows."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


def chromium_path(*names: str) -> str | None:
    """Where Chromium is: CHROMIUM in the environment, else the first of these names on PATH."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in names or (SHELL, *NAMES) if (found := shutil.which(name))), None)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One Chromium for this folder, each test with a profile of its own.

    It ends with the folder: while it lives, this thread has a running event loop and `async_to_sync` refuses.
    """
    path = chromium_path()
    if path is None:
        pytest.skip("No Chromium found: install it or name it in CHROMIUM to run the browser tests.")
    # Playwright keeps an event loop in this thread; Django would take it for asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def live_server(live_server: Any) -> Iterator[Any]:
    """pytest-django's, each of whose lines goes on with a connection to the database that another line has left."""
    from django.core.servers import basehttp

    from synthai.core.testing import warm

    server: Any = basehttp.ThreadedWSGIServer
    answers = server.process_request_thread

    def process_request_thread(self: Any, *line: Any) -> None:
        warm.begin()
        answers(self, *line)

    server.process_request_thread = process_request_thread
    server._close_connections = lambda _: warm.end()
    yield live_server
    warm.close()


@pytest.fixture
def open_tab(browser: Browser, live_server: Any) -> Iterator[Callable[..., Tab]]:
    """`open_tab(person=None, width=1280, theme="light", quiet=False, **context)`: a tab whose errors fail the test.

    `quiet` for tests that make a request fail on purpose: the browser reports those as errors too.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def opened(
        person: "Person | None" = None,
        *,
        width: int = 1280,
        theme: str = "light",
        quiet: bool = False,
        **options: Any,
    ) -> Tab:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            color_scheme="dark" if theme == "dark" else "light",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        sign_in(context, person, live_server.url)
        tab = context.new_page()
        listen(tab, complaints, quiet=quiet)
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def listen(tab: Tab, complaints: list[str], *, quiet: bool = False) -> None:
    """Writes the errors of a tab down."""

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 404" not in message.text:
            complaints.append(message.text)

    if not quiet:
        tab.on("console", note)
    tab.on("pageerror", lambda error: complaints.append(str(error)))


QUIET = 0.08  # seconds without a request on the way: scripts that fetch begin at once


@contextmanager
def at_rest(tab: Tab) -> Iterator[list[Response]]:
    """The answers of what is opened inside the block, which ends when nothing has been on the way for a moment.

    Playwright's own "networkidle" waits half a second for every page, which is most of what a page takes.
    """
    under_way: set[Request] = set()
    answers: list[Response] = []
    heard = [time.monotonic()]

    def begun(request: Request) -> None:
        under_way.add(request)
        heard[0] = time.monotonic()

    def ended(request: Request) -> None:
        under_way.discard(request)
        heard[0] = time.monotonic()

    def answered(answer: Response) -> None:
        answers.append(answer)

    handlers: list[tuple[Any, Any]] = [
        ("request", begun),
        ("requestfinished", ended),
        ("requestfailed", ended),
        ("response", answered),
    ]
    for name, handler in handlers:
        tab.on(name, handler)
    yield answers
    until = time.monotonic() + PATIENCE / 1000
    while (under_way or time.monotonic() - heard[0] < QUIET) and time.monotonic() < until:
        tab.wait_for_timeout(20)
    for name, handler in handlers:
        tab.remove_listener(name, handler)


def sign_in(context: BrowserContext, person: "Person | None", url: str) -> None:
    """Nobody and nothing else is signed in afterwards."""
    context.clear_cookies()
    if person is not None:
        cookies = person.client().cookies
        context.add_cookies(
            [{"name": name, "value": morsel.value, "url": url} for name, morsel in cookies.items()]
        )


@dataclass
class Kept:
    """A tab that the tests of a module share, and what its pages complained of."""

    tab: Tab
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def _kept(browser: Browser, live_server: Any) -> Iterator[dict[bool, Kept]]:
    """With script and without: opening a window costs more than visiting a page."""
    made = {}
    for script in (True, False):
        context = browser.new_context(base_url=live_server.url, java_script_enabled=script)
        context.set_default_timeout(PATIENCE)
        made[script] = Kept(context.new_page())
        listen(made[script].tab, made[script].complaints)
    yield made
    for kept in made.values():
        kept.tab.context.close()


@pytest.fixture
def cleaned_tab(_kept: dict[bool, Kept], live_server: Any) -> Iterator[Callable[..., Tab]]:
    """`cleaned_tab(person=None, script=True)`: for tests of many pages, a tab as good as new, without cookies or stored
    values of an earlier page; only static files may be there already. It is wide and light and moves nothing; its errors
    fail the test."""

    def cleaned(person: "Person | None" = None, *, script: bool = True) -> Tab:
        tab = _kept[script].tab
        tab.set_viewport_size({"width": 1280, "height": 800})
        tab.emulate_media(color_scheme="light", reduced_motion="reduce")
        tools = tab.context.new_cdp_session(tab)
        tools.send("Storage.clearDataForOrigin", {"origin": live_server.url, "storageTypes": "all"})
        tools.detach()
        sign_in(tab.context, person, live_server.url)
        return tab

    yield cleaned
    complaints = []
    for kept in _kept.values():
        kept.tab.goto("about:blank")
        complaints += kept.complaints
        kept.complaints.clear()
    assert complaints == []


@pytest.fixture(autouse=True)
def _gateways_of_the_settings() -> Iterator[None]:
    """A page's rows may come with gateways and carriers of their own; the next page has those of the settings."""
    from billing.gateways import registry
    from notifications.channels import registry as carriers

    yield
    registry.use(None)
    carriers.use(None)


@pytest.fixture
def person(cast: "Cast") -> "Callable[[str | None], Person | None]":
    """A member of the cast by name; None stays nobody."""
    return lambda name: getattr(cast, name) if name else None
