"""Assignments as learners work at them: every step a plain form post; scripts only save sooner."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses import permissions
from courses.forms.handins import WorkForm
from courses.forms.writing import FileForm
from courses.handin_refusals import CannotTakeBack, DueOver
from courses.selectors import handins
from courses.selectors.handins import Bench, Place
from courses.services.handins import uploads, working
from courses.views import handin_screens as screens
from courses.views.answers import attempt, first_error, said
from synthai.core import files
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError, PreconditionFailed
from synthai.core.files import refuse_if_too_large
from synthai.core.ranges import ranged

PAGE = "courses:assignment"


@never_cache
@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_LEARN)
def assignment(
    request: TenantRequest, organisation: str, course: str, lesson: str, block: str
) -> HttpResponse:
    """What is asked, one's work, and what was said about it; a post keeps the draft or hands it in."""
    place = Place(course=course, lesson=lesson, block=block)
    bench = handins.get_bench(place, request.actor.user_id)
    form = screens.work_form(bench, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return _posted(request, bench, form)
    if request.htmx:
        return render(request, "courses/assignment.html#standing", screens.bench(request, bench, form))
    return render(request, "courses/assignment.html", screens.bench(request, bench, form))


def _posted(request: TenantRequest, bench: Bench, form: WorkForm) -> HttpResponse:
    hands_in = request.POST.get("do") == "hand_in"
    done, is_overtaken = _tried(request, bench, form, hands_in=hands_in)
    if request.htmx and not hands_in:
        return _saved(request, bench, form)
    if done is None:
        fresh = handins.get_bench(bench.place, request.actor.user_id)
        context = {**screens.bench(request, fresh, form), "is_overtaken": is_overtaken}
        if not context["may_write"]:  # there is no form to say it on: nothing that was typed is swallowed
            messages.error(request, first_error(form))
            context["unsent"] = request.POST.get("text", "")
        return render(request, "courses/assignment.html", context)
    told = (
        _("Handed in. You are told when it is marked.")
        if hands_in
        else _("Saved. Hand it in when it is ready.")
    )
    return said(request, told, PAGE, *_address(request, bench.place))


def _tried(request: TenantRequest, bench: Bench, form: WorkForm, *, hands_in: bool) -> tuple[Any, bool]:
    """What came of it, and whether another device wrote in between: then the page shows both, and the next press decides."""
    overtaken: list[bool] = []

    def work() -> Any:
        try:
            return _handed_in(request, bench, form) if hands_in else _kept(request, bench, form)
        except PreconditionFailed:
            overtaken.append(True)
            raise

    return (attempt(form, work) if form.is_valid() else None), bool(overtaken)


def _kept(request: TenantRequest, bench: Bench, form: WorkForm) -> Any:
    expected = form.cleaned_data["version"] or None
    return working.save(bench.place, form.work(), by=request.actor, now=timezone.now(), expected=expected)


def _handed_in(request: TenantRequest, bench: Bench, form: WorkForm) -> Any:
    return working.hand_in(
        bench.place,
        by=request.actor,
        now=timezone.now(),
        work=form.work(),
        number=form.cleaned_data["number"],
        expected=form.cleaned_data["version"] or None,
    )


def _saved(request: TenantRequest, bench: Bench, form: WorkForm) -> HttpResponse:
    fresh = handins.get_bench(bench.place, request.actor.user_id)
    context = {"error": first_error(form), "now": timezone.now(), **screens.versions(fresh)}
    return render(request, "courses/assignment_saved.html", context)


@require_POST
@page(permissions.COURSE_LEARN)
def assignment_file(
    request: TenantRequest, organisation: str, course: str, lesson: str, block: str
) -> HttpResponse:
    """Add files to the draft, one or several; each that cannot be used is named with its reason."""
    place = Place(course=course, lesson=lesson, block=block)
    handins.get_bench(place, request.actor.user_id)
    refuse_if_too_large(request)
    given = request.FILES.getlist("file")
    if not given:
        messages.error(request, first_error(FileForm(request.POST, request.FILES)))
    kept = sum(_taken(request, place, file) for file in given)
    if kept:
        messages.success(request, _("The file is in.") if kept == 1 else _("The files are in."))
    return screens.to_assignment(request, place, at="#files")


def _taken(request: TenantRequest, place: Place, file: Any) -> bool:
    try:
        uploads.keep(place, file, name=file.name, by=request.actor, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, f"{file.name}: {refusal}")
        return False
    return True


@require_POST
@page(permissions.COURSE_LEARN)
def assignment_file_remove(
    request: TenantRequest, organisation: str, course: str, lesson: str, block: str, file: str
) -> HttpResponse:
    """Take a file out of the draft."""
    place = Place(course=course, lesson=lesson, block=block)
    uploads.remove(place, file, by=request.actor, now=timezone.now())
    messages.success(request, _("The file is out."))
    return screens.to_assignment(request, place, at="#files")


@require_POST
@page(permissions.COURSE_LEARN)
def assignment_take_back(
    request: TenantRequest, organisation: str, course: str, lesson: str, block: str
) -> HttpResponse:
    """Make what was handed in a draft again."""
    place = Place(course=course, lesson=lesson, block=block)
    try:
        working.take_back(place, by=request.actor, now=timezone.now())
    except (CannotTakeBack, DueOver) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It is yours again. Hand it in when it is ready."))
    return screens.to_assignment(request, place)


@require_safe
@page(permissions.COURSE_VIEW, is_part=True)
def submission_file(request: TenantRequest, organisation: str, file: str, size: str) -> HttpResponseBase:
    """A file for whose it is and for who marks: always to be saved, never run by a browser."""
    row = handins.get_file(file)
    is_own = row.submission.user_id == request.actor.user_id
    may_mark = request.actor.can(permissions.SUBMISSION_MARK) and not row.submission.is_draft
    if not is_own and not may_mark:
        raise Http404
    is_small = size == "small" and bool(row.small_path)
    try:
        content = files.open_file(row.small_path if is_small else row.path)
    except FileNotFoundError as error:
        raise Http404 from error
    length = row.small_size if is_small else row.size
    return screens.served(ranged(request, content, size=length, content_type=row.content_type), row.name)


def _address(request: TenantRequest, place: Place) -> tuple[str, ...]:
    return (request.organisation.slug, place.course, place.lesson, place.block)
