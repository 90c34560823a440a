"""Public pages as they were last drawn for somebody who is not signed in: kept a minute, and dropped when the shelf changes."""

import hashlib
import logging
from dataclasses import dataclass
from secrets import token_hex
from typing import Final

from django.core.cache import cache
from redis.exceptions import RedisError

SECONDS: Final = 60  # how long a piece whose time ends may still be seen
MOST_BYTES: Final = 200_000
_PLATFORM: Final = "platform"
logger = logging.getLogger("synthai.publishing")


@dataclass(frozen=True, slots=True)
class Kept:
    """A page: what was answered."""

    content: bytes
    content_type: str
    etag: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page is kept. `stamp` is the shelf's at the time of asking: what is stored later is of that time."""

    name: str
    stamp: str


def find(owner: str, page: str) -> tuple[Place, Kept | None]:
    """The page, and the place to put it when there is none. One question of the cache; without a cache nothing is kept."""
    name = f"reading:{owner or _PLATFORM}:{hashlib.sha256(page.encode()).hexdigest()[:40]}"
    try:
        found = cache.get_many([_stamp(owner), name])
    except (RedisError, OSError):
        return Place(name, ""), None
    stamp = str(found.get(_stamp(owner), "first"))
    kept = found.get(name)
    if kept is None or kept[0] != stamp:
        return Place(name, stamp), None
    return Place(name, stamp), Kept(*kept[1:])


def put(place: Place, page: Kept) -> None:
    """Keep a page for a minute."""
    if not place.stamp or len(page.content) > MOST_BYTES:
        return
    try:
        cache.set(
            place.name, (place.stamp, page.content, page.content_type, page.etag, page.headers), SECONDS
        )
    except (RedisError, OSError):
        logger.info("A public page was not kept: the cache does not answer.")


def etag_of(content: bytes) -> str:
    """The entity tag of what is sent."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def forget(owner: str, *, is_platform: bool) -> None:
    """The shelf changed: none of its pages counts any more."""
    try:
        for each in [owner, *([""] if is_platform else [])]:
            cache.set(_stamp(each), token_hex(8), timeout=None)
    except (RedisError, OSError):
        logger.warning("A change of a shelf is seen by readers when kept pages run out.")


def _stamp(owner: str) -> str:
    return f"reading:stamp:{owner or _PLATFORM}"
