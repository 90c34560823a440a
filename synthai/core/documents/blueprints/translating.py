"""A blueprint in another language: each of its texts is looked up by itself, so that moving a block never parts it from its translation."""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from synthai.core.documents.blueprints.readers import Line, Many
from synthai.core.documents.blueprints.shapes import Blueprint

# Lines that nobody reads on paper or in a question.
_FOR_US: Final = frozenset({"when", "example", "topic", "slug"})
# Facts and marks alone say the same in every language.
_ONLY_PLACES: Final = re.compile(r"(?:\{\{[^}]*\}\}|[\W\d_])+")


def languages(blueprint: Blueprint) -> tuple[str, ...]:
    """Its own language, and those it has translations for."""
    return (blueprint.language, *blueprint.translations)


def translated(blueprint: Blueprint, language: str) -> Blueprint:
    """The blueprint in this language; what has no translation stays as it is, and so does all of it where there are none."""
    texts = blueprint.translations.get(language)
    if texts is None:
        return blueprint
    made: Blueprint = _mapped(blueprint, lambda text: texts.get(text, text))
    return replace(made, language=language, translations={})


def texts(blueprint: Blueprint) -> list[str]:
    """Every text that a reader sees, once."""
    return list(dict.fromkeys(text for text in _texts(blueprint) if text))


def to_translate(blueprint: Blueprint) -> list[str]:
    """Those of its texts that hold words, so that another language says something else."""
    return [text for text in texts(blueprint) if not _ONLY_PLACES.fullmatch(text)]


def _texts(value: Any) -> Iterator[str]:
    found: list[str] = []

    def remember(text: str) -> str:
        found.append(text)
        return text

    _mapped(value, remember)
    yield from found


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """The same dataclass with each of its texts changed, all the way down."""
    made: dict[str, Any] = {}
    for part in fields(value):
        held, reader = getattr(value, part.name), part.metadata["reader"]
        if part.name in _FOR_US:
            continue
        if isinstance(reader, Line):
            made[part.name] = change(held)
        elif isinstance(held, tuple) and held:
            is_text = isinstance(reader, Many) and isinstance(reader.inner, Line)
            made[part.name] = tuple(
                change(each) if is_text else _mapped(each, change) if is_dataclass(each) else each
                for each in held
            )
    return replace(value, **made)
