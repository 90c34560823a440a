"""Who: named ways to find many people, in batches by their key. Apps offer theirs: members of an organisation, people of a topic.

A resolver is asked for the next people after a key, so that a fact for many is told in batches and goes on where it stopped.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Resolver = Callable[[int | None, dict[str, Any], int, int], Sequence[int]]
Scope = Literal["", "team", "staff"]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """What narrows an audience: a name, its words, and what may be chosen (value and words; the first is the default)."""

    name: str
    label: "_StrOrPromise"
    options: "Callable[[], Sequence[tuple[str, _StrOrPromise]]]"


@dataclass(frozen=True, kw_only=True)
class Audience:
    """A named audience. `scope` says who may write to it by hand: an organisation to its team, staff, or nobody."""

    name: str
    resolver: Resolver
    title: "_StrOrPromise" = ""
    parameters: tuple[Parameter, ...] = ()
    scope: Scope = ""
    team: "_StrOrPromise | None" = None

    def checked(self, args: Mapping[str, str]) -> dict[str, str]:
        """The arguments that its parameters know; what is missing is the default. Raises ValueError for another value."""
        found = {}
        for parameter in self.parameters:
            values = [value for value, _words in parameter.options()]
            chosen = args.get(parameter.name) or values[0]
            if chosen not in values:
                raise ValueError(f"{parameter.name} cannot be {chosen!r}.")
            found[parameter.name] = chosen
        return found

    def in_words(self, args: Mapping[str, str]) -> str:
        """“People of all organisations: Growth, owners”. A default goes without saying."""
        said = [
            str(words)
            for parameter in self.parameters
            for value, words in parameter.options()[1:]
            if value == args.get(parameter.name)
        ]
        return f"{self.title}: {', '.join(said)}" if said else str(self.title)


_AUDIENCES: dict[str, Audience] = {}


def offer(
    name: str,
    resolver: Resolver,
    *,
    title: "_StrOrPromise" = "",
    parameters: Sequence[Parameter] = (),
    scope: Scope = "",
    team: "_StrOrPromise | None" = None,
) -> None:
    """Let `resolver(organisation_id, args, after, limit)` say who a named audience is: keys above `after`, ascending.

    It may ask the database. With fewer than `limit` people it has come to the end. `team` is what people call it when it
    may follow topics; it then needs no arguments. Offering the same name again replaces it.
    """
    _AUDIENCES[name] = Audience(
        name=name, resolver=resolver, title=title, parameters=tuple(parameters), scope=scope, team=team
    )


def teams() -> "dict[str, _StrOrPromise]":
    """Audiences that may follow topics, with what people call them."""
    return {each.name: each.team for each in _AUDIENCES.values() if each.team is not None}


def find(name: str) -> Resolver:
    """The resolver of an audience. Raises LookupError."""
    return described(name).resolver


def described(name: str) -> Audience:
    """An audience with its words and parameters. Raises LookupError."""
    try:
        return _AUDIENCES[name]
    except KeyError:
        raise LookupError(f"Nobody offers the audience {name!r}.") from None


def offered(scope: Scope) -> list[Audience]:
    """Those to which somebody may write by hand."""
    return [each for each in _AUDIENCES.values() if each.scope == scope]
