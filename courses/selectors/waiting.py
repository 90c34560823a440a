"""Who is still on the way into a course: those who wait for a place, and those who were invited with it."""

from dataclasses import dataclass

from accounts import selectors as people
from courses.models import Course, InvitedLearner, WaitingPlace
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Invited:
    """An invitation into a course, with the address it was sent to."""

    row: InvitedLearner
    email: str


def waiting_for(course: Course) -> list[WaitingPlace]:
    """Who waits for a place, the first one first. One query."""
    rows = WaitingPlace.objects.open().filter(course_id=course.pk).select_related("user")
    return list(rows.order_by("since", "pk")[:500])


def invited_to(course: Course) -> list[Invited]:
    """Whom the course waits for, as far as their invitations are open. Two queries, one without any."""
    rows = list(InvitedLearner.objects.open().filter(course_id=course.pk).order_by("-pk")[:200])
    if not rows:
        return []
    emails = {each.public_id: each.email for each in people.pending_invitations()}
    return [Invited(row=row, email=emails[row.invitation]) for row in rows if row.invitation in emails]


def get_waiting(course: Course, public_id: str) -> WaitingPlace:
    """One of those who wait, with the person. Raises NotFound."""
    rows = WaitingPlace.objects.filter(course_id=course.pk, public_id=public_id).select_related("user")
    found = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def get_invited(course: Course, public_id: str) -> InvitedLearner:
    """One invitation into a course. Raises NotFound."""
    found = InvitedLearner.objects.filter(course_id=course.pk, public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found
