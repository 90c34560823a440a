"""A draft in parts: nobody's words are lost, and only the same part is in somebody's way."""

import datetime as dt
from typing import Any

import pytest

from publishing.engine.blocks import BlockRefused
from publishing.models import Piece, Revision
from publishing.refusals import BlockGone, ChangedMeanwhile, DraftTooLarge, PiecePutAway, TooManyBlocks
from publishing.services import keeping, live, parts, pieces
from publishing.services.parts import Content
from synthai.core.errors import NotAllowed, NotFound
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

NOW = dt.datetime(2026, 11, 28, 9, 0, tzinfo=dt.UTC)
LATER = NOW + dt.timedelta(minutes=5)
pytestmark = pytest.mark.django_db


@pytest.fixture
def piece(cast: Cast) -> Any:
    with tenant(cast.umoja):
        made = pieces.begin(title="Stock", by=cast.bongani.actor, now=NOW)
        parts.add_block(made.pk, "text", content=text("Count it."), by=cast.bongani.actor, now=NOW)
        Piece.objects.filter(pk=made.pk).update(summary="Who counts, and when.")
        made.refresh_from_db()
        yield made


def text(words: str) -> Content:
    return Content(text=words, data={})


def test_two_people_write_in_two_parts(cast: Cast, piece: Piece) -> None:
    key, seen = piece.blocks[0]["id"], piece.version
    parts.write_head(piece.pk, "title", "Stock by hand", by=cast.thandi.actor, now=LATER, seen=seen)
    after = parts.write_block(
        piece.pk, key, text("Count it twice."), by=cast.bongani.actor, now=LATER, seen=seen
    )
    assert (after.title, after.blocks[0]["text"]) == ("Stock by hand", "Count it twice.")


def test_both_texts_are_told_when_two_write_in_one_part(cast: Cast, piece: Piece) -> None:
    key, seen = piece.blocks[0]["id"], piece.version
    parts.write_block(piece.pk, key, text("Theirs."), by=cast.thandi.actor, now=LATER, seen=seen)
    with pytest.raises(ChangedMeanwhile) as late:
        parts.write_block(piece.pk, key, text("Mine."), by=cast.bongani.actor, now=LATER, seen=seen)
    assert (late.value.mine, late.value.theirs) == ("Mine.", "Theirs.")
    settled = parts.write_block(
        piece.pk, key, text("Both."), by=cast.bongani.actor, now=LATER, seen=late.value.version
    )
    assert settled.blocks[0]["text"] == "Both."
    kept = Revision.objects.filter(piece_id=piece.pk).order_by("number")
    assert [row.blocks[0]["text"] for row in kept] == ["Count it.", "Theirs."], "each as it was found"


def test_the_same_again_changes_nothing(cast: Cast, piece: Piece) -> None:
    key = piece.blocks[0]["id"]
    for _ in range(2):
        after = parts.write_block(piece.pk, key, text("Count it."), by=cast.bongani.actor, now=LATER, seen=1)
    assert after.version == piece.version


def test_who_comes_back_after_a_pause_keeps_what_was(cast: Cast, piece: Piece) -> None:
    key, tomorrow = piece.blocks[0]["id"], NOW + dt.timedelta(days=1)
    parts.write_block(piece.pk, key, text("New."), by=cast.bongani.actor, now=tomorrow)
    parts.write_block(piece.pk, key, text("Newer."), by=cast.bongani.actor, now=tomorrow)
    assert [row.blocks[0]["text"] for row in Revision.objects.filter(piece_id=piece.pk)] == ["Count it."]


def test_a_block_that_was_taken_out_comes_back_where_it_stood(cast: Cast, piece: Piece) -> None:
    by = cast.bongani.actor
    first = piece.blocks[0]["id"]
    _piece, second = parts.add_block(
        piece.pk, "quote", content=Content(text="Yebo", data={"who": "Sipho"}), by=by, now=NOW
    )
    parts.add_block(piece.pk, "table", by=by, now=NOW)
    parts.remove_block(piece.pk, second, by=by, now=NOW)
    with pytest.raises(BlockGone):
        parts.write_block(piece.pk, second, text("Still typing"), by=by, now=NOW)
    parts.restore_block(piece.pk, second, by=by, now=NOW)
    after = parts.restore_block(piece.pk, second, by=by, now=NOW)
    assert [block["id"] for block in after.blocks][:2] == [first, second]
    assert after.blocks[1]["data"] == {"who": "Sipho"}
    parts.remove_block(piece.pk, first, by=by, now=NOW)
    assert parts.restore_block(piece.pk, first, by=by, now=NOW).blocks[0]["id"] == first
    with pytest.raises(NotFound):
        parts.restore_block(piece.pk, "a" * 16, by=by, now=NOW)


def test_blocks_change_places(cast: Cast, piece: Piece) -> None:
    by, first = cast.bongani.actor, piece.blocks[0]["id"]
    _piece, second = parts.add_block(piece.pk, "text", by=by, now=NOW)
    _piece, between = parts.add_block(piece.pk, "text", after=first, by=by, now=NOW)

    def order(after: Piece) -> list[str]:
        return [block["id"] for block in after.blocks]

    assert order(parts.move_block(piece.pk, first, step=-1, by=by, now=NOW)) == [first, between, second]
    assert order(parts.move_block(piece.pk, first, step=1, by=by, now=NOW)) == [between, first, second]
    assert order(parts.move_block(piece.pk, second, before=between, by=by, now=NOW)) == [
        second,
        between,
        first,
    ]
    assert order(parts.move_block(piece.pk, second, before="", by=by, now=NOW)) == [between, first, second]


def test_what_is_too_much_is_refused_in_words(cast: Cast, piece: Piece) -> None:
    by, key = cast.bongani.actor, piece.blocks[0]["id"]
    with pytest.raises(BlockRefused, match="more than 60 000 letters"):
        parts.write_block(piece.pk, key, text("a" * 60_001), by=by, now=NOW)
    full = [
        {
            "id": f"block{number:03}".translate(str.maketrans("0189", "abcd")),
            "kind": "text",
            "text": "",
            "data": {},
        }
        for number in range(300)
    ]
    Piece.objects.filter(pk=piece.pk).update(blocks=full)
    with pytest.raises(TooManyBlocks):
        parts.add_block(piece.pk, "text", by=by, now=NOW)
    Piece.objects.filter(pk=piece.pk).update(blocks=[{**block, "text": "ä" * 30_000} for block in full[:16]])
    with pytest.raises(DraftTooLarge):
        parts.add_block(piece.pk, "text", content=text("ä" * 30_000), by=by, now=NOW)


def test_only_its_writer_and_editors_change_it(cast: Cast, piece: Piece) -> None:
    other = cast.hire("member", name="Lerato").actor
    with pytest.raises(NotAllowed):
        parts.write_head(piece.pk, "title", "Mine now", by=other, now=NOW)
    with pytest.raises(NotFound):
        keeping.duplicate(piece.pk, by=other, now=NOW)
    keeping.put_away(piece.pk, by=cast.bongani.actor, now=NOW)
    with pytest.raises(PiecePutAway):
        parts.write_head(piece.pk, "title", "Away", by=cast.bongani.actor, now=NOW)


def test_what_readers_see_takes_the_right_to_publish_to_put_away(cast: Cast, piece: Piece) -> None:
    live.publish(piece.pk, by=cast.thandi.actor, now=NOW)
    with pytest.raises(NotAllowed):
        keeping.put_away(piece.pk, by=cast.bongani.actor, now=NOW)
    assert not keeping.put_away(piece.pk, by=cast.thandi.actor, now=NOW).is_live(now=NOW)
    assert keeping.bring_back(piece.pk, by=cast.thandi.actor, now=NOW).is_live(now=NOW)


def test_a_revision_comes_back_and_readers_see_what_they_saw(cast: Cast, piece: Piece) -> None:
    by, key = cast.bongani.actor, piece.blocks[0]["id"]
    first = keeping.keep(piece.pk, by=by, now=NOW, note="At first")
    assert keeping.keep(piece.pk, by=by, now=NOW).pk == first.pk
    parts.write_block(piece.pk, key, text("Count it twice."), by=by, now=LATER)
    live.publish(piece.pk, by=cast.thandi.actor, now=LATER)
    seen = Piece.objects.get(pk=piece.pk).version
    after = keeping.restore(piece.pk, first.number, by=by, now=LATER)
    assert after.blocks[0]["text"] == "Count it."
    assert after.live is not None
    assert after.live.blocks[0]["text"] == "Count it twice."
    with pytest.raises(ChangedMeanwhile):
        parts.write_block(piece.pk, key, text("From an old tab"), by=by, now=LATER, seen=seen)


def test_a_copy_is_a_draft_of_its_own(cast: Cast, piece: Piece) -> None:
    live.publish(piece.pk, by=cast.thandi.actor, now=NOW)
    made = keeping.duplicate(piece.pk, by=cast.thandi.actor, now=NOW)
    assert (made.title, made.slug, made.live_id) == ("Stock (copy)", "stock-copy", None)
    parts.write_block(made.pk, made.blocks[0]["id"], text("Other."), by=cast.thandi.actor, now=NOW)
    piece.refresh_from_db()
    assert piece.blocks[0]["text"] == "Count it."
