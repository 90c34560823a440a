"""Live classes as people come to them: the list, one class, the answer, the link, the calendar."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from courses import permissions
from courses.forms.classes import RecordingForm
from courses.live_refusals import LinkNotYet
from courses.live_terms import Answer
from courses.selectors import live
from courses.services.live import attendance, booking, calendars
from courses.services.live.telling import when
from courses.views.answers import said
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError

DETAIL = "courses:class-detail"
PAGE_SIZE = 30
CALENDAR = "text/calendar; charset=utf-8"


@require_GET
@page(permissions.COURSE_VIEW)
def class_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Classes to come, or those that are over."""
    return render(request, "courses/class_list.html", _listed(request))


@require_GET
@page(permissions.COURSE_VIEW)
def class_detail(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """One class: when, where, who, and what one can do."""
    found, now = live.get_class(live_class, request.actor), timezone.now()
    shown = live.page_of(found, request.actor, now=now)
    context = {
        "shown": shown,
        "live_class": found,
        "when": when(found),
        "others": [(other, when(other)) for other in shown.others],
        "is_over": found.is_over(now),
        "has_begun": found.starts_at <= now,
        "takes_codes": attendance.takes_codes(found, now=now),
        "form": RecordingForm(initial={"recording_url": found.recording_url}),
        "manages": request.actor.can(permissions.CLASS_MANAGE),
        "can_learn": request.actor.can(permissions.COURSE_LEARN),
    }
    return render(request, "courses/class_detail.html", context)


@require_POST
@page(permissions.COURSE_LEARN)
def class_answer(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """Coming, maybe, or not."""
    found = live.get_class(live_class, request.actor)
    told = request.POST.get("answer", "")
    if told not in {Answer.YES, Answer.MAYBE, Answer.NO}:
        messages.error(request, _("Choose one of the three answers."))
        return redirect(DETAIL, organisation, live_class)
    try:
        mine = booking.answer(found.pk, told, by=request.actor, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(DETAIL, organisation, live_class)
    if mine.is_waiting:
        words = _("The class is full. You are on the waiting list and move up by yourself.")
    else:
        words = _("Noted: %(answer)s.") % {"answer": mine.get_answer_display()}
    return said(request, words, DETAIL, organisation, live_class)


@require_GET
@never_cache
@page(permissions.COURSE_LEARN)
def class_join(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """To the meeting, for who may see its link now."""
    found = live.get_class(live_class, request.actor)
    shown = live.page_of(found, request.actor, now=timezone.now())
    if not shown.join_url:
        messages.warning(request, str(LinkNotYet()))
        return redirect(DETAIL, organisation, live_class)
    response = HttpResponseRedirect(shown.join_url)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_GET
@page(permissions.COURSE_LEARN)
def class_file(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """The class for a calendar."""
    found = live.get_class(live_class, request.actor)
    trainers = [row.user for row in live.trainers_of([found.pk])]
    mine = live.own_booking(found, request.user)
    response = HttpResponse(
        calendars.file_of(mine, slug=organisation, trainers=trainers), content_type=CALENDAR
    )
    response["Content-Disposition"] = f'attachment; filename="class-{found.public_id}.ics"'
    return response


def _listed(request: TenantRequest) -> dict[str, Any]:
    now, is_past = timezone.now(), request.GET.get("show") == "past"
    rows = live.classes_query(request.actor)
    rows = rows.filter(ends_at__lte=now) if is_past else rows.filter(ends_at__gt=now)
    found = keyset.page(
        rows,
        ordering=("-starts_at", "-id") if is_past else ("starts_at", "id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"classes:{is_past}",
    )
    return {
        "page": found,
        "lines": [(line, when(line.live_class)) for line in live.lines(found.rows, request.actor.user_id)],
        "is_past": is_past,
        "manages": request.actor.can(permissions.CLASS_MANAGE),
    }
