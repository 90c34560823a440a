"""How a refused form says why."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from synthai.core.errors import DomainError


def add_refusal(form: forms.Form, refusal: DomainError | ValidationError) -> None:
    """Put a service's refusal beside the field it is about, or above the form."""
    if isinstance(refusal, ValidationError):
        form.add_error(None, refusal)
        return
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def say(request: HttpRequest, sentence: object) -> None:
    """A line of good news on the next page."""
    messages.success(request, str(sentence))
