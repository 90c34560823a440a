"""Blueprints from plain data and back: one shape for TOML files, JSON in the database and the editor."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from synthai.core.documents.blueprints import readers
from synthai.core.documents.blueprints.blocks import (
    MOST_BLOCKS,
    Block,
    Blocks,
    Clause,
    Each,
    Items,
    Text,
    walk,
)
from synthai.core.documents.blueprints.refusing import BlueprintRefused
from synthai.core.documents.blueprints.shapes import Blueprint, Field

LONGEST_TOML: Final = 500_000
_DEEPEST_DATA: Final = 16


def from_data(data: Mapping[str, Any]) -> Blueprint:
    """The blueprint. Raises BlueprintRefused for the first thing that is not as it should be, by its path."""
    _check_depth(data)
    made: Blueprint = readers.read_parts(Blueprint, data, "")
    _check_fields(made.fields)
    _check_blocks(made.blocks)
    return made


def to_data(blueprint: Blueprint) -> dict[str, Any]:
    """As plain data, ready for JSON. `from_data` gives the same blueprint back."""
    return readers.write_parts(blueprint)


def from_toml(text: str) -> Blueprint:
    """The blueprint of a TOML file. Raises BlueprintRefused."""
    if len(text) > LONGEST_TOML:
        raise BlueprintRefused("", _("the file is longer than 500 000 letters."), _("Make it shorter."))
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BlueprintRefused("", _("this is no TOML: %s.") % error) from error
    return from_data(data)


def read_block(data: Any, path: str) -> Block:
    """One block alone, for the editor. Raises BlueprintRefused."""
    from_blocks = Blocks().read([data], path)
    _check_block(path, from_blocks[0])
    return from_blocks[0]


def read_field(data: Any, path: str) -> Field:
    """One field alone, for the editor. Raises BlueprintRefused."""
    made: Field = readers.read_parts(Field, data, path)
    _check_field(made, path, inside=False)
    return made


def _check_depth(data: Any) -> None:
    """Refuses data nested so deeply that reading it would end the process, before anything reads it."""
    layer, depth = [data], 0
    while layer:
        depth += 1
        if depth > _DEEPEST_DATA:
            raise BlueprintRefused("", _("this is nested too deeply."), _("Flatten it."))
        layer = [
            inside
            for each in layer
            if isinstance(each, Mapping | list | tuple)
            for inside in (each.values() if isinstance(each, Mapping) else each)
        ]


def _check_fields(fields: tuple[Field, ...]) -> None:
    seen: set[str] = set()
    for number, field in enumerate(fields):
        path = f"field[{number}]"
        _check_field(field, path, inside=False)
        if field.key in seen:
            raise BlueprintRefused(
                f"{path}.key", _("%s is there twice.") % field.key, _("Give each field its own key.")
            )
        seen.add(field.key)


def _check_field(field: Field, path: str, *, inside: bool) -> None:
    if field.kind == "choice" and not field.choices:
        raise BlueprintRefused(
            f"{path}.choices", _("a choice has nothing to choose from."), _("Add choices.")
        )
    if len({each.value for each in field.choices}) < len(field.choices):
        raise BlueprintRefused(f"{path}.choices", _("two choices have one value."))
    if field.kind == "quantity" and not field.unit:
        raise BlueprintRefused(f"{path}.unit", _("a quantity has no unit."), _("Add one, like months."))
    if field.kind != "list" and field.fields:
        raise BlueprintRefused(f"{path}.field", _("only a list has fields."), _("Use the kind list."))
    if field.kind != "list":
        return
    if inside:
        raise BlueprintRefused(f"{path}.kind", _("a list stands inside a list."), _("Lists are one deep."))
    if not field.fields:
        raise BlueprintRefused(f"{path}.field", _("a list has no fields."), _("Say what a record holds."))
    names = Counter(part.key for part in field.fields)
    for number, part in enumerate(field.fields):
        if "." in part.key or names[part.key] > 1:
            raise BlueprintRefused(
                f"{path}.field[{number}].key", _("“%s” cannot be used here.") % part.key,
                _("Parts of a record have plain names of their own, like price."),
            )  # fmt: skip
        _check_field(part, f"{path}.field[{number}]", inside=True)


def _check_blocks(blocks: tuple[Block, ...]) -> None:
    keys: set[str] = set()
    for number, (path, block) in enumerate(walk(blocks)):
        if number >= MOST_BLOCKS:
            raise BlueprintRefused(path, _("there are more than %d blocks.") % MOST_BLOCKS)
        _check_block(path, block)
        if isinstance(block, Text | Clause) and block.key:
            if block.key in keys:
                raise BlueprintRefused(
                    f"{path}.key", _("%s is there twice.") % block.key, _("Give each section its own key.")
                )
            keys.add(block.key)


def _check_block(path: str, block: Block) -> None:
    if isinstance(block, Text) and block.draft and not block.key:
        raise BlueprintRefused(
            f"{path}.key", _("a section that a machine may write has no key."), _("Add one.")
        )
    if isinstance(block, Items) and bool(block.items) == bool(block.over and block.item):
        raise BlueprintRefused(
            path, _("a list needs either items, or over and item."), _("Use one of the two.")
        )
    if isinstance(block, Each):
        for inside, each in walk(block.blocks, f"{path}.blocks"):
            if isinstance(each, Text) and each.draft:
                raise BlueprintRefused(
                    f"{inside}.draft", _("a machine writes no section that stands once for each record."),
                    _("Take draft away, or put the section outside."),
                )  # fmt: skip
