"""The plain Valkey connection, for counters and heartbeats that need more than Django's cache offers; and Django's cache."""

from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.core.cache.backends.redis import RedisCache, RedisCacheClient

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


class CacheClient(RedisCacheClient):
    """Django's makes a client for every question, which takes about as long as the answer; this one keeps what it made."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._kept: dict[bool, redis.Redis] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> "redis.Redis":
        """One to write, one to read."""
        if write not in self._kept:
            self._kept[write] = super().get_client(key, write=write)
        return self._kept[write]


class Cache(RedisCache):
    """Django's cache in Valkey."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = CacheClient
