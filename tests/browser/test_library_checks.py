"""What only a browser shows of checks and suggestions: the panel comes in beside the editor, a press uses a suggestion, a picture is
chosen and uploaded in place, and a finding goes and comes back without a reload."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from media.tests.shelf import add, photo
from publishing.models import Piece
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.publishing_checks_pages import a_piece, address


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": storage}


def _look(tab: Tab, name: str) -> None:
    """A picture of the page, where somebody wants to look at it (SHOTS=folder)."""
    if folder := os.environ.get("SHOTS"):
        tab.screenshot(path=f"{folder}/{name}.png", full_page=True, caret="initial")


def test_an_editor_mends_what_was_found(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    asset = add(cast.thandi, name="shelf.jpg", alt="A shelf")
    piece = a_piece(cast)
    tab = open_tab(cast.thandi, width=360)
    tab.goto(address("write-piece", piece.public_id))
    expect(tab.locator("#piece-checks")).to_contain_text("A link leads nowhere")
    _look(tab, "editor")
    tab.get_by_role("button", name="Use it as the summary").click()
    expect(tab.locator("#summary-text")).to_have_value(re.compile("^VAT is added at 14%"))
    block = tab.locator(".write-block").last
    block.get_by_role("button", name="Choose from the library").click()
    dialog = tab.get_by_role("dialog")
    expect(dialog).to_contain_text("shelf.jpg")
    picture = {"name": "till.jpg", "mimeType": "image/jpeg", "buffer": photo(420).read()}
    dialog.locator("input[type=file]").set_input_files(picture)  # type: ignore[arg-type]
    dialog.get_by_role("button", name="Upload", exact=True).click()
    expect(dialog).to_contain_text("1 file is in the library now")
    _look(tab, "chooser")
    dialog.get_by_role("button", name="till.jpg").click()
    expect(block.locator(".write-files img")).to_be_visible()
    expect(block.get_by_role("status")).to_contain_text("Saved at")
    with tenant(cast.umoja):
        kept = Piece.objects.get(pk=piece.pk).blocks[-1]["data"]["asset"]
        assert kept not in {"", asset.public_id}
    tab.goto(address("write-checks"))
    finding = tab.locator(".finding", has_text="Link words say nothing")
    finding.get_by_text("Let it stay").first.click()
    finding.get_by_label("Why it stays").fill("The next words say it.")
    _look(tab, "checks")
    finding.get_by_role("button", name="Let it stay").click()
    stays = tab.locator(".finding", has_text="The next words say it.")
    stays.get_by_role("button", name="Undo").click()
    expect(finding.get_by_text("Let it stay").first).to_be_visible()
    for view, name in (("write-piece-checks", "piece"), ("write-help", "help")):
        tab.goto(address(view, piece.public_id))
        _look(tab, name)
    tab.goto(address("write-help-choice"))
    _look(tab, "choice")
