"""Courses as learners take them: the list, a course, a lesson, and what they did."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import permissions
from courses.engine.outline import OutlineLesson
from courses.models import Certificate, LiveClass
from courses.refusals import NotInCourse
from courses.selectors import certificates, learning, live, paths, selling, talk
from courses.selectors.learning import Study
from courses.services import enrolments, progress
from courses.services.happenings import Happened
from courses.terms import EnrolmentState
from courses.views import beside, shown
from courses.views.answers import said
from synthai.core.access import TenantRequest, page, signed_in_id


@require_GET
@page(permissions.COURSE_VIEW)
def mine(request: TenantRequest, organisation: str) -> HttpResponse:
    """What one takes, what is due, and what one could start."""
    is_guest = getattr(request, "is_guest", False)
    taken = learning.mine(signed_in_id(request))
    context = {
        "enrolments": selling.only_bought(taken, signed_in_id(request)) if is_guest else taken,
        "offered": [] if is_guest else learning.offered(signed_in_id(request)),
        "paths": [] if is_guest else paths.mine(signed_in_id(request)),
        "today": timezone.localdate(),
        "can_write": request.actor.can(permissions.COURSE_CHANGE),
    }
    return render(request, "courses/mine.html", context)


@require_GET
@page(permissions.COURSE_VIEW)
def course(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """A course: its lessons, how far one is, where to go on."""
    study, rated = talk.rated_study(course, request.actor.user_id)
    context = {
        "study": study,
        "reviews": rated,
        "classes": _classes(study),
        "certificate": _certificate(study),
        "today": timezone.localdate(),
        "can_write": request.actor.can(permissions.COURSE_CHANGE),
        "can_learn": request.actor.can(permissions.COURSE_LEARN),
        "user_topic": shown.topic_of(request),
    }
    return render(request, "courses/course.html", context)


@require_POST
@page(permissions.COURSE_LEARN)
def start(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Begin a course, and go to its first lesson."""
    study = learning.get_study(course, request.actor.user_id)
    enrolments.start(study.course.pk, by=request.actor, now=timezone.now())
    return redirect("courses:course-go-on", organisation, course)


@require_GET
@page(permissions.COURSE_LEARN, is_part=True)
def go_on(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """To the lesson where one stopped; to the course when nothing is left."""
    study = learning.get_study(course, request.actor.user_id)
    if not study.is_in or not study.next_key:
        return redirect("courses:course", organisation, course)
    return redirect("courses:lesson", organisation, course, study.next_key)


@require_POST
@page(permissions.COURSE_LEARN)
def leave(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Leave a course; what was done is kept."""
    study = _own(request, course)
    assert study.enrolment is not None  # noqa: S101 - _own raised otherwise
    enrolments.leave(study.enrolment.pk, by=request.actor, now=timezone.now())
    told = _("You have left “%(title)s”. Start it again and you go on where you were.") % {
        "title": study.title
    }
    return said(request, told, "courses:mine", organisation)


@require_POST
@page(permissions.COURSE_LEARN)
def move(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Go on in the newest version."""
    study = _own(request, course)
    assert study.enrolment is not None  # noqa: S101 - _own raised otherwise
    enrolments.move_to_newest(study.enrolment.pk, by=request.actor, now=timezone.now())
    told = _("You are on the newest version. What you have done stays done.")
    return said(request, told, "courses:course", organisation, course)


@require_GET
@page(permissions.COURSE_VIEW)
def lesson(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """A lesson; who is in the course is noted to be in it, so that every device goes on from here."""
    study = learning.get_study(course, request.actor.user_id)
    row = learning.readable(study, lesson)
    if study.is_in and request.actor.can(permissions.COURSE_LEARN) and not request.htmx:
        _note(request, study, row, "opened")  # a tab that refreshes itself is nobody who opens a lesson
    context = shown.lesson(request, study, row, learning.blocks_of(study, row))
    context |= beside.lesson(request, study, row, context["blocks"])
    return shown.framed(render(request, "courses/lesson.html", {**context, "event_id": uuid4()}))


@require_POST
@page(permissions.COURSE_LEARN)
def done(request: TenantRequest, organisation: str, course: str, lesson: str) -> HttpResponse:
    """Read to the end: on to the next lesson, or why it is not done yet."""
    study = _own(request, course)
    row = learning.readable(study, lesson)
    _note(request, study, row, "viewed")
    study = learning.get_study(course, request.actor.user_id)
    if not study.is_done(row.key):
        messages.warning(request, f"{shown.rule_words(row)} {shown.so_far(study, row)}".strip())
        return redirect("courses:lesson", organisation, course, lesson)
    _before, after = study.outline.neighbours(row.key)
    if after is None or not study.may_open(after) or study.enrolment is None or study.enrolment.completed_at:
        return redirect("courses:course", organisation, course)
    return redirect("courses:lesson", organisation, course, after.key)


def _own(request: TenantRequest, course: str) -> Study:
    study = learning.get_study(course, request.actor.user_id)
    if not study.is_in:
        raise NotInCourse
    return study


def _note(request: TenantRequest, study: Study, row: OutlineLesson, kind: str) -> None:
    if study.enrolment is None:
        return
    told = Happened(
        enrolment=study.enrolment.public_id,
        lesson=row.key,
        kind="viewed" if kind == "viewed" else "opened",
        event_id=_event_id(request) if kind == "viewed" else None,
    )
    progress.take([told], by=request.actor, now=timezone.now())


def _event_id(request: TenantRequest) -> UUID | None:
    """The id that the form carries: a form sent twice counts once."""
    try:
        return UUID(request.POST.get("event_id", ""))
    except ValueError:
        return None


def _certificate(study: Study) -> Certificate | None:
    """What one got for the course. One query where it is done."""
    enrolment = study.enrolment
    if enrolment is None or enrolment.state != EnrolmentState.DONE:
        return None
    return certificates.present_of(study.course.pk, user_id=enrolment.user_id)


def _classes(study: Study) -> list[LiveClass]:
    """The next live classes of a course, for who is in it. One query where it has any."""
    if not study.is_in or not study.has_classes:
        return []
    return live.of_course(study.course.pk, now=timezone.now())
