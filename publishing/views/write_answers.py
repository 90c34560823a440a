"""How the writers' pages answer: a refused form says why, a removal offers its way back."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from publishing.models import Piece
from publishing.selectors.writing import can_change
from synthai.core.access import TenantRequest
from synthai.core.errors import DomainError

R = TypeVar("R")
EDIT, REVIEW = "publishing:write-piece", "publishing:write-review"


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def attempt(form: forms.Form, verb: Callable[[], R]) -> R | None:
    """Do it; when it is refused, put the sentence beside the field it is about, or above the form."""
    try:
        return verb()
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return None


def first_error(form: forms.Form) -> str:
    """The first sentence of what is wrong."""
    return next((str(error) for errors in form.errors.values() for error in errors), "")


def said(request: HttpRequest, sentence: Any, view: str, *ids: str, at: str = "") -> HttpResponse:
    """Say it on the page that comes next."""
    if sentence:
        messages.success(request, str(sentence))
    return redirect(f"{reverse(view, args=ids)}{at}")


def published(
    request: TenantRequest, found: Piece, view: str, *, said: str = "", refused: str = ""
) -> HttpResponse:
    """After what only who may publish does: to the piece, and for a role that publishes and writes nothing to its front page."""
    if refused:
        messages.error(request, refused)
    if said:
        messages.success(request, said)
    if not can_change(found, request.actor):
        return redirect("accounts:dashboard", request.organisation.slug)
    return redirect(view, request.organisation.slug, found.public_id)


def to_block(organisation: str, piece: str, block: str = "", *, query: str = "") -> HttpResponse:
    """To the editor, at a block."""
    place = f"#block-{block}" if block else ""
    return redirect(f"{reverse(EDIT, args=[organisation, piece])}{query}{place}")


def in_place(request: HttpRequest, response: HttpResponse, target: str) -> HttpResponse:
    """An answer that is not the line below a text, but the whole part anew."""
    if getattr(request, "htmx", False):
        response["HX-Retarget"], response["HX-Reswap"] = f"#{target}", "outerHTML"
    return response
