"""Every page of the list: axe finds nothing, nothing scrolls sideways, the weight stays in its budget, script is not needed."""

import gzip
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

import brotli
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.contrib.staticfiles import finders
from playwright.sync_api import Page as Tab
from playwright.sync_api import Response

from synthai.core.testing.cast import Cast, Person
from tests.browser.conftest import at_rest
from tests.browser.page import Page
from tests.browser.pages import FIRST_VISIT, LATER_VISIT, PAGES

# Colours depend on the theme and places on the width: two ways show both themes and both widths. axe looks in one of them, in turn
# from page to page, since it is most of the time a page takes; with AXE_ALL in the environment it looks at both of every page.
WAYS: list[tuple[Literal["light", "dark"], int]] = [("light", 360), ("dark", 1280)]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # it would fetch every style sheet again, for a rule that is not asked
}
STATIC = "/static/"
COMPRESSED = {".css", ".js", ".svg", ".html", ".webmanifest", ""}
# A page without its script is the page as it came, in the styles for browsers without: theme.js says first of all that there is one.
WITHOUT_SCRIPT = """came => {
    const page = new DOMParser().parseFromString(came, "text/html");
    const shown = (each) => each.checkVisibility({ visibilityProperty: true });
    document.documentElement.classList.remove("js");
    return {
        headings: page.querySelectorAll("h1").length,
        words: page.querySelector("main").textContent.trim().length,
        main: shown(document.querySelector("main")),
        scripted: [...document.querySelectorAll(".needs-script")].filter(shown).length,
    };
}"""
EACH_PAGE = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)

Who = Callable[[str | None], Person | None]


@EACH_PAGE
def test_is_light_accessible_and_fits_the_screen(
    page: Page, cast: Cast, person: Who, cleaned_tab: Callable[..., Tab]
) -> None:
    """And can be read without script."""
    tab = cleaned_tab(person(page.who))
    with at_rest(tab) as answers:
        answer = tab.goto(page.address(cast), wait_until="load")
    assert answer is not None
    assert answer.status == page.status
    assert_light(answers, page)
    for theme, width in WAYS:
        tab.emulate_media(color_scheme=theme)
        tab.set_viewport_size({"width": width, "height": 800})
        tab.wait_for_function("theme => document.documentElement.dataset.bsTheme === theme", arg=theme)
        if (theme, width) in looks_of(page):
            assert faults(tab) == [], f"{theme}, {width} pixels"
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{width} pixels"
    assert_readable_without_script(tab, answer.text())


def looks_of(page: Page) -> list[tuple[Literal["light", "dark"], int]]:
    """In which of the two axe looks at a page."""
    return WAYS if "AXE_ALL" in os.environ else [WAYS[PAGES.index(page) % 2]]


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
    sizes = {each.url: travels(each) for each in answers if each.status == page.status or each.ok}
    later = sum(size for url, size in sizes.items() if STATIC not in url)
    assert later < sum(sizes.values()), "files that the browser has already are answers too"
    heaviest = sorted(sizes.items(), key=lambda item: -item[1])[:6]
    assert sum(sizes.values()) <= FIRST_VISIT + page.weighs, heaviest
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


def assert_readable_without_script(tab: Tab, came: str) -> None:
    """The last thing that is done with a tab: afterwards its page takes itself for one without script."""
    found = tab.evaluate(WITHOUT_SCRIPT, came)
    assert (found["headings"], found["main"], found["scripted"]) == (1, True, 0)
    assert found["words"]


def test_a_page_is_the_same_without_script(cast: Cast, person: Who, cleaned_tab: Callable[..., Tab]) -> None:
    """What `assert_readable_without_script` takes for granted, in a browser whose script is off."""
    tab = cleaned_tab(person("thandi"), script=False)
    answer = tab.goto("/o/umoja-foods/")
    assert answer is not None
    assert answer.status == 200
    assert tab.locator("html.js").count() == 0
    assert tab.locator("h1").count() == 1
    assert tab.locator("main").inner_text().strip()
    assert tab.locator(".needs-script").count() > 0
    assert tab.locator(".needs-script:visible").count() == 0


def travels(answer: Response) -> int:
    """How much travels: static text by brotli as stored by WhiteNoise, pages by gzip as a proxy does, the rest as is."""
    path = unquote(urlsplit(answer.url).path)
    if path.startswith(STATIC):
        return static_size(path.removeprefix(STATIC))
    body = answer.body()
    return len(gzip.compress(body, 6)) if Path(path).suffix in COMPRESSED else len(body)


@cache
def static_size(name: str) -> int:
    """Most pages have the same files, and the browser keeps them."""
    found = finders.find(name)
    assert isinstance(found, str), f"{name} is no static file"
    body = Path(found).read_bytes()
    return len(brotli.compress(body)) if Path(name).suffix in COMPRESSED else len(body)
