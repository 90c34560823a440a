"""Somebody who is no member yet is invited into the organisation and a course at once; the course follows the joining."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts import selectors as people
from accounts.services import invitations
from courses import locks, permissions
from courses.models import InvitedLearner
from courses.refusals import CourseClosed, DueInThePast
from courses.services import waiting
from courses.services.enrolments import Way
from courses.social_refusals import WaitsAlready
from courses.terms import Source
from synthai.core.access import Actor, require
from synthai.core.audit import audit


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Who is invited: an address, the role they get, and the day to finish by."""

    email: str
    role: str = "viewer"
    due_on: date | None = None


@transaction.atomic
def invite(course_id: int, guest: Guest, *, by: Actor, now: datetime) -> InvitedLearner:
    """Invite an address into the organisation with a course. An open invitation takes the course along.

    The invitation is accounts': its mail, its limits and its refusals (AlreadyMember, LimitReached, TooManyInvitations,
    ValidationError for what is no address). Raises NotAllowed, CourseClosed, DueInThePast, WaitsAlready.
    """
    course = locks.lock_course(course_id)
    require(by, permissions.ENROLMENT_ASSIGN)
    if not course.is_live:
        raise CourseClosed
    if guest.due_on is not None and guest.due_on < timezone.localdate(now):
        raise DueInThePast
    invitation = _open_invitation(guest.email)
    if invitation == "":
        sent = invitations.send(guest.email.strip(), role=guest.role, by=by, now=now)
        invitation = sent.public_id
    present = InvitedLearner.objects.open().filter(course_id=course.pk, invitation=invitation)
    if present.exists():
        raise WaitsAlready(email=guest.email.strip())
    made, _is_new = InvitedLearner.objects.update_or_create(
        course=course,
        invitation=invitation,
        defaults={
            "due_on": guest.due_on,
            "invited_by_label": by.label,
            "invited_at": now,
            "ended_at": None,
        },
    )
    audit(course, "courses.course.invited", by=by, changes={"due_on": [None, guest.due_on]})
    return made


@transaction.atomic
def withdraw(row: InvitedLearner, *, by: Actor, now: datetime) -> None:
    """The course no longer waits for whoever was invited; the invitation itself stays. Idempotent. Raises NotAllowed."""
    course = locks.lock_course(row.course_id)
    require(by, permissions.ENROLMENT_ASSIGN)
    if InvitedLearner.objects.open().filter(pk=row.pk).update(ended_at=now):
        audit(course, "courses.course.invited_ended", by=by)


@transaction.atomic
def follow(invitation_id: int, *, now: datetime) -> int:
    """An invitation was accepted or withdrawn: who accepted is in the courses that waited for them. Idempotent.

    Needs the tenant. A course that is full by now lets them wait. A withdrawn invitation that is sent again keeps its courses.
    Returns how many courses are new to them.
    """
    rows = people.invitations_query().filter(pk=invitation_id)
    closed = rows.order_by("pk").values_list("public_id", "accepted_by_id").first()
    if closed is None or closed[1] is None:
        return 0
    public_id, user_id = closed
    came = 0
    for row in InvitedLearner.objects.open().filter(invitation=public_id).order_by("course_id"):
        course = locks.lock_course(row.course_id)
        way = Way(source=Source.ASSIGNED, due_on=waiting.due_day(None, row.due_on, now=now))
        came += waiting.enrol_or_wait(course, user_id, way, now=now)
        InvitedLearner.objects.filter(pk=row.pk).update(ended_at=now)
    return came


def _open_invitation(email: str) -> str:
    """The public id of the open invitation of an address; empty without one."""
    wanted = email.strip().lower()
    return next((row.public_id for row in people.pending_invitations() if row.email.lower() == wanted), "")
