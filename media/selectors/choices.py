"""Files of the library to choose from: the newest, and those that are chosen already."""

from collections.abc import Collection
from typing import Final

from media.models import Asset

MOST: Final = 60


def newest(kinds: Collection[str], *, chosen: Collection[str] = ()) -> list[Asset]:
    """The newest files of these kinds, and those chosen however old (by public id), newest first. Two queries, one without any chosen."""
    rows = list(Asset.objects.kept().filter(kind__in=kinds).order_by("-added_at", "-id")[:MOST])
    missing = set(chosen) - {row.public_id for row in rows}
    if missing:
        rows += Asset.objects.filter(public_id__in=missing, kind__in=kinds).order_by("-added_at", "-id")[
            :MOST
        ]
    return rows
