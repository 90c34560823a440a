"""Rows for pages of the media library that every browser check visits."""

import io
import math
from collections.abc import Callable
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from PIL import Image, ImageDraw

from media.models import Asset
from media.services import adding, assets, captions, films, uses
from media.services.assets import Description
from synthai.core.tenancy import tenant
from synthai.core.testing import filming
from synthai.core.testing.cast import Cast
from tests.browser.media_pages import WORDS

NAMES: Final = ("Shop front on a Saturday morning.jpg", "Mealie meal, 5 kg.jpg", "Till.jpg")


def _picture(number: int) -> io.BytesIO:
    """A drawn shelf: enough to see what a crop keeps."""
    image = Image.new("RGB", (1200, 800), (222 - 40 * number, 206, 180 + 20 * number))
    pen = ImageDraw.Draw(image)
    for place in range(9):
        left, top = 60 + 130 * place, 420 - int(120 * math.sin(place + number))
        pen.rectangle([left, top, left + 100, 760], fill=(20 + 24 * place, 110, 150 - 12 * place))
    pen.ellipse([860, 60, 1040, 240], fill=(242, 178, 51))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88)
    file.seek(0)
    return file


def shelf(cast: Cast) -> list[Asset]:
    """Pictures, a film that is still being made smaller, a sound and a document."""
    by, now = cast.thandi.actor, timezone.now()
    text = b"Product,Price\nBread,19.99\n"
    lot: list[tuple[io.BytesIO, str]] = [(_picture(number), name) for number, name in enumerate(NAMES)]
    lot += [(io.BytesIO(text * 90_000), "Price list of the whole year with every branch and day.csv")]
    lot += [(io.BytesIO(filming.film(seconds=2, size="640x360", rate=4)), "How to wash your hands.mp4")]
    with tenant(cast.umoja):
        kept = [adding.take(file, name=name, by=by, now=now) for file, name in lot]
        said = Description(alt="Nine bags on a shelf, and the sun above it", tags=["shop", "shelf"])
        assets.describe(kept[0].pk, said, by=by, now=now)
        uses.note("publishing.piece", "a" * 16, live=[kept[0].public_id])
    return kept


def listed(cast: Cast) -> None:
    """The grid."""
    shelf(cast)


def of_file(number: int) -> Callable[[Cast], str]:
    """The page of one file."""

    def prepare(cast: Cast) -> str:
        row = shelf(cast)[number]
        if number == 4:
            _play(cast, row)
        return reverse("media:asset", args=["umoja-foods", row.public_id])

    return prepare


def _play(cast: Cast, row: Asset) -> None:
    cues = [f"00:0{place}.000 --> 00:0{place + 1}.000\n{each}" for place, each in enumerate(WORDS)]
    file = io.BytesIO("\n\n".join(["WEBVTT", *cues]).encode())
    with tenant(cast.umoja):
        captions.put(file, asset=row, language="en", by=cast.thandi.actor, now=timezone.now())
        films.render(row.pk)


_PICTURES: Final = 120_000
LISTED: Final[tuple[dict[str, Any], ...]] = (
    {
        "name": "media-empty",
        "path": lambda: reverse("media:asset-list", args=["umoja-foods"]),
        "who": "thandi",
    },
    {
        "name": "media",
        "path": lambda: reverse("media:asset-list", args=["umoja-foods"]),
        "who": "thandi",
        "prepare": listed,
        "weighs": _PICTURES,
    },
    {"name": "media-picture", "who": "thandi", "prepare": of_file(0), "weighs": _PICTURES},
    {"name": "media-film", "who": "bongani", "prepare": of_file(4), "weighs": _PICTURES},
)
