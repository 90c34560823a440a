"""The kinds of things that can be found, each declared by its app when it starts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synthai.core.search.pieces import SearchPiece

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, kw_only=True)
class SearchKind:
    """A kind: its stable name ("publishing.piece"), what people call it, and how its things are read.

    `load` gives the things with these keys as they are now, in a constant number of queries; one it leaves out is gone.
    `keys` gives the keys of all there are. Both run inside the tenant, in a worker.
    """

    name: str
    label: "_StrOrPromise"
    icon: str
    load: Callable[[Iterable[str]], Iterable[SearchPiece]]
    keys: Callable[[], Iterable[str]]


_KINDS: dict[str, SearchKind] = {}


def offer(kind: SearchKind) -> SearchKind:
    """Declare a kind. The later of two with one name counts, as when a module is loaded again."""
    _KINDS[kind.name] = kind
    return kind


def kinds() -> dict[str, SearchKind]:
    """Every kind by its name, in the order of their declaration."""
    return dict(_KINDS)


def withdraw(name: str) -> None:
    """Take a kind back: an app's that is being replaced, or a test's."""
    _KINDS.pop(name, None)
