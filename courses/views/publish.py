"""Versions of a course: made, scheduled, closed, opened again; and the draft as learners would see it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import permissions
from courses.forms.writing import PublishForm
from courses.models import Course
from courses.selectors import drafts, learning
from courses.services import publishing
from courses.views import screens, shown
from courses.views.answers import attempt, said, sent
from synthai.core.access import TenantRequest, page

PUBLISH = "courses:publish"


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_PUBLISH)
def publish(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Make a version of the draft, now or for an hour to come."""
    found = drafts.get_course(course)
    form = PublishForm(sent(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: publishing.publish(found.pk, **form.cleaned_data, by=request.actor, now=timezone.now()),
        )
        if made is not None:
            told = _("Published. People see it from now on.") if made.went_live_at else _("Scheduled.")
            return said(request, told, PUBLISH, organisation, course)
    return render(request, "courses/write_publish.html", _context(request, found, form))


def _context(request: TenantRequest, found: Course, form: PublishForm) -> dict[str, Any]:
    return {
        **screens.course(request, found, active="publish"),
        "form": form,
        "versions": drafts.versions_of(found),
        "waiting": drafts.waiting_version(found),
    }


@require_POST
@page(permissions.COURSE_PUBLISH)
def cancel(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Take a scheduled version back."""
    publishing.cancel_waiting(drafts.get_course(course).pk, by=request.actor)
    told = _("The scheduled version was taken back. The draft is as it was.")
    return said(request, told, PUBLISH, organisation, course)


@require_POST
@page(permissions.COURSE_PUBLISH)
def unpublish(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Nobody new may start it."""
    publishing.unpublish(drafts.get_course(course).pk, by=request.actor)
    told = _("Nobody new can start it. Who is in it may finish.")
    return said(request, told, PUBLISH, organisation, course)


@require_POST
@page(permissions.COURSE_PUBLISH)
def reopen(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Undo unpublishing."""
    publishing.reopen(drafts.get_course(course).pk, by=request.actor)
    return said(request, _("People can start it again."), PUBLISH, organisation, course)


@require_GET
@page(permissions.COURSE_CHANGE)
def preview(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """The course as a learner will see it."""
    found = drafts.get_course(course)
    study = learning.preview_of(found, drafts.draft_of(found).outline)
    return render(request, "courses/course.html", {"study": study, "is_preview": True})


@require_GET
@page(permissions.COURSE_CHANGE)
def preview_lesson(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """A lesson as a learner will see it."""
    found = drafts.get_course(course)
    draft = drafts.draft_of(found)
    study = learning.preview_of(found, draft.outline)
    row = draft.outline.lesson(lesson)
    if row is None:
        raise Http404
    context = shown.lesson(request, study, row, draft.texts[lesson])
    return shown.framed(render(request, "courses/lesson.html", {**context, "is_preview": True}))
