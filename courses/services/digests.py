"""Monday's summary of courses, to who may see everybody's progress."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import selectors as people
from courses import permissions
from courses.selectors import digest as selectors
from courses.selectors.digest import Digest, Part
from notifications.services import inbox


def tell(organisation_id: int, *, now: datetime) -> int:
    """Tell managers what is overdue, due, done, and ending. Nothing to say: nothing is sent. Needs the tenant.

    Idempotent by week and person. Returns how many were told now.
    """
    today = timezone.localdate(now)
    found = selectors.digest(organisation_id, today=today)
    if found.is_empty:
        return 0
    year, week, _day = today.isocalendar()
    return inbox.notify(
        "courses.digest",
        people.member_ids_holding(organisation_id, permissions.PROGRESS_VIEW),
        title=_title(found),
        body=_body(found),
        url=reverse("courses:people", args=[people.slug_of(organisation_id)]),
        organisation_id=organisation_id,
        key=f"courses:digest:{organisation_id}:{year}-{week}",
    )


def _title(found: Digest) -> str:
    told = {"overdue": found.overdue.count, "due": found.due.count, "done": found.done.count}
    return _("Courses this week: %(overdue)d overdue, %(due)d due, %(done)d done") % told


def _body(found: Digest) -> str:
    parts = [
        (_("Overdue"), found.overdue),
        (_("Due this week"), found.due),
        (_("Done last week"), found.done),
        (_("Certificates that end within 60 days"), found.ending),
        (_("Hand-ins that wait to be marked"), found.to_mark),
        (_("Questions that wait for an answer"), found.questions),
    ]
    return "\n\n".join(_listed(title, part) for title, part in parts if part.count)


def _listed(title: str, part: Part) -> str:
    more = part.count - len(part.lines)
    rest = ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more} if more else ""
    return "\n".join([f"{title}:", *(f"- {line}" for line in part.lines), *([rest] if rest else [])])
