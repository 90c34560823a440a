"""Writing in the browser: by plain form posts, and by fragments where they make it nicer."""

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.utils import timezone

from media.tests import shelf
from publishing.models import OldAddress, Piece, PieceAuthor, Revision, Series, Tag
from publishing.services import live, parts, pieces, previews, shelves
from publishing.services.parts import Content
from publishing.terms import BlockKind
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/library/write/"
HTMX = {"HX-Request": "true"}


def body(reply: Any) -> str:
    return html.unescape(str(reply.content, "utf-8"))


def begun(cast: Cast, who: Any = None, title: str = "Stock") -> Piece:
    with tenant(cast.umoja):
        made = pieces.begin(title=title, by=(who or cast.bongani).actor, now=timezone.now())
        parts.add_block(
            made.pk,
            "text",
            content=Content(text="Count it.", data={}),
            by=made_by(cast, who),
            now=timezone.now(),
        )
        Piece.objects.filter(pk=made.pk).update(summary="Who counts, and when.")
        made.refresh_from_db()
    return made


def made_by(cast: Cast, who: Any) -> Any:
    return (who or cast.bongani).actor


def fresh(piece: Piece, cast: Cast) -> Piece:
    with tenant(cast.umoja):
        return Piece.objects.select_related("live").get(pk=piece.pk)


def test_a_piece_is_written_without_a_script(cast: Cast) -> None:
    browser = cast.bongani.client()
    assert "Nothing written yet" in body(browser.get(BASE))
    made = browser.post(
        f"{BASE}new/", {"title": "Stock", "kind": "article", "language": "en", "audience": "team"}
    )
    here = made["Location"]
    assert "An empty page" in body(browser.get(here))
    for kind in BlockKind.values:
        assert browser.post(f"{here}blocks/", {"kind": kind}).status_code == 302
    page = body(browser.get(here))
    assert all(str(BlockKind(kind).label) in page for kind in BlockKind.values)
    with tenant(cast.umoja):
        piece = Piece.objects.get()
    keys = {block["kind"]: block["id"] for block in piece.blocks}
    browser.post(f"{here}blocks/{keys['text']}/", {"text": "<p>Count <b>it</b></p>", "seen": piece.version})
    browser.post(
        f"{here}blocks/{keys['table']}/", {"rows": "Item\tCount\nBread\t3", "head": "on", "text": ""}
    )
    browser.post(
        f"{here}blocks/{keys['embed']}/", {"url": "https://youtu.be/dQw4w9WgXcQ", "title": "Film", "text": ""}
    )
    browser.post(f"{here}head/summary/", {"text": "How to count."})
    kept = fresh(piece, cast)
    by_kind = {block["kind"]: block for block in kept.blocks}
    assert by_kind["text"]["text"] == "Count **it**"
    assert by_kind["table"]["data"] == {"rows": [["Item", "Count"], ["Bread", "3"]], "head": True}
    assert kept.summary == "How to count."
    shown = body(browser.get(f"{here}preview/"))
    assert "<strong>it</strong>" in shown
    assert '<th scope="col">Item</th>' in shown
    assert "youtube.com/watch?v=dQw4w9WgXcQ" in shown


def test_a_block_saves_itself_and_says_so(cast: Cast) -> None:
    piece, browser = begun(cast), cast.bongani.client()
    address = f"{BASE}{piece.public_id}/blocks/{piece.blocks[0]['id']}/"
    saved = browser.post(address, {"text": "Count it twice.", "seen": piece.version}, headers=HTMX)
    assert "Saved at" in body(saved)
    assert f'name="seen" value="{piece.version + 1}"' in body(saved)
    long = browser.post(address, {"text": "a" * 60_001, "seen": piece.version + 1}, headers=HTMX)
    assert "more than 60 000 letters" in body(long)
    assert fresh(piece, cast).blocks[0]["text"] == "Count it twice."


def test_two_in_one_block_see_both_texts(cast: Cast) -> None:
    piece = begun(cast)
    key = piece.blocks[0]["id"]
    address, seen = f"{BASE}{piece.public_id}/blocks/{key}/", piece.version
    cast.thandi.client().post(address, {"text": "Thandi's words", "seen": seen})
    browser = cast.bongani.client()
    late = browser.post(address, {"text": "Bongani's words", "seen": seen}, headers=HTMX)
    assert late["HX-Retarget"] == f"#block-{key}"
    assert "Thandi's words" in body(late)
    assert "Bongani's words</textarea>" in body(late)
    whole = body(browser.post(address, {"text": "Bongani's words", "seen": seen}))
    assert "What stands there now" in whole
    now_seen = re.search(r'name="seen" value="(\d+)" id="seen-' + key, whole)
    assert now_seen is not None
    settled = browser.post(address, {"text": "Both", "seen": now_seen[1], "settles": "1"}, headers=HTMX)
    assert "What stands there now" not in body(settled)
    assert fresh(piece, cast).blocks[0]["text"] == "Both"
    title = f"{BASE}{piece.public_id}/head/title/"
    cast.thandi.client().post(title, {"text": "Stock by hand", "seen": seen})
    assert "Stock by hand" in body(browser.post(title, {"text": "Stock by eye", "seen": seen}, headers=HTMX))


def test_who_writes_in_a_block_that_is_gone_keeps_the_words(cast: Cast) -> None:
    piece, browser = begun(cast), cast.bongani.client()
    key = piece.blocks[0]["id"]
    here = f"{BASE}{piece.public_id}/"
    gone = browser.post(f"{here}blocks/{key}/remove/", follow=True)
    assert "The block was taken out." in body(gone)
    sent = {"text": "Still typing", "seen": piece.version}
    late = browser.post(f"{here}blocks/{key}/", sent, headers=HTMX)
    assert "Put it back with my words" in body(late)
    assert "Put it back with my words" in body(browser.post(f"{here}blocks/{key}/", sent))
    browser.post(f"{here}blocks/{key}/put-back/", sent)
    assert fresh(piece, cast).blocks[0]["text"] == "Still typing"


def test_a_block_comes_back_and_moves(cast: Cast) -> None:
    piece, browser = begun(cast), cast.bongani.client()
    here, first = f"{BASE}{piece.public_id}/", piece.blocks[0]["id"]
    browser.post(f"{here}blocks/", {"kind": "quote", "after": first})
    second = fresh(piece, cast).blocks[1]["id"]
    browser.post(f"{here}blocks/{second}/move/", {"step": "up"})
    assert [block["id"] for block in fresh(piece, cast).blocks] == [second, first]
    browser.post(f"{here}blocks/{first}/remove/")
    browser.post(f"{here}blocks/{first}/restore/")
    assert [block["id"] for block in fresh(piece, cast).blocks] == [second, first]
    assert 'name="after" value="' + second in body(browser.get(f"{here}?after={second}"))


def test_a_member_sees_only_what_they_write(cast: Cast) -> None:
    mine, hers = begun(cast), begun(cast, cast.thandi, "Payroll secrets")
    browser, other = cast.bongani.client(), f"{BASE}{hers.public_id}/"
    listed = body(browser.get(BASE))
    assert mine.title in listed
    assert "Payroll" not in listed
    for place in ("", "settings/", "revisions/", "compare/", "preview/"):
        assert browser.get(f"{other}{place}").status_code == 404
    for place in ("copy/", "put-away/", "head/title/", "blocks/"):
        assert browser.post(f"{other}{place}", {"text": "x", "kind": "text"}).status_code == 404
    assert "Stock" in body(cast.thandi.client().get(BASE))
    assert browser.post(f"{BASE}{mine.public_id}/publish/").status_code == 403


def test_settings_are_kept_and_an_address_leads_on(cast: Cast) -> None:
    piece, browser = begun(cast), cast.thandi.client()
    with tenant(cast.umoja):
        live.publish(piece.pk, by=cast.thandi.actor, now=timezone.now())
        series = shelves.begin_series(title="Money", by=cast.thandi.actor)
        cover = shelf.picture()
    here = f"{BASE}{piece.public_id}/settings/"
    given = {
        "audience": "public", "kind": "article", "language": "en", "slug": "Count your stock", "tags": "Stock, till , stock",
        "series": series.public_id, "cover": cover.public_id, "authors": "Bongani Dlamini\nGogo Zodwa", "seo_title": "Count",
        "check_on": "2027-03-01", "seen": fresh(piece, cast).version,
    }  # fmt: skip
    assert "Settings saved." in body(browser.post(here, given, follow=True))
    kept = fresh(piece, cast)
    assert (kept.slug, kept.audience, kept.series_id, kept.seo) == (
        "count-your-stock",
        "public",
        series.pk,
        {"title": "Count"},
    )
    with tenant(cast.umoja):
        assert OldAddress.objects.get().slug == "stock"
        assert sorted(Tag.objects.values_list("slug", flat=True)) == ["stock", "till"]
        authors = PieceAuthor.objects.order_by("position").values_list("name", "user_id")
        assert list(authors) == [("Bongani Dlamini", cast.bongani.user.pk), ("Gogo Zodwa", None)]
    begun(cast, cast.thandi, "Taken")
    taken = body(browser.post(here, {**given, "slug": "taken", "seen": kept.version}))
    assert "Choose another one, as “taken-2”" in taken
    late = body(browser.post(here, {**given, "slug": "other"}))
    assert "They say now: Address: count-your-stock. Save again" in late
    again = re.search(r'name="seen" value="(\d+)"', late)
    assert again is not None
    browser.post(here, {**given, "slug": "other", "seen": again[1]})
    assert fresh(piece, cast).slug == "other"
    wide = {**given, "audience": "leaders", "seen": fresh(piece, cast).version}
    assert "changed by who may publish" in body(cast.bongani.client().post(here, wide))
    assert "Select a valid choice" in body(browser.post(here, {**wide, "audience": "plan"}))
    assert kept.title in body(browser.get(f"{BASE}?tag=stock"))
    assert "No piece fits" in body(browser.get(f"{BASE}?tag=none"))


def test_revisions_are_compared_word_by_word_and_brought_back(cast: Cast) -> None:
    piece, browser = begun(cast), cast.bongani.client()
    here = f"{BASE}{piece.public_id}/"
    browser.post(f"{here}revisions/", {"note": "At first"})
    browser.post(f"{here}blocks/{piece.blocks[0]['id']}/", {"text": "Count it twice."})
    compared = body(browser.get(f"{here}compare/?old=1"))
    assert re.search(r"<ins>.*?twice.*?</ins>", compared)
    assert "Words added: 1. Words removed: 0." in compared
    assert "At first" in body(browser.get(f"{here}revisions/"))
    assert "Count it." in body(browser.get(f"{here}revisions/1/"))
    browser.post(f"{here}revisions/1/restore/")
    assert fresh(piece, cast).blocks[0]["text"] == "Count it."
    assert browser.get(f"{here}compare/?old=99").status_code == 404
    assert browser.get(f"{here}revisions/99/").status_code == 404


def test_a_preview_link_asks_who_opens_it(cast: Cast) -> None:
    piece = begun(cast, cast.thandi)
    shown = body(cast.thandi.client().get(f"{BASE}{piece.public_id}/preview/"))
    link = re.search(r'id="preview-link" value="http://testserver([^"]+)"', shown)
    assert link is not None
    address = link[1]
    viewer = cast.hire("viewer").client()
    assert "This is a draft" in body(viewer.get(address))
    assert viewer.get(address)["Cache-Control"] == "private, no-store"
    assert cast.charlize.client().get(address).status_code == 404
    assert cast.charlize.client().get(address.replace("umoja-foods", "karoo-cycles")).status_code == 404
    assert cast.thandi.client().get(address.replace("/?", "x/?")[:-3] + "xx/").status_code == 404
    with tenant(cast.umoja):
        Piece.objects.filter(pk=piece.pk).update(audience="leaders")
        old = previews.token(piece, by=cast.thandi.actor, now=timezone.now() - dt.timedelta(days=8))
    assert viewer.get(address).status_code == 404
    assert cast.thandi.client().get(f"/o/umoja-foods/library/preview/{old}/").status_code == 404


def test_a_piece_is_published_copied_and_put_away(cast: Cast) -> None:
    piece, browser = begun(cast), cast.thandi.client()
    here = f"{BASE}{piece.public_id}/"
    assert "is published" in body(browser.post(f"{here}publish/", follow=True))
    browser.post(f"{here}head/title/", {"text": "Stock by hand"})
    assert "Changed since" in body(browser.get(here))
    assert fresh(piece, cast).live.title == "Stock"  # type: ignore[union-attr]
    copied = browser.post(f"{here}copy/", follow=True)
    assert "Stock by hand (copy)" in body(copied)
    assert "was put away" in body(browser.post(f"{here}put-away/", follow=True))
    assert "Bring it back" in body(browser.get(here))
    assert "Stock by hand" in body(browser.get(f"{BASE}?shelf=away"))
    browser.post(f"{here}bring-back/")
    assert fresh(piece, cast).is_live(now=timezone.now())


def test_a_series_has_an_order_and_goes_only_when_empty(cast: Cast) -> None:
    browser = cast.thandi.client()
    assert cast.bongani.client().get(f"{BASE}series/").status_code == 403
    made = browser.post(f"{BASE}series/new/", {"title": "Money", "summary": "", "language": "en"})["Location"]
    with tenant(cast.umoja):
        series = Series.objects.get()
        rows = [begun(cast, cast.thandi, title) for title in ("One", "Two", "Three")]
        for row in rows:
            shelves.put(row, [], series.public_id)
            row.save()
    browser.post(f"{made}{rows[2].public_id}/move/", {"before": rows[0].public_id})
    browser.post(f"{made}{rows[0].public_id}/move/", {"step": "down"})
    page = body(browser.get(made))
    assert re.findall(r'/">(One|Two|Three)</a>', page) == ["Three", "Two", "One"]
    browser.post(f"{made}remove/")
    assert browser.get(made).status_code == 200, "pieces stand in it"
    for row in rows:
        browser.post(f"{made}{row.public_id}/leave/")
    browser.post(f"{made}remove/")
    assert browser.get(made).status_code == 404
    assert "No series yet" in body(browser.get(f"{BASE}series/"))


def test_pages_cost_the_same_however_much_there_is(cast: Cast) -> None:
    piece, browser = begun(cast, cast.thandi), cast.thandi.client()
    for place, most in (("", 12), (f"{piece.public_id}/", 12)):
        browser.get(f"{BASE}{place}")
        with assert_max_queries(most):
            browser.get(f"{BASE}{place}")
    with tenant(cast.umoja):
        for number in range(20):
            begun(cast, cast.thandi, f"Piece {number}")
            parts.add_block(piece.pk, "image", by=cast.thandi.actor, now=timezone.now())
    for place, most in (("", 12), (f"{piece.public_id}/", 14)):
        with assert_max_queries(most):
            browser.get(f"{BASE}{place}")


def test_script_in_every_field_stays_words(cast: Cast) -> None:
    piece, browser = begun(cast), cast.bongani.client()
    here, bad = f"{BASE}{piece.public_id}/", "<script>alert(1)</script><img src=x onerror=alert(1)>Bread"
    browser.post(f"{here}head/title/", {"text": bad})
    browser.post(f"{here}blocks/{piece.blocks[0]['id']}/", {"text": f"[x](javascript:alert(1)) {bad}"})
    browser.post(f"{here}blocks/", {"kind": "action"})
    key = fresh(piece, cast).blocks[1]["id"]
    browser.post(f"{here}blocks/{key}/", {"label": bad[:60], "url": "javascript:alert(1)", "text": ""})
    raw = str(browser.get(f"{here}preview/").content, "utf-8")
    assert "<script>alert" not in raw
    assert "<img src=x" not in raw
    assert 'href="javascript' not in raw
    assert fresh(piece, cast).title == "Bread"


def test_ten_megabytes_are_refused_and_nothing_is_lost(cast: Cast) -> None:
    piece, browser = begun(cast), cast.bongani.client()
    address = f"{BASE}{piece.public_id}/blocks/{piece.blocks[0]['id']}/"
    reply = browser.post(address, {"text": "a" * 10_000_000}, headers=HTMX)
    assert reply.status_code in {200, 400, 413}
    assert fresh(piece, cast).blocks[0]["text"] == "Count it."
    with tenant(cast.umoja):
        assert not Revision.objects.exists()
