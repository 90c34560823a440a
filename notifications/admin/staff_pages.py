"""What staff's own pages of notifications share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
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


View = Callable[..., HttpResponse]


def needing(look: str, do: str = "") -> Callable[[View], View]:
    """A page for staff who hold Django's right `look`, and, for what it does by a post, `do`. Raises PermissionDenied."""

    def guarded(view: View) -> View:
        @wraps(view)
        def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            wanted = do if do and request.method == "POST" else look
            if not request.user.has_perm(f"notifications.{wanted}"):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return page

    return guarded


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
