"""Which facts the templates of a blueprint use, where, and how."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from jinja2 import nodes

from synthai.core.documents.blueprints import blocks as own
from synthai.core.documents.blueprints import conditions
from synthai.core.documents.blueprints.readers import Line, Many, name_of
from synthai.core.documents.blueprints.shapes import Blueprint
from synthai.core.facts import writer
from synthai.core.facts.base import COUNT
from synthai.core.facts.grammar import TemplateRefused

How = Literal["value", "list", "known"]
Names = Mapping[str, str]
_NOTHING: Final[dict[str, str]] = {}


@dataclass(frozen=True)
class Usage:
    """A fact that is used: without numbers of records, so `lines.price` for every line."""

    path: str
    key: str
    how: How


@dataclass(frozen=True)
class Place:
    """A template or a condition of a blueprint, with the short names that hold there."""

    path: str
    text: str
    names: Names
    is_condition: bool = False

    def usages(self) -> list[Usage]:
        """What it uses. Raises TemplateRefused."""
        tree = conditions.tree_of(self.text) if self.is_condition else writer.tree_of(self.text)
        return list(_usages(tree, self.path, self.names))


def places(blueprint: Blueprint) -> Iterator[Place]:
    """Every template and condition, in order."""
    yield Place("name", blueprint.name, _NOTHING)
    for number, field in enumerate(blueprint.fields):
        if field.when:
            yield Place(f"field[{number}].when", field.when, _NOTHING, is_condition=True)
    for path, block, names in scoped(blueprint.blocks):
        yield from _of_block(path, block, names)


def scoped(
    blocks: tuple[own.Block, ...], path: str = "block", names: Names = _NOTHING
) -> Iterator[tuple[str, own.Block, Names]]:
    """Every block with its path and the short names that hold around it."""
    for number, block in enumerate(blocks):
        here = f"{path}[{number}]"
        yield here, block, names
        inside = {**names, block.as_: full(block.over, names)} if isinstance(block, own.Each) else names
        for name, below in own.inner(block):
            yield from scoped(below, f"{here}.{name}", inside)


def loops(blueprint: Blueprint) -> Iterator[tuple[str, str, str]]:
    """The blocks that go over a list: path, full key, short name."""
    for path, block, names in scoped(blueprint.blocks):
        if isinstance(block, own.Table | own.Chart | own.Each | own.Items) and block.over:
            yield f"{path}.over", full(block.over, names), block.as_


def _of_block(path: str, block: own.Block, names: Names) -> Iterator[Place]:
    inside = names
    if isinstance(block, own.Table | own.Chart | own.Items) and block.over:
        inside = {**names, block.as_: full(block.over, names)}
    if isinstance(block, own.If):
        yield Place(f"{path}.when", block.when, names, is_condition=True)
    for part in fields(block):
        held, reader, name = getattr(block, part.name), part.metadata["reader"], f"{path}.{name_of(part)}"
        is_inside = part.name in {"columns", "label", "item"}
        yield from _of_part(held, reader, name, inside if is_inside else names)
    if isinstance(block, own.Chart):
        yield Place(f"{path}.value", f"{{{{ {block.as_}.{block.value} }}}}", inside)


def _of_part(held: Any, reader: Any, path: str, names: Names) -> Iterator[Place]:
    if isinstance(reader, Line) and reader.is_template and held:
        yield Place(path, held, names)
    elif isinstance(reader, Many):
        for number, each in enumerate(held):
            if isinstance(each, str):
                yield from _of_part(each, reader.inner, f"{path}[{number}]", names)
            elif not isinstance(each, own.Block):
                for part in fields(each):
                    inner = f"{path}[{number}].{name_of(part)}"
                    yield from _of_part(getattr(each, part.name), part.metadata["reader"], inner, names)


def full(key: str, names: Names) -> str:
    """A key with its short name written out."""
    first, dot, rest = key.partition(".")
    return f"{names.get(first, first)}{dot}{rest}"


def _usages(node: nodes.Node, path: str, names: Names) -> Iterator[Usage]:
    if isinstance(node, nodes.Name | nodes.Getattr):
        key = key_of(node, names)
        if key:
            yield Usage(path, key, "value")
    elif isinstance(node, nodes.Test) and isinstance(node.node, nodes.Name | nodes.Getattr):
        yield Usage(path, key_of(node.node, names), "known")
    elif isinstance(node, nodes.Filter) and node.name == "all_of" and node.node is not None:
        key = key_of(node.node, names)
        part = node.args[0].value if node.args and isinstance(node.args[0], nodes.Const) else "name"
        yield Usage(path, key, "list")
        yield Usage(path, f"{key}.{part}", "value")
    elif isinstance(node, nodes.For):
        key = key_of(node.iter, names)
        yield Usage(path, key, "list")
        inside = (
            {**names, node.target.name: key, "loop": ""} if isinstance(node.target, nodes.Name) else names
        )
        for child in (*node.body, *node.else_):
            yield from _usages(child, path, inside)
    else:
        for child in node.iter_child_nodes():
            yield from _usages(child, path, names)


def key_of(node: nodes.Node, names: Names) -> str:
    """The full key of a place; empty for `loop` and what is none."""
    if isinstance(node, nodes.Name):
        return names.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        above = key_of(node.node, names)
        return f"{above}.{node.attr}" if above else ""
    return ""


class Known:
    """The facts that there may be, without numbers of records."""

    def __init__(self, keys: Iterator[str]) -> None:
        self.values: set[str] = set()
        self.lists: set[str] = set()
        self.above: set[str] = set()
        for key in keys:
            self._add(key.split("."))

    def _add(self, parts: list[str]) -> None:
        plain: list[str] = []
        for part in parts:
            if part.isdigit() or part == "N":
                self.lists.add(".".join(plain))
                self.values.add(".".join([*plain, COUNT]))
            else:
                self.above.add(".".join(plain))
                plain.append(part)
        self.values.add(".".join(plain))

    def has(self, key: str) -> bool:
        """Whether there is a fact with this key or below it."""
        return key in self.values or key in self.above or key in self.lists


def readable(
    places_: Iterator[Place],
) -> tuple[list[tuple[Place, list[Usage]]], list[tuple[Place, TemplateRefused]]]:
    """The places that can be read with what they use, and the others with what is wrong."""
    good: list[tuple[Place, list[Usage]]] = []
    bad: list[tuple[Place, TemplateRefused]] = []
    for place in places_:
        try:
            good.append((place, place.usages()))
        except TemplateRefused as error:
            bad.append((place, error))
    return good, bad
