"""Chance that can be told again: every order comes from an attempt's seed, which never leaves the server.

Things are ordered by the hash of the seed, a name for what is shuffled, and their key. So the same seed gives the same order in
every version of Python, and another question in the quiz changes nothing for this one.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256


def new_seed() -> str:
    """128 random bits."""
    return secrets.token_hex(16)


def shuffled(keys: Sequence[str], *, seed: str, scope: str) -> tuple[str, ...]:
    """The keys in the order that the seed gives them within a scope. Their own order plays no part."""
    return tuple(sorted(keys, key=lambda key: (_rank(seed, scope, key), key)))


def drawn(keys: Sequence[str], count: int, *, seed: str, scope: str) -> tuple[str, ...]:
    """`count` of the keys (all when there are fewer), in the order the seed gives them."""
    return shuffled(keys, seed=seed, scope=scope)[:count]


def _rank(seed: str, scope: str, key: str) -> bytes:
    return sha256(f"{seed}\x00{scope}\x00{key}".encode()).digest()
