"""How deep and how costly a question may be, reckoned before anything is fetched.

A field that holds others costs as many as it may answer, times one and what stands in it; plain fields cost nothing. So a list of
100 pieces with their blocks (30 reckoned) costs 3 100.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

DEPTH: Final = 10
COST: Final = 5_000
TOKENS: Final = 2_000
LETTERS: Final = 20_000
DEFAULT_FIRST: Final = 20
MOST_FIRST: Final = 100
# How many answers are reckoned for lists that take no number.
_MANY: Final = {
    "blocks": 30,
    "files": 10,
    "translations": 5,
    "related": 10,
    "parts": 30,
    "tags": 5,
    "authors": 3,
}
_PAGED: Final = {"pieces", "seriesList"}


@dataclass(frozen=True)
class Weight:
    """What a part of a question costs, and how deep it goes."""

    cost: int
    depth: int


class Scales:
    """Weighs one question. Each fragment is weighed once, however often it is named, so that weighing stays cheap."""

    def __init__(self, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self.variables = variables
        self.document = document
        self.known: dict[str, Weight] = {}
        self.fragments = {
            each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)
        }

        self.unsent = {
            variable.variable.name.value: self._value(variable.default_value)
            for each in document.definitions
            if isinstance(each, OperationDefinitionNode)
            for variable in each.variable_definitions or ()
            if variable.default_value is not None
        }

    def weigh(self, operation: str | None) -> Weight:
        """The operation that is asked for, or the heaviest. Needs a document without circles among its fragments."""
        asked = [
            self._set(each.selection_set)
            for each in self.document.definitions
            if isinstance(each, OperationDefinitionNode)
            and (operation is None or (each.name is not None and each.name.value == operation))
        ]
        return Weight(
            max((each.cost for each in asked), default=0), max((each.depth for each in asked), default=0)
        )

    def _set(self, chosen: SelectionSetNode | None) -> Weight:
        parts = [self._part(each) for each in chosen.selections] if chosen else []
        return Weight(sum(each.cost for each in parts), max((each.depth for each in parts), default=0))

    def _part(self, part: Any) -> Weight:
        if isinstance(part, FieldNode):
            return self._field(part)
        if isinstance(part, InlineFragmentNode):
            return self._set(part.selection_set)
        if isinstance(part, FragmentSpreadNode):
            name = part.name.value
            if name not in self.known:
                self.known[name] = self._set(self.fragments[name].selection_set)
            return self.known[name]
        return Weight(0, 0)

    def _field(self, field: FieldNode) -> Weight:
        name = field.name.value
        if name.startswith("__"):  # the schema itself: another rule bounds how deep it is asked
            return Weight(1, 1)
        below = self._set(field.selection_set)
        cost = self._number(field, name) * (1 + below.cost) if field.selection_set else 0
        return Weight(cost, below.depth + 1)

    def _number(self, field: FieldNode, name: str) -> int:
        if name not in _PAGED:
            return _MANY.get(name, 1)
        asked = [
            self._value(each.value) for each in field.arguments or () if each.name.value in {"first", "last"}
        ]
        return max(asked, default=DEFAULT_FIRST)

    def _value(self, node: Any) -> int:
        value = int(node.value[:9]) if isinstance(node, IntValueNode) else MOST_FIRST
        if isinstance(node, VariableNode):
            given = self.variables.get(node.name.value)
            if given is None:  # none is sent: what the question itself says, or the usual number
                return self.unsent.get(node.name.value, DEFAULT_FIRST)
            value = given if isinstance(given, int) and not isinstance(given, bool) else MOST_FIRST
        return min(max(value, 1), MOST_FIRST)
