"""Files of the media library where pieces are written and read: chosen in place, with what they cost; covers in lists; sizes of films."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from media.selectors import shown, weighing
from media.selectors.choices import MOST
from media.tests.shelf import photo
from publishing.models import Piece, Revision
from publishing.tests import shelf
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.testing.queries import assert_max_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
BASE = "/o/umoja-foods/library/write/"
CHOOSE = "/o/umoja-foods/media/choose/"
HTMX = {"HX-Request": "true"}


def _assets() -> Any:
    return apps.get_model("media.Asset").objects


def made(asset: Any, label: str, kind: str, size: int, width: int = 0) -> None:
    path = default_storage.save(f"media/tests/{label}.{kind[-4:]}", ContentFile(f"{label} {kind}".encode()))
    apps.get_model("media.AssetRendition").objects.create(
        asset=asset, label=label, content_type=kind, path=path, size=size, width=width, height=width
    )


def covered(who: Any, title: str = "Ask more", **more: Any) -> Piece:
    """A live piece with a cover that is cut for lists."""
    asset = shelf.picture(who)
    with tenant(who.organisation):
        for kind in ("image/avif", "image/webp"):
            made(asset, "square", kind, 9_000, 480)
    return shelf.published(who, title, cover=asset, **more)


def test_a_file_is_chosen_and_added_where_it_is_needed(cast: Cast, files_in_tmp: Path) -> None:
    client = cast.bongani.client()
    page = client.get(f"{CHOOSE}?kind=image", headers=HTMX).content.decode()
    assert 'action="/o/umoja-foods/media/choose/add/"' in page
    photograph = photo(500)
    photograph.name = "till.jpg"
    told = client.post(f"{CHOOSE}add/", {"kind": "image", "file": photograph}, headers=HTMX).content.decode()
    assert "1 file is in the library now" in told
    with tenant(cast.umoja):
        asset = _assets().get()
    assert f'data-media-choose="{asset.public_id}"' in told
    wrong = ContentFile(b"<svg/>", name="x.svg")
    told = client.post(f"{CHOOSE}add/", {"kind": "image", "file": wrong}, headers=HTMX).content.decode()
    assert "x.svg:" in told
    assert "Choose a file first." in client.post(f"{CHOOSE}add/", {}, headers=HTMX).content.decode()


def test_a_block_takes_a_file_older_than_the_list(cast: Cast) -> None:
    old = shelf.picture(cast.thandi, "old.webp")
    with tenant(cast.umoja):
        for number in range(MOST):
            _assets().create(kind="image", name=f"{number}.webp", path="x", content_type="image/webp", size=9)
    new = shelf.picture(cast.thandi, "new.webp")
    piece = shelf.published(
        cast.thandi,
        "Stock",
        audience="team",
        blocks=[{"id": "picture2", "kind": "image", "text": "", "data": {"asset": "", "alt": ""}}],
    )
    client = cast.thandi.client()
    page = client.get(f"{BASE}{piece.public_id}/").content.decode()
    assert f'value="{new.public_id}"' in page
    assert f'value="{old.public_id}"' not in page
    assert 'data-media-chooser="of-picture2-asset"' in page
    assert "new.webp (10" in page, "what it costs stands beside its name"
    address = f"{BASE}{piece.public_id}/blocks/picture2/"
    saved = client.post(address, {"asset": old.public_id, "seen": piece.version}, headers=HTMX)
    assert "Saved at" in saved.content.decode()
    odd = client.post(address, {"asset": "a\x00b", "seen": piece.version + 1}, headers=HTMX)
    assert odd.status_code == 200
    with tenant(cast.umoja):
        assert Piece.objects.get(pk=piece.pk).blocks[0]["data"]["asset"] == old.public_id


def test_weights_are_those_of_the_media_library(cast: Cast) -> None:
    picture = shelf.picture(cast.thandi)
    with tenant(cast.umoja):
        film = _assets().create(
            kind="video", name="f.mp4", path="x", content_type="video/mp4", size=9_000_000, seconds=30
        )
        for label, size, width in (("240p", 700_000, 426), ("360p", 1_200_000, 640), ("sound", 200_000, 0)):
            made(film, label, "video/mp4", size, width)
        rows = [picture, film]
        with assert_max_queries(1):
            told = weighing.weights(rows)
        for row, whole in shown.shown_rows(rows, now=shelf.NOW):
            assert told[row.public_id] == whole.weight


def test_lists_show_covers_behind_the_door_of_their_piece(cast: Cast, client: Any) -> None:
    by = shelf.platform(cast).editor
    piece = covered(by)
    page = client.get("/read/en/").content.decode()
    assert 'class="read-card read-card-pictured"' in page
    url = page.partition('<source type="image/avif" srcset="')[2].partition('"')[0]
    assert url.startswith(f"/read/files/{piece.public_id}/")
    assert url.endswith("/square.avif?v=1")
    assert b"".join(client.get(url).streaming_content) == b"square image/avif"
    assert 'loading="lazy"' in page
    inside = cast.thandi.client().get("/o/umoja-foods/library/read/shared/").content.decode()
    assert f"/o/umoja-foods/library/read/shared/{piece.public_id}/files/" in inside
    with tenant(by.organisation):
        Piece.objects.update(audience="team")
    assert client.get(url).status_code == 404, "no link outlives the right to read"


def test_covers_cost_one_query_however_many(cast: Cast) -> None:
    client = cast.thandi.client()
    address = "/o/umoja-foods/library/read/own/"
    covered(cast.thandi, audience="team")
    client.get(address)
    with assert_max_queries(7):
        client.get(address)
    for number in range(4):
        covered(cast.thandi, f"More {number}", audience="team")
    with assert_max_queries(7):
        assert client.get(address).content.decode().count("read-card-pictured") == 5


def test_pictures_are_offered_whole_and_films_in_their_sizes(cast: Cast, client: Any) -> None:
    by = shelf.platform(cast).editor
    asset = shelf.picture(by)
    with tenant(by.organisation):
        made(asset, "square", "image/avif", 9_000, 480)
        film = _assets().create(
            kind="video", name="f.mp4", path="x", content_type="video/mp4", size=9_000_000
        )
        for label, size, width in (("240p", 700_000, 426), ("360p", 1_200_000, 640), ("sound", 200_000, 0)):
            made(film, label, "video/mp4", size, width)
    data = {"asset": asset.public_id, "alt": "A shelf"}
    blocks = [
        {"id": "picture2", "kind": "image", "text": "", "data": data},
        {"id": "filmfilm", "kind": "video", "text": "", "data": {"asset": film.public_id, "title": "Count"}},
    ]
    shelf.published(by, "Films", blocks=blocks)
    page = client.get("/read/en/films/").content.decode()
    assert "square" not in page
    assert "w640.avif?v=1 640w" in page
    assert page.count("data-media-size") == 3
    assert 'data-media-size aria-current="true">360p' in page
    assert "Sound only" in page
    assert "media-player.js" in page
    shelf.published(by, "Words")
    assert "media-player.js" not in client.get("/read/en/words/").content.decode()


def test_a_revision_without_a_cover_has_no_picture(cast: Cast, client: Any) -> None:
    by = shelf.platform(cast).editor
    piece = shelf.published(by)
    with tenant(by.organisation):
        assert Revision.objects.get(pk=piece.live_id).cover is None
    assert "read-card-pictured" not in client.get("/read/en/").content.decode()


def test_what_to_read_next_shows_covers_and_something_quiet_without(cast: Cast, client: Any) -> None:
    by = shelf.platform(cast).editor
    first = shelf.published(by, "First", tags=("VAT",))
    shelf.published(by, "Plain", tags=("VAT",))
    near = covered(by, "Near", tags=("VAT",))
    for who, address in (
        (client, "/read/en/first/"),
        (cast.thandi.client(), f"/o/umoja-foods/library/read/shared/{first.public_id}/"),
    ):
        below = who.get(address).content.decode().partition("Read next")[2]
        (cover,) = re.findall(r"<img [^>]*square[^>]*>", below)
        assert f"{near.public_id}/" in cover
        for needed in ('loading="lazy"', 'width="480"', 'height="', 'alt=""'):
            assert needed in cover
        assert below.count("read-tile") == 1
        assert below.count("Also about VAT") == 2


def test_covers_below_a_piece_cost_one_query(cast: Cast) -> None:
    series, client = shelf.series(cast.thandi), cast.thandi.client()
    place: dict[str, Any] = {"audience": "team", "series": series, "tags": ("VAT",)}
    first = shelf.published(cast.thandi, "First", series_position=1, **place)
    shelf.published(cast.thandi, "Second", series_position=2, **place)
    address = f"/o/umoja-foods/library/read/own/{first.public_id}/"
    counts = []
    for many in (0, 1, 3):
        for number in range(many):
            covered(cast.thandi, f"Near {many} {number}", audience="team", tags=("VAT",))
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address).content.decode()
        assert "Next in this series" in page
        assert page.count("<picture") == min(many, 3)
        counts.append(len(asked))
    assert (counts[1], counts[2]) == (counts[0] + 1, counts[0] + 1)
