"""The kinds of things that can be found, each declared by its app when it starts."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from synthai.core.search.pieces import SearchPiece

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


KeysOf = Callable[[Any], Iterable[str]]


def itself(row: Any) -> tuple[str]:
    """The key of a thing whose row was changed: its public id."""
    return (row.public_id,)


def is_away(row: Any) -> bool:
    """Whether a row says that it was put away: nobody finds what it concerned from that transaction on."""
    return any(getattr(row, name, None) is not None for name in ("removed_at", "archived_at"))


@dataclass(frozen=True, kw_only=True)
class SearchKind:
    """A kind: its stable name ("publishing.piece"), what people call it, and how its things are read.

    `load` gives the things with these keys as they are now, in a constant number of queries; one it leaves out is gone.
    `keys` gives the keys of all there are. Both run inside the tenant, in a worker.

    `follows`: of which rows every deed that the trail records (synthai.core.audit) has things read again, and which:
    {"courses.course": itself}. What a service changes without such a record it says by `index.changed`.
    """

    name: str
    label: "_StrOrPromise"
    icon: str
    load: Callable[[Iterable[str]], Iterable[SearchPiece]]
    keys: Callable[[], Iterable[str]]
    follows: Mapping[str, KeysOf] = field(default_factory=dict)


_KINDS: dict[str, SearchKind] = {}


def offer(kind: SearchKind) -> SearchKind:
    """Declare a kind. The later of two with one name counts, as when a module is loaded again."""
    _KINDS[kind.name] = kind
    return kind


def kinds() -> dict[str, SearchKind]:
    """Every kind by its name, in the order of their declaration."""
    return dict(_KINDS)


def following(label: str) -> list[tuple[str, KeysOf]]:
    """The kinds that follow a model ("courses.course"), each with the keys that a row of it concerns."""
    return [(name, kind.follows[label]) for name, kind in _KINDS.items() if label in kind.follows]


def withdraw(name: str) -> None:
    """Take a kind back: an app's that is being replaced, or a test's."""
    _KINDS.pop(name, None)
