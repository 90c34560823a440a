"""Clauses of a library, put where a blueprint names them. Who keeps the library says what a name stands for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from synthai.core.documents.blueprints.blocks import Block, Clause, Each, If, LibraryClause, walk
from synthai.core.documents.blueprints.shapes import Blueprint

KEY = "library-"


@dataclass(frozen=True, kw_only=True)
class ClauseText:
    """A clause as it stands in a library now."""

    title: str
    template: str


Lookup = Callable[[str], ClauseText | None]


def used(blueprint: Blueprint) -> list[str]:
    """The names of the clauses it takes from a library, in order."""
    found = (block.clause for _path, block in walk(blueprint.blocks) if isinstance(block, LibraryClause))
    return list(dict.fromkeys(found))


def resolved(blueprint: Blueprint, lookup: Lookup) -> Blueprint:
    """The same with each clause's words. One the library does not have stays, and `composing` refuses it."""
    return replace(blueprint, blocks=tuple(_resolved(blueprint.blocks, lookup, set())))


def _resolved(blocks: tuple[Block, ...], lookup: Lookup, seen: set[str]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, LibraryClause):
            yield _clause(block, lookup, seen)
        elif isinstance(block, If):
            yield replace(
                block,
                blocks=tuple(_resolved(block.blocks, lookup, seen)),
                otherwise=tuple(_resolved(block.otherwise, lookup, seen)),
            )
        elif isinstance(block, Each):
            yield replace(block, blocks=tuple(_resolved(block.blocks, lookup, seen)))
        else:
            yield block


def _clause(block: LibraryClause, lookup: Lookup, seen: set[str]) -> Block:
    found = lookup(block.clause)
    if found is None:
        return block
    # A clause that stands twice is edited once, in the first place; the other follows the library.
    key = "" if block.clause in seen else f"{KEY}{block.clause}"
    seen.add(block.clause)
    return Clause(id=block.id, key=key, title=found.title, template=found.template)
