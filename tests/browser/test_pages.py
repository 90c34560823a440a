"""Every page of the list: axe finds nothing, nothing scrolls sideways, the weight stays in its budget."""

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab
from playwright.sync_api import Response

from synthai.core.testing.cast import Cast, Person
from tests.browser.pages import FIRST_VISIT, LATER_VISIT, PAGES, Page

WAYS = [("light", 360), ("dark", 360), ("light", 1280), ("dark", 1280)]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
COMPRESSED = {".css", ".js", ".svg", ".html", ".webmanifest", ""}
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)

Who = Callable[[str | None], Person | None]


@EACH_PAGE
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    page: Page, cast: Cast, person: Who, open_tab: Callable[..., Tab]
) -> None:
    address = page.address(cast)
    for theme, width in WAYS:
        tab = open_tab(person(page.who), width=width, theme=theme, reduced_motion="reduce")
        answer = tab.goto(address)
        assert answer is not None
        assert answer.status == page.status
        found = Axe().run(tab, options=RULES)
        report = [
            f"{theme} {width}: {violation['id']}: {[node['html'][:160] for node in violation['nodes'][:4]]}"
            for violation in found.response["violations"]
        ]
        assert report == []
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{theme} {width}"


def test_axe_is_awake(open_tab: Callable[..., Tab]) -> None:
    tab = open_tab()
    tab.goto("/accounts/login/")
    tab.evaluate("""() => {
        document.querySelector("h1").className = "planted";
        document.querySelector("h1").attributeStyleMap.set("color", "#eee");
        document.documentElement.removeAttribute("lang");
    }""")
    found = {violation["id"] for violation in Axe().run(tab, options=RULES).response["violations"]}
    assert {"color-contrast", "html-has-lang"} <= found


def compressed_size(answer: Response) -> int:
    """What travels: static text by brotli as stored by WhiteNoise, pages by gzip as a proxy does, the rest as is."""
    body = answer.body()
    path = answer.url.split("?")[0]
    if Path(path).suffix not in COMPRESSED:
        return len(body)
    return len(brotli.compress(body)) if "/static/" in path else len(gzip.compress(body, 6))


@EACH_PAGE
def test_a_first_visit_is_light_and_a_later_one_lighter(
    page: Page, cast: Cast, person: Who, open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(person(page.who))
    answers: list[Response] = []

    def keep(answer: Response) -> None:  # Playwright writes on its handlers, so no built-in method
        answers.append(answer)

    tab.on("response", keep)
    tab.goto(page.address(cast), wait_until="networkidle")
    sizes = {
        answer.url: compressed_size(answer) for answer in answers if answer.status == page.status or answer.ok
    }
    later = sum(size for url, size in sizes.items() if "/static/" not in url)
    assert sum(sizes.values()) <= FIRST_VISIT, sorted(sizes.items(), key=lambda item: -item[1])[:6]
    assert later <= LATER_VISIT


@EACH_PAGE
def test_it_can_be_read_without_script(
    page: Page, cast: Cast, person: Who, open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(person(page.who), java_script_enabled=False)
    tab.goto(page.address(cast))
    assert tab.locator("h1").count() == 1
    assert tab.locator("main").inner_text().strip()
    assert tab.locator(".needs-script:visible").count() == 0
