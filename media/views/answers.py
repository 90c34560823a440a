"""How the pages of the library answer: a refused form says why, what was put away offers its way back."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from synthai.core.errors import DomainError

R = TypeVar("R")


def attempt(form: forms.BaseForm, verb: Callable[[], R]) -> R | None:
    """Do it; when it is refused, put the sentence beside the field it is about, or above the form."""
    try:
        return verb()
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return None


def said_first(request: HttpRequest, form: forms.BaseForm) -> None:
    """Tell the first sentence of a form that has no page of its own."""
    sentence = next((str(error) for errors in form.errors.values() for error in errors), "")
    if sentence:
        messages.error(request, sentence)
