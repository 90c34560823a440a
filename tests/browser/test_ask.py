"""A question asked on a phone, watched while it is answered, and followed to where the answer stands."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from publishing.models import Question
from synthai.core.ai import registry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.asking import scene


@pytest.fixture(autouse=True)
def _no_provider() -> Any:
    registry.use([])
    yield
    registry.use(None)


def test_a_question_on_a_phone(
    cast: Cast, person: Callable[[str], Any], open_tab: Callable[..., Tab]
) -> None:
    library = scene.make_library(cast)
    tab = open_tab(person("bongani"), width=360)
    tab.goto("/o/umoja-foods/ask/")
    tab.get_by_label("Your question").fill(scene.VAT)
    tab.get_by_role("button", name="Ask", exact=True).click()
    expect(tab.get_by_text("Reading the pieces")).to_be_visible()

    def work() -> None:
        with tenant(cast.umoja):
            row = Question.objects.get()
        scene.work_off(cast.bongani, row)

    thread = threading.Thread(target=partial(work))  # Playwright's loop runs in this one
    thread.start()
    thread.join()
    expect(tab.locator(".ask-quote").first).to_contain_text("R 2 300 000", timeout=25_000)
    tab.get_by_role("link", name="Source 1").first.click()
    expect(tab.locator("#source-1")).to_be_in_viewport()
    tab.get_by_role("button", name="It helped").click()
    expect(tab.get_by_role("button", name="It helped")).to_have_attribute("aria-pressed", "true")
    tab.locator("#source-1 > a").click()
    expect(tab).to_have_url(
        f"{tab.url.partition('/o/')[0]}/o/umoja-foods/library/read/shared/{library.vat.public_id}/#b-vatvatvat"
    )
