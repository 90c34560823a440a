"""Columns of a table and the questions of templates: what a heading stands for, and a row's cells as answers. Arithmetic-free and without Django's rows.

Records of a list have columns of their own: `lines.0.description` by key, "What do you offer? 1: Description" by label.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from synthai.core.documents.blueprints import examples
from synthai.core.documents.blueprints.shapes import Blueprint, Field

SHOWN_RECORDS: Final = 3  # of a list, in an example file and among the choices; a table may have more
_RECORD: Final = re.compile(r"([a-z0-9_.]+)\.([0-9]{1,3})\.([a-z0-9_.]+)")
_NUMBER: Final = re.compile(r"^(.*\S) ([0-9]{1,3}) (\S.*)$")


@dataclass(frozen=True, kw_only=True)
class Column:
    """What a column may hold: the key of its answer, what it is called, and an example."""

    key: str
    label: str
    field: Field
    is_required: bool
    example: str = ""
    list_key: str = ""


def columns(blueprints: Iterable[Blueprint], *, records: int = SHOWN_RECORDS) -> list[Column]:
    """Every column that these templates have a use for, in their order. What two of them ask by the same key is one column."""
    found: dict[str, Column] = {}
    for blueprint in blueprints:
        given = examples.answers(blueprint)
        for field in blueprint.fields:
            for column in _of_field(field, given.get(field.key), records):
                known = found.setdefault(column.key, column)
                if column.is_required and not known.is_required:
                    found[column.key] = column
    return list(found.values())


def guess(headings: Sequence[str], known: Sequence[Column]) -> list[str]:
    """For each heading the key it stands for, or nothing. The first column of two with the same heading counts."""
    exact = {column.key: column.key for column in known}
    labels: dict[str, str] = {}
    lists = {column.list_key for column in known if column.list_key}
    names = _names_of_lists(known)
    for column in known:
        labels.setdefault(plain(column.label), column.key)
        labels.setdefault(plain(column.key), column.key)
    taken: set[str] = set()
    found = []
    for heading in headings:
        typed = heading.strip()
        key = exact.get(typed.lower()) or labels.get(plain(typed)) or _further(typed, lists, names)
        found.append("" if key in taken else key)
        taken.add(key)
    return found


def is_key(key: str, known: Iterable[Column]) -> bool:
    """Whether an answer of this key is of use: one of the columns, or a further record of one of their lists."""
    keys = {column.key for column in known}
    record = _RECORD.fullmatch(key)
    return key in keys or bool(record and f"{record[1]}.0.{record[3]}" in keys)


def label_of(key: str, known: Iterable[Column]) -> str:
    """What a key is called."""
    record = _RECORD.fullmatch(key)
    first = f"{record[1]}.0.{record[3]}" if record else ""
    for column in known:
        if column.key == key:
            return column.label
        if record and column.key == first:
            return column.label.replace(" 1: ", f" {int(record[2]) + 1}: ")
        if column.list_key == key:
            return column.label.removesuffix(f" 1: {column.field.label}")
    return key


def answers(cells: Sequence[str], mapping: Sequence[str], blueprint: Blueprint) -> dict[str, Any]:
    """A row's answers to this template's questions. Records keep the order of their numbers; empty ones are left out."""
    lists = {field.key: field for field in blueprint.fields if field.kind == "list"}
    found: dict[str, Any] = {}
    records: dict[str, dict[int, dict[str, str]]] = {}
    singles = {field.key for field in blueprint.fields} - set(lists)
    for cell, key in zip(cells, mapping, strict=False):
        record = _RECORD.fullmatch(key) if key and key not in singles else None
        if key in singles:
            found[key] = cell
        elif record and record[1] in lists:
            records.setdefault(record[1], {}).setdefault(int(record[2]), {})[record[3]] = cell
    for key, numbered in records.items():
        found[key] = [numbered[number] for number in sorted(numbered)]
    return found


def columns_by_key(
    mapping: Sequence[str], headings: Sequence[str], cells: Sequence[str]
) -> Mapping[str, str]:
    """The heading of each answer, by the key that a refusal names: blank records are not counted there."""
    found = {key: heading for key, heading in zip(mapping, headings, strict=False) if key}
    filled: dict[str, set[int]] = {}
    for cell, key in zip(cells, mapping, strict=False):
        record = _RECORD.fullmatch(key) if key else None
        if record and cell.strip():
            filled.setdefault(record[1], set()).add(int(record[2]))
    for key, heading in list(found.items()):
        record = _RECORD.fullmatch(key)
        if record and int(record[2]) in filled.get(record[1], set()):
            place = sorted(filled[record[1]]).index(int(record[2]))
            found[f"{record[1]}.{place}.{record[3]}"] = heading
    return found


def plain(words: str) -> str:
    """Words without capitals, signs and doubled blanks, for comparing."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in words.casefold()).split())


def _of_field(field: Field, example: Any, records: int) -> Iterable[Column]:
    if field.kind != "list":
        needed = field.required and not field.when
        yield Column(
            key=field.key, label=field.label, field=field, is_required=needed, example=_words(field, example)
        )
        return
    shown = example if isinstance(example, list) else []
    for number in range(min(records, field.most)):
        record = shown[number] if number < len(shown) and isinstance(shown[number], Mapping) else {}
        for part in field.fields:
            yield Column(
                key=f"{field.key}.{number}.{part.key}",
                label=f"{field.label} {number + 1}: {part.label}",
                field=part,
                is_required=number == 0 and field.required and part.required,
                example=_words(part, record.get(part.key)),
                list_key=field.key,
            )


def _words(field: Field, example: Any) -> str:
    """An example as a person would type it into a cell."""
    if isinstance(example, bool):
        return "yes" if example else "no"
    if field.kind == "choice":
        return next((each.label for each in field.choices if example in {each.value, each.label}), "")
    return example if isinstance(example, str) else "" if example is None else json.dumps(example)


def _names_of_lists(known: Iterable[Column]) -> dict[tuple[str, str], tuple[str, str]]:
    """The key of a list and of its part, by the plain words of both."""
    found = {}
    for column in known:
        record = _RECORD.fullmatch(column.key)
        if record and record[2] == "0":
            of_list = column.label.removesuffix(f" 1: {column.field.label}")
            found[plain(of_list), plain(column.field.label)] = (record[1], record[3])
    return found


def _further(heading: str, lists: set[str], names: Mapping[tuple[str, str], tuple[str, str]]) -> str:
    """A record beyond those that are shown."""
    record = _RECORD.fullmatch(heading.lower())
    if record and record[1] in lists and (record[1], record[3]) in names.values():
        return f"{record[1]}.{int(record[2])}.{record[3]}"
    named = _NUMBER.fullmatch(plain(heading))
    pair = names.get((named[1], named[3])) if named else None
    if named and pair and int(named[2]) > 0:
        return f"{pair[0]}.{int(named[2]) - 1}.{pair[1]}"
    return ""
