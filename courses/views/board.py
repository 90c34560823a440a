"""The board of a course: what its learners do, while they do it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from courses import permissions
from courses.models import Course
from courses.selectors import board as selectors
from courses.selectors import drafts
from courses.services import hints
from courses.views import screens
from synthai.core import keyset
from synthai.core.access import TenantRequest, page

PAGE_SIZE = 50


@never_cache
@require_GET
@page(permissions.PROGRESS_VIEW)
def course_board(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """How everybody stands and what happened last; a fragment for live hints."""
    context = _shown(request, drafts.get_course(course))
    template = "courses/board.html"
    return render(request, f"{template}#board" if request.htmx else template, context)


def _shown(request: TenantRequest, found: Course) -> dict[str, Any]:
    today = timezone.localdate()
    rows = keyset.page(
        selectors.learners(found),
        ordering=("-last_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"board:{found.public_id}",
    )
    return {
        **screens.course(request, found, active="board"),
        "board": selectors.board(found, today=today),
        "page": rows,
        "today": today,
        "can_mark": request.actor.can(permissions.SUBMISSION_MARK),
        "topic": hints.topic_of(request.organisation.public_id, hints.LEARNING),
    }
