"""Every row lock of the media library. Order: asset, then what hangs on it."""

from media.models import Asset
from synthai.core.errors import NotFound


def lock_asset(asset_id: int) -> Asset:
    """The file, locked until the transaction ends. Raises NotFound."""
    found = Asset.objects.select_for_update().filter(pk=asset_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
