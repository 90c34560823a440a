"""Files of the library, for tests of apps that show them."""

from media.models import Asset


def picture(name: str = "shelf.webp") -> Asset:
    """A picture of the active tenant, without a file behind it."""
    return Asset.objects.create(
        kind="image", name=name, alt="A shelf", path="media/none/shelf", content_type="image/webp", size=10
    )
