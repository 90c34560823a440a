"""Forms of Word templates: the upload, and one line of questions for each place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from content.engine.word_fields import KINDS
from content.terms import TITLE_LENGTH

KIND_CHOICES = [
    ("text", _("A line of text")),
    ("longtext", _("A text of several lines")),
    ("name", _("Name of a person")),
    ("company", _("Name of a business")),
    ("place", _("Name of a place")),
    ("product", _("Name of a product")),
    ("money", _("Amount of money")),
    ("number", _("Whole number")),
    ("percent", _("Percentage")),
    ("date", _("Day")),
    ("yesno", _("Yes or no")),
    ("email", _("E-mail address")),
    ("phone", _("Phone number")),
    ("address", _("Address")),
    ("vat_number", _("VAT number")),
    ("id_number", _("South African ID number")),
    ("registration_number", _("Registration number of a company")),
    ("bank_account", _("Bank account number")),
]
assert {kind for kind, _label in KIND_CHOICES} == set(KINDS)  # noqa: S101 - both lists stand in the code
_NO_BRACES = RegexValidator(r"[{}]", _("Leave out the signs { and }."), inverse_match=True)


class WordUploadForm(forms.Form):
    """A Word file, and what to call it."""

    title = forms.CharField(
        label=_("Name of the template"),
        max_length=TITLE_LENGTH,
        required=False,
        validators=[_NO_BRACES],
        help_text=_("Leave it empty to call it as the file is called."),
    )
    file = forms.FileField(label=_("Word file"), error_messages={"required": _("Choose a Word file first.")})


class WordFileForm(forms.Form):
    """A newer file of a template."""

    file = forms.FileField(label=_("Word file"), error_messages={"required": _("Choose a Word file first.")})


@dataclass(frozen=True, kw_only=True)
class Line:
    """One place with its inputs; the parts of a list follow their list."""

    key: str
    label: BoundField
    kind: BoundField | None
    required: BoundField | None
    is_part: bool


class WordFieldsForm(forms.Form):
    """How each place is asked for."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Name of the template"), max_length=TITLE_LENGTH, validators=[_NO_BRACES])

    def __init__(self, *args: Any, template_fields: Iterable[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._fields = list(template_fields)
        for name, field, is_list in self._places():
            self.fields[f"label-{name}"] = forms.CharField(
                label=_("Question"), max_length=200, initial=field["label"], validators=[_NO_BRACES]
            )
            if not is_list:
                self.fields[f"kind-{name}"] = forms.ChoiceField(
                    label=_("Kind of answer"), choices=KIND_CHOICES, initial=field["kind"]
                )
                self.fields[f"required-{name}"] = forms.BooleanField(
                    label=_("Must be answered"), required=False, initial=field["required"]
                )

    def lines(self) -> Iterator[Line]:
        """The places in their order."""
        for name, field, is_list in self._places():
            yield Line(
                key=field["key"],
                label=self[f"label-{name}"],
                kind=None if is_list else self[f"kind-{name}"],
                required=None if is_list else self[f"required-{name}"],
                is_part="-" in name,
            )

    def told(self) -> list[dict[str, Any]]:
        """What was chosen, as fields of a blueprint. Needs a valid form."""
        return [self._told(str(place), field) for place, field in enumerate(self._fields)]

    def _told(self, name: str, field: Mapping[str, Any]) -> dict[str, Any]:
        clean = self.cleaned_data
        made: dict[str, Any] = {"key": field["key"], "label": clean[f"label-{name}"]}
        if field["kind"] == "list":
            parts = enumerate(field["field"])
            return {**made, "field": [self._told(f"{name}-{place}", part) for place, part in parts]}
        return {**made, "kind": clean[f"kind-{name}"], "required": clean[f"required-{name}"]}

    def _places(self) -> Iterator[tuple[str, Mapping[str, Any], bool]]:
        for place, field in enumerate(self._fields):
            is_list = field["kind"] == "list"
            yield str(place), field, is_list
            for number, part in enumerate(field["field"] if is_list else ()):
                yield f"{place}-{number}", part, False
