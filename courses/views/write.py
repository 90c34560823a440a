"""Courses as their authors keep them: the list, a new one, its contents and settings, copies and archives."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from courses import permissions
from courses.forms.writing import CourseForm, CourseSettingsForm, FolderForm
from courses.selectors import drafts
from courses.services import copying, courses, exporting, folders
from courses.views import screens
from courses.views.answers import attempt, said, sent
from synthai.core import keyset
from synthai.core.access import TenantRequest, page
from synthai.core.files import refuse_if_too_large

PAGE_SIZE = 50


@require_GET
@page(permissions.COURSE_CHANGE)
def course_list(request: TenantRequest, organisation: str) -> HttpResponse:
    """Every course of the organisation, drafts included."""
    away = request.GET.get("shelf") == "away"
    rows = keyset.page(
        drafts.courses_to_write(put_away=away),
        ordering=("title", "id"),
        size=PAGE_SIZE,
        cursor=request.GET.get("cursor"),
        scope=f"courses:{away}",
    )
    changed = {row.pk for row in rows.rows if screens.has_changes(row)}
    return render(request, "courses/write_list.html", {"page": rows, "away": away, "changed": changed})


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_CHANGE)
def course_create(request: TenantRequest, organisation: str) -> HttpResponse:
    """Begin a course."""
    form = CourseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: courses.create(**form.cleaned_data, by=request.actor, now=timezone.now())
        )
        if made is not None:
            return redirect("courses:write-contents", organisation, made.public_id)
    return render(request, "courses/write_create.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_CHANGE)
def course_import(request: TenantRequest, organisation: str) -> HttpResponse:
    """A course out of an archive of Markdown and media."""
    form = FolderForm(sent(request), request.FILES or None)
    if request.method == "POST":
        refuse_if_too_large(request)
    if request.method == "POST" and form.is_valid():
        found = attempt(form, lambda: _brought(request, form))
        if found is not None:
            told = " ".join([_("The course is in."), *_about_quizzes(found), *found.findings[:10]])
            return said(request, told, "courses:write-contents", organisation, found.course.public_id)
    return render(request, "courses/write_import.html", {"form": form})


def _brought(request: TenantRequest, form: FolderForm) -> folders.Brought:
    return folders.bring_in(form.cleaned_data["file"], by=request.actor, now=timezone.now())


def _about_quizzes(found: folders.Brought) -> list[str]:
    if not found.quizzes:
        return []
    titles = ", ".join(f"“{quiz.title}”" for quiz in found.quizzes[:10])
    return [
        _("Its quizzes are drafts: publish them before the course. They are %(titles)s.") % {"titles": titles}
    ]


@require_GET
@page(permissions.COURSE_CHANGE)
def course_export(request: TenantRequest, organisation: str, course: str) -> FileResponse:
    """The draft as an archive."""
    found = drafts.get_course(course)
    name = f"{slugify(found.title) or 'course'}.zip"
    return FileResponse(exporting.export(found, by=request.actor), as_attachment=True, filename=name)


@require_GET
@page(permissions.COURSE_CHANGE)
def contents(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Chapters and lessons, to be put in order."""
    context = screens.contents(request, drafts.get_course(course))
    return render(request, "courses/write_contents.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_CHANGE)
def settings(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """How a course is called and taken."""
    found = drafts.get_course(course)
    form = CourseSettingsForm(sent(request), course=found, **_others(found))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: _changed(request, found.pk, form))
    ):
        return said(request, _("Settings saved."), "courses:write-settings", organisation, course)
    context = {**screens.course(request, found, active="settings"), "form": form}
    return render(request, "courses/write_settings.html", context)


def _others(course: Any) -> dict[str, Any]:
    return {
        "others": list(drafts.courses_to_write()[:200]),
        "needed": [needed.pk for needed in drafts.needs_of(course)],
    }


def _changed(request: TenantRequest, course_id: int, form: CourseSettingsForm) -> Any:
    version = form.cleaned_data["version"] or None
    return courses.change(course_id, form.settings(), by=request.actor, now=timezone.now(), version=version)


@require_POST
@page(permissions.COURSE_PUBLISH)
def put_away(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Out of every list; the page says how to bring it back."""
    found = courses.put_away(drafts.get_course(course).pk, by=request.actor, now=timezone.now())
    told = _("“%(title)s” was put away. Nobody sees it any more.") % {"title": found.title}
    return said(request, told, "courses:write-contents", organisation, course)


@require_POST
@page(permissions.COURSE_PUBLISH)
def bring_back(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Undo putting away."""
    found = courses.bring_back(drafts.get_course(course).pk, by=request.actor)
    told = _("“%(title)s” is back.") % {"title": found.title}
    return said(request, told, "courses:write-contents", organisation, course)


@require_POST
@page(permissions.COURSE_CHANGE)
def duplicate(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """A draft like this one's."""
    made = copying.duplicate(drafts.get_course(course).pk, by=request.actor, now=timezone.now())
    told = _("This is the copy. Give it a name of its own in its settings.")
    return said(request, told, "courses:write-contents", organisation, made.public_id)
