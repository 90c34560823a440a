"""Figures that we reckon from answers: no template and no machine does arithmetic. Apps register theirs.

@reckoner("quotation")
def quotation(facts: FactBase, on: date) -> Iterable[Fact]: …
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from synthai.core.documents.blueprints.refusing import BlueprintRefused
from synthai.core.facts.base import Fact, FactBase, Source, SourceKind

Reckoner = Callable[[FactBase, date], Iterable[Fact]]
RECKONED: Final = Source(SourceKind.COMPUTED, _("Reckoned from your answers"))
_RECKONERS: dict[str, Reckoner] = {}
_MAKES: dict[str, frozenset[str]] = {}


def reckoner(name: str, *, makes: Iterable[str] = ()) -> Callable[[Reckoner], Reckoner]:
    """Register how the figures of blueprints that say `reckon = "<name>"` are made. It leaves out what it cannot reckon yet. `makes` are keys
    that it makes seldom: the linter finds the others by trying it with examples."""

    def register(function: Reckoner) -> Reckoner:
        held = _RECKONERS.setdefault(name, function)
        if (held.__module__, held.__qualname__) != (function.__module__, function.__qualname__):
            raise ValueError(f"There are two reckoners {name}.")
        _RECKONERS[name] = function
        _MAKES[name] = frozenset(makes)
        return function

    return register


def names() -> list[str]:
    """The reckoners there are."""
    return sorted(_RECKONERS)


def makes(name: str) -> frozenset[str]:
    """The keys that a reckoner says it makes."""
    return _MAKES.get(name, frozenset())


def reckoned(name: str, facts: FactBase, on: date) -> FactBase:
    """The facts with the figures; a blueprint without reckoner gets them as they are. Raises BlueprintRefused for one nobody registered."""
    if not name:
        return facts
    found = _RECKONERS.get(name)
    if found is None:
        raise BlueprintRefused(
            "reckon", _("nobody reckons “%s”.") % name, _("Use a name that the help lists.")
        )
    return facts.and_also(found(facts, on))
