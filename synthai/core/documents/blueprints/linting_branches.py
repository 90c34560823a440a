"""Conditions that can never hold, or always do: tried with the few values that could make a difference.

For each fact of a condition there are only so many values that matter: what it is compared with, something just below and above that, yes
and no, and not being known. Each combination is tried; a condition that no combination satisfies together with the ones around it is dead.
"""

import itertools
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from jinja2 import nodes

from synthai.core.documents.blueprints.linting_keys import Names, key_of
from synthai.core.documents.blueprints.shapes import Blueprint, Field

_MOST_TRIES: Final = 20_000
_UNKNOWN: Final = object()
_OTHER: Final = "\ue000 something else"
_OPERATORS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt, "gteq": operator.ge, "lt": operator.lt, "lteq": operator.le,
}  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """A condition with the short names that hold where it stands; `is_not` for the blocks of its else."""

    tree: nodes.Node
    names: Names
    is_not: bool = False


class _Undecided(Exception):
    """What is compared is not known, or cannot be compared."""


def can_hold(conditions: list[Condition], blueprint: Blueprint) -> bool | None:
    """Whether all of them can hold at once; None when there are too many combinations to try."""
    return _some(conditions, blueprint, all)


def can_fail(conditions: list[Condition], blueprint: Blueprint) -> bool | None:
    """Whether the last can fail while the others hold."""
    return _some(conditions, blueprint, lambda truths: all(truths[:-1]) and not truths[-1])


def _some(
    conditions: list[Condition], blueprint: Blueprint, wanted: Callable[[list[bool]], bool]
) -> bool | None:
    candidates = _candidates(conditions, blueprint)
    count = 1
    for values in candidates.values():
        count *= len(values)
    if count > _MOST_TRIES:
        return None
    keys = list(candidates)
    for tried in itertools.product(*candidates.values()):
        try:
            world = dict(zip(keys, tried, strict=True))
            truths = [_holds(each, world) for each in conditions]
        except _Undecided:
            continue
        if wanted(truths):
            return True
    return False


def _holds(condition: Condition, world: Mapping[str, Any]) -> bool:
    return _true(_value(condition.tree, condition.names, world)) is not condition.is_not


def _true(value: Any) -> bool:
    if value is _UNKNOWN:
        raise _Undecided
    return bool(value)


def _value(node: nodes.Node, names: Names, world: Mapping[str, Any]) -> Any:
    if isinstance(node, nodes.Const):
        return Decimal(str(node.value)) if isinstance(node.value, float) else node.value
    if isinstance(node, nodes.Name | nodes.Getattr):
        return world.get(key_of(node, names), _UNKNOWN)
    if isinstance(node, nodes.Not):
        return not _true(_value(node.node, names, world))
    if isinstance(node, nodes.And):
        return _true(_value(node.left, names, world)) and _true(_value(node.right, names, world))
    if isinstance(node, nodes.Or):
        return _true(_value(node.left, names, world)) or _true(_value(node.right, names, world))
    if isinstance(node, nodes.Test):
        return _value(node.node, names, world) is not _UNKNOWN
    if isinstance(node, nodes.Compare):
        return _compared(node, names, world)
    raise _Undecided


def _compared(node: nodes.Compare, names: Names, world: Mapping[str, Any]) -> bool:
    left = _value(node.expr, names, world)
    for each in node.ops:
        right = _value(each.expr, names, world)
        how = _OPERATORS.get(each.op)
        if how is None or left is _UNKNOWN or right is _UNKNOWN:
            raise _Undecided
        try:
            if not how(left, right):
                return False
        except TypeError as error:
            raise _Undecided from error
        left = right
    return True


def _candidates(conditions: list[Condition], blueprint: Blueprint) -> dict[str, list[Any]]:
    constants = {
        node.value
        for each in conditions
        for node in (each.tree, *each.tree.find_all(nodes.Const))
        if isinstance(node, nodes.Const)
    }
    keys = {key for each in conditions for node in _places(each.tree) if (key := key_of(node, each.names))}
    return {key: _values_of(blueprint.field(key), key, constants, blueprint) for key in sorted(keys)}


def _places(node: nodes.Node) -> Iterator[nodes.Node]:
    if isinstance(node, nodes.Name | nodes.Getattr):
        yield node
        return
    for child in node.iter_child_nodes():
        yield from _places(child)


def _values_of(field: Field | None, key: str, constants: set[Any], blueprint: Blueprint) -> list[Any]:
    if field is None and key.endswith("_choice"):
        field = blueprint.field(key.removesuffix("_choice"))
        if field is not None and field.kind == "choice":
            return [_UNKNOWN, *(choice.value for choice in field.choices)]
    if field is not None and field.kind == "choice":
        return [_UNKNOWN, *(choice.label for choice in field.choices)]
    if field is not None and field.kind == "yesno":
        return [_UNKNOWN, True, False]
    return [_UNKNOWN, *_around(constants)]


def _around(constants: set[Any]) -> list[Any]:
    numbers = sorted(
        Decimal(str(each))
        for each in constants
        if isinstance(each, int | float) and not isinstance(each, bool)
    )
    words = [each for each in constants if isinstance(each, str)]
    close = [
        Decimal(0),
        Decimal(1),
        *(each + step for each in numbers for step in (Decimal(-1), Decimal(0), Decimal(1))),
    ]
    between = [(low + high) / 2 for low, high in itertools.pairwise(numbers)]
    return [True, False, _OTHER, *words, *dict.fromkeys([*close, *between])]
