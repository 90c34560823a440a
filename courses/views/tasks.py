"""What an assignment asks for, as its author sets it: what may be handed in, the day, tries, the rubric."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from courses import permissions
from courses.forms.tasks import TaskForm
from courses.models import Block
from courses.selectors import drafts
from courses.selectors.handins import task_of
from courses.services import blocks
from courses.services.blocks import Content
from courses.terms import BlockKind
from courses.views import screens
from courses.views.answers import attempt, said
from synthai.core.access import TenantRequest, page
from synthai.core.versions import version_of


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_CHANGE)
def task_edit(request: TenantRequest, organisation: str, course: str, block: str) -> HttpResponse:
    """The rules and the rubric. Saved with one more empty criterion to fill."""
    found = drafts.get_course(course)
    row = drafts.get_block(found, block)
    if row.kind != BlockKind.ASSIGNMENT:
        raise Http404
    task = task_of({"data": row.data})
    posted = request.POST if request.method == "POST" else None
    form = TaskForm(posted, task=task, version=version_of(row))
    if (
        posted is not None
        and form.is_valid()
        and attempt(form, lambda: _saved(request, row, form)) is not None
    ):
        told = _("Saved. Learners see it with the next version you publish.")
        return said(request, told, "courses:write-task", organisation, course, block, at="#rubric")
    return render(request, "courses/task_edit.html", _shown(request, found, row, form))


def _saved(request: TenantRequest, row: Block, form: TaskForm) -> Block:
    form.moved(request.POST.get("up", ""))
    assert form.task is not None  # noqa: S101 - the form is valid
    content = Content(text=row.text, data={"task": form.task.as_json()})
    version = form.cleaned_data["version"] or None
    return blocks.save(row.pk, content, by=request.actor, now=timezone.now(), version=version)


def _shown(request: TenantRequest, course: Any, row: Block, form: TaskForm) -> dict[str, Any]:
    lesson_url = reverse(
        "courses:write-lesson", args=[request.organisation.slug, course.public_id, row.lesson.public_id]
    )
    return {
        **screens.course(request, course, active="contents"),
        "block": row,
        "lesson": row.lesson,
        "form": form,
        "lesson_url": f"{lesson_url}#block-{row.public_id}",
    }
