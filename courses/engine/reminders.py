"""On which day a learner is reminded of what."""

from datetime import date, timedelta
from typing import Final

# Days from today to the due day: each reminder has its day, and may be made up for a little later.
_STAGES: Final = (("week", 7, 5), ("day", 1, 0), ("overdue", -1, -3))


def stage_of(due_on: date, today: date, *, since: date) -> str:
    """What to remind of today: week, day or overdue; empty when it is no reminder's turn.

    `since` is when the learner came in: who got a course three days before it is due is not told on the next morning what they
    were just told.
    """
    left = (due_on - today).days
    for stage, first, last in _STAGES:
        if last <= left <= first and due_on - timedelta(days=first) > since:
            return stage
    return ""
