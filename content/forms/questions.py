"""One screen of questions as a form: its inputs by kind of answer, rows for lists, and what was typed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from synthai.core.documents.blueprints import fields, writing_days
from synthai.core.documents.blueprints.asking import Asked, Step
from synthai.core.documents.blueprints.shapes import Field

MOST_RADIOS: Final = 6
NEEDED: Final = gettext_lazy("This has no answer yet. Write one.")
_ROW: Final = re.compile(r"([a-z0-9_.]+)\.([0-9]{1,3})\.([a-z0-9_.]+)")
_MODES: Final = {
    "money": "decimal",
    "percent": "decimal",
    "quantity": "decimal",
    "number": "numeric",
    "vat_number": "numeric",
    "id_number": "numeric",
    "bank_account": "numeric",
}
_TYPES: Final = {"email": "email", "phone": "tel", "date": "date"}


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question on the screen, ready to be drawn: an input, two days, or the rows of a list."""

    field: Field
    bound: tuple[Any, ...]  # BoundFields: one, or the two days of a period
    rows: tuple["Row", ...] = ()
    error: str = ""
    may_grow: bool = False
    is_known: bool = False

    @property
    def prefix(self) -> str:
        """What stands before the input."""
        return "R" if self.field.kind == "money" else ""

    @property
    def suffix(self) -> str:
        """What stands after it."""
        return {"percent": "%", "quantity": self.field.unit}.get(self.field.kind, "")


@dataclass(frozen=True, kw_only=True)
class Row:
    """One record of a list."""

    number: int
    lines: tuple[Line, ...]

    @property
    def place(self) -> int:
        """As people count."""
        return self.number + 1


@dataclass(frozen=True)
class Typed:
    """What stands in the inputs, by field key, and where it is from when nobody typed it."""

    values: Mapping[str, Any]
    sources: Mapping[str, str]
    offers: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)  # of documents read in


class StepForm(forms.Form):
    """The questions of one step."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None, *, step: Step, typed: Typed, seen: int) -> None:
        super().__init__(data, initial={"seen": seen})
        self.step, self.typed = step, typed
        self.counts: dict[str, int] = {}
        for asked in step.fields:
            self._add(asked.field)

    def _add(self, field: Field) -> None:
        raw = self.typed.values.get(field.key)
        if field.kind != "list":
            self._add_inputs(field.key, field, raw, source=self.typed.sources.get(field.key, ""))
            return
        records = raw if isinstance(raw, list) else []
        count = _rows_in(self.data, field) if self.is_bound else len(records)
        self.counts[field.key] = min(max(count, 1), field.most)
        for number in range(self.counts[field.key]):
            record = records[number] if number < len(records) else {}
            for part in field.fields:
                self._add_inputs(f"{field.key}.{number}.{part.key}", part, record.get(part.key))

    def _add_inputs(self, name: str, asked: Field, raw: Any, *, source: str = "") -> None:
        if asked.kind == "period":
            days = raw if isinstance(raw, Mapping) else {}
            for end, label in (("first", _("first day")), ("last", _("last day"))):
                words = f"{asked.label}: {label}"
                self.fields[f"{name}.{end}"] = _input(asked, words, _day(days.get(end)), kind="date")
            return
        shown = _day(raw) if asked.kind == "date" else _plain(raw)
        made = _input(asked, asked.label, shown, kind=asked.kind, source=source)
        if asked.kind in self.typed.offers and isinstance(made.widget, forms.TextInput):
            made.widget.attrs["list"] = f"offers-{asked.kind}"
        self.fields[name] = made

    def offers(self) -> list[tuple[str, Sequence[tuple[str, str]]]]:
        """What the inputs of this screen offer, by the kind of field."""
        lists = {each.widget.attrs.get("list", "") for each in self.fields.values()}
        return [(kind, rows) for kind, rows in self.typed.offers.items() if f"offers-{kind}" in lists]

    def values(self) -> dict[str, Any]:
        """What was typed, by field key. A question that the screen did not show, since an answer brought it up meanwhile, is left out."""
        return {field.key: self._value(field) for field in self._shown()}

    def changed_values(self) -> dict[str, Any]:
        """What was typed and is not what stood there."""
        changed = self.changed_data
        return {
            key: raw
            for key, raw in self.values().items()
            if any(name == key or name.startswith(f"{key}.") for name in changed)
        }

    def _shown(self) -> list[Field]:
        told = self.data.getlist("asked") if isinstance(self.data, QueryDict) else []
        fields = [asked.field for asked in self.step.fields]
        return [field for field in fields if field.key in told] if told else fields

    def _value(self, field: Field) -> Any:
        if field.kind != "list":
            return self._single(field.key, field)
        return [
            {part.key: self._single(f"{field.key}.{number}.{part.key}", part) for part in field.fields}
            for number in range(self.counts[field.key])
        ]

    def _single(self, name: str, field: Field) -> Any:
        if field.kind == "period":
            return {end: self.data.get(f"{name}.{end}", "") for end in ("first", "last")}
        return self.data.get(name, "")

    def see(self, version: int) -> None:
        """From now on the person has seen this version of the document."""
        data = self.data.copy()  # type: ignore[attr-defined]  # what was sent is a QueryDict
        data["seen"] = str(version)
        self.data = data

    def refuse(self, errors: Mapping[str, str]) -> None:
        """Put each sentence beside its input."""
        self.is_valid()  # so that errors can be added
        for key, words in errors.items():
            name = key if key in self.fields else f"{key}.first"
            self.add_error(name if name in self.fields else None, words)

    def refuse_blank(self, open_keys: Sequence[str]) -> bool:
        """Say beside each needed question that it has no answer yet; whether there was one."""
        shown = {field.key: field for field in self._shown()}
        wanted = [key for key in open_keys if key in shown]
        lists = {key: field for key, field in shown.items() if field.kind == "list"}
        errors = {_first_input(lists[key]) if key in lists else key: str(NEEDED) for key in wanted}
        self.refuse(errors)
        return bool(wanted)

    def lines(self) -> Iterator[Line]:
        """What the page draws, in order."""
        for asked in self.step.fields:
            yield self._line(asked)

    def _line(self, asked: Asked) -> Line:
        field = asked.field
        if field.kind != "list":
            return Line(field=field, bound=self._bound(field.key, field), is_known=asked.is_known)
        count = self.counts[field.key]
        rows = tuple(
            Row(
                number=number,
                lines=tuple(
                    Line(field=part, bound=self._bound(f"{field.key}.{number}.{part.key}", part))
                    for part in field.fields
                ),
            )
            for number in range(count)
        )
        return Line(field=field, bound=(), rows=rows, may_grow=count < field.most, is_known=asked.is_known)

    def _bound(self, name: str, field: Field) -> tuple[Any, ...]:
        if field.kind == "period":
            return self[f"{name}.first"], self[f"{name}.last"]
        return (self[name],)


def grown(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The same answers with one blank record more."""
    return {**values, key: [*_records(values, key), {}]}


def shrunk(values: Mapping[str, Any], key: str, number: int) -> dict[str, Any]:
    """The same answers without that record."""
    return {
        **values,
        key: [record for place, record in enumerate(_records(values, key)) if place != number],
    }


def _records(values: Mapping[str, Any], key: str) -> list[Any]:
    found = values.get(key)
    return found if isinstance(found, list) else []


def _first_input(field: Field) -> str:
    return f"{field.key}.0.{field.fields[0].key}" if field.fields else field.key


def _rows_in(data: Mapping[str, Any], field: Field) -> int:
    """How many records were sent."""
    numbers = [int(found[2]) for name in data if (found := _ROW.fullmatch(name)) and found[1] == field.key]
    return max(numbers, default=-1) + 1


def _plain(raw: Any) -> Any:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return "" if raw is None else str(raw)


def _day(raw: Any) -> str:
    """A day as the browser's own input wants it; what is no day stays as it was typed."""
    found = writing_days.read(raw) if isinstance(raw, str) and raw.strip() else None
    return found.isoformat() if found else _plain(raw)


def _input(field: Field, label: str, initial: Any, *, kind: str, source: str = "") -> forms.Field:
    options: dict[str, Any] = {
        "label": label,
        "initial": initial,
        "required": False,
        "help_text": _help(field, source),
    }
    if kind in {"choice", "yesno"}:
        options["choices"] = _choices(field, kind)
        is_short = len(options["choices"]) <= MOST_RADIOS
        made: forms.Field = forms.ChoiceField(
            widget=forms.RadioSelect if is_short else forms.Select, **options
        )
    else:
        made = forms.CharField(strip=False, widget=_widget(field, kind), **options)
    return made


def _choices(field: Field, kind: str) -> list[tuple[str, str]]:
    if kind == "yesno":
        return [("yes", _("Yes")), ("no", _("No"))]
    blank = [("", "–")] if len(field.choices) > MOST_RADIOS else []
    return [*blank, *((choice.value, choice.label) for choice in field.choices)]


def _widget(field: Field, kind: str) -> forms.Widget:
    attributes = {"placeholder": field.example.split("\n", 1)[0]} if field.example else {}
    if kind in {"longtext", "address"}:
        return forms.Textarea(attrs={**attributes, "rows": 4})
    if kind in _MODES:
        attributes["inputmode"] = _MODES[kind]
    widget = forms.TextInput(attrs={**attributes, "autocomplete": "off"})
    widget.input_type = _TYPES.get(kind, "text")
    return widget


def _help(field: Field, source: str) -> str:
    """The help is of a template that people write: it is escaped here, where the component takes it as it is."""
    if not source:
        return format_html("{}", field.help)
    return format_html('{} <span class="answer-source">{}</span>', field.help, source)


def is_blank(raw: Any) -> bool:
    """Whether nothing was typed."""
    if isinstance(raw, list):
        return all(is_blank(record) for record in raw)
    return fields.is_blank(raw)
