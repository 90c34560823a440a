"""Who: named ways to find many people, in batches by their key. Apps offer theirs: members of an organisation, people of a topic.

A resolver is asked for the next people after a key, so that a fact for many is told in batches and goes on where it stopped.
"""

from collections.abc import Callable, Sequence
from typing import Any

Resolver = Callable[[int | None, dict[str, Any], int, int], Sequence[int]]

_RESOLVERS: dict[str, Resolver] = {}


def offer(name: str, resolver: Resolver) -> None:
    """Let `resolver(organisation_id, args, after, limit)` say who a named audience is: keys above `after`, ascending.

    It may ask the database. Offering the same name again replaces it.
    """
    _RESOLVERS[name] = resolver


def find(name: str) -> Resolver:
    """The resolver of an audience. Raises LookupError."""
    try:
        return _RESOLVERS[name]
    except KeyError:
        raise LookupError(f"Nobody offers the audience {name!r}.") from None
