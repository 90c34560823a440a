"""What staff's own pages of notifications share."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.widgets import (
    INPUT_CLASSES,
    SELECT_CLASSES,
    TEXTAREA_CLASSES,
    UnfoldAdminCheckboxSelectMultipleWidget,
)

from synthai.core.staff.site import staff_site

_DRESS = (
    (forms.Textarea, TEXTAREA_CLASSES),
    (forms.Select, SELECT_CLASSES),
    (forms.widgets.Input, INPUT_CLASSES),
)


def show(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    """A page of the staff site."""
    return TemplateResponse(
        request,
        f"admin/notifications/{template}",
        {**staff_site.each_context(request), "title": title, **context},
    )


def dress(form: forms.Form) -> None:
    """Give the fields of a form the look of the theme."""
    for field in form.fields.values():
        if isinstance(field.widget, forms.CheckboxSelectMultiple):
            options: Any = field
            options.widget = UnfoldAdminCheckboxSelectMultipleWidget(choices=options.choices)
            continue
        for kind, classes in _DRESS:
            if isinstance(field.widget, kind):
                field.widget.attrs["class"] = " ".join(classes)
                break
