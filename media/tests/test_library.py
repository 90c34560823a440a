"""Pictures and files come in, are drawn small, cropped, described, put away and deleted; plans say how many fit."""

import io
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from media import tasks
from media.engine.weight import weight_of
from media.models import Asset, AssetRendition, AssetUse
from media.refusals import AssetInUse, AssetKept, AssetPutAway, AssetRefused
from media.services import adding, assets, erasure, uses
from media.services.assets import Description
from media.tests.shelf import add, large, photo
from synthai.core import entitlements
from synthai.core.entitlements import Grant, Grants, LimitReached
from synthai.core.errors import NotAllowed, PreconditionFailed
from synthai.core.media.pictures import box_of
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast
from synthai.core.versions import version_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_tmp")]


def made(asset: Asset) -> dict[tuple[str, str], AssetRendition]:
    return {(each.label, each.content_type[6:]): each for each in AssetRendition.objects.filter(asset=asset)}


def colour_at(rendition: AssetRendition, share: tuple[float, float]) -> tuple[int, ...]:
    with default_storage.open(rendition.path) as file, Image.open(file) as image:
        spot = (int(share[0] * (image.width - 1)), int(share[1] * (image.height - 1)))
        return image.convert("RGB").getpixel(spot)  # type: ignore[return-value]


def is_red(colour: tuple[int, ...]) -> bool:
    return colour[0] > 150 and colour[1] < 90


def test_a_photo_is_drawn_small_in_two_formats_without_its_place(cast: Cast, files_in_tmp: Path) -> None:
    asset = add(cast.thandi, large())
    with tenant(cast.umoja):
        found = made(asset)
        facts = [event.name for event in OutboxEvent.objects.order_by("pk")]
    assert {key for key in found if key[0].startswith("w") and key[0] != "wide"} == {
        (f"w{side}", ending) for side in (320, 640, 1024, 1600) for ending in ("webp", "avif")
    }
    assert set(found) - {key for key in found if key[0][1:].isdigit()} == {
        ("square", "webp"),
        ("square", "avif"),
        ("wide", "webp"),
        ("wide", "avif"),
        ("wide", "jpeg"),
    }
    assert (asset.width, asset.height, asset.kind) == (1600, 889, "image")
    assert (found["square", "webp"].width, found["square", "webp"].height) == (480, 480)
    assert (found["wide", "jpeg"].width, found["wide", "jpeg"].height) == (1200, 630)
    assert asset.total_size == sum(each.size for each in found.values())
    assert facts[-1] == "media.AssetAdded"
    for path in (each for each in files_in_tmp.rglob("*") if each.is_file()):
        assert b"33.9249" not in path.read_bytes()


def test_a_crop_keeps_in_sight_what_was_chosen_and_leaves_no_file_behind(
    cast: Cast, files_in_tmp: Path, django_capture_on_commit_callbacks: Any
) -> None:
    asset = add(cast.thandi, large())
    with tenant(cast.umoja), django_capture_on_commit_callbacks(execute=True):
        assert not is_red(colour_at(made(asset)["square", "webp"], (0.5, 0.2)))
        cropped = assets.crop(asset.pk, (833, 200), by=cast.thandi.actor, now=timezone.now())
    with tenant(cast.umoja):
        square = made(asset)["square", "webp"]
        assert is_red(colour_at(square, (0.7, 0.2)))
        assert (cropped.focus_x, cropped.focus_y, cropped.version) == (833, 200, asset.version + 1)
        kept = {each.path for each in made(asset).values()}
    assert {str(each.relative_to(files_in_tmp)) for each in files_in_tmp.rglob("*") if each.is_file()} == kept


def test_a_box_stays_inside_and_has_its_shape() -> None:
    assert box_of((1600, 900), (1, 1), (500, 500)) == (350, 0, 1250, 900)
    assert box_of((1600, 900), (1, 1), (1000, 0)) == (700, 0, 1600, 900)
    assert box_of((300, 900), (1200, 630), (0, 1000)) == (0, 742, 300, 900)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
        ("a.jpg", b"<html><script>alert(1)</script>", "web page or a program"),
        ("a.png", b"", "empty"),
        ("a.pdf", b"\xff\xd8\xff\xe0rest", "ends in"),
        ("a.png", b"\x89PNG\r\n\x1a\nbroken", "damaged"),
        ("a.exe", b"MZ\x90\0", "program"),
    ],
)
def test_what_is_no_file_of_the_library_is_refused_with_a_sentence(
    cast: Cast, files_in_tmp: Path, name: str, content: bytes, words: str
) -> None:
    with tenant(cast.umoja), pytest.raises(AssetRefused) as refusal:
        adding.take(io.BytesIO(content), name=name, by=cast.thandi.actor, now=timezone.now())
    assert words in str(refusal.value)
    assert not [each for each in files_in_tmp.rglob("*") if each.is_file()]


def test_a_description_is_saved_once_and_an_old_page_loses(cast: Cast) -> None:
    asset, now = add(cast.thandi), timezone.now()
    seen = version_of(asset)
    assert not asset.is_described
    with tenant(cast.umoja):
        said = Description(alt="Flour on a shelf", tags=[" shop ", "shop", "flour"])
        found = assets.describe(asset.pk, said, by=cast.bongani.actor, now=now, version=seen)
        assert (found.is_described, found.tags) == (True, ["shop", "flour"])
        with pytest.raises(PreconditionFailed):
            assets.describe(asset.pk, Description(alt="Other"), by=cast.thandi.actor, now=now, version=seen)
        with pytest.raises(ValidationError):
            assets.describe(asset.pk, Description(name=""), by=cast.thandi.actor, now=now)


def test_what_is_shown_is_not_put_away_and_what_is_put_away_comes_back(cast: Cast) -> None:
    asset, by, now = add(cast.thandi), cast.thandi.actor, timezone.now()
    with tenant(cast.umoja):
        uses.note("publishing.piece", "a" * 16, live=[asset.public_id])
        with pytest.raises(AssetInUse):
            assets.put_away(asset.pk, by=by, now=now)
        uses.note("publishing.piece", "a" * 16)
        with pytest.raises(AssetKept):
            assets.delete(asset.pk, by=by)
        assets.put_away(asset.pk, by=by, now=now)
        with pytest.raises(AssetPutAway):
            assets.describe(asset.pk, Description(alt="Flour"), by=by, now=now)
        assert assets.bring_back(asset.pk, by=by, now=now).removed_at is None
        with pytest.raises(NotAllowed):
            assets.put_away(asset.pk, by=cast.hire("viewer").actor, now=now)


def test_uses_follow_what_a_thing_shows(cast: Cast, django_assert_max_num_queries: Any) -> None:
    first, second = add(cast.thandi), add(cast.thandi, photo(red_at=(100, 100)), name="second.jpg")

    def told() -> list[tuple[str, bool]]:
        return sorted(AssetUse.objects.values_list("asset__name", "is_live"))

    with tenant(cast.umoja):
        draft = [first.public_id, second.public_id, "z" * 16]
        uses.note("publishing.piece", "a" * 16, draft=draft, live=[first.public_id])
        assert told() == [("second.jpg", False), ("shelf.jpg", True)]
        uses.note("publishing.piece", "a" * 16, draft=[first.public_id])
        assert told() == [("shelf.jpg", False)]
        with django_assert_max_num_queries(6):
            uses.note("publishing.piece", "a" * 16, draft=[first.public_id])
    with tenant(cast.karoo):
        uses.note("publishing.piece", "b" * 16, draft=[first.public_id])
        assert told() == []


def test_a_file_put_away_for_long_is_deleted_with_its_files_unless_shown(
    cast: Cast, files_in_tmp: Path, django_capture_on_commit_callbacks: Any
) -> None:
    long_ago = timezone.now() - timedelta(days=31)
    gone = add(cast.thandi, removed_at=long_ago)
    shown = add(cast.thandi, removed_at=long_ago)
    fresh = add(cast.thandi, removed_at=timezone.now())
    with tenant(cast.umoja):
        uses.note("publishing.piece", "a" * 16, draft=[shown.public_id])
    with django_capture_on_commit_callbacks(execute=True):
        tasks.assets_clean(organisation_id=cast.umoja.pk)
    with tenant(cast.umoja):
        left = set(Asset.objects.values_list("pk", flat=True))
        paths = set(AssetRendition.objects.values_list("path", flat=True))
    assert left == {shown.pk, fresh.pk}
    assert gone.pk not in left
    assert {
        str(each.relative_to(files_in_tmp)) for each in files_in_tmp.rglob("*") if each.is_file()
    } == paths


class _Half:
    """A plan with room for so many megabytes."""

    def __init__(self, most: int) -> None:
        self.most = most

    def grants(self, organisation_id: int) -> Grants:
        return Grants(by_feature={"media.storage": Grant(Decimal(self.most))}, plan="Small")

    def where_to_upgrade(self, organisation_id: int) -> str:
        return "/plans/"


def test_a_full_plan_takes_no_more_and_keeps_no_file(
    cast: Cast, files_in_tmp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entitlements, "_source", _Half(1))
    entitlements.forget_all()
    with tenant(cast.umoja):
        text = io.BytesIO(b"word " * 100_000)
        adding.take(text, name="half.txt", by=cast.thandi.actor, now=timezone.now())
        before = {each for each in files_in_tmp.rglob("*") if each.is_file()}
        with pytest.raises(LimitReached) as refusal:
            adding.take(
                io.BytesIO(b"more " * 150_000), name="more.txt", by=cast.thandi.actor, now=timezone.now()
            )
    entitlements.forget_all()
    assert "limit of 1" in str(refusal.value)
    assert {each for each in files_in_tmp.rglob("*") if each.is_file()} == before


def test_an_organisation_that_ends_takes_rows_and_files_along(
    cast: Cast, files_in_tmp: Path, django_capture_on_commit_callbacks: Any
) -> None:
    add(cast.thandi)
    with tenant(cast.umoja), django_capture_on_commit_callbacks(execute=True):
        erasure.erase(cast.umoja.pk)
        assert not Asset.objects.exists()
    assert not [each for each in files_in_tmp.rglob("*") if each.is_file()]


def test_data_has_a_price_to_the_cent_half_up(settings: Any) -> None:
    settings.DATA_CENTS_PER_MB = 10
    assert str(weight_of("image", 149_999).rand) == "0.01"
    assert str(weight_of("file", 2_500_000).rand) == "0.25"
    assert str(weight_of("file", 50_000).rand) == "0.01"
    assert weight_of("image", 150_001).is_heavy
    assert not weight_of("video", 5_000_000, seconds=90).is_heavy
