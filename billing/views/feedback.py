"""How a refused form says why."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from synthai.core.access import Actor
from synthai.core.errors import DomainError

R = TypeVar("R")


def actor(request: HttpRequest) -> Actor:
    """Who asks, where a guard of accounts knows only a plain request."""
    found: Actor = getattr(request, "actor")  # noqa: B009 - set by the middleware
    return found


def attempt(form: forms.BaseForm, verb: Callable[[], R]) -> R | None:
    """Do it; when it is refused, put the sentence beside the field it is about, or above the form."""
    try:
        return verb()
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return None
