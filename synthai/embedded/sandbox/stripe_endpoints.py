"""One address of Stripe's API: what it takes and who answers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from synthai.embedded.sandbox.stripe_world import Object, World

Handler: TypeAlias = Callable[[World, dict[str, str], Object], Object]


@dataclass(frozen=True)
class Endpoint:
    """`path` is below /v1/ with {names}; `takes` are the parameters known there; `moves_money` obeys hangs."""

    method: str
    path: str
    handle: Handler
    takes: tuple[str, ...] = ()
    moves_money: bool = False

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """The names in the path, or None when it is another address."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path)
        found = re.fullmatch(pattern, path) if method == self.method else None
        return found.groupdict() if found else None


def words(text: str) -> tuple[str, ...]:
    """Parameter names from one string."""
    return tuple(text.split())


def reader(kind: str) -> Handler:
    """An address that answers one object by its id."""

    def read(world: World, names: dict[str, str], given: Object) -> Object:
        return world.get(kind, names["id"])

    return read


def lister(kind: str, url: str, *filters: str) -> Handler:
    """An address that answers a list."""

    def read(world: World, names: dict[str, str], given: Object) -> Object:
        return world.page(kind, url, given, *filters)

    return read


def taken(given: dict[str, Any], *names: str) -> dict[str, Any]:
    """Those of the parameters that were given."""
    return {name: given[name] for name in names if name in given}
