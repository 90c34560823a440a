"""What drafts hold is told to nobody who may not change them, and what readers see is changed by nobody who may not publish: small doors."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from publishing.models import Piece, PieceAuthor, PieceTag, Tag
from publishing.refusals import NotForLive
from publishing.selectors import writing
from publishing.services import keeping, live, parts, settings
from publishing.services import translations as verbs
from publishing.tests import shelf
from publishing.tests.commenting import follow, own, say, told
from publishing.tests.test_translations import settled
from publishing.tests.translated import NOW, begun, original
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
BASE = "/o/umoja-foods/library/write/"
API = "/api/v1/o/umoja-foods/library/drafts/"


@pytest.fixture
def piece(cast: Cast) -> Any:
    made = original(cast.thandi, "How we count")
    with tenant(cast.umoja):
        Piece.objects.filter(pk=made.pk).update(title="Closing in March", summary="Told to nobody yet.")
    return made


def test_lists_to_choose_from_name_what_readers_see(cast: Cast, piece: Piece) -> None:
    ended = original(cast.thandi, "Over")
    with tenant(cast.umoja):
        Piece.objects.filter(pk=ended.pk).update(ends_at=NOW)
        offered = [writing.to_relate(who.actor, now=timezone.now()) for who in (cast.thandi, cast.bongani)]
    assert [title for _key, title in offered[0]] == ["Over", "Closing in March"]
    assert [title for _key, title in offered[1]] == ["How we count"]


def test_translations_name_and_find_what_readers_see(cast: Cast, piece: Piece) -> None:
    theirs, editors = cast.bongani.client(), cast.thandi.client()
    for path in (f"{BASE}translations/", f"{BASE}{piece.public_id}/languages/", f"{API}translations/"):
        shown = theirs.get(path).content.decode()
        assert "How we count" in shown
        assert "Closing in March" not in shown
        assert "Closing in March" in editors.get(path).content.decode()
    for words, count in (("March", 0), ("told to nobody", 0), ("we count", 1)):
        assert len(theirs.get(f"{API}translations/?q={words}").json()["results"]) == count
    assert len(editors.get(f"{API}translations/?q=March").json()["results"]) == 1


def test_a_translation_takes_along_what_readers_are_told(cast: Cast) -> None:
    made = original(cast.thandi, tags=("Stock",))
    with tenant(cast.umoja):
        tag = Tag.objects.create(slug="retrenchment", name="Retrenchment")
        PieceTag.objects.create(piece=made, tag=tag)
        PieceAuthor.objects.filter(piece=made).update(name="Nobody yet")
    begun_one = begun(cast.bongani, made)
    with tenant(cast.umoja):
        tags = PieceTag.objects.filter(piece=begun_one).values_list("tag__name", flat=True)
        assert list(tags) == ["Stock"]
        assert writing.authors_of(begun_one) == [cast.thandi.user.label]


def test_a_writer_s_own_title_is_theirs(cast: Cast) -> None:
    made = original(cast.bongani, "Mine")
    with tenant(cast.umoja):
        Piece.objects.filter(pk=made.pk).update(title="Mine, better")
    assert "Mine, better" in cast.bongani.client().get(f"{BASE}translations/?q=better").content.decode()


def test_nobody_hears_of_comments_under_what_was_put_away_meanwhile(cast: Cast) -> None:
    found = own(cast)
    say(cast.bongani, found)
    with tenant(cast.umoja):
        keeping.put_away(found.pk, by=cast.thandi.actor, now=timezone.now())
    follow(cast.umoja)
    assert told("publishing.commented") == []


def test_a_copy_of_a_machine_s_draft_can_be_read_and_published(cast: Cast) -> None:
    made, by = begun(cast.thandi, original(cast.thandi)), cast.thandi.actor
    with tenant(cast.umoja):
        Piece.objects.filter(pk=made.pk).update(unread=["title", "block:aaaaaaaa"], is_machine_draft=True)
        copies = [keeping.duplicate(made.pk, by=by, now=NOW) for _ in range(2)]
    browser, key = cast.thandi.client(), copies[0].public_id
    page = browser.get(f"{BASE}{key}/review/").content.decode()
    assert f'action="{BASE}{key}/translate/read/"' in page
    done = browser.post(f"{BASE}{key}/translate/read/", {"seen": "1"})
    assert done["Location"] == f"{BASE}{key}/review/"
    program = browser.post(
        f"{API}{copies[1].public_id}/translation/read/", {}, content_type="application/json"
    )
    assert program.json() == {"left": []}
    with tenant(cast.umoja):
        for copy in copies:
            assert live.publish(copy.pk, by=by, now=NOW).live_id is not None
    assert cast.charlize.client().post(f"{BASE}{key}/translate/read/").status_code == 404
    with tenant(cast.umoja):
        assert verbs.mark_read(made.pk, parts=[], by=by, now=NOW) == ["title", "block:aaaaaaaa"]


def test_only_who_may_publish_puts_what_readers_see_into_a_series(cast: Cast) -> None:
    made, row = original(cast.bongani, "Mine"), shelf.series(cast.thandi, "Stock")
    told = settled(made, series=row.public_id, tags=("Bread",))
    with tenant(cast.umoja):
        with pytest.raises(NotForLive):
            settings.change(made.pk, told, by=cast.bongani.actor, now=NOW)
        settings.change(made.pk, settled(made, tags=("Bread",)), by=cast.bongani.actor, now=NOW)
        assert settings.change(made.pk, told, by=cast.thandi.actor, now=NOW).series_id == row.pk


def test_it_is_a_machine_s_draft_as_long_as_unread_parts_stand_in_it(cast: Cast) -> None:
    made, by = begun(cast.thandi, original(cast.thandi)), cast.thandi.actor
    with tenant(cast.umoja):
        Piece.objects.filter(pk=made.pk).update(unread=["block:aaaaaaaa"], is_machine_draft=True)
        kept = keeping.keep(made.pk, by=by, now=NOW)
        parts.write_head(made.pk, "summary", "Kort gesê.", by=by, now=NOW)
        assert Piece.objects.get(pk=made.pk).is_machine_draft
        parts.remove_block(made.pk, "aaaaaaaa", by=by, now=NOW)
        assert not Piece.objects.get(pk=made.pk).is_machine_draft, "nothing of a machine stands there"
        assert not keeping.duplicate(made.pk, by=by, now=NOW).is_machine_draft
    address = f"{BASE}{made.public_id}/"
    assert "Machine draft" not in cast.thandi.client().get(address).content.decode()
    with tenant(cast.umoja):
        parts.restore_block(made.pk, "aaaaaaaa", by=by, now=NOW)
        assert Piece.objects.get(pk=made.pk).is_machine_draft, "back, and still nobody has read it"
        verbs.mark_read(made.pk, by=by, now=NOW)
        keeping.restore(made.pk, kept.number, by=by, now=NOW)
        assert Piece.objects.get(pk=made.pk).is_machine_draft


def test_labels_of_before_are_taken_off(cast: Cast) -> None:
    made, gone = (begun(cast.thandi, original(cast.thandi, title)) for title in ("Here", "Gone"))
    unlabel = import_module("publishing.migrations.0008_review_demanded").unlabel
    with tenant(cast.umoja):
        for row, part in ((made, "block:aaaaaaaa"), (gone, "block:zzzzzzzz")):
            Piece.objects.filter(pk=row.pk).update(unread=[part], is_machine_draft=True)
    unlabel(apps, None)
    with tenant(cast.umoja):
        labelled = Piece.objects.filter(is_machine_draft=True)
        assert [row.pk for row in labelled] == [made.pk]


def test_translating_names_no_piece_that_one_may_not_see(cast: Cast) -> None:
    pay = shelf.published(cast.thandi, "What we pay", audience="leaders")
    bread = shelf.published(cast.thandi, "Bread", audience="team")
    see = {
        "id": "relatedx",
        "kind": "related",
        "text": "",
        "data": {"pieces": [pay.public_id, bread.public_id]},
    }
    source = original(cast.thandi, blocks=[shelf.text("Count it.", "aaaaaaaa"), see])
    browser = cast.bongani.client()
    made = browser.post(
        f"{API}{source.public_id}/translations/", {"language": "af"}, content_type="application/json"
    )
    assert (made.status_code, made.json()["blocks"][1]["data"]["pieces"]) == (201, [bread.public_id])
    key = made.json()["draft"]["id"]
    here = f"{API}{key}/"
    seen = browser.get(f"{here}translation/")
    [row] = [each for each in seen.json()["parts"] if each["key"] == "relatedx"]
    assert row["original"]["data"]["pieces"] == row["translation"]["data"]["pieces"] == [bread.public_id]
    everything = [
        browser.get(path)
        for path in (
            here,
            f"{here}translation/",
            f"{here}translations/",
            f"{API}translations/",
            f"{BASE}{key}/",
            f"{BASE}{key}/translate/",
        )
    ]
    written = browser.put(
        f"{here}blocks/relatedx/",
        {"text": "", "data": {"pieces": []}},
        content_type="application/json",
    )
    assert written.status_code == 200
    for reply in (*everything, written):
        assert reply.status_code == 200
        assert pay.public_id not in reply.content.decode()
    with tenant(cast.umoja):
        assert Piece.objects.get(public_id=key).blocks[1]["data"]["pieces"] == [pay.public_id], (
            "not taken out"
        )
    told = cast.thandi.client().get(f"{here}translation/").json()["parts"]
    assert pay.public_id in str(told), "who may see it is told"
