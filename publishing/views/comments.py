"""Comments under a piece, inside an organisation: read, written, mended, taken back with undo, reported."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from publishing import permissions
from publishing.comment_terms import CommentState
from publishing.forms.comments import CommentForm, MendForm, ReportForm
from publishing.models import Comment
from publishing.selectors import comments as selectors
from publishing.selectors.comments import Talk
from publishing.services import comments
from publishing.views import comment_screens
from publishing.views.inside import standing
from publishing.views.write_answers import attempt, sent
from synthai.core.access import TenantRequest, page
from synthai.core.versions import version_of

PAGE: Final = "publishing:comments"


@require_http_methods(["GET", "HEAD", "POST"])
@page(permissions.LIBRARY_READ)
def talk(request: TenantRequest, organisation: str, shelf: str, key: str) -> HttpResponse:
    """All comments of a piece, and the form to write one."""
    form = CommentForm(sent(request))
    with _before(request, shelf, key) as found:
        made = _written(request, found, form)
        context = {} if made else _screen(request, found, shelf, form)
    if made is None:
        return render(request, "publishing/comments.html", context)
    messages.success(request, _said(made))
    return _to(organisation, shelf, key, made.public_id)


@require_http_methods(["GET", "POST"])
@page(permissions.COMMENT_WRITE)
def edit(request: TenantRequest, organisation: str, shelf: str, key: str, comment: str) -> HttpResponse:
    """Mend what one wrote, within a quarter of an hour."""
    with _before(request, shelf, key) as found:
        row = selectors.own(found, comment)
        form = MendForm(sent(request), initial={"text": row.text, "version": version_of(row)})
        is_done = _mended(request, found, comment, form)
        context = _around(found, shelf, row, form)
    if not is_done:
        return render(request, "publishing/comment_edit.html", context)
    messages.success(request, _("Changed."))
    return _to(organisation, shelf, key, comment)


@require_POST
@page(permissions.COMMENT_WRITE)
def remove(request: TenantRequest, organisation: str, shelf: str, key: str, comment: str) -> HttpResponse:
    """Take back what one wrote, with the way back at hand."""
    with _before(request, shelf, key) as found:
        comments.take_back(found.shown, comment, by=request.actor, now=timezone.now())
    return redirect(f"{reverse(PAGE, args=[organisation, shelf, key])}?undo={comment}")


@require_POST
@page(permissions.COMMENT_WRITE)
def restore(request: TenantRequest, organisation: str, shelf: str, key: str, comment: str) -> HttpResponse:
    """Undo."""
    with _before(request, shelf, key) as found:
        comments.put_back(found.shown, comment, by=request.actor)
    messages.success(request, _("It is back."))
    return _to(organisation, shelf, key, comment)


@require_http_methods(["GET", "POST"])
@page(permissions.LIBRARY_READ)
def report(request: TenantRequest, organisation: str, shelf: str, key: str, comment: str) -> HttpResponse:
    """Tell a moderator that a comment should not stand."""
    form = ReportForm(sent(request))
    with _before(request, shelf, key) as found:
        context = _around(found, shelf, selectors.standing(found, comment), form)
        is_done = _reported(request, found, comment, form)
    if not is_done:
        return render(request, "publishing/comment_report.html", context)
    messages.success(request, _("Thank you. A moderator looks at it."))
    return _to(organisation, shelf, key, comment)


def _written(request: TenantRequest, found: Talk, form: CommentForm) -> Comment | None:
    if request.method != "POST" or not form.is_valid():
        return None
    given, by, now = form.cleaned_data, request.actor, timezone.now()
    return attempt(form, lambda: comments.write(found.shown, by=by, now=now, **given))


def _mended(request: TenantRequest, found: Talk, comment: str, form: MendForm) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    given, by, now = form.cleaned_data, request.actor, timezone.now()
    text, version = given["text"], given["version"] or None
    kept = attempt(
        form, lambda: comments.change(found.shown, comment, text=text, by=by, now=now, version=version)
    )
    return kept is not None


def _reported(request: TenantRequest, found: Talk, comment: str, form: ReportForm) -> bool:
    if request.method != "POST" or not form.is_valid():
        return False
    reason, by, now = form.cleaned_data["reason"], request.actor, timezone.now()
    done = attempt(form, lambda: comments.report(found.shown, comment, reason=reason, by=by, now=now))
    return done is not None


@contextmanager
def _before(request: TenantRequest, shelf: str, key: str) -> Iterator[Talk]:
    """The comments of a piece that the reader gets as a whole, the shelf's tenant active inside the block. Raises NotFound."""
    with standing(request, shelf, key) as shown:
        yield selectors.talk(shown, by=request.actor, now=timezone.now())


def _screen(request: TenantRequest, found: Talk, shelf: str, form: CommentForm) -> dict[str, Any]:
    undo = request.GET.get("undo", "")
    return {
        **comment_screens.section(
            request, found, size=comment_screens.SIZE, cursor=request.GET.get("cursor"), form=form
        ),
        **_piece(found, shelf),
        "undo": undo if undo.isalnum() and len(undo) == 16 else "",  # noqa: PLR2004 - as ids are
    }


def _around(found: Talk, shelf: str, row: Comment, form: Any) -> dict[str, Any]:
    html = selectors.told(found, row).html
    return {**_piece(found, shelf), "comment": row, "html": html, "form": form}


def _piece(found: Talk, shelf: str) -> dict[str, Any]:
    piece = found.shown.piece
    title = found.shown.revision.title
    return {"word": shelf, "key": piece.public_id, "title": title, "piece_language": piece.language}


def _said(made: Comment) -> str:
    if made.state == CommentState.WAITING:
        return _("Thank you. A moderator reads it first; until then only you see it.")
    return _("Your comment stands.")


def _to(organisation: str, shelf: str, key: str, comment: str) -> HttpResponse:
    return redirect(f"{reverse(PAGE, args=[organisation, shelf, key])}#comment-{comment}")
