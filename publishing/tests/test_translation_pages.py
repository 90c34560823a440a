"""Pages of translations by plain form posts: the matrix, a piece's languages, a translation beside its original."""

import html
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from publishing.models import Piece
from publishing.services import parts
from publishing.services.parts import Content
from publishing.terms import Audience
from publishing.tests import translated
from publishing.tests.translated import begun, changed, fresh, original, published
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/library/write/"
MATRIX = f"{BASE}translations/"
HTMX = {"HX-Request": "true"}


def body(reply: Any) -> str:
    assert reply.status_code == 200, reply.status_code
    return html.unescape(str(reply.content, "utf-8"))


def page(who: Person, path: str) -> str:
    return body(who.client().get(path))


def at(piece: Piece, word: str = "translate/") -> str:
    return f"{BASE}{piece.public_id}/{word}"


def test_the_matrix_says_how_each_piece_stands_in_each_language(cast: Cast) -> None:
    assert "Nothing to translate yet" in page(cast.thandi, MATRIX)
    piece = original(cast.thandi)
    made = published(cast.thandi, piece)
    shown = page(cast.thandi, MATRIX)
    assert "Translate “Count stock” into isiZulu" in shown
    assert f"{made.public_id}/translate/" in shown
    changed(cast.thandi, piece)
    assert "Stale" in page(cast.thandi, f"{MATRIX}?language=af&state=stale")
    assert "No piece fits" in page(cast.thandi, f"{MATRIX}?language=af&state=live")
    assert "Count stock" in page(cast.thandi, f"{MATRIX}?state=missing&language=zu&q=stock")
    part = body(cast.thandi.client().get(MATRIX, headers=HTMX))
    assert "<html" not in part


def test_who_may_not_read_a_piece_finds_it_in_no_matrix(cast: Cast) -> None:
    secret = original(cast.thandi, "What we pay", audience=Audience.LEADERS)
    made = begun(cast.thandi, secret)
    assert "What we pay" not in page(cast.bongani, MATRIX)
    for path in (at(secret, "languages/"), at(made), at(secret)):
        assert cast.bongani.client().get(path).status_code == 404
    team = original(cast.thandi, "For all of us")
    theirs = begun(cast.thandi, team)
    shown = page(cast.bongani, MATRIX)
    assert "For all of us" in shown
    assert theirs.public_id not in shown, "a translation of somebody else is not led to"
    assert "For all of us" in page(cast.bongani, at(team, "languages/"))
    other = cast.charlize.client()
    for path in (at(team, "languages/"), at(theirs)):
        assert other.get(path.replace("umoja-foods", "karoo-cycles")).status_code == 404


def test_lists_cost_as_many_queries_for_many_pieces(cast: Cast) -> None:
    counted = []
    for many in (1, 5):
        for number in range(many):
            piece = original(cast.thandi, f"Piece {many} {number}")
            published(cast.thandi, piece)
            begun(cast.thandi, piece, "zu")
        client = cast.thandi.client()
        client.get(MATRIX)
        with CaptureQueriesContext(connection) as asked:
            body(client.get(MATRIX))
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_a_translation_is_begun_written_and_followed_without_a_script(cast: Cast) -> None:
    piece = original(cast.thandi)
    browser = cast.bongani.client()
    shown = body(browser.get(at(piece, "languages/") + "?language=zu"))
    assert "Written in English" in shown
    reply = browser.post(at(piece, "languages/"), {"language": "af"})
    with tenant(cast.umoja):
        made = Piece.objects.get(language="af")
    assert reply["Location"] == at(made)
    shown = body(browser.get(at(made)))
    assert "4 parts are not translated yet" in shown
    assert "No machine draft: No language model is set up here." in shown
    assert "Same as the original: no words to translate" in shown
    assert "There is a translation into Afrikaans" in page(
        cast.bongani, at(piece, "languages/")
    ) or "Select a valid choice" in body(browser.post(at(piece, "languages/"), {"language": "af"}))
    saved = browser.post(
        at(made, "blocks/aaaaaaaa/"), {"text": "Tel. Brood kos R 21.50.", "seen": "1", "beside": "1"}
    )
    assert saved["Location"] == f"{at(made)}#block-aaaaaaaa"
    shown = body(browser.get(at(made)))
    assert "This differs from the original" in shown
    assert "R 12.50" in shown
    with tenant(cast.umoja):
        parts.remove_block(piece.pk, "cccccccc", by=cast.thandi.actor, now=timezone.now())
    changed(cast.thandi, fresh(piece))
    shown = body(browser.get(at(made)))
    assert "The original took this block out" in shown
    assert "<ins>" in shown
    browser.post(at(made, "translate/follow/"), {"key": "cccccccc"})
    assert [block["id"] for block in fresh(made).blocks] == ["aaaaaaaa", "bbbbbbbb"]
    assert "The original says something else by now" in body(
        browser.post(at(made, "translate/up-to-date/"), {"number": "1"}, follow=True)
    )
    browser.post(at(made, "translate/up-to-date/"), {"number": "3"})
    assert fresh(made).follows == 3


def test_a_machine_s_words_are_marked_and_read(cast: Cast) -> None:
    made = begun(cast.bongani, original(cast.thandi))
    with tenant(cast.umoja):
        Piece.objects.filter(pk=made.pk).update(unread=["block:aaaaaaaa", "title"], is_machine_draft=True)
    assert "Machine draft, not read by a person" in page(cast.bongani, at(made))
    refused = cast.thandi.client().post(at(made, "publish/"), follow=True)
    assert "nobody has read it yet" in body(refused)
    assert fresh(made).live_id is None
    browser = cast.bongani.client()
    browser.post(at(made, "translate/read/"), {"part": "title", "seen": "1"})
    assert fresh(made).unread == ["block:aaaaaaaa"]
    assert "Everything is read." in body(browser.post(at(made, "translate/read/"), follow=True))
    assert "Machine draft" not in page(cast.thandi, MATRIX)


def test_without_a_model_the_machine_says_why_not(cast: Cast) -> None:
    made = begun(cast.bongani, original(cast.thandi))
    browser = cast.bongani.client()
    told = body(browser.post(at(made, "translate/machine/"), follow=True))
    assert "No language model is set up here." in told
    assert "No machine translates this piece now" in body(
        browser.post(at(made, "translate/machine/stop/"), follow=True)
    )
    assert 'id="machine"' in body(browser.get(at(made, "translate/machine/"), headers=HTMX))
    assert browser.get(at(made, "translate/machine/")).status_code == 302


def test_words_of_an_original_are_escaped_beside(cast: Cast) -> None:
    evil = [{"id": "aaaaaaaa", "kind": "text", "text": "<script>alert(1)</script> & <b>x</b>", "data": {}}]
    made = begun(cast.bongani, original(cast.thandi, "<script>t</script>", blocks=evil))
    reply = cast.bongani.client().get(at(made)).content.decode()
    assert "<script>alert(1)" not in reply
    assert "<script>t" not in reply


def test_a_clash_beside_shows_both_texts(cast: Cast) -> None:
    made = begun(cast.bongani, original(cast.thandi))
    seen = fresh(made).version
    with tenant(cast.umoja):
        words = Content(text="Hulle s'n.", data={})
        parts.write_block(made.pk, "aaaaaaaa", words, by=cast.thandi.actor, now=translated.NOW)
    sent = {"text": "My eie.", "seen": str(seen), "beside": "1"}
    reply = body(cast.bongani.client().post(at(made, "blocks/aaaaaaaa/"), sent, headers=HTMX))
    assert "Hulle s'n." in reply
    assert 'name="beside"' in reply
