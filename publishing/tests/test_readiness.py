"""What is not whole is not published: by no door, with a list of what is missing where."""

import datetime as dt
import html
import json
from pathlib import Path
from typing import Any

import pytest

from publishing.engine.blocks import cleaned
from publishing.models import Piece, Revision
from publishing.refusals import NotReady
from publishing.selectors import readiness
from publishing.services import live, parts, pieces
from publishing.services.parts import Content
from publishing.tests import shelf
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 28, 9, 0, tzinfo=dt.UTC)
BASE = "/o/umoja-foods/library/write/"


@pytest.fixture
def draft(cast: Cast) -> Any:
    with tenant(cast.umoja):
        yield pieces.begin(title="Stock", by=cast.thandi.actor, now=NOW)


def block(kind: str, text: str = "", **data: Any) -> Any:
    return cleaned("abcdefgh", kind, text, data)


def missing(piece: Piece, *blocks: Any) -> list[tuple[str, str]]:
    Piece.objects.filter(pk=piece.pk).update(blocks=list(blocks), summary="What it is about.")
    fresh = Piece.objects.get(pk=piece.pk)
    return [(each.code, each.pointer) for each in readiness.troubles(fresh, now=NOW)]


def test_each_kind_of_block_says_what_it_lacks(cast: Cast, draft: Piece, files_in_tmp: Path) -> None:
    picture = shelf.picture(cast.thandi)
    key, film = picture.public_id, "a" * 16
    wrong: list[tuple[Any, str]] = [
        (block("text", " \n"), "empty"),
        (block("image"), "no_file"),
        (block("image", asset=film), "no_file"),
        (block("gallery"), "no_file"),
        (block("video", asset=key), "no_file"),
        (block("audio"), "no_file"),
        (block("file"), "no_file"),
        (block("table", rows=[["", " "]]), "empty"),
        (block("quote", who="Sipho"), "empty"),
        (block("callout", title="Take care"), "empty"),
        (block("embed", url="https://evil.example/x"), "no_address"),
        (block("related"), "empty"),
        (block("action", url="https://example.org"), "no_label"),
        (block("action", label="Go", url="javascript:alert(1)"), "no_address"),
        (block("action", label="Go"), "no_address"),
    ]
    for each, code in wrong:
        assert missing(draft, block("text", "Words."), each) == [(code, "#/blocks/1")], each
    right = [
        block("text", "Words."),
        block("image", asset=key),
        block("gallery", assets=[{"asset": key, "alt": ""}]),
        block("table", rows=[["Bread", "3"]]),
        block("quote", "Yebo"),
        block("callout", "Mind the step."),
        block("embed", url="https://youtu.be/dQw4w9WgXcQ"),
        block("related", pieces=["b" * 16]),
        block("action", label="Go", url="/read/"),
    ]
    assert missing(draft, *right) == []
    assert missing(draft) == [("empty", "#/blocks")]


def test_a_picture_is_described_or_said_to_say_nothing(cast: Cast, draft: Piece, files_in_tmp: Path) -> None:
    picture = shelf.picture(cast.thandi)
    kind, key = type(picture), picture.public_id
    alone = block("image", asset=key)
    kind.objects.filter(pk=picture.pk).update(alt="")
    assert missing(draft, alone) == [("no_alt", "#/blocks/0")]
    assert missing(draft, block("image", asset=key, alt="A shelf")) == [], "this block says it"
    gallery = block("gallery", assets=[{"asset": key, "alt": "A shelf"}, {"asset": key, "alt": ""}])
    assert missing(draft, gallery) == [("no_alt", "#/blocks/0")]
    kind.objects.filter(pk=picture.pk).update(is_decorative=True)
    assert missing(draft, alone) == []
    kind.objects.filter(pk=picture.pk).update(removed_at=NOW)
    assert missing(draft, alone) == [("file_put_away", "#/blocks/0")]
    Piece.objects.filter(pk=draft.pk).update(cover=picture)
    assert missing(draft, block("text", "Words.")) == [("file_put_away", "#/cover")]


def test_nothing_of_what_was_refused_stays(cast: Cast, draft: Piece) -> None:
    by = cast.thandi.actor
    parts.add_block(draft.pk, "quote", by=by, now=NOW)
    with pytest.raises(NotReady) as refused:
        live.publish(draft.pk, by=by, now=NOW)
    assert [each.part for each in refused.value.troubles][0] == "summary"
    assert len(refused.value.troubles) == 2
    assert not Revision.objects.filter(piece_id=draft.pk).exists()
    draft.refresh_from_db()
    assert draft.live_id is None


def test_the_shelf_itself_keeps_its_address(cast: Cast, draft: Piece) -> None:
    other = pieces.begin(title="Search", by=cast.thandi.actor, now=NOW)
    assert other.slug == "search-2"
    Piece.objects.filter(pk=draft.pk).update(slug="search")
    assert missing(draft, block("text", "Words.")) == [("slug_taken", "#/slug")]


def test_the_page_leads_to_each_part(cast: Cast, draft: Piece) -> None:
    browser, here = cast.thandi.client(), f"{BASE}{draft.public_id}/"
    _piece, key = parts.add_block(draft.pk, "image", by=cast.thandi.actor, now=NOW)
    reply = browser.post(f"{here}publish/", follow=True)
    page = html.unescape(reply.content.decode())
    assert reply.redirect_chain[-1][0] == f"{here}review/"
    assert "2 things are missing" in page
    assert f'href="{here}#block-summary"' in page
    assert f'href="{here}#block-{key}"' in page
    editor = browser.get(here).content.decode()
    assert 'id="block-summary"' in editor
    assert f'id="block-{key}"' in editor
    parts.write_head(draft.pk, "summary", "Who counts.", by=cast.thandi.actor, now=NOW)
    parts.remove_block(draft.pk, key, by=cast.thandi.actor, now=NOW)
    parts.add_block(draft.pk, "text", content=Content(text="Count.", data={}), by=cast.thandi.actor, now=NOW)
    assert "Nothing is missing" in browser.get(f"{here}review/").content.decode()
    assert "is published" in browser.post(f"{here}publish/", follow=True).content.decode()


def test_programs_get_pointers(cast: Cast, draft: Piece) -> None:
    browser, here = cast.thandi.client(), f"/api/v1/o/umoja-foods/library/drafts/{draft.public_id}/"
    told = browser.get(f"{here}readiness/").json()
    assert (told["is_ready"], [each["part"] for each in told["troubles"]]) == (False, ["summary", "blocks"])
    refused = browser.generic("POST", f"{here}publish/", json.dumps({}), content_type="application/json")
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    problem = refused.json()
    assert problem["code"] == "publishing.piece.not_ready"
    assert [each["pointer"] for each in problem["errors"]] == ["#/summary", "#/blocks"]
    assert [each["code"] for each in problem["troubles"]] == ["no_summary", "empty"]
    later = {"goes_live_at": "2099-01-01T08:00:00+02:00"}
    planned = browser.generic("PUT", f"{here}schedule/", json.dumps(later), content_type="application/json")
    assert planned.json()["code"] == "publishing.piece.not_ready", "later is no way round it"


def test_asking_costs_the_same_for_many_pictures(cast: Cast, draft: Piece, files_in_tmp: Path) -> None:
    keys = [shelf.picture(cast.thandi, f"{number}.webp").public_id for number in range(8)]
    Piece.objects.filter(pk=draft.pk).update(blocks=[block("image", asset=key) for key in keys])
    fresh = Piece.objects.get(pk=draft.pk)
    with assert_max_queries(4):
        readiness.troubles(fresh, now=NOW)
