"""Learning paths as they are put together and given to people."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import permissions
from courses.forms.paths import AddForm, PathForm, StepForm
from courses.forms.people import AudienceForm
from courses.models import Path
from courses.selectors import paths
from courses.services.paths import assigning, editing, joining
from courses.views.answers import attempt, refused, said, sent
from courses.views.outline import order_of
from courses.views.people import choices_of
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError

EDIT, PEOPLE = "courses:path-edit", "courses:path-people"
PAGE_SIZE = 50


@require_GET
@page(permissions.COURSE_CHANGE)
def path_write_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every path, drafts included, or those that were put away."""
    is_away = request.GET.get("shelf") == "away"
    found = keyset.page(
        paths.paths_to_write(put_away=is_away),
        ordering=("title", "id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"paths:{is_away}",
    )
    return render(request, "courses/path_write_list.html", {"page": found, "away": is_away})


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_CHANGE)
def path_create(request: TenantRequest, organisation: str) -> HttpResponse:
    """Begin one."""
    form = PathForm(sent(request))
    if request.method == "POST" and form.is_valid():
        by, now = request.actor, timezone.now()
        made = attempt(form, lambda: editing.create(form.settings(), by=by, now=now))
        if made is not None:
            return redirect(EDIT, organisation, made.public_id)
    return render(request, "courses/path_create.html", {"form": form})


@require_GET
@page(permissions.COURSE_CHANGE)
def path_edit(request: TenantRequest, organisation: str, path: str) -> HttpResponse:
    """Its courses in order."""
    found = paths.get_path(path)
    return render(request, "courses/path_edit.html", _edited(request, found))


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_CHANGE)
def path_settings(request: TenantRequest, organisation: str, path: str) -> HttpResponse:
    """What it is called and what it asks for."""
    found = paths.get_path(path)
    form = PathForm(sent(request), path=found)
    if request.method == "POST" and form.is_valid():
        by, now, version = request.actor, timezone.now(), form.cleaned_data["version"] or None
        kept = attempt(
            form, lambda: editing.change(found.pk, form.settings(), by=by, now=now, version=version)
        )
        if kept is not None:
            return said(request, _("Saved."), "courses:path-settings", organisation, path)
    context = {**_shown(request, found, active="settings"), "form": form}
    return render(request, "courses/path_settings.html", context)


@require_POST
@page(permissions.COURSE_PUBLISH)
def path_publish(request: TenantRequest, organisation: str, path: str) -> HttpResponse:
    """People may start it."""
    return _done(request, path, editing.publish, _("Published. Now give it to people."), now=timezone.now())


@require_POST
@page(permissions.COURSE_PUBLISH)
def path_unpublish(request: TenantRequest, organisation: str, path: str) -> HttpResponse:
    """Nobody new starts it."""
    return _done(request, path, editing.unpublish, _("Unpublished. Who is on it goes on."))


@require_POST
@page(permissions.COURSE_PUBLISH)
def path_put_away(request: TenantRequest, organisation: str, path: str) -> HttpResponse:
    """Out of every list, with the way back on its page."""
    return _done(request, path, editing.put_away, _("Put away. Its courses stay."), now=timezone.now())


@require_POST
@page(permissions.COURSE_PUBLISH)
def path_bring_back(request: TenantRequest, organisation: str, path: str) -> HttpResponse:
    """Undo."""
    return _done(request, path, editing.bring_back, _("The path is back."))


@require_POST
@page(permissions.COURSE_CHANGE)
def step_add(request: TenantRequest, organisation: str, path: str) -> HttpResponse:
    """A course at the end, or before another (undo)."""
    found = paths.get_path(path)
    form = AddForm(request.POST, courses=paths.courses_to_add(found))
    if not form.is_valid():
        return refused(request, form, EDIT, organisation, path)
    course, by, now = editing.course_of(form.cleaned_data["course"]), request.actor, timezone.now()
    before = form.cleaned_data["before"]
    attempt(
        form,
        lambda: editing.add_course(found.pk, course, form.settings(), by=by, now=now, before=before),
    )
    return (
        refused(request, form, EDIT, organisation, path)
        if form.errors
        else redirect(EDIT, organisation, path)
    )


@require_POST
@page(permissions.COURSE_CHANGE)
def step_change(request: TenantRequest, organisation: str, path: str, step: str) -> HttpResponse:
    """Elective or not, and its days."""
    found = paths.get_step(paths.get_path(path), step)
    form = StepForm(request.POST)
    if not form.is_valid():
        return refused(request, form, EDIT, organisation, path)
    editing.change_step(found, form.settings(), by=request.actor, now=timezone.now())
    return redirect(f"{reverse(EDIT, args=[organisation, path])}#step-{step}")


@require_POST
@page(permissions.COURSE_CHANGE)
def step_move(request: TenantRequest, organisation: str, path: str, step: str) -> HttpResponse:
    """A place up or down, or before another."""
    found = paths.get_step(paths.get_path(path), step)
    order = order_of(request)
    editing.move_step(
        found, by=request.actor, now=timezone.now(), step_to=order["step"], before=order["before"]
    )
    return redirect(f"{reverse(EDIT, args=[organisation, path])}#step-{step}")


@require_POST
@page(permissions.COURSE_CHANGE)
def step_remove(request: TenantRequest, organisation: str, path: str, step: str) -> HttpResponse:
    """Out of the path, with the way back at hand."""
    found = paths.get_path(path)
    row = paths.get_step(found, step)
    after = next((each for each in paths.steps_of(found) if each.position > row.position), None)
    editing.remove_step(row, by=request.actor, now=timezone.now())
    told = (
        f"{row.course.public_id}:{after.public_id if after else ''}:{row.days or ''}:{int(row.is_elective)}"
    )
    return redirect(f"{reverse(EDIT, args=[organisation, path])}?undo={told}")


@require_http_methods(["GET", "POST"])
@page(permissions.ENROLMENT_ASSIGN)
def path_people(request: TenantRequest, organisation: str, path: str) -> HttpResponse:
    """Who is on it and how far, and the form that gives it to more."""
    found = paths.get_path(path)
    form = AudienceForm(sent(request), **choices_of(request))
    if request.method == "POST" and form.is_valid():
        by, now = request.actor, timezone.now()
        joined = attempt(form, lambda: assigning.assign(found.pk, form.wish(), by=by, now=now))
        if joined is not None:
            if joined.passed_over:
                told = _("Some courses were full or not published and were left out: %(titles)s.")
                messages.warning(request, told % {"titles": ", ".join(joined.passed_over)})
            return said(request, _("Assigned. They find it under their courses."), PEOPLE, organisation, path)
    return render(request, "courses/path_people.html", _peopled(request, found, form))


@require_POST
@page(permissions.ENROLMENT_ASSIGN)
def member_end(request: TenantRequest, organisation: str, path: str, member: str) -> HttpResponse:
    """Take somebody off the path; courses that were begun stay."""
    row = paths.get_member(paths.get_path(path), member)
    joining.leave(row.pk, by=request.actor, now=timezone.now())
    told = _("%(name)s is off the path. Courses that were begun stay.") % {"name": row.user.label}
    return said(request, told, PEOPLE, organisation, path)


@require_POST
@page(permissions.ENROLMENT_ASSIGN)
def assignment_end(request: TenantRequest, organisation: str, path: str, assignment: str) -> HttpResponse:
    """Nobody new gets the path by this rule."""
    row = paths.get_assignment(paths.get_path(path), assignment)
    assigning.take_back(row, by=request.actor, now=timezone.now())
    return said(request, _("Taken back. Who is on the path stays on it."), PEOPLE, organisation, path)


def _done(request: TenantRequest, public_id: str, verb: Any, told: str, **options: Any) -> HttpResponse:
    """Do it and say so, or say why not."""
    found = paths.get_path(public_id)
    slug = request.organisation.slug
    try:
        verb(found.pk, by=request.actor, **options)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect(EDIT, slug, public_id)
    return said(request, told, EDIT, slug, public_id)


def _shown(request: TenantRequest, path: Path, *, active: str) -> dict[str, Any]:
    """What every page of a path's author shows."""
    pages = [("edit", EDIT, _("Courses")), ("settings", "courses:path-settings", _("Settings"))]
    if request.actor.can(permissions.ENROLMENT_ASSIGN):
        pages.append(("people", PEOPLE, _("People")))
    slug = request.organisation.slug
    return {
        "path": path,
        "tabs": [
            {"label": label, "url": reverse(view, args=[slug, path.public_id]), "active": name == active}
            for name, view, label in pages
        ],
        "can_publish": request.actor.can(permissions.COURSE_PUBLISH),
    }


def _edited(request: TenantRequest, path: Path) -> dict[str, Any]:
    steps = paths.steps_of(path)
    return {
        **_shown(request, path, active="edit"),
        "steps": [(step, step.course.is_live) for step in steps],
        "electives": sum(step.is_elective for step in steps),
        "form": AddForm(courses=paths.courses_to_add(path)),
        "undo": _undo(request),
    }


def _undo(request: TenantRequest) -> dict[str, str]:
    """What a removed course was, so that a button puts it back."""
    parts = request.GET.get("undo", "").split(":")
    if len(parts) != 4 or not all(part == "" or (part.isalnum() and part.isascii()) for part in parts):
        return {}
    course, before, days, is_elective = parts
    return {
        "course": course[:16],
        "before": before[:16],
        "days": days[:3],
        "is_elective": "1" if is_elective == "1" else "",
    }


def _peopled(request: TenantRequest, path: Path, form: AudienceForm) -> dict[str, Any]:
    rows = keyset.page(
        paths.members_query(path),
        ordering=("-joined_at", "-id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"path-people:{path.public_id}",
    )
    roles = dict(form.fields["role"].choices)  # type: ignore[attr-defined]
    return {
        **_shown(request, path, active="people"),
        "form": form,
        "page": rows,
        "lines": paths.members_with_journeys(path, rows.rows),
        "today": timezone.localdate(),
        "assignments": [
            {"row": row, "role": roles.get(row.role, row.role)} for row in paths.assignments_of(path)
        ],
    }
