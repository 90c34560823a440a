"""What follows changes of pieces elsewhere: where files are shown, what search finds, which kept pages still count."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.test import Client

from media.selectors.uses import where
from publishing.models import Piece, Revision
from publishing.services import keeping, library, live, parts, settings, shelves
from publishing.services.parts import Content
from publishing.services.settings import Settings
from publishing.tests import shelf
from synthai.core.models import AuditEntry, OutboxEvent, SearchChange, SearchEntry
from synthai.core.search.tests.shelf import work_off
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
LATER = shelf.NOW + dt.timedelta(hours=1)


def waiting(piece: Piece) -> bool:
    """Whether search is to read the piece again; asked once."""
    return bool(SearchChange.objects.filter(kind="publishing.piece", key=piece.public_id).delete()[0])


def shown() -> list[tuple[str, bool]]:
    rows = apps.get_model("media.AssetUse").objects.order_by("asset_id", "pk")
    return list(rows.values_list("asset__name", "is_live"))


def settings_of(piece: Piece, **other: Any) -> Settings:
    told = Settings(kind=piece.kind, language=piece.language, slug=piece.slug, audience=piece.audience)
    return replace(told, **other)


def test_files_of_a_piece_are_noted_as_it_changes(cast: Cast, files_in_tmp: Path) -> None:
    first, cover = shelf.picture(cast.thandi, "first.webp"), shelf.picture(cast.thandi, "cover.webp")
    piece = shelf.published(cast.thandi, "Ask more")
    by, actor = cast.thandi, cast.thandi.actor
    with tenant(by.organisation):
        assert shown() == []
        data = {"asset": first.public_id, "alt": ""}
        _piece, block = parts.add_block(piece.pk, "image", content=Content(data=data), by=actor, now=LATER)
        assert shown() == [("first.webp", False)]
        live.publish(piece.pk, by=actor, now=LATER)
        assert shown() == [("first.webp", True)]
        settings.change(piece.pk, settings_of(piece, cover=cover.public_id), by=actor, now=LATER)
        assert shown() == [("first.webp", True), ("cover.webp", False)]
        parts.remove_block(piece.pk, block, by=actor, now=LATER)
        assert shown() == [("first.webp", True), ("cover.webp", False)]  # readers still see it
        live.publish(piece.pk, by=actor, now=LATER)
        assert shown() == [("cover.webp", True)]
        keeping.duplicate(piece.pk, by=actor, now=LATER)
        assert shown() == [("cover.webp", True), ("cover.webp", False)]
        keeping.put_away(piece.pk, by=actor, now=LATER)
        assert shown() == [("cover.webp", False), ("cover.webp", False)]
        keeping.bring_back(piece.pk, by=actor, now=LATER)
        told = where(cover, "umoja-foods")
    assert [(each.title, each.is_live) for each in told] == [("Ask more", True), ("Ask more (copy)", False)]
    assert by.client().get(told[0].url).status_code == 200


def test_a_piece_for_managers_is_not_named_in_the_media_library(cast: Cast, files_in_tmp: Path) -> None:
    cover = shelf.picture(cast.thandi)
    shelf.published(cast.thandi, "Who leaves", audience="leaders", cover=cover)
    page = cast.bongani.client().get(f"/o/umoja-foods/media/{cover.public_id}/").content.decode()
    assert "A piece for managers" in page
    assert "Who leaves" not in page


def test_search_is_told_of_what_readers_see(cast: Cast) -> None:
    actor = cast.thandi.actor
    piece = shelf.published(cast.thandi, "Ask more")
    with tenant(cast.thandi.organisation):
        assert waiting(piece)
        parts.write_head(piece.pk, "title", "Ask for more", by=actor, now=LATER)
        assert not waiting(piece)  # a draft: readers see what they saw
        live.publish(piece.pk, by=actor, now=LATER)
        assert waiting(piece)
        for other in ({"audience": "team"}, {"slug": "more"}, {"tags": ("Prices",)}, {"authors": ("Zola",)}):
            settings.change(piece.pk, settings_of(piece, **other), by=actor, now=LATER)
            assert waiting(piece), other
        live.take_down(piece.pk, by=actor, now=LATER)
        assert waiting(piece)
        live.publish(piece.pk, by=actor, now=LATER)
        assert waiting(piece)
        keeping.put_away(piece.pk, by=actor, now=LATER)
        assert waiting(piece)
        keeping.put_away(piece.pk, by=actor, now=LATER)
        assert not waiting(piece)
        keeping.bring_back(piece.pk, by=actor, now=LATER)
        assert waiting(piece)
        draft = keeping.duplicate(piece.pk, by=actor, now=LATER)
        settings.change(draft.pk, settings_of(draft, audience="leaders"), by=actor, now=LATER)
        assert not waiting(draft)


def test_what_fewer_may_see_is_found_by_nobody_until_search_has_read_it_again(cast: Cast) -> None:
    actor = cast.thandi.actor
    piece = shelf.published(cast.thandi, "Ask more")
    with tenant(cast.thandi.organisation):

        def is_found() -> bool:
            return bool(SearchEntry.objects.filter(key=piece.public_id).exists())

        work_off(cast.umoja)
        assert is_found()
        settings.change(piece.pk, settings_of(piece, slug="more"), by=actor, now=LATER)
        assert is_found()  # the same readers
        settings.change(piece.pk, settings_of(piece, slug="more", audience="leaders"), by=actor, now=LATER)
        assert not is_found()
        work_off(cast.umoja)
        assert is_found()
        live.take_down(piece.pk, by=actor, now=LATER)
        assert not is_found()
        live.publish(shelf.whole(piece).pk, by=actor, now=LATER)
        work_off(cast.umoja)
        assert is_found()
        keeping.put_away(piece.pk, by=actor, now=LATER)
        assert not is_found()


def test_search_is_told_of_the_library_that_is_loaded(cast: Cast) -> None:
    made = shelf.platform(cast)
    with tenant(made.organisation):
        brought = library.load(by=made.editor.actor, now=shelf.NOW)
        assert SearchChange.objects.filter(kind="publishing.piece").count() == len(brought) > 0


def test_settings_and_series_end_kept_pages(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    made = shelf.platform(cast)
    steps = shelf.series(made.editor, "First steps")
    piece = shelf.published(made.editor, "Ask more", series=steps, series_position=1)
    actor, client = made.editor.actor, Client()
    cache.clear()
    assert client.get("/read/en/ask-more/").status_code == 200
    assert "First steps" in client.get("/read/en/ask-more/").content.decode()
    with django_capture_on_commit_callbacks(execute=True), tenant(made.organisation):
        shelves.change_series(steps.pk, title="Next steps", summary="", by=actor)
    drawn = client.get("/read/en/ask-more/").content.decode()
    assert "Next steps" in drawn
    assert shelf.SECRET in drawn
    with django_capture_on_commit_callbacks(execute=True), tenant(made.organisation):
        settings.change(piece.pk, settings_of(piece, audience="members"), by=actor, now=LATER)
    assert shelf.SECRET not in client.get("/read/en/ask-more/").content.decode()


def test_a_piece_is_taken_down_and_published_again(cast: Cast, files_in_tmp: Path) -> None:
    """From the settings page by who may publish; readers, the media library and the trail hear of it."""
    cover = shelf.picture(cast.thandi)
    piece = shelf.published(cast.thandi, "Ask more", cover=cover)
    client, here = cast.thandi.client(), f"/o/umoja-foods/library/write/{piece.public_id}"
    read = f"/o/umoja-foods/library/read/own/{piece.public_id}/"
    assert cast.bongani.client().get(read).status_code == 200
    assert cast.bongani.client().post(f"{here}/take-down/").status_code == 403
    assert f"{here}/take-down/" in client.get(f"{here}/settings/").content.decode()
    said = client.post(f"{here}/take-down/", follow=True).content.decode()
    assert "Nobody reads it until it is published again" in said
    assert cast.bongani.client().get(read).status_code == 404
    assert f"{here}/take-down/" not in client.get(f"{here}/settings/").content.decode()
    api = f"/api/v1/o/umoja-foods/library/drafts/{piece.public_id}"
    again = client.post(f"{api}/take-down/")
    assert (again.status_code, again.json()["live_at"]) == (200, None)
    with tenant(cast.umoja):
        assert shown() == [("shelf.webp", False)]
        assert AuditEntry.objects.filter(code="publishing.piece.taken_down").count() == 1
        assert OutboxEvent.objects.filter(name__endswith="PieceTakenDown").count() == 1
    assert client.post(f"{here}/publish/").status_code == 302
    assert cast.bongani.client().get(read).status_code == 200
    with tenant(cast.umoja):
        assert shown() == [("shelf.webp", True)]
        assert Revision.objects.filter(piece_id=piece.pk).count() == 1  # the one that was live before
    client.post(f"{here}/put-away/")
    assert client.post(f"{api}/take-down/").json()["code"] == "publishing.piece.put_away"
