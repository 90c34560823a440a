"""Learning paths as people take them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import permissions
from courses.selectors import paths
from courses.services.paths import joining
from courses.views.answers import said
from synthai.core.access import TenantRequest, page, signed_in_id
from synthai.core.errors import DomainError

DETAIL = "courses:path-detail"


@require_GET
@page(permissions.COURSE_VIEW)
def path_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Paths one is on, and those one could start."""
    user_id = signed_in_id(request)
    context = {
        "paths": paths.mine(user_id),
        "offered": paths.offered(user_id),
        "today": timezone.localdate(),
        "can_write": request.actor.can(permissions.COURSE_CHANGE),
    }
    return render(request, "courses/path_list.html", context)


@require_GET
@page(permissions.COURSE_VIEW)
def path_detail(request: TenantRequest, organisation: str, path: str) -> HttpResponse:
    """A path: its courses, how far one is, what comes next."""
    study = paths.get_study(path, request.actor.user_id)
    context = {
        "study": study,
        "today": timezone.localdate(),
        "can_write": request.actor.can(permissions.COURSE_CHANGE),
        "can_learn": request.actor.can(permissions.COURSE_LEARN),
    }
    return render(request, "courses/path_detail.html", context)


@require_POST
@page(permissions.COURSE_LEARN)
def path_start(request: TenantRequest, organisation: str, path: str) -> HttpResponse:
    """Take it."""
    study = paths.get_study(path, request.actor.user_id)
    joining.start(study.path.pk, by=request.actor, now=timezone.now())
    return said(request, _("You are on this path."), DETAIL, organisation, path)


@require_POST
@page(permissions.COURSE_LEARN)
def path_leave(request: TenantRequest, organisation: str, path: str) -> HttpResponse:
    """Leave it; courses that were begun stay."""
    study = paths.get_study(path, request.actor.user_id)
    if study.member is None:
        return redirect(DETAIL, organisation, path)
    joining.leave(study.member.pk, by=request.actor, now=timezone.now())
    told = _("You have left “%(title)s”. Courses that you began stay yours.") % {"title": study.path.title}
    return said(request, told, "courses:path-list", organisation)


@require_POST
@page(permissions.COURSE_LEARN)
def path_take(request: TenantRequest, organisation: str, path: str, step: str) -> HttpResponse:
    """Choose an elective; on to its course."""
    study = paths.get_study(path, request.actor.user_id)
    found = paths.get_step(study.path, step)
    try:
        joining.take_elective(study.path.pk, found, by=request.actor, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(DETAIL, organisation, path)
    return redirect("courses:course", organisation, found.course.public_id)
