"""What only a browser shows: several files go up in pieces, and the chooser puts an id where an editor wants it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from media.models import Asset
from media.tests.shelf import add, photo
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

LIBRARY = "media:asset-list"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def test_two_files_go_up_in_pieces_and_one_is_chosen_by_keyboard(
    cast: Cast, open_tab: Callable[..., Tab]
) -> None:
    first = add(cast.thandi, name="shelf.jpg", alt="A shelf")
    tab = open_tab(cast.thandi, width=360)
    tab.goto(reverse(LIBRARY, args=["umoja-foods"]))
    new = [
        {"name": f"new-{number}.jpg", "mimeType": "image/jpeg", "buffer": photo(400 + number).read()}
        for number in (1, 2)
    ]
    tab.set_input_files("input[type=file]", new)  # type: ignore[arg-type]
    tab.get_by_role("button", name="Upload", exact=True).click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("new-2.jpg")
    with tenant(cast.umoja):
        assert Asset.objects.count() == 3
    tab.goto(reverse(LIBRARY, args=["umoja-foods"]))
    _put_chooser(tab, reverse("media:choose", args=["umoja-foods"]))
    tab.locator("#opener").focus()
    tab.keyboard.press("Enter")
    dialog = tab.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="new-2.jpg")).to_be_focused()
    dialog.get_by_role("button", name="shelf.jpg").press("Enter")
    expect(tab.locator("#wanted")).to_have_value(first.public_id)
    expect(dialog).to_be_hidden()
    expect(tab.locator("#opener")).to_be_focused()


def _put_chooser(tab: Tab, address: str) -> None:
    """An editor's button, as templates/media/chooser.html writes it, on a page that has none."""
    tab.evaluate(
        """address => new Promise(resolve => {
            document.querySelector("main").insertAdjacentHTML("afterbegin", `<input id="wanted">
                <button type="button" id="opener" data-media-chooser="wanted" data-media-url="${address}?kind=image">Choose</button>
                <dialog id="media-chooser"><div data-media-chooser-body></div></dialog>`);
            const script = document.createElement("script");
            script.src = document.querySelector('script[src*="upload"]').src.replace(/upload[^/]*$/, "media-chooser.js");
            script.onload = resolve;
            document.head.append(script);
        })""",
        address,
    )
