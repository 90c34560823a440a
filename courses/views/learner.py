"""One learner of a course, as a trainer sees them: their days, what is open to them; and who is on the way in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from courses import permissions
from courses.forms.social import ChapterOpeningForm, DueForm, InviteForm, OpeningForm
from courses.models import Enrolment
from courses.selectors import drafts, learners, learning, releases
from courses.selectors import waiting as waiting_selectors
from courses.services import inviting, outline, releasing, reminding, waiting
from courses.views import screens
from courses.views.answers import attempt, first_error, refused, said, sent
from synthai.core.access import TenantRequest, page
from synthai.core.errors import DomainError

LEARNER, LEARNERS = "courses:learner", "courses:learners"


@require_http_methods(["GET", "POST"])
@page(permissions.ENROLMENT_ASSIGN)
def learner(request: TenantRequest, organisation: str, course: str, learner: str) -> HttpResponse:
    """How far somebody is, when lessons open for them, and the day they have to finish by."""
    found = drafts.get_course(course)
    row = learners.get_enrolment(found, learner)
    form = DueForm(sent(request), enrolment=row)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: _due(request, row, form)) is not None:
        return said(request, _("Saved."), LEARNER, organisation, course, learner)
    context = {**screens.course(request, found, active="people"), **_learner(row), "form": form}
    return render(request, "courses/learner.html", context)


def _due(request: TenantRequest, row: Enrolment, form: DueForm) -> Enrolment:
    due_on = form.cleaned_data["due_on"]
    return releasing.set_due(row.pk, due_on=due_on, by=request.actor, now=timezone.now())


def _learner(row: Enrolment) -> dict[str, Any]:
    study = learning.study_of(row, today=timezone.localdate())
    own = releases.own_days([row.pk]).get(row.pk, {})
    return {"enrolment": row, "study": study, "own": own, "today": timezone.localdate()}


@require_POST
@page(permissions.ENROLMENT_ASSIGN)
def opening(request: TenantRequest, organisation: str, course: str, learner: str) -> HttpResponse:
    """A lesson opens for somebody now, on a day, or as the course says."""
    row = learners.get_enrolment(drafts.get_course(course), learner)
    form, ids = OpeningForm(request.POST), (organisation, course, learner)
    if form.is_valid() and attempt(form, lambda: _opened(request, row, form)):
        return said(request, _("Saved."), LEARNER, *ids)
    return refused(request, form, LEARNER, *ids)


def _opened(request: TenantRequest, row: Enrolment, form: OpeningForm) -> bool:
    given = form.cleaned_data
    if given["way"] == "course":
        releasing.forget_opening(row.pk, given["lesson"], by=request.actor)
    else:
        day = given["opens_on"] if given["way"] == "day" else None
        by, now = request.actor, timezone.now()
        releasing.set_opening(row.pk, given["lesson"], opens_on=day, by=by, now=now)
    return True


@require_POST
@page(permissions.ENROLMENT_ASSIGN)
def remind(request: TenantRequest, organisation: str) -> HttpResponse:
    """Remind somebody of a course, from the table of people or from the course's list."""
    back = redirect("courses:people", organisation)
    try:
        row = learners.get_any_enrolment(request.POST.get("learner", "")[:16])
        if request.POST.get("from") == "course":
            back = redirect(LEARNERS, organisation, row.course.public_id)
        reminding.remind(row.pk, by=request.actor, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is reminded.") % {"name": row.user.label})
    return back


@require_POST
@page(permissions.COURSE_CHANGE)
def chapter_opening(request: TenantRequest, organisation: str, course: str, chapter: str) -> HttpResponse:
    """When the lessons of a chapter open."""
    found = drafts.get_chapter(drafts.get_course(course), chapter)
    form, ids = ChapterOpeningForm(request.POST, chapter=found), (organisation, course)
    if form.is_valid():
        by, now = request.actor, timezone.now()
        outline.set_chapter_opening(found, **form.cleaned_data, by=by, now=now)
        return said(request, _("Saved. It counts from the next version."), "courses:write-contents", *ids)
    return refused(request, form, "courses:write-contents", *ids)


@require_POST
@page(permissions.ENROLMENT_ASSIGN)
def invite(request: TenantRequest, organisation: str, course: str) -> HttpResponse:
    """Invite somebody into the organisation and the course at once."""
    found = drafts.get_course(course)
    form = InviteForm(request.POST, roles=invite_roles())
    if form.is_valid():
        guest, by, now = form.guest(), request.actor, timezone.now()
        if attempt(form, lambda: inviting.invite(found.pk, guest, by=by, now=now)) is not None:
            told = _("Invited. The course is theirs as soon as they join.")
            return said(request, told, LEARNERS, organisation, course)
    messages.error(request, first_error(form))
    return redirect(LEARNERS, organisation, course)


@require_POST
@page(permissions.ENROLMENT_ASSIGN)
def invited_end(request: TenantRequest, organisation: str, course: str, invited: str) -> HttpResponse:
    """The course no longer waits for whoever was invited."""
    row = waiting_selectors.get_invited(drafts.get_course(course), invited)
    inviting.withdraw(row, by=request.actor, now=timezone.now())
    told = _("Taken back. The invitation into your team stays.")
    return said(request, told, LEARNERS, organisation, course)


@require_POST
@page(permissions.ENROLMENT_ASSIGN)
def waiting_end(request: TenantRequest, organisation: str, course: str, waiter: str) -> HttpResponse:
    """Somebody need not wait any more."""
    row = waiting_selectors.get_waiting(drafts.get_course(course), waiter)
    waiting.send_away(row, by=request.actor, now=timezone.now())
    told = _("%(name)s no longer waits. Assign the course again to change that.") % {"name": row.user.label}
    return said(request, told, LEARNERS, organisation, course)


def invite_roles() -> list[tuple[str, Any]]:
    """The roles that an invited learner may get here; more is for the page of the team."""
    return [("viewer", _("Viewer")), ("member", _("Member"))]
