"""Films and sounds of the library, made smaller by workers (synthai.core.media.rendering)."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from media import events, permissions
from media.models import Asset, AssetRendition
from media.services import assets
from synthai.core.access import Actor
from synthai.core.events import publish
from synthai.core.media import rendering
from synthai.core.media.rendering import Shop


def abandoned(*, now: datetime) -> list[int]:
    """Keys of the films of the active tenant that no live worker holds; each is told of once in a while, not each time."""
    return rendering.abandoned(_SHOP, now=now)


def render(asset_id: int) -> None:
    """Make everything that is still missing of a film or sound. Does nothing for other files, when that is done, or while
    another worker is at it. Needs the tenant; not one transaction; may be repeated."""
    rendering.render(_SHOP, asset_id)


@transaction.atomic
def try_again(asset: Asset, *, by: Actor, now: datetime) -> None:
    """Let workers have another go at what failed. Idempotent. Raises NotAllowed, AssetPutAway."""
    row = assets.changeable(asset.pk, permissions.ASSET_ADD, by=by)
    if rendering.again(_SHOP, row, now=now):
        publish(events.AssetAdded(asset_id=row.pk, public_id=row.public_id, kind=row.kind))


def _kept(row: Asset, size: int) -> None:
    """Part of the transaction that writes the rendition."""
    Asset.objects.filter(pk=row.pk).update(total_size=F("total_size") + size)


def _ended(row: Asset, trouble: str) -> None:
    if trouble:
        publish(events.AssetFailed(asset_id=row.pk, public_id=row.public_id, trouble=trouble))
    else:
        seconds = Asset.objects.values_list("seconds", flat=True).get(pk=row.pk)
        publish(events.AssetReady(asset_id=row.pk, public_id=row.public_id, seconds=seconds))


_SHOP: Final = Shop(
    rows=Asset, renditions=AssetRendition, owner="asset", folder="media", on_kept=_kept, on_end=_ended
)
