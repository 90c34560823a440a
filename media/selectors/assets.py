"""Files of the library as pages and the API find them."""

from media.models import Asset
from synthai.core.errors import NotFound


def get_asset(public_id: str) -> Asset:
    """The file with this id, put away or not: the one door for pages and API. Needs its tenant. Raises NotFound."""
    found = Asset.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
