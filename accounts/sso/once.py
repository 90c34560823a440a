"""What counts once: messages of providers, and the answers to ours. Kept in Valkey, as long as they would be taken."""

import hashlib

from django.core.cache import cache

_LEFT_FOR = 600  # seconds that somebody may need to sign out there and come back


def is_first(provider_id: str, number: str, *, seconds: int) -> bool:
    """Whether this message of the provider has not come before."""
    return bool(cache.add(_name("seen", provider_id, number), 1, timeout=seconds))


def expect(provider_id: str, number: str) -> None:
    """An answer with this number will come back from the provider."""
    cache.set(_name("left", provider_id, number), 1, timeout=_LEFT_FOR)


def was_expected(provider_id: str, number: str) -> bool:
    """Whether the answer belongs to a question of ours; once."""
    return bool(cache.delete(_name("left", provider_id, number)))


def _name(kind: str, provider_id: str, number: str) -> str:
    marked = hashlib.sha256(f"{provider_id} {number}".encode()).hexdigest()
    return f"accounts.sso.{kind}.{marked}"
