"""A form field as the template `components/field.html` wants it: kind, widget with its attributes, ids, texts."""

from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "choices"),
    (forms.RadioSelect, "choices"),
    (forms.CheckboxInput, "check"),
    (forms.Select, "select"),
    (forms.PasswordInput, "password"),
    (forms.EmailInput, "email"),
    (forms.FileInput, "file"),
    (forms.MultiWidget, "several"),
)
_CLASSES = {"choices": "form-check-input", "check": "form-check-input", "select": "form-select"}


@dataclass(frozen=True, slots=True)
class FieldParts:
    """What is printed for one field."""

    bound: BoundField
    kind: str
    widget: SafeString
    choices: list[tuple[SafeString, str, str]]
    label: str
    help: str
    help_id: str
    error_id: str


def kind_of(field: BoundField) -> str:
    """Which layout the widget needs."""
    return next((kind for widget, kind in _KINDS if isinstance(field.field.widget, widget)), "input")


def parts_of(
    field: BoundField, *, label: str = "", help_text: str = "", placeholder: str = "", autofocus: bool = False
) -> FieldParts:
    """Widget with our classes and its label, help and errors tied to it."""
    kind = kind_of(field)
    identity = field.auto_id or field.html_name
    text = str(help_text or field.help_text)
    help_id, error_id = f"{identity}_help", f"{identity}_error"
    described = [*([help_id] if text else []), *([error_id] if field.errors else [])]
    attrs: dict[str, str | bool] = {"class": _class_of(field, kind)}
    if described and kind != "choices":
        attrs["aria-describedby"] = " ".join(described)
    if field.errors and kind != "choices":
        attrs["aria-invalid"] = "true"
    if placeholder:
        attrs["placeholder"] = placeholder
    elif kind in {"password", "email"}:
        attrs["placeholder"] = False  # it only repeats the label above it
    if autofocus:
        attrs["autofocus"] = True
    choices = _choices(field, str(attrs["class"])) if kind == "choices" else []
    return FieldParts(
        bound=field,
        kind=kind,
        widget=SafeString("") if kind == "choices" else field.as_widget(attrs=attrs),
        choices=choices,
        label=str(label or field.label),
        help=text,
        help_id=help_id,
        error_id=error_id,
    )


def _class_of(field: BoundField, kind: str) -> str:
    own = str(field.field.widget.attrs.get("class", ""))
    invalid = "is-invalid" if field.errors else ""
    return " ".join(part for part in (_CLASSES.get(kind, "form-control"), own, invalid) if part)


def _choices(field: BoundField, classes: str) -> list[tuple[SafeString, str, str]]:
    """(input, label, id) of each radio button or box. The class goes on the inputs alone."""
    field.field.widget.attrs["class"] = classes
    return [
        (choice.tag(wrap_label=False), str(choice.choice_label), choice.id_for_label)
        for choice in field.subwidgets
    ]
