"""Every row lock of the media library. Order: asset, then what hangs on it."""

from datetime import datetime
from typing import Final

from django.db import connection

from media.models import Asset
from synthai.core.errors import NotFound


def lock_asset(asset_id: int) -> Asset:
    """The file, locked until the transaction ends. Raises NotFound."""
    found = Asset.objects.select_for_update().filter(pk=asset_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def lock_forgotten(*, now: datetime, most: int) -> list[Asset]:
    """Files that were put away for long, locked; those that somebody holds are left for the next time."""
    rows = Asset.objects.forgotten(now=now).select_for_update(skip_locked=True)
    return list(rows.order_by("pk")[:most])


_ROOM_LOCK: Final = 0x4D454449


def lock_room(organisation_id: int) -> None:
    """One file at a time takes room in the organisation's library, until the transaction ends. Advisory: there may be no row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_ROOM_LOCK, organisation_id % (1 << 31)])
