"""What an organisation's first page shows of courses: what one has to learn, the most pressing first."""

from django.utils import timezone

from courses import permissions
from courses.selectors import learning
from courses.terms import EnrolmentState
from synthai.core import dashboard
from synthai.core.access import Actor

SHOWN = 3


def offer() -> None:
    """Let the first page show it."""
    dashboard.panel("courses.mine", courses_panel, order=20)


def courses_panel(actor: Actor) -> dashboard.Panel | None:
    """The courses one is in the middle of; None for who takes none. One query."""
    if actor.user_id is None or not actor.can(permissions.COURSE_LEARN):
        return None
    rows = [row for row in learning.mine(actor.user_id) if row.state == EnrolmentState.ACTIVE]
    if not rows:
        return None
    context = {
        "enrolments": rows[:SHOWN],
        "more": max(len(rows) - SHOWN, 0),
        "today": timezone.localdate(),
    }
    return dashboard.Panel(key="courses.mine", template="courses/dashboard_panel.html", context=context)
