"""How pages of content answer a refusal: beside the field it is about, or above the form."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, QueryDict

from synthai.core.errors import DomainError

R = TypeVar("R")


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only shown. A form may be sent empty, so emptiness says nothing."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.BaseForm, verb: Callable[[], R]) -> R | None:
    """Do it; None when it was refused, and the form says why."""
    try:
        return verb()
    except ValidationError as refusal:
        is_known = hasattr(refusal, "error_dict") and set(refusal.error_dict) <= set(form.fields)
        form.add_error(None, refusal if is_known or not hasattr(refusal, "error_dict") else refusal.messages)
    except DomainError as refusal:
        field: Any = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal))
    return None


def refusal_of(verb: Callable[[], Any]) -> str:
    """Do it; why it was refused, or nothing."""
    try:
        verb()
    except DomainError as refusal:
        return str(refusal)
    return ""
