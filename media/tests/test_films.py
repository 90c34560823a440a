"""Films and sounds of the library become small, have captions and a transcript, and are replaced without a gap."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from media import tasks
from media.engine.shapes import Shown
from media.models import Asset, AssetCaption, AssetRendition
from media.refusals import AssetRefused
from media.selectors.shown import shown
from media.services import captions, films, replacing
from media.tests.shelf import add, large, photo
from synthai.core.media.states import LEASE
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing import filming
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]
WORDS = (
    b"WEBVTT\n\n00:00.000 --> 00:01.000\nWash your hands.\n\n00:01.000 --> 00:02.000\n<b>Then</b> dry them.\n"
)


def at(view: str, *ids: str) -> str:
    return reverse(f"media:{view}", args=["umoja-foods", *ids])


def told(cast: Cast, asset: Asset) -> Shown:
    with tenant(cast.umoja):
        return shown([asset.public_id], now=timezone.now())[asset.public_id]


def film(cast: Cast, **how: Any) -> Asset:
    return add(cast.thandi, io.BytesIO(filming.film(**{"seconds": 2, "size": "640x360", **how})), "hands.mp4")


def rendered(cast: Cast, asset: Asset) -> Asset:
    tasks.asset_render(organisation_id=cast.umoja.pk, payload={"asset_id": asset.pk})
    with tenant(cast.umoja):
        asset.refresh_from_db()
    return asset


def test_a_film_plays_as_it_came_and_then_small(cast: Cast, files_in_tmp: Path) -> None:
    asset = film(cast)
    assert (asset.state, asset.seconds) == ("waiting", 2)
    assert [each.label for each in told(cast, asset).variants] == ["upload"]
    asset = rendered(cast, asset)
    found = told(cast, asset)
    assert (asset.state, asset.progress, found.is_in_work) == ("ready", 100, False)
    assert [each.label for each in found.variants] == ["240p", "360p", "sound"]
    assert found.poster
    assert found.url == found.variants[0].url
    assert found.weight.size == found.variants[0].size
    with tenant(cast.umoja):
        sizes = sum(AssetRendition.objects.values_list("size", flat=True))
        facts = [event.name for event in OutboxEvent.objects.order_by("pk")]
        paths = set(AssetRendition.objects.values_list("path", flat=True))
    assert asset.total_size == asset.size + sizes
    assert facts[-1] == "media.AssetReady"
    for path in paths:
        with default_storage.open(path) as file:
            assert filming.PLACE.encode() not in file.read()
    answer = Client().get(found.url, headers={"Range": "bytes=0-99"})
    assert (answer.status_code, answer["Content-Type"], len(b"".join(answer))) == (206, "video/mp4", 100)


def test_a_dead_worker_is_followed_by_another(cast: Cast) -> None:
    asset = film(cast)
    with tenant(cast.umoja):
        Asset.objects.filter(pk=asset.pk).update(
            state="running", lease_until=timezone.now(), lease_token="gone"
        )
        assert films.abandoned(now=timezone.now() + LEASE) == [asset.pk]
    assert rendered(cast, asset).state == "ready"


def test_a_film_that_cannot_be_read_says_what_helps_and_is_tried_again(cast: Cast) -> None:
    asset = rendered(cast, add(cast.thandi, io.BytesIO(b"\0\0\0\x18ftypmp42" + b"\0" * 600), "broken.mp4"))
    assert (asset.state, asset.trouble) == ("failed", "unreadable")
    client = cast.thandi.client()
    assert "Save it again as MP4" in client.get(at("asset", asset.public_id)).content.decode()
    client.post(at("film-again", asset.public_id))
    with tenant(cast.umoja):
        asset.refresh_from_db()
    assert (asset.state, asset.trouble) == ("waiting", "")


def test_captions_are_read_in_the_player_and_beside_it(
    cast: Cast, django_capture_on_commit_callbacks: Any, files_in_tmp: Path
) -> None:
    asset, client = film(cast), cast.thandi.client()
    for words in (WORDS, WORDS.replace(b"hands", b"arms")):
        with django_capture_on_commit_callbacks(execute=True):
            sent = SimpleUploadedFile("hands.en.vtt", words)
            client.post(at("captions-put", asset.public_id), {"language": "en", "file": sent})
    [track] = told(cast, asset).tracks
    assert [line.words for line in track.lines] == ["Wash your arms.", "Then dry them."]
    reply = Client().get(track.url)
    assert reply["Content-Type"].startswith("text/vtt")
    assert b"Wash your arms." in b"".join(reply)
    assert len(list(files_in_tmp.rglob("*.vtt"))) == 1
    page = client.get(at("asset", asset.public_id)).content.decode()
    assert '<track kind="captions" srclang="en"' in page
    assert "Then dry them." in page
    bad = SimpleUploadedFile("hands.vtt", b"no captions at all")
    answer = client.post(at("captions-put", asset.public_id), {"language": "en", "file": bad}, follow=True)
    assert "These are no captions" in answer.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at("captions-remove", asset.public_id, "en"))
    assert not list(files_in_tmp.rglob("*.vtt"))
    with tenant(cast.umoja):
        assert not AssetCaption.objects.exists()
        assert Asset.objects.get(pk=asset.pk).total_size == asset.total_size
        with pytest.raises(AssetRefused):
            captions.put(
                io.BytesIO(WORDS),
                asset=add(cast.thandi),
                language="en",
                by=cast.thandi.actor,
                now=timezone.now(),
            )


def test_a_replaced_picture_keeps_its_words_and_leaves_no_old_file(
    cast: Cast, django_capture_on_commit_callbacks: Any, files_in_tmp: Path
) -> None:
    asset, client = add(cast.thandi, large(), alt="A shelf", focus_x=100), cast.thandi.client()
    before = told(cast, asset).url
    with django_capture_on_commit_callbacks(execute=True):
        sent = SimpleUploadedFile("new.jpg", photo(700, 500, red_at=(80, 80)).read())
        client.post(at("replace", asset.public_id), {"file": sent})
    after = told(cast, asset)
    assert (after.alt, after.width, after.url != before) == ("A shelf", 700, True)
    assert Client().get(before).status_code == 404
    reply = Client().get(after.url)
    assert b"".join(reply)
    assert reply.status_code == 200
    with tenant(cast.umoja):
        row = Asset.objects.get(pk=asset.pk)
        paths = set(AssetRendition.objects.values_list("path", flat=True))
    assert (row.edition, row.focus_x) == (2, 100)
    assert row.total_size < asset.total_size
    assert {
        str(each.relative_to(files_in_tmp)) for each in files_in_tmp.rglob("*") if each.is_file()
    } == paths
    other = SimpleUploadedFile("notes.txt", b"words")
    page = client.post(at("replace", asset.public_id), {"file": other}, follow=True)
    assert "“Picture” is asked for here" in page.content.decode()


def test_a_film_replaced_under_a_worker_is_made_anew_with_its_captions(cast: Cast) -> None:
    asset = rendered(cast, film(cast))
    by, now = cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        captions.put(io.BytesIO(WORDS), asset=asset, language="en", by=by, now=now)
        content = io.BytesIO(filming.film(seconds=3, size="320x180"))
        replacing.replace(asset, content, name="again.mp4", by=by, now=now)
        labels = set(AssetRendition.objects.values_list("label", flat=True))
    assert labels == {"vtt-en"}
    asset = rendered(cast, asset)
    assert (asset.state, asset.seconds, asset.edition) == ("ready", 3, 2)
    assert [each.label for each in told(cast, asset).variants] == ["180p", "sound"]


def test_the_chooser_offers_files_of_a_kind_by_their_ids(cast: Cast) -> None:
    picture, text = add(cast.thandi, alt="A shelf"), add(cast.thandi, io.BytesIO(b"words"), "notes.txt")
    found = cast.thandi.client().get(at("choose") + "?kind=image").content.decode()
    assert f'data-media-choose="{picture.public_id}" data-media-alt="A shelf"' in found
    assert text.public_id not in found
    assert text.public_id in cast.thandi.client().get(at("choose")).content.decode()
