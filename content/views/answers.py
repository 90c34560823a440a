"""How the pages of documents answer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

DETAIL = "content:document"


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def seen(request: HttpRequest) -> int | None:
    """The version of the document that the page showed; None when the page did not say."""
    raw = request.POST.get("seen", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None


def said(request: HttpRequest, sentence: Any, view: str, *ids: str, at: str = "") -> HttpResponse:
    """Say it on the page that comes next."""
    messages.success(request, str(sentence))
    return redirect(f"{reverse(view, args=ids)}{at}")


def download(content: bytes, *, kind: str, name: str, is_inline: bool = False) -> HttpResponse:
    """A file. Nothing keeps it: what it says is the organisation's."""
    response = HttpResponse(content, content_type=kind)
    manner = "inline" if is_inline else "attachment"
    response["Content-Disposition"] = f'{manner}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
