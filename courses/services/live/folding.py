"""One bell for many invitations: somebody who comes onto a path, into a course with several dates, or is asked to a series hears once.

Each invitation has a mail of its own all the same: a calendar takes one class at a time.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import Booking, Enrolment
from courses.terms import Source

_BY_COMING: Final = timedelta(hours=1)  # asked so soon after they came in, they were asked because they did


@dataclass(frozen=True, kw_only=True)
class Bell:
    """What the bell says. The same `key` rings once."""

    title: str
    body: str
    key: str


def bell_of(found: Booking) -> Bell | None:
    """The one bell for this invitation and others, None where it stands alone. At most two queries."""
    came = _came_by_path(found)
    if came is not None:
        return Bell(
            title=_("Live classes of your learning path"),
            body=_("You are asked to the live classes of its courses. Say whether you come."),
            key=f"classes:path:{came.enrolled_at.timestamp():.0f}",
        )
    rows = Booking.objects.present().filter(user_id=found.user_id, asked_at=found.asked_at)
    course = found.live_class.course
    rows = rows.filter(live_class__course=course) if course else rows.filter(live_class__course__isnull=True)
    count = rows.count()
    if count < 2:
        return None
    told = {"count": count, "title": course.title if course else found.live_class.title}
    return Bell(
        title=ngettext("%(count)d live class: %(title)s", "%(count)d live classes: %(title)s", count) % told,
        body=_("Say for each whether you come."),
        key=f"classes:{found.live_class.course_id or found.live_class.series}:{found.asked_at.timestamp():.0f}",
    )


def _came_by_path(found: Booking) -> Enrolment | None:
    """Their place in the course of the class, where a path gave it to them just before they were asked."""
    if found.live_class.course_id is None:
        return None
    mine = Enrolment.objects.current().filter(
        user_id=found.user_id,
        course_id=found.live_class.course_id,
        source=Source.PATH,
        enrolled_at__range=(found.asked_at - _BY_COMING, found.asked_at),
    )
    return mine.order_by("pk").first()
