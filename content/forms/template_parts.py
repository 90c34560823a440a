"""Forms of one block: built from what the block is made of, so that a new kind of block has its form at once.

Rows (of a table, of facts, of parties) are numbered: `rows-0-label`. Blank ones are left out; "More rows" gives more of them without saving anything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import Field as Part
from dataclasses import dataclass, fields
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from synthai.core.documents.blueprints import blocks, reading
from synthai.core.documents.blueprints.readers import (
    Flag,
    Line,
    Many,
    Nested,
    Number,
    OneOf,
    OneOrMany,
    name_of,
)
from synthai.core.documents.blueprints.refusing import BlueprintRefused

_NOT_SHOWN: Final = frozenset({"id", "key", "otherwise"})
_MOST_ROWS: Final = 60
_SPARE: Final = 1
_MORE: Final = 3
_HELP: "Final[dict[str, Any]]" = {
    "as_": _("What one record is called in this block: with “line”, write {{ line.price }}."),
    "when": _("For example: organisation.is_vat_vendor, or tone_choice == 'firm', or remark is known."),
    "role": _("A word for the person who signs, like customer. Each signature has its own."),
    "items": _("One on each line."),
    "lines": _("One on each line. A line whose facts are not known is left out."),
    "topic": _("What the section is about and what it must say. It is sent to the model with the facts."),
    "item": _(
        "Written for each record of the list. Leave it empty and write points below for a list as it stands."
    ),
    "value_key": _("The name of the figure in the record, like total."),
}
_ROW_WORDS: "Final[dict[str, Any]]" = {
    "rows": _("Row"),
    "columns": _("Column"),
    "totals": _("Total"),
    "blocks": _("Party"),
}
_CHOICE_WORDS: "Final[dict[str, Any]]" = {
    "plain": _("Plain"), "success": _("Good news"), "warning": _("Warning"), "bar": _("Bars"), "line": pgettext_lazy("chart", "Line"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Group:
    """What stands together on the form: fields, or a numbered row of a part."""

    title: str
    fields: tuple[Any, ...]
    is_row: bool = False


class BlockForm(forms.Form):
    """The form of a block of one kind."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, block: dict[str, Any], data: Any = None, *, lists: Iterable[str] = (), clauses: Iterable[tuple[str, str]] = (), seen: str = ""
    ) -> None:  # fmt: skip
        super().__init__(data, initial={"seen": seen})
        self.block, self._lists, self._clauses = block, list(lists), list(clauses)
        self._groups: list[tuple[Any, list[str], bool]] = []
        self._wants_more = data is not None and bool(data.get("more"))
        for part in shown(block["kind"]):
            self._add(part, data)

    @property
    def groups(self) -> Iterator[Group]:
        """The fields as they stand on the page."""
        for title, names, is_row in self._groups:
            yield Group(title=title, fields=tuple(self[name] for name in names), is_row=is_row)

    @property
    def wants_more(self) -> bool:
        """Whether more blank rows were asked for: nothing is saved then."""
        return self._wants_more

    def data_of_block(self) -> dict[str, Any]:
        """The block as plain data. What the form does not show stays."""
        kept: dict[str, Any] = {
            name: self.block[name] for name in ("kind", "id", "key", "blocks", "else") if name in self.block
        }
        if self.block["kind"] == "parties":
            kept.pop("blocks", None)
        for part in shown(self.block["kind"]):
            value = self._value(part)
            if value not in ("", [], None):
                kept[name_of(part)] = value
        return kept

    def clean(self) -> dict[str, Any]:
        """The block is read as a template reads it, and what is wrong stands beside its field."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                reading.read_block(self.data_of_block(), "")
            except BlueprintRefused as error:
                words = " ".join(part for part in (str(error.what).capitalize(), str(error.how)) if part)
                self.add_error(self._field_at(error.path), words)
        return cleaned

    def _add(self, part: Part[Any], data: Any) -> None:
        reader, name, label = part.metadata["reader"], name_of(part), part.metadata["label"]
        held = self.block.get(name)
        if isinstance(reader, Many) and isinstance(reader.inner, Nested):
            self._add_rows(reader.inner.cls(), name, label, held or [], data)
            return
        self.fields[name] = self._field(part, held)
        self._groups.append((label, [name], False))

    def _add_rows(self, cls: type, name: str, label: Any, held: list[dict[str, Any]], data: Any) -> None:
        count = len(held) + _SPARE
        if data is not None:
            given = [int(key.split("-")[1]) for key in data if _is_row(key, name)]
            count = max(given, default=-1) + 1 + (_MORE if self._wants_more else 0)
        for number in range(min(count, _MOST_ROWS)):
            row = held[number] if number < len(held) else {}
            names = []
            for part in fields(cls):
                field_name = f"{name}-{number}-{name_of(part)}"
                self.fields[field_name] = self._field(part, row.get(name_of(part)))
                names.append(field_name)
            self._groups.append((f"{_ROW_WORDS.get(name, label)} {number + 1}", names, True))

    def _field(self, part: Part[Any], held: Any) -> forms.Field:
        reader, label = part.metadata["reader"], part.metadata["label"]
        common: dict[str, Any] = {"label": label, "required": False, "help_text": _HELP.get(part.name, "")}
        initial = part.default if held is None else held
        if isinstance(reader, Flag):
            return forms.BooleanField(**common, initial=initial)
        if isinstance(reader, Number):
            return forms.IntegerField(
                **common, initial=initial, min_value=reader.least, max_value=reader.most
            )
        if isinstance(reader, OneOf):
            choices = [(each, _CHOICE_WORDS.get(each, each)) for each in reader.options]
            return forms.ChoiceField(**common, initial=initial, choices=choices)
        if isinstance(reader, Many):
            joined = "\n".join(held) if isinstance(held, list) else held or ""
            return forms.CharField(**common, initial=joined, widget=forms.Textarea(attrs={"rows": 4}))
        if part.name == "over" and self._lists:
            return forms.ChoiceField(**common, initial=held, choices=_with(self._lists, held))
        if part.name == "clause":
            return forms.ChoiceField(**common, initial=held, choices=_named(self._clauses, held))
        is_long = isinstance(reader, Line) and reader.is_long
        most = reader.most if isinstance(reader, Line) else 80
        text = initial if isinstance(initial, str) else ""
        widget = (
            forms.Textarea(attrs={"rows": 6})
            if is_long
            else forms.TextInput(attrs={"autocapitalize": "sentences"})
        )
        return forms.CharField(**common, initial=text, max_length=most, widget=widget, strip=not is_long)

    def _value(self, part: Part[Any]) -> Any:
        reader, name = part.metadata["reader"], name_of(part)
        if isinstance(reader, Many) and isinstance(reader.inner, Nested):
            return [row for row in self._rows(reader.inner.cls(), name) if row]
        return _plain(reader, self.cleaned_data.get(name))

    def _rows(self, cls: type, name: str) -> Iterator[dict[str, Any]]:
        for number in range(_MOST_ROWS):
            names = {name_of(part): part for part in fields(cls)}
            if f"{name}-{number}-{next(iter(names))}" not in self.fields:
                return
            given = {
                key: _plain(part.metadata["reader"], self.cleaned_data.get(f"{name}-{number}-{key}"))
                for key, part in names.items()
            }
            said = {key: value for key, value in given.items() if value not in ("", [], None, False)}
            yield {key: value for key, value in given.items() if value not in ("", [], None)} if said else {}

    def _field_at(self, path: str) -> str | None:
        """The field that a path of the reader means: rows that were left blank count for the form and not for the reader."""
        name = path.removeprefix("[0]").lstrip(".")
        for old, new in (("[", "-"), ("]", "")):
            name = name.replace(old, new)
        name = name.replace(".", "-")
        return name if name in self.fields else None


def shown(kind: str) -> list[Part[Any]]:
    """The parts of a kind of block that its form shows: not the blocks inside it, which have forms of their own."""
    return [
        part
        for part in fields(blocks.KINDS[kind])
        if part.name not in _NOT_SHOWN and not isinstance(part.metadata["reader"], blocks.Blocks)
    ]


def _plain(reader: Any, value: Any) -> Any:
    if isinstance(reader, OneOrMany):
        return _lines(value or "")
    if isinstance(reader, Many):
        return [line.strip() for line in (value or "").splitlines() if line.strip()]
    return value


def _lines(text: str) -> list[str]:
    """Each line by itself, so that one whose facts are not known is left out; all together where a condition reaches over lines."""
    rows = [line.strip() for line in text.splitlines() if line.strip()]
    if any(
        row.count("{% if") != row.count("{% endif") or row.count("{% for") != row.count("{% endfor")
        for row in rows
    ):
        return ["\n".join(rows)]
    return rows


def _is_row(key: str, name: str) -> bool:
    parts = key.split("-")
    return (
        len(parts) == 3
        and parts[0] == name
        and parts[1].isascii()
        and parts[1].isdigit()
        and len(parts[1]) < 4
    )


def _with(options: Iterable[str], held: Any) -> list[tuple[str, str]]:
    names = dict.fromkeys(["", *options, *([held] if held else [])])
    return [(name, name or "–") for name in names]


def _named(options: list[tuple[str, str]], held: Any) -> list[tuple[str, str]]:
    known = dict(options)
    return [*options, *([(held, held)] if held and held not in known else [])]
