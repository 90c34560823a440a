"""What a person keeps: bookmarks, the reading list, what was read."""

from collections.abc import Iterable
from typing import Final

from publishing.models import Reading

MOST: Final = 100


def reading_of(user_id: int | None, key: str, *, is_platform: bool) -> Reading | None:
    """The person's row of a piece. One query. Needs the tenant they read in."""
    rows = Reading.objects.filter(user_id=user_id or 0, key=key, is_platform=is_platform)
    return rows.order_by("pk").first()


def marks(user_id: int | None, keys: Iterable[str], *, is_platform: bool) -> dict[str, Reading]:
    """The person's rows of these pieces, by key. One query. Needs the tenant they read in."""
    rows = Reading.objects.filter(user_id=user_id or 0, is_platform=is_platform, key__in=list(keys))
    return {row.key: row for row in rows}


def kept(user_id: int | None) -> dict[str, list[Reading]]:
    """The person's reading list, bookmarks, and what they read last: each with the newest first. Three queries."""
    rows = Reading.objects.filter(user_id=user_id or 0)
    return {
        "later": list(rows.waiting().order_by("-later_at", "-pk")[:MOST]),
        "bookmarked": list(rows.bookmarked().order_by("-bookmarked_at", "-pk")[:MOST]),
        "finished": list(rows.filter(finished_at__isnull=False).order_by("-finished_at", "-pk")[:MOST]),
    }
