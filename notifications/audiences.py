"""Who: named ways to find many people, in batches by their key. Apps offer theirs: members of an organisation, people of a topic.

A resolver is asked for the next people after a key, so that a fact for many is told in batches and goes on where it stopped.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Resolver = Callable[[int | None, dict[str, Any], int, int], Sequence[int]]

_RESOLVERS: dict[str, Resolver] = {}
_TEAMS: "dict[str, _StrOrPromise]" = {}


def offer(name: str, resolver: Resolver, *, team: "_StrOrPromise | None" = None) -> None:
    """Let `resolver(organisation_id, args, after, limit)` say who a named audience is: keys above `after`, ascending.

    It may ask the database. With fewer than `limit` people it has come to the end. `team` is what people call it when it
    may follow topics; it then needs no arguments. Offering the same name again replaces it.
    """
    _RESOLVERS[name] = resolver
    if team is not None:
        _TEAMS[name] = team


def teams() -> "dict[str, _StrOrPromise]":
    """Audiences that may follow topics, with what people call them."""
    return dict(_TEAMS)


def find(name: str) -> Resolver:
    """The resolver of an audience. Raises LookupError."""
    try:
        return _RESOLVERS[name]
    except KeyError:
        raise LookupError(f"Nobody offers the audience {name!r}.") from None
