"""Who takes what: everybody by every course, the learners of one, and assignments."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import selectors as people
from courses import permissions
from courses.forms.people import AssignForm, MatrixFilterForm
from courses.forms.social import InviteForm
from courses.selectors import drafts, learners, live, paths, waiting
from courses.selectors.matrix import STATES, courses_taken, matrix, totals
from courses.services import assignments, compliance, enrolments, hints
from courses.views import cells, screens
from courses.views.answers import attempt, said, sent
from courses.views.learner import invite_roles
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

LEARNERS = "courses:learners"
PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TONES = {
    "done": "success",
    "due": "info",
    "going": "neutral",
    "overdue": "danger",
    "expiring": "warning",
    "expired": "danger",
}

_ALWAYS = {"done", "due", "going", "overdue"}  # the others are told where there are some


@require_GET
@page(permissions.PROGRESS_VIEW)
def table(request: TenantRequest, organisation: str) -> HttpResponse:
    """People by course; a fragment for HTMX."""
    context = _table(request)
    template = "courses/people.html"
    return render(request, f"{template}#rows" if request.htmx else template, context)


def _table(request: TenantRequest) -> dict[str, Any]:
    organisation_id, today = request.organisation.pk, timezone.localdate()
    taken = courses_taken()
    choices = [(each.public_id, each.title) for each in taken]
    form = MatrixFilterForm(request.GET, courses=choices, paths=paths.for_matrix())
    chosen, start = form.chosen(), _start(request)
    found = matrix(organisation_id, today=today, chosen=chosen, start=start, size=PAGE_SIZE, taken=taken)
    can_remind = request.actor.can(permissions.ENROLMENT_ASSIGN)
    end, sums = start + len(found.rows), totals(organisation_id, today=today, user_ids=found.team)
    there = live.attendance_counts([row.user_id for row in found.rows], now=timezone.now())
    return {
        "form": form,
        "courses": found.courses,
        "rows": [
            {
                "name": row.name,
                "role": row.role,
                "classes": there.get(row.user_id),
                "cells": cells.drawn(row, found.courses, can_remind=can_remind),
            }
            for row in found.rows
        ],
        "totals": [
            (key, STATES[key], sums[key], TONES[key] if sums[key] else "")
            for key in TONES
            if key in _ALWAYS or sums[key]
        ],
        "summary": _("%(first)d-%(last)d of %(count)d")
        % {"first": start + 1, "last": end, "count": found.count},
        "previous": max(start - PAGE_SIZE, 0) if start else None,
        "next": end if end < found.count else None,
        "can_download": request.actor.can(permissions.PROGRESS_EXPORT),
        "topic": hints.topic_of(request.organisation.public_id, hints.PEOPLE),
    }


def _start(request: TenantRequest) -> int:
    """Where the page begins, by `from`: the list is short and in the order of roles and names, so no cursor is needed."""
    asked = request.GET.get("from", "0")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 7 else 0


@require_GET
@page(permissions.PROGRESS_EXPORT)
def table_file(request: TenantRequest, organisation: str, file_format: str) -> FileResponse:
    """Everybody's progress as a file."""
    today = timezone.localdate()
    content = compliance.as_file(file_format, by=request.actor, today=today)
    name = f"courses-{organisation}-{today:%Y-%m-%d}.{file_format}"
    kind = XLSX if file_format == "xlsx" else "text/csv"
    return FileResponse(content, as_attachment=True, filename=name, content_type=kind)


@require_http_methods(["GET", "POST"])
@page(permissions.ENROLMENT_ASSIGN)
def of_course(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Who takes a course, and the form that gives it to more."""
    found = drafts.get_course(course)
    form = AssignForm(sent(request), **choices_of(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: assignments.assign(found.pk, form.wish(), by=request.actor, now=timezone.now()),
        )
        if made is not None:
            return said(
                request, _("Assigned. They find it under their courses."), LEARNERS, organisation, course
            )
    return render(request, "courses/learners.html", _of_course(request, found, form))


def choices_of(request: TenantRequest) -> dict[str, Any]:
    """Whom and which roles something may be given to."""
    members = people.members(request.organisation.pk)
    roles = {row.role: str(row.get_role_display()) for row in members}
    return {
        "people": [(row.user_id, row.user.label) for row in members],
        "roles": sorted(roles.items(), key=lambda entry: entry[1]),
    }


def _of_course(request: TenantRequest, course: Any, form: AssignForm) -> dict[str, Any]:
    rows = keyset.page(
        learners.learners_of(course),
        ordering=("-enrolled_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"learners:{course.public_id}",
    )
    return {
        **screens.course(request, course, active="people"),
        "form": form,
        "page": rows,
        "today": timezone.localdate(),
        "topic": hints.topic_of(request.organisation.public_id, hints.LEARNING),
        "assignments": _told(learners.assignments_of(course), form),
        "waiting": waiting.waiting_for(course),
        "invited": waiting.invited_to(course),
        "invite": InviteForm(roles=invite_roles()),
    }


def _told(rows: list[Any], form: AssignForm) -> list[dict[str, Any]]:
    """Assignments with what their role is called; one that nobody has any more by its code."""
    roles = dict(form.fields["role"].choices)  # type: ignore[attr-defined]
    return [{"row": row, "role": roles.get(row.role, row.role)} for row in rows]


@require_POST
@page(permissions.ENROLMENT_ASSIGN)
def assignment_end(request: TenantRequest, organisation: str, course: str, assignment: str) -> HttpResponse:
    """Nobody new gets the course by this rule."""
    found = learners.get_assignment(drafts.get_course(course), assignment)
    assignments.take_back(found, by=request.actor, now=timezone.now())
    told = _("Taken back. Who is in the course stays in it.")
    return said(request, told, LEARNERS, organisation, course)


@require_POST
@page(permissions.ENROLMENT_ASSIGN)
def learner_end(request: TenantRequest, organisation: str, course: str, learner: str) -> HttpResponse:
    """Take somebody out of a course; what they did is kept."""
    found = learners.get_enrolment(drafts.get_course(course), learner)
    enrolments.leave(found.pk, by=request.actor, now=timezone.now())
    told = _("%(name)s is out of the course. Assign it again and they go on where they were.")
    return said(request, told % {"name": found.user.label}, LEARNERS, organisation, course)
