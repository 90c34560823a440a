"""Every page of the list: axe finds nothing, nothing scrolls sideways, the weight stays in its budget."""

import gzip
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal

import brotli
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page as Tab
from playwright.sync_api import Response

from synthai.core.testing.cast import Cast, Person
from tests.browser.page import Page
from tests.browser.pages import FIRST_VISIT, LATER_VISIT, PAGES

WAYS: list[tuple[Literal["light", "dark"], int]] = [
    ("light", 360),
    ("dark", 360),
    ("light", 1280),
    ("dark", 1280),
]
# Colours depend on the theme and places on the width, so that axe sees all of both in two of the four. A run takes these in turn
# from page to page, since axe is most of the time a page takes; with AXE_ALL in the environment it looks at both of every page.
AXE_LOOKS_AT = (("light", 360), ("dark", 1280))
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
COMPRESSED = {".css", ".js", ".svg", ".html", ".webmanifest", ""}
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)

Who = Callable[[str | None], Person | None]


@EACH_PAGE
def test_is_light_accessible_and_fits_the_screen(
    page: Page, cast: Cast, person: Who, cleaned_tab: Callable[..., Tab]
) -> None:
    """And can be read without script: at the end, as the rows that the page shows take longer than the page."""
    address = page.address(cast)
    tab = cleaned_tab(person(page.who))
    answers: list[Response] = []

    def keep(answer: Response) -> None:  # Playwright writes on its handlers, so no built-in method
        answers.append(answer)

    tab.on("response", keep)
    answer = tab.goto(address, wait_until="networkidle")
    assert answer is not None
    assert answer.status == page.status
    tab.remove_listener("response", keep)
    assert_light(answers, page)
    for theme, width in WAYS:
        tab.emulate_media(color_scheme=theme)
        tab.set_viewport_size({"width": width, "height": 800})
        tab.wait_for_function("theme => document.documentElement.dataset.bsTheme === theme", arg=theme)
        if (theme, width) in looks_of(page):
            assert faults(tab) == [], f"{theme}, {width} pixels"
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{width} pixels"

    assert_readable_without_script(page, address, cleaned_tab(person(page.who), script=False))


def looks_of(page: Page) -> tuple[tuple[str, int], ...]:
    """In which of the two axe looks at a page."""
    return AXE_LOOKS_AT if "AXE_ALL" in os.environ else (AXE_LOOKS_AT[PAGES.index(page) % 2],)


def violations(tab: Tab) -> list[dict[str, Any]]:
    """What axe finds; its script comes into the page once."""
    if not tab.evaluate("'axe' in window"):
        tab.evaluate(AXE_SCRIPT)
    found: list[dict[str, Any]] = tab.evaluate("rules => axe.run(rules).then(said => said.violations)", RULES)
    return found


def faults(tab: Tab) -> list[str]:
    """Each violation with the first elements it is about."""
    return [f"{each['id']}: {[node['html'][:160] for node in each['nodes'][:4]]}" for each in violations(tab)]


def assert_light(answers: list[Response], page: Page) -> None:
    """The first visit and a later one, whose static files the browser has, stay in their budgets."""
    sizes = {each.url: compressed_size(each) for each in answers if each.status == page.status or each.ok}
    later = sum(size for url, size in sizes.items() if "/static/" not in url)
    assert sum(sizes.values()) <= FIRST_VISIT + page.weighs, sorted(sizes.items(), key=lambda item: -item[1])[
        :6
    ]
    assert later <= LATER_VISIT + page.weighs


def test_axe_is_awake(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    tab.goto("/accounts/login/")
    tab.evaluate("""() => {
        document.querySelector("h1").className = "planted";
        document.querySelector("h1").attributeStyleMap.set("color", "#eee");
        document.documentElement.removeAttribute("lang");
    }""")
    found = {violation["id"] for violation in violations(tab)}
    assert {"color-contrast", "html-has-lang"} <= found


def assert_readable_without_script(page: Page, address: str, tab: Tab) -> None:
    answer = tab.goto(address)
    assert answer is not None
    assert answer.status == page.status
    assert tab.locator("h1").count() == 1
    assert tab.locator("main").inner_text().strip()
    assert tab.locator(".needs-script:visible").count() == 0


def compressed_size(answer: Response) -> int:
    """What travels: static text by brotli as stored by WhiteNoise, pages by gzip as a proxy does, the rest as is."""
    body = answer.body()
    path = answer.url.split("?")[0]
    if Path(path).suffix not in COMPRESSED:
        return len(body)
    return brotli_size(body) if "/static/" in path else len(gzip.compress(body, 6))


@cache
def brotli_size(body: bytes) -> int:
    """Most pages have the same files."""
    return len(brotli.compress(body))
