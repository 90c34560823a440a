"""What only a browser shows of writing: a paste arrives clean, words save themselves, and two in one block see both texts."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import Page as Tab
from playwright.sync_api import Route, expect

from publishing.models import Piece
from publishing.services import parts, pieces
from publishing.services.parts import Content
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from tests.browser.publishing_writing_pages import address

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p {color: red}</style></head><body>
<!--StartFragment--><h1 style='mso-style-name:x'>Stock</h1><p class=MsoNormal style='margin:0'>Count <b style='mso-bidi'>everything </b>on
Friday.<o:p></o:p></p><p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>\u00b7<span>&nbsp;&nbsp; </span></span><![endif]>Bread</p><p class=MsoListParagraph
style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>\u00b7</span><![endif]>Milk</p>
<p><a href="https://www.sars.gov.za/">VAT</a> and <a href="javascript:alert(1)">this</a></p><!--EndFragment--></body></html>"""
OF_WORD = "# Stock\n\nCount **everything** on Friday.\n\n- Bread\n- Milk\n\n[VAT](https://www.sars.gov.za/) and this"
CHAT = "[09:15, 28/11/2026] Sipho Ndlovu: *Bread* is short again\n[09:16, 28/11/2026] +27 82 000 0000: \u2022 12 loaves"
OF_CHAT = "**Bread** is short again\n\n- 12 loaves"
PASTE = """([selector, html, text]) => {
  const field = document.querySelector(selector), data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  field.focus(); field.select();
  field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_words_are_cleaned_and_kept_and_never_lost(cast: Cast, open_tab: Callable[..., Tab]) -> None:
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        piece = pieces.begin(title="Stock", by=by, now=now)
        piece, key = parts.add_block(piece.pk, "text", by=by, now=now)
    tab = open_tab(cast.thandi, width=360)
    tab.goto(address("write-piece", piece.public_id))
    field, saved = tab.locator(f"#of-{key}-text"), tab.locator(f"#saved-{key}")
    tab.evaluate(PASTE, [f"#of-{key}-text", WORD, "Stock"])
    expect(field).to_have_value(OF_WORD)
    expect(saved).to_contain_text("Saved at")
    tab.evaluate(PASTE, [f"#of-{key}-text", "", CHAT])
    expect(field).to_have_value(OF_CHAT)
    field.press("ControlOrMeta+a")
    field.press("ControlOrMeta+b")
    expect(field).to_have_value(f"**{OF_CHAT}**")
    field.fill("Count on Friday.")
    tab.get_by_role("link", name="Settings", exact=True).first.click()
    expect(tab.locator("#id_slug")).to_be_visible()
    with tenant(cast.umoja):
        kept = Piece.objects.get(pk=piece.pk)
        assert kept.blocks[0]["text"] == "Count on Friday.", "sent before the page went"
    tab.go_back()
    field.wait_for()
    tab.reload()
    with tenant(cast.umoja):
        parts.write_block(piece.pk, key, Content(text="Theirs.", data={}), by=by, now=now)
    held: list[Route] = []
    tab.route("**/blocks/**", lambda route: held.append(route))  # noqa: PLW0108 - Playwright writes on its handlers
    field.fill("Mine")
    while not held:
        tab.wait_for_timeout(50)
    field.press_sequentially(".")  # while the answer is on its way
    held[0].continue_()
    tab.unroute("**/blocks/**")
    expect(tab.locator(f"#block-{key}")).to_contain_text("Somebody else changed this while you wrote")
    expect(tab.locator(f"#block-{key} pre")).to_have_text("Theirs.")
    expect(field).to_have_value("Mine.")
    tab.get_by_role("button", name="Save my text").click()
    expect(tab.locator(f"#block-{key} pre")).to_have_count(0)
    with tenant(cast.umoja):
        assert Piece.objects.get(pk=piece.pk).blocks[0]["text"] == "Mine."
