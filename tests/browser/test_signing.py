"""What only a browser shows: a signature drawn with a finger at 320 pixels, and a sealed file checked without leaving the device."""

from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from content.services.signing import sealing
from content.tests import signing_scene as scene
from content.tests.signing_scene import US, Browser
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast


def test_a_signer_draws_at_320_pixels_and_anybody_checks_the_sealed_file(
    cast: Cast, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    request = scene.asked(cast.thandi, US, now=timezone.now())
    with tenant(cast.umoja):
        link = Browser.of(scene.signer(request, US))
    tab = open_tab(width=320, has_touch=True)
    tab.goto(link.at("sign"))
    tab.get_by_role("button", name="Send me the code").click()
    tab.locator("[name=code]").fill(scene.code_in_mail(US.email))
    tab.get_by_role("button", name="Open the document").click()
    expect(tab.locator(".pages img").first).to_have_js_property("complete", value=True)
    assert tab.evaluate("document.querySelector('.pages img').naturalWidth") == 800
    assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    pad = tab.locator("[data-signature] canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    tab.mouse.move(box["x"] + 30, box["y"] + 90)
    tab.mouse.down()
    for step in range(12):
        tab.mouse.move(box["x"] + 30 + step * 18, box["y"] + (40 if step % 2 else 110))
    tab.mouse.up()
    tab.get_by_label("I sign electronically").check()
    tab.get_by_role("button", name="Sign the document").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("You have signed")
    with tenant(cast.umoja):
        found = scene.signer(request, US)
        assert bytes(found.drawing).startswith(b"\x89PNG")
        sealing.seal(request.pk)
        request.refresh_from_db()
        sealed = tmp_path / "signed.pdf"
        sealed.write_bytes(sealing.sealed_file(request))
    tab.goto("/documents/check/")
    sent: list[int] = []
    tab.on("request", lambda asked: sent.append(len(asked.post_data_buffer or b"")))
    tab.locator("input[type=file]").set_input_files(sealed)
    tab.get_by_role("button", name="Check it").click()
    expect(tab.get_by_text("Ours, and unchanged")).to_be_visible()
    assert max(sent) < 5_000, "the file itself stays on the device"
