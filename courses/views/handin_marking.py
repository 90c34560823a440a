"""Hand-ins as markers work through them: the queue, one piece of work, the next one; a mark can be taken back for a minute."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import permissions
from courses.forms.handins import MarkWorkForm
from courses.models import Submission
from courses.selectors import handin_queue
from courses.services.handins import marking
from courses.views import handin_screens as screens
from courses.views.answers import attempt
from synthai.core import keyset
from synthai.core.access import TenantRequest, page, signed_in_id
from synthai.core.errors import DomainError

PAGE_SIZE = 50
LIST, ONE = "courses:handin-list", "courses:handin-marking"
WHOSE = ("free", "mine", "")


@never_cache
@require_GET
@page(permissions.SUBMISSION_MARK)
def handin_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """What waits, oldest first; a fragment for live hints."""
    context = {**screens.marking_tabs(request, "handins"), **_listed(request)}
    template = "courses/handin_list.html"
    return render(request, f"{template}#queue" if request.htmx else template, context)


def _listed(request: TenantRequest) -> dict[str, Any]:
    user_id, now, courses = signed_in_id(request), timezone.now(), handin_queue.courses_waiting()
    asked = request.GET.get("course", "")
    course = asked if asked in {key for key, _title, _count in courses} else ""
    whose = request.GET.get("whose", "")
    rows = keyset.page(
        handin_queue.queue(user_id=user_id, now=now, course=course, whose=whose),
        ordering=("handed_in_at", "id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"handins:{course}:{whose}",
    )
    return {
        "page": rows,
        "listed": [(row, row.is_claimed_by_other(user_id, now=now)) for row in rows.rows],
        "courses": courses,
        "course": course,
        "whose": whose if whose in WHOSE else "",
        "user_id": user_id,
        "just_marked": handin_queue.just_marked(user_id, now=now),
    }


@require_POST
@page(permissions.SUBMISSION_MARK)
def handin_next(request: TenantRequest, organisation: str) -> HttpResponse:
    """To the piece of work that waits longest and that nobody else is at."""
    course = request.POST.get("course", "")[:16]
    row = marking.claim_next(by=request.actor, now=timezone.now(), course=course)
    if row is None:
        messages.info(request, _("Nothing waits that nobody is at."))
        return redirect(LIST, organisation)
    return redirect(ONE, organisation, row.public_id)


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.SUBMISSION_MARK)
def handin_marking(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """One piece of work: read it, choose levels, say a word, decide."""
    found = handin_queue.work_of(handin_queue.get_handin(public_id))
    form = screens.mark_form(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        marked = attempt(form, lambda: _marked(request, found.row, form))
        if marked is not None:
            return _onwards(request, marked)
    return render(request, "courses/handin_marking.html", screens.marking(request, found, form))


def _marked(request: TenantRequest, row: Submission, form: MarkWorkForm) -> Submission:
    expected = form.cleaned_data["version"] or None
    return marking.mark(row.pk, form.judgement(), by=request.actor, now=timezone.now(), expected=expected)


def _onwards(request: TenantRequest, marked: Submission) -> HttpResponse:
    """The next one, where the marker asked for it; else the list, which offers the way back."""
    slug = request.organisation.slug
    if marked.settles_at is None:
        messages.success(request, _("Corrected. The learner is told."))
        return redirect(ONE, slug, marked.public_id)
    messages.success(request, _("Marked. The learner sees it in a minute; until then you can undo it."))
    following = None
    if request.POST.get("then") == "next":
        following = marking.claim_next(by=request.actor, now=timezone.now())
    return redirect(ONE, slug, following.public_id) if following else redirect(LIST, slug)


@require_POST
@page(permissions.SUBMISSION_MARK)
def handin_claim(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Take it to mark; over from somebody who has stopped, where the button says so."""
    row = handin_queue.get_handin(public_id)
    takes_over = request.POST.get("over") == "yes"
    try:
        marking.claim(row.pk, by=request.actor, now=timezone.now(), takes_over=takes_over)
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(ONE, organisation, public_id)


@require_POST
@page(permissions.SUBMISSION_MARK)
def handin_release(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Let somebody else mark it."""
    marking.release(handin_queue.get_handin(public_id).pk, by=request.actor)
    messages.success(request, _("Somebody else can mark it now."))
    return redirect(LIST, organisation)


@require_POST
@page(permissions.SUBMISSION_MARK)
def handin_undo(request: TenantRequest, organisation: str, public_id: str) -> HttpResponse:
    """Take a mark back that its learner has not seen."""
    row = handin_queue.get_handin(public_id)
    try:
        marking.undo(row.pk, by=request.actor, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. It waits again, for you."))
    return redirect(ONE, organisation, public_id)
