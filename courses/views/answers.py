"""How the pages of courses answer: a refused form says why, a removal offers its way back."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from synthai.core.errors import DomainError

R = TypeVar("R")


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only shown. A form may be sent empty, so emptiness says nothing."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.BaseForm, verb: Callable[[], R]) -> R | None:
    """Do it; when it is refused, put the sentence beside the field it is about, or above the form."""
    try:
        return verb()
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return None


def first_error(form: forms.Form) -> str:
    """The first sentence of a form that has no page of its own."""
    return next((str(error) for errors in form.errors.values() for error in errors), "")


def said(request: HttpRequest, sentence: Any, view: str, *ids: str, at: str = "") -> HttpResponse:
    """Say it on the page that comes next."""
    messages.success(request, str(sentence))
    return redirect(f"{reverse(view, args=ids)}{at}")


def refused(request: HttpRequest, form: forms.Form, view: str, *ids: str) -> HttpResponse:
    """Say what is wrong with a form that has no page of its own."""
    messages.error(request, first_error(form))
    return redirect(view, *ids)


def with_undo(view: str, *ids: str, noun: str, key: str, at: str = "") -> HttpResponse:
    """To a page that offers the way back: "chapter:<id>", "lesson:<id>" or "block:<id>"."""
    return redirect(f"{reverse(view, args=ids)}?undo={noun}:{key}{at}")


def undo_url(request: HttpRequest, organisation: str, course: str) -> str:
    """Where the way back of this page's address posts to; empty without one."""
    noun, _, key = request.GET.get("undo", "").partition(":")
    if noun not in {"chapter", "lesson", "block"} or not key.isalnum():
        return ""
    return reverse(f"courses:{noun}-restore", args=[organisation, course, key])
