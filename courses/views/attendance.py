"""Who comes to a class and who was there: the trainer's list, the code, a report, and the learner's check-in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import selectors as people_of
from courses import permissions
from courses.engine.live import codes
from courses.engine.live.reports import MOST_BYTES
from courses.forms.classes import AskForm, CheckInForm, ReportForm
from courses.live_refusals import TooManyTries
from courses.live_terms import Attendance
from courses.models import LiveClass
from courses.selectors import live
from courses.services import compliance
from courses.services.live import attendance, booking
from courses.services.live.telling import when
from courses.views.answers import attempt, said, sent
from courses.views.classes import DETAIL
from courses.views.tries import may_try_code
from synthai.core.access import TenantRequest, page
from synthai.core.design import qr
from synthai.core.errors import DomainError

PEOPLE = "courses:class-people"


@require_GET
@page(permissions.COURSE_LEARN)
def people(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """Everybody who was asked, with buttons for who is there."""
    found = live.get_class_to_lead(live_class, request.actor)
    return render(request, "courses/class_people.html", _people(request, found))


@require_POST
@page(permissions.COURSE_LEARN)
def ask(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """Ask people to come."""
    found = live.get_class_to_lead(live_class, request.actor)
    form = AskForm(request.POST, people=_team(request))
    by, now = request.actor, timezone.now()
    made = None
    if form.is_valid():
        made = attempt(form, lambda: booking.ask(found.pk, form.cleaned_data["people"], by=by, now=now))
    if made is None:
        return render(request, "courses/class_people.html", _people(request, found, form))
    told = ngettext("%(count)d person is asked.", "%(count)d people are asked.", len(made))
    return said(request, told % {"count": len(made)}, PEOPLE, organisation, live_class)


@require_POST
@page(permissions.COURSE_LEARN)
def mark(request: TenantRequest, organisation: str, live_class: str, booking: str) -> HttpResponse:
    """Present, late, absent, excused; the same again takes it back."""
    found = live.get_class_to_lead(live_class, request.actor)
    row = live.get_booking(found, booking)
    told = request.POST.get("attendance", "")
    wanted = told if told in Attendance.values and told != row.attendance else ""
    try:
        row = attendance.mark(row.pk, wanted, by=request.actor, now=timezone.now())
    except DomainError as refusal:
        return _refused(request, refusal, live_class)
    if request.htmx:
        context = {"row": row, "live_class": found, "choices": Attendance.choices}
        return render(request, "courses/class_person.html", context)
    return redirect(f"{reverse(PEOPLE, args=[organisation, live_class])}#person-{row.public_id}")


@require_POST
@page(permissions.COURSE_LEARN)
def take_out(request: TenantRequest, organisation: str, live_class: str, booking: str) -> HttpResponse:
    """Out of the class, with the way back at hand."""
    found = live.get_class_to_lead(live_class, request.actor)
    _change_place(request, found, booking, is_out=True)
    return redirect(f"{reverse(PEOPLE, args=[organisation, live_class])}?undo={booking}")


@require_POST
@page(permissions.COURSE_LEARN)
def put_back(request: TenantRequest, organisation: str, live_class: str, booking: str) -> HttpResponse:
    """Undo."""
    found = live.get_class_to_lead(live_class, request.actor)
    _change_place(request, found, booking, is_out=False)
    return redirect(PEOPLE, organisation, live_class)


@require_GET
@page(permissions.COURSE_LEARN)
def file(request: TenantRequest, organisation: str, live_class: str) -> FileResponse:
    """Attendance as CSV."""
    found = live.get_class_to_lead(live_class, request.actor)
    content = compliance.attendance_file(found, by=request.actor)
    name = f"attendance-{found.local_start:%Y-%m-%d}-{found.public_id}.csv"
    return FileResponse(content, as_attachment=True, filename=name, content_type="text/csv")


@require_GET
@never_cache
@page(permissions.COURSE_LEARN)
def code(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """The code of this half minute, large, and as a QR code; a fragment for HTMX."""
    found, now = live.get_class_to_lead(live_class, request.actor), timezone.now()
    digits = attendance.code_now(found, now=now)
    path = reverse("courses:class-check-in", args=[organisation, live_class])
    address = f"{settings.SITE_URL.rstrip('/')}{path}?code={digits}"
    context = {
        "live_class": found,
        "code": f"{digits[:3]} {digits[3:]}",
        "qr": qr.svg_of(address, label=_("QR code to check in")),
        "seconds": codes.seconds_left(now),
        "present": sum(row.was_there for row in live.people_of(found)),
    }
    template = "courses/class_code.html"
    return render(request, f"{template}#code" if request.htmx else template, context)


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_LEARN)
def check_in(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """Type or scan the code that is shown in the class. Looking at the page changes nothing."""
    found = live.get_class(live_class, request.actor)
    form = CheckInForm(sent(request), initial={"code": request.GET.get("code", "")[:12]})
    if request.method == "POST" and form.is_valid() and _may_try(request, form):
        digits, by, now = form.cleaned_data["code"], request.actor, timezone.now()
        mine = attempt(form, lambda: attendance.check_in(found.pk, digits, by=by, now=now))
        if mine is not None:
            told = _("You are checked in: %(how)s.") % {"how": mine.get_attendance_display()}
            return said(request, told, DETAIL, organisation, live_class)
    context = {"form": form, "live_class": found, "when": when(found)}
    return render(request, "courses/class_check_in.html", context)


@require_http_methods(["GET", "POST"])
@page(permissions.COURSE_LEARN)
def report(request: TenantRequest, organisation: str, live_class: str) -> HttpResponse:
    """Attendance from a report of Zoom, Teams or Meet; who could not be matched is listed."""
    found = live.get_class_to_lead(live_class, request.actor)
    form = ReportForm(sent(request), request.FILES or None)
    outcome = None
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read(MOST_BYTES + 1)
        minutes, by, now = form.cleaned_data["minutes"], request.actor, timezone.now()
        outcome = attempt(
            form, lambda: attendance.take_report(found.pk, content, minutes=minutes, by=by, now=now)
        )
    return render(
        request, "courses/class_report.html", {"form": form, "live_class": found, "outcome": outcome}
    )


def _people(request: TenantRequest, found: LiveClass, form: AskForm | None = None) -> dict[str, Any]:
    rows = live.people_of(found)
    known = {row.user_id for row in rows}
    team = [(key, label) for key, label in _team(request) if key not in known]
    undo = request.GET.get("undo", "")
    return {
        "live_class": found,
        "when": when(found),
        "rows": rows,
        "choices": Attendance.choices,
        "form": form or AskForm(people=team),
        "undo": undo if undo.isalnum() and len(undo) == 16 else "",
        "counts": {
            "placed": sum(row.has_place for row in rows),
            "waiting": sum(row.is_waiting for row in rows),
            "present": sum(row.was_there for row in rows),
        },
        "is_over": found.is_over(timezone.now()),
    }


def _team(request: TenantRequest) -> list[tuple[int, str]]:
    return [(row.user_id, row.user.label) for row in people_of.members(request.organisation.pk)]


def _change_place(request: TenantRequest, found: LiveClass, public_id: str, *, is_out: bool) -> None:
    row = live.get_booking(found, public_id)
    verb = booking.take_out if is_out else booking.put_back
    try:
        verb(row.pk, by=request.actor, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))


def _refused(request: TenantRequest, refusal: DomainError, live_class: str) -> HttpResponse:
    """Say why on the whole page, also when a part of it was asked for."""
    messages.error(request, str(refusal))
    response = redirect(PEOPLE, request.organisation.slug, live_class)
    return HttpResponse(headers={"HX-Redirect": response.url}) if request.htmx else response


def _may_try(request: TenantRequest, form: CheckInForm) -> bool:
    """Whether one may try a code once more."""
    actor = request.actor
    if may_try_code(request, organisation_id=request.organisation.pk, user_id=actor.user_id):
        return True
    form.add_error("code", str(TooManyTries()))
    return False
