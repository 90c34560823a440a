"""What somebody would find behind which door, worked out from the guards themselves: `access.page`, `HasCapability`.

Nothing is opened and nobody is signed in as anybody: each route under an organisation carries the capability it asks
for, and the one evaluator says whether an actor passes. So what this tells cannot differ from what a visit finds.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from django.urls import URLPattern, URLResolver, get_resolver

from synthai.core.access import Actor, Capability, capabilities, decide
from synthai.core.rules import Verdict

if TYPE_CHECKING:
    from django.utils.functional import Promise

_PAGES, _API = "o/<slug:organisation>/", "api/v1/o/<slug:organisation>/"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True, kw_only=True)
class Door:
    """A page, or one method of an API address. `capability` is None where membership is enough.

    `is_part`: a piece of a page, or its way back, that nobody would name.
    """

    kind: Literal["page", "api"]
    name: str
    address: str
    method: str
    summary: str
    capability: str | None
    is_part: bool = False


@dataclass(frozen=True, kw_only=True)
class Tried:
    """A door as one actor finds it."""

    door: Door
    verdict: Verdict | None
    asks_for: Capability | None

    @property
    def is_open(self) -> bool:
        return self.verdict is None or self.verdict.is_allowed


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """One entry of the side navigation."""

    label: "str | Promise"
    icon: str


_menus: dict[str, Callable[[Actor], Iterable[MenuEntry]]] = {}


def offer_menu(key: str, entries: Callable[[Actor], Iterable[MenuEntry]]) -> None:
    """Register who says what an actor's menu holds. Registering again replaces."""
    _menus[key] = entries


def menu_of(actor: Actor) -> list[MenuEntry]:
    """The side navigation of this actor."""
    return [entry for entries in _menus.values() for entry in entries(actor)]


def tried_by(actor: Actor, kind: Literal["page", "api"]) -> list[Tried]:
    """Every door of that kind under an organisation, as this actor finds it."""
    known = capabilities()
    return [
        Tried(
            door=door,
            verdict=None if door.capability is None else decide(actor, door.capability),
            asks_for=known.get(door.capability or ""),
        )
        for door in doors()
        if door.kind == kind
    ]


@cache
def doors() -> tuple[Door, ...]:
    """Every guarded route of the URLconf under an organisation, in its order."""
    return tuple(_walk(get_resolver().url_patterns, (), ""))


def _walk(
    patterns: Iterable[URLPattern | URLResolver], names: tuple[str, ...], before: str
) -> Iterator[Door]:
    for entry in patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = (*names, entry.namespace) if entry.namespace else names
            yield from _walk(entry.url_patterns, inner, here)
        elif here.startswith((_PAGES, _API)):
            yield from _doors_of(entry, ":".join((*names, entry.name or "")), here)


def _doors_of(entry: URLPattern, name: str, address: str) -> Iterator[Door]:
    view: Any = entry.callback
    klass = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if klass is None:
        if hasattr(view, "capability"):
            yield Door(
                kind="page",
                name=name,
                address="/" + address,
                method="",
                summary=first_sentence(view.__doc__),
                capability=view.capability,
                is_part=getattr(view, "is_part", False),
            )
        return
    table: dict[str, str | None] = getattr(klass, "capabilities", None) or {}
    for method in METHODS:
        handler = getattr(klass, method.lower(), None)
        if handler is None or not (method in table or hasattr(klass, "capability")):
            continue
        yield Door(
            kind="api",
            name=name,
            address="/" + address,
            method=method,
            summary=first_sentence(handler.__doc__),
            capability=table.get(method, getattr(klass, "capability", None)),
        )


def first_sentence(text: str | None) -> str:
    """What a view says of itself, to its first full stop or semicolon."""
    return (
        " ".join((text or "").split())
        .split(". ")[0]
        .split("; ")[0]
        .rstrip(".")
        .removesuffix(", with the way back at hand")
    )
