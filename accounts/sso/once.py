"""What counts once: messages of providers, and the answers to ours. Kept in Valkey, as long as they would be taken."""

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache

from synthai.core.valkey import Unreachable

logger = logging.getLogger("synthai.sign_in")
_LEFT_FOR = 600  # seconds that somebody may need to sign out there and come back


@contextmanager
def taken(provider_id: str, number: str, *, seconds: int) -> Iterator[bool]:
    """Whether this message of the provider has not come before. What fails inside may be tried again with it."""
    name = _name("seen", provider_id, number)
    is_first = bool(cache.add(name, 1, timeout=seconds))
    try:
        yield is_first
    except Exception:
        if is_first:
            cache.delete(name)
        raise


def expect(provider_id: str, number: str) -> None:
    """An answer with this number will come back from the provider.

    Without Valkey it will not be known again, which is no reason to keep somebody from signing out.
    """
    try:
        cache.set(_name("left", provider_id, number), 1, timeout=_LEFT_FOR)
    except Unreachable:
        logger.warning("an answer to signing out will not be known again: Valkey does not answer")


def was_expected(provider_id: str, number: str) -> bool:
    """Whether the answer belongs to a question of ours; once."""
    return bool(cache.delete(_name("left", provider_id, number)))


def _name(kind: str, provider_id: str, number: str) -> str:
    marked = hashlib.sha256(f"{provider_id} {number}".encode()).hexdigest()
    return f"accounts.sso.{kind}.{marked}"
