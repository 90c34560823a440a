"""Files of the library, made for tests."""

import io
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from media.models import Asset
from media.services import adding
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person


def photo(width: int = 500, height: int = 400, *, red_at: tuple[int, int] = (420, 80)) -> io.BytesIO:
    """A green picture with a red spot, and a place in its metadata."""
    image = Image.new("RGB", (width, height), (10, 120, 90))
    x, y = red_at
    ImageDraw.Draw(image).rectangle([x - 60, y - 60, x + 60, y + 60], fill=(220, 20, 20))
    exif = Image.Exif()
    exif[0x010E] = "at -33.9249 18.4241"
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90, exif=exif)
    file.seek(0)
    return file


def large() -> io.BytesIO:
    """One that is drawn in every size, its red spot above and to the right."""
    return photo(1800, 1000, red_at=(1500, 200))


def add(person: Person, file: io.BytesIO | None = None, name: str = "shelf.jpg", **said: Any) -> Asset:
    """A file in the library of the person's organisation."""
    with tenant(person.actor.organisation_id or 0):
        asset = adding.take(file or photo(), name=name, by=person.actor, now=timezone.now())
        if said:
            Asset.objects.filter(pk=asset.pk).update(**said)
            asset.refresh_from_db()
        return asset


def picture(name: str = "shelf.webp") -> Asset:
    """A picture of the active tenant, without a file behind it."""
    return Asset.objects.create(
        kind="image", name=name, alt="A shelf", path="media/none/shelf", content_type="image/webp", size=10
    )
