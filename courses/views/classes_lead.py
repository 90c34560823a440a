"""Live classes as they are planned: a date or a series, changes, cancelling, the recording."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import selectors as people
from courses import permissions
from courses.forms.classes import CancelForm, ClassForm, RecordingForm
from courses.models import LiveClass
from courses.selectors import live
from courses.services.live import planning
from courses.services.live.telling import when
from courses.views.answers import attempt, refused, said, sent
from courses.views.classes import DETAIL
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError


@require_http_methods(["GET", "POST"])
@page(permissions.CLASS_MANAGE)
def class_create(request: TenantRequest, organisation: str) -> HttpResponse:
    """A date, or one a week."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        by, now = request.actor, timezone.now()
        made = attempt(form, lambda: planning.plan(form.details(), by=by, now=now, dates=form.dates()))
        if made:
            told = ngettext("%(count)d date is planned.", "%(count)d dates are planned.", len(made))
            return said(request, told % {"count": len(made)}, DETAIL, organisation, made[0].public_id)
    return render(request, "courses/class_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.CLASS_MANAGE)
def class_edit(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """Another date, place, number of places or trainer."""
    found = live.get_class(live_class, request.actor)
    form = _form(request, found)
    if request.method == "POST" and form.is_valid():
        by, now, version = request.actor, timezone.now(), form.cleaned_data["version"] or None
        kept = attempt(
            form, lambda: planning.change(found.pk, form.details(), by=by, now=now, version=version)
        )
        if kept is not None:
            told = _("Saved. Who was asked hears of another date, place or name.")
            return said(request, told, DETAIL, organisation, live_class)
    return render(request, "courses/class_form.html", {"form": form, "live_class": found})


@require_http_methods(["GET", "POST"])
@page(permissions.CLASS_MANAGE)
def class_cancel(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """Call it off, with a word why."""
    found = live.get_class(live_class, request.actor)
    form = CancelForm(sent(request))
    if not found.series:
        del form.fields["with_later"]
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _cancel(request, found, form.cleaned_data))
        if done is not None:
            return said(request, _("Cancelled. Who was asked hears of it."), DETAIL, organisation, live_class)
    context = {"form": form, "live_class": found, "when": when(found)}
    return render(request, "courses/class_cancel.html", context)


@require_POST
@page(permissions.COURSE_LEARN)
def class_recording(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """Where the recording is; trainers may say so too."""
    found = live.get_class_to_lead(live_class, request.actor)
    form = RecordingForm(request.POST)
    if not form.is_valid():
        return refused(request, form, DETAIL, organisation, live_class)
    try:
        planning.set_recording(
            found.pk, form.cleaned_data["recording_url"], by=request.actor, now=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(DETAIL, organisation, live_class)
    return said(request, _("Saved. Who was asked hears of the recording."), DETAIL, organisation, live_class)


def _cancel(request: TenantRequest, found: LiveClass, given: dict[str, Any]) -> list[LiveClass]:
    later = given.get("with_later", False)
    return planning.cancel(found.pk, given["reason"], by=request.actor, now=timezone.now(), with_later=later)


def _form(request: TenantRequest, found: LiveClass | None = None) -> ClassForm:
    members = people.members(request.organisation.pk)
    initial: dict[str, Any] = {"trainers": [request.actor.user_id]}
    if found is not None:
        initial["trainers"] = [row.user_id for row in live.trainers_of([found.pk])]
    return ClassForm(
        sent(request),
        people=[(row.user_id, row.user.label) for row in members],
        courses=live.courses_to_teach(),
        lessons=live.lessons_to_attend(found.course_id if found else None),
        live_class=found,
        initial=initial,
    )
