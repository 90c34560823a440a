"""How a refused form says why."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError

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
