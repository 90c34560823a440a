"""Conditions of fields and blocks: what stands between `{% if` and `%}`, and nothing more."""

from typing import Final

from django.utils.translation import gettext_lazy as _
from jinja2 import nodes

from synthai.core.facts import writer
from synthai.core.facts.base import FactBase, Question
from synthai.core.facts.grammar import TemplateRefused
from synthai.core.facts.writer import PLAIN, Manner

_MARKS: Final = ("{%", "%}", "{{", "}}", "{#", "#}")
_YES: Final = "yes"


def tree_of(when: str) -> nodes.Node:
    """The condition's tree. Raises TemplateRefused for what is none."""
    if any(mark in when for mark in _MARKS) or "\n" in when:
        raise TemplateRefused(line=1, what=_("a condition stands without braces and per cent signs"))
    body = writer.tree_of(_template(when)).body
    if len(body) != 1 or not isinstance(body[0], nodes.If) or body[0].elif_ or body[0].else_:
        raise TemplateRefused(line=1, what=_("this is no condition"))
    return body[0].test


def holds(when: str, facts: FactBase, manner: Manner = PLAIN) -> bool:
    """Whether it holds; an empty one does. Raises MissingFact and TemplateRefused."""
    if not when:
        return True
    _refuse_marks(when)
    return bool(writer.write(_template(when), facts, manner=manner).text)


def known(when: str, facts: FactBase, manner: Manner = PLAIN) -> bool | None:
    """Whether it holds, None while that cannot be told yet."""
    if when and unknown(when, facts, manner):
        return None
    return holds(when, facts, manner)


def unknown(when: str, facts: FactBase, manner: Manner = PLAIN) -> list[Question]:
    """The facts that have to be known first."""
    if not when:
        return []
    _refuse_marks(when)
    return writer.missing_in(_template(when), facts, manner)


def _refuse_marks(when: str) -> None:
    if any(mark in when for mark in _MARKS):
        tree_of(when)


def _template(when: str) -> str:
    return f"{{% if {when} %}}{_YES}{{% endif %}}"
