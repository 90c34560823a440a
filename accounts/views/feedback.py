"""How a refused form says why."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.forms import OrganisationForm
from accounts.services.organisations import VatNumberDoubtful
from synthai.core.errors import DomainError

_R = TypeVar("_R")
NEEDS_A_PLAN = 402


def attempt(
    form: forms.Form, verb: Callable[[], _R], *, passes: type[DomainError] | tuple[()] = ()
) -> _R | None:
    """Do it; when it is refused, put the sentence beside the field it is about, or above the form.

    A refusal of the kind `passes` is left to the caller; one by the plan to the page that leads to a larger one.
    """
    try:
        return verb()
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except DomainError as refusal:
        if isinstance(refusal, passes) or refusal.status == NEEDS_A_PLAN:
            raise
        if isinstance(form, OrganisationForm) and isinstance(refusal, VatNumberDoubtful):
            form.has_doubt = True
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return None


def say(request: HttpRequest, sentence: object) -> None:
    """A line of good news on the next page."""
    messages.success(request, str(sentence))
