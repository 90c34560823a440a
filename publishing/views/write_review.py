"""A piece on its way to readers: what is missing, review, schedule; and the list of what waits for review."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from publishing import permissions
from publishing.forms.workflow import AskForm, DecisionForm, ScheduleForm
from publishing.models import Piece
from publishing.selectors import pieces as drafts
from publishing.selectors import reviews as asked
from publishing.selectors import writing
from publishing.services import reviews, scheduling
from publishing.views import workflow_screens as screens
from publishing.views.shelf_tabs import shelf_tabs
from publishing.views.write_answers import REVIEW, attempt, first_error, published, said
from synthai.core import keyset
from synthai.core.access import Actor, TenantRequest, page

PAGE_SIZE = 50
PAGE, LIST = "publishing/write_review.html", "publishing/review_list.html"


@require_GET
@page(permissions.PIECE_WRITE)
def review_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """What waits for review, the oldest first."""
    known, chosen = asked.lists_of(request.actor), request.GET.get("list", "")
    which = chosen if chosen in known else known[0]
    rows = keyset.page(
        asked.waiting(which, by=request.actor),
        ordering=("asked_at", "id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"reviews:{which}",
    )
    tabs = screens.review_tabs(request, active=which)
    context = {"page": rows, "which": which, "tabs": tabs, "topic": screens.topic(request)}
    context["nav_tabs"] = shelf_tabs(request, "reviews")
    return render(request, f"{LIST}#rows" if request.htmx else LIST, context)


@require_GET
@page(permissions.PIECE_WRITE)
def piece_review(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """What is missing, where it stands with review, and what is planned."""
    found = writing.get_piece(piece, by=request.actor)
    return render(request, PAGE, screens.review_page(request, found))


@require_POST
@page(permissions.PIECE_WRITE)
def review_ask(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Send the draft for review."""
    found = writing.get_piece(piece, by=request.actor)
    form = AskForm(request.POST, people=asked.reviewers(found, request.actor))
    told = _("“%(title)s” waits for review.") % {"title": found}
    return _done(request, found, "ask", form, partial(reviews.ask, found.pk), told)


@require_POST
@page(permissions.PIECE_WRITE)
def review_take_back(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Ask no longer."""
    found = writing.get_piece(piece, by=request.actor)
    reviews.take_back(found.pk, by=request.actor, now=timezone.now())
    told = _("“%(title)s” waits for review no longer.") % {"title": found}
    return said(request, told, REVIEW, organisation, piece)


@require_POST
@page(permissions.PIECE_EDIT)
def review_approve(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """It may be published as it stands."""
    found = writing.get_piece(piece, by=request.actor)
    form = DecisionForm(request.POST, version=found.version)
    told = _("“%(title)s” is approved.") % {"title": found}
    return _done(request, found, "decision", form, partial(reviews.approve, found.pk), told)


@require_POST
@page(permissions.PIECE_EDIT)
def review_send_back(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """It is to be changed first, and how."""
    found = writing.get_piece(piece, by=request.actor)
    form = DecisionForm(request.POST, version=found.version)
    told = _("“%(title)s” went back to its writer.") % {"title": found}
    return _done(request, found, "decision", form, partial(reviews.send_back, found.pk), told)


@require_POST
@page(permissions.PIECE_PUBLISH)
def piece_plan(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Say when it goes live and when it ends."""
    found = drafts.get_piece(piece)
    form = ScheduleForm(request.POST, piece=found)

    def verb(*, by: Actor, now: datetime, **_given: Any) -> Piece:
        return scheduling.plan(found.pk, form.plan(), by=by, now=now)

    return _done(request, found, "plan", form, verb, _("The plan is kept."))


@require_POST
@page(permissions.PIECE_PUBLISH)
def piece_unplan(request: TenantRequest, organisation: str, piece: str) -> HttpResponse:
    """Nothing goes live by itself any more."""
    found = drafts.get_piece(piece)
    scheduling.withdraw(found.pk, by=request.actor, now=timezone.now())
    return published(request, found, REVIEW, said=_("Nothing goes live by itself any more."))


def _done(
    request: TenantRequest, found: Piece, name: str, form: Any, verb: Callable[..., Any], told: str
) -> HttpResponse:
    """Do it and say so; refused, the page again with the sentence at its form, which is ready to be sent once more."""
    by, now = request.actor, timezone.now()
    if form.is_valid() and attempt(form, lambda: verb(**form.cleaned_data, by=by, now=now)) is not None:
        return published(request, found, REVIEW, said=told)
    if not writing.can_change(found, request.actor):
        return published(request, found, REVIEW, refused=first_error(form))
    fresh = writing.get_piece(found.public_id, by=request.actor)
    form.data = {**form.data.dict(), "seen": fresh.version}
    context = screens.review_page(request, fresh)
    return render(request, PAGE, {**context, name: form, "refused": form}, status=422)
