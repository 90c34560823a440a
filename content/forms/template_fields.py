"""The form of one question of a template."""

import re
from collections.abc import Iterator
from typing import Any, Final

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from content.forms.template_parts import Group
from synthai.core.documents.blueprints import reading
from synthai.core.documents.blueprints.refusing import BlueprintRefused
from synthai.core.documents.blueprints.shapes import FIELD_KINDS, MOST_RECORDS

KIND_WORDS: "Final[dict[str, Any]]" = {
    "text": _("A line of text"), "longtext": _("A longer text"), "name": _("A person’s name"), "company": _("A company’s name"),
    "place": _("A place"), "product": _("A product"), "money": _("An amount in rand"), "number": _("A whole number"),
    "percent": _("A percentage"), "quantity": _("A number with a unit"), "date": _("A day"), "period": _("From a day to a day"),
    "choice": _("One of some choices"), "yesno": _("Yes or no"), "email": _("An e-mail address"), "phone": _("A telephone number"),
    "address": _("An address"), "vat_number": _("A VAT number"), "id_number": _("An identity number"),
    "registration_number": _("A company’s registration number"), "bank_account": _("A bank account"), "list": _("A list of records"),
}  # fmt: skip
_SPARE: Final = 2
_KINDS: Final = [(kind, KIND_WORDS[kind]) for kind in FIELD_KINDS]
# What only some kinds of answer need; the form asks for it once the kind is known.
_ONLY: Final[dict[str, frozenset[str]]] = {
    "choice": frozenset({"choices"}),
    "quantity": frozenset({"unit", "unit_one"}),
    "list": frozenset({"most"}),
    "date": frozenset({"due"}),
    "period": frozenset({"due"}),
}
_PART_KINDS: Final = [("", "–"), *((kind, words) for kind, words in _KINDS if kind != "list")]


class FieldForm(forms.Form):
    """What is asked, and how. A list has parts; a choice has choices, one on each line."""

    label = forms.CharField(label=_("Question"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=_KINDS)
    key = forms.CharField(
        label=_("Name in the text"), max_length=80, required=False,
        help_text=_("Small letters, like customer.name: write {{ customer.name }} where the answer stands. Empty: made of the question."),
    )  # fmt: skip
    help = forms.CharField(label=_("Help below the question"), max_length=500, required=False)
    required = forms.BooleanField(label=_("The document cannot be written without it"), required=False)
    step = forms.CharField(
        label=_("Heading above it"), max_length=80, required=False,
        help_text=_("Questions with one heading are asked together."),
    )  # fmt: skip
    when = forms.CharField(
        label=_("Asked only when"), max_length=500, required=False,
        help_text=_("A condition on earlier answers, like wants_deposit. Empty: always."),
    )  # fmt: skip
    example = forms.CharField(
        label=_("Example"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    choices = forms.CharField(
        label=_("Choices"), required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line. To name one for conditions, write: cod = Cash on delivery."),
    )  # fmt: skip
    unit = forms.CharField(label=_("Unit"), max_length=40, required=False, help_text=_("Like months or kg."))
    unit_one = forms.CharField(
        label=_("Unit of one"), max_length=40, required=False, help_text=_("Like month.")
    )
    most = forms.IntegerField(
        label=_("Most records"), min_value=1, max_value=MOST_RECORDS, required=False, initial=50
    )
    remember = forms.BooleanField(label=_("Offer the answer again in the next document"), required=False)
    private = forms.BooleanField(label=_("Never send the answer to a language model"), required=False)
    due = forms.BooleanField(label=_("Remind of this day"), required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, field: dict[str, Any] | None = None, data: Any = None, *, seen: str = "") -> None:
        super().__init__(data, initial={**_initial(field or {}), "seen": seen})
        self.field = field or {}
        self.kind = (data.get("kind") if data is not None else self.field.get("kind")) or ""
        for name in _of_other_kinds(self.kind):
            del self.fields[name]
        if self.kind != "list":
            self.wants_more, self._count = False, 0
            return
        parts = self.field.get("field", [])
        self.wants_more = data is not None and bool(data.get("more"))
        self._count = len(parts) + _SPARE
        if data is not None:
            given = [key.split("-")[1] for key in data if re.fullmatch(r"part-\d{1,2}-key", key, re.ASCII)]
            self._count = len(given) + (_SPARE if self.wants_more else 0)
        for number in range(min(self._count, 30)):
            self._add_part(number, parts[number] if number < len(parts) else {})

    @property
    def is_list(self) -> bool:
        """Whether its records have parts."""
        return self.kind == "list"

    @property
    def groups(self) -> Iterator[Group]:
        """The fields as they stand on the page."""
        plain = [bound for bound in self if not bound.name.startswith("part-") and bound.name != "seen"]
        yield Group(title="", fields=tuple(plain))
        for number in range(min(self._count, 30)):
            bound = tuple(each for each in self if each.name.startswith(f"part-{number}-"))
            yield Group(title=f"{_('Part of a record')} {number + 1}", fields=bound, is_row=True)

    def data_of_field(self) -> dict[str, Any]:
        """The question as plain data."""
        given = {"choices": "", "unit": "", "unit_one": "", "most": None, "due": False, **self.cleaned_data}
        given.setdefault("example", self.field.get("example", ""))
        made = {
            name: given[name] for name in ("label", "kind", "help", "step", "when", "example") if given[name]
        }
        made["key"] = given["key"] or _key_of(given["label"])
        made |= {name: True for name in ("required", "remember", "private", "due") if given[name]}
        kind = given["kind"]
        if kind == "choice":
            made["choices"] = _choices(given["choices"])
        if kind == "quantity":
            made |= {name: given[name] for name in ("unit", "unit_one") if given[name]}
        if kind == "list":
            made["field"] = [part for part in self._parts() if part]
            made["most"] = given["most"] or 50
        return made

    def clean(self) -> dict[str, Any]:
        """The question is read as a template reads it."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                reading.read_field(self.data_of_field(), "")
            except BlueprintRefused as error:
                name = error.path.lstrip(".").replace("field[", "part-").replace("].", "-")
                words = " ".join(part for part in (str(error.what).capitalize(), str(error.how)) if part)
                self.add_error(name if name in self.fields else None, words)
        return cleaned

    def _add_part(self, number: int, part: dict[str, Any]) -> None:
        name = f"part-{number}"
        own: dict[str, forms.Field] = {
            "label": forms.CharField(label=_("Question"), max_length=200, required=False, initial=part.get("label", "")),
            "key": forms.CharField(label=_("Name in the text"), max_length=40, required=False, initial=part.get("key", "")),
            "kind": forms.ChoiceField(label=_("Kind of answer"), choices=_PART_KINDS, required=False, initial=part.get("kind", "")),
            "unit": forms.CharField(label=_("Unit"), max_length=40, required=False, initial=part.get("unit", "")),
            "example": forms.CharField(label=_("Example"), max_length=200, required=False, initial=part.get("example", "")),
            "choices": forms.CharField(
                label=_("Choices"), required=False, initial=_lines_of(part.get("choices", [])), widget=forms.Textarea(attrs={"rows": 2})
            ),
            "required": forms.BooleanField(label=_("Must be answered"), required=False, initial=part.get("required", False)),
        }  # fmt: skip
        for key, field in own.items():
            self.fields[f"{name}-{key}"] = field

    def _parts(self) -> Iterator[dict[str, Any]]:
        for number in range(min(self._count, 30)):
            given = {
                key: self.cleaned_data[f"part-{number}-{key}"]
                for key in ("label", "key", "kind", "unit", "example", "required")
            }
            if not given["label"]:
                yield {}
                continue
            made = {key: value for key, value in given.items() if value}
            made["key"] = given["key"] or _key_of(given["label"]).replace(".", "_")
            made["kind"] = given["kind"] or "text"
            if made["kind"] == "choice":
                made["choices"] = _choices(self.cleaned_data[f"part-{number}-choices"])
            if made["kind"] != "quantity":
                made.pop("unit", None)
            yield made


def _of_other_kinds(kind: str) -> list[str]:
    """The parts of the form that a kind has no use for. While no kind was chosen, those that only some have."""
    kept = _ONLY.get(kind, frozenset())
    special = {name for names in _ONLY.values() for name in names} - kept
    return sorted(special | ({"example"} if kind == "list" else set()))


def _initial(field: dict[str, Any]) -> dict[str, Any]:
    return {**field, "choices": _lines_of(field.get("choices", []))}


def _lines_of(choices: list[dict[str, str]]) -> str:
    return "\n".join(f"{each['value']} = {each['label']}" for each in choices)


def _choices(text: str) -> list[dict[str, str]]:
    made: list[dict[str, str]] = []
    for line in text.splitlines():
        value, equals, label = line.partition("=")
        words = (label if equals else line).strip()
        if words:
            made.append(
                {
                    "value": slugify(value if equals else line)[:60] or f"choice-{len(made) + 1}",
                    "label": words,
                }
            )
    return made


def _key_of(label: str) -> str:
    """A name made of a question: its first words, in small letters."""
    words = [word for word in slugify(label).split("-") if word][:4]
    made = "_".join(words)
    return made if made and made[0].isalpha() else f"answer_{made}".rstrip("_")
