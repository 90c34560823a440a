"""How much room files take."""

from datetime import datetime
from typing import Any, Final

from django.db.models import Sum

from media.models import Asset

MEGABYTE: Final = 1_000_000


def megabytes(size: int) -> int:
    """Begun megabytes."""
    return -(-size // MEGABYTE)


def used_bytes(organisation_id: int) -> int:
    """Everything that files of the library take, those put away too. Needs the tenant."""
    return _sum(Asset.objects.filter(organisation_id=organisation_id))


def used(organisation_id: int) -> int:
    """The same in begun megabytes, for plans."""
    return megabytes(used_bytes(organisation_id))


def used_since(organisation_id: int, since: datetime) -> int:
    """Megabytes of what was added after an instant and is there still."""
    return megabytes(_sum(Asset.objects.filter(organisation_id=organisation_id, added_at__gt=since)))


def _sum(rows: Any) -> int:
    return int(rows.aggregate(total=Sum("total_size"))["total"] or 0)
