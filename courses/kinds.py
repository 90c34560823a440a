"""What people are told about courses. Sentences are written in services/telling.py."""

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind

COURSES = category(
    "courses",
    title=_("Courses"),
    text=_("Courses that are yours to take, and when they are due."),
)
ASSIGNED = kind(
    "courses.assigned",
    category=COURSES,
    title=_("A course was assigned to you"),
    channels={
        Channel.IN_APP: Frequency.NOW,
        Channel.EMAIL: Frequency.OFF,
        Channel.PUSH: Frequency.NOW,
        Channel.WEB_PUSH: Frequency.NOW,
    },
    example={
        "title": _("Your course: Food safety for kitchens"),
        "body": _("Finish it by 12 December 2026."),
    },
    because=_("the course was assigned to you"),
)
MARKED = kind(
    "courses.marked",
    category=COURSES,
    title=_("Your work was marked"),
    channels={
        Channel.IN_APP: Frequency.NOW,
        Channel.EMAIL: Frequency.OFF,
        Channel.PUSH: Frequency.NOW,
        Channel.WEB_PUSH: Frequency.NOW,
    },
    example={"title": _("Passed: Your cleaning plan"), "body": _("8 of 10 points.")},
    because=_("you handed in work for an assignment"),
)
TO_MARK = kind(
    "courses.to_mark",
    category=COURSES,
    title=_("Work of learners waits to be marked"),
    channels={Channel.IN_APP: Frequency.NOW, Channel.EMAIL: Frequency.OFF, Channel.WEB_PUSH: Frequency.OFF},
    example={
        "title": _("3 hand-ins wait to be marked"),
        "body": _("The oldest since 1 December 2026, 08:15."),
    },
    because=_("you mark what learners hand in"),
)
