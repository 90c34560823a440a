"""The plain Valkey connection, for counters and heartbeats that need more than Django's cache offers."""

from functools import cache

import redis
from django.conf import settings

CACHE_DATABASE = 1
PREFIX = "synthai"
Unreachable = (redis.RedisError, OSError)


@cache
def client() -> "redis.Redis":
    """One pool of connections per process, to the database of the cache. Waits half a second at most.

    Callers catch `Unreachable` and say what happens without Valkey.
    """
    return redis.Redis.from_url(
        f"{settings.REDIS_URL}/{CACHE_DATABASE}",
        socket_timeout=0.5,
        socket_connect_timeout=0.5,
        decode_responses=True,
    )


def key(*parts: str) -> str:
    """A key of ours: `synthai:health:worker`."""
    return ":".join((PREFIX, *parts))
