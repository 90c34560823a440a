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
SOLD = kind(
    "courses.sold",
    category=COURSES,
    title=_("A course was sold"),
    channels={
        Channel.IN_APP: Frequency.NOW,
        Channel.EMAIL: Frequency.OFF,
        Channel.PUSH: Frequency.NOW,
        Channel.WEB_PUSH: Frequency.NOW,
    },
    example={"title": _("Sold: Food safety for kitchens"), "body": _("R 450.00, order SY7F3KQ2M9AB")},
    because=_("you look after sales of courses"),
)
ACCESS = kind(
    "courses.access",
    category=COURSES,
    title=_("The way into a course you bought"),
    channels={Channel.EMAIL: Frequency.NOW},
    example={"title": _("Your course: Food safety for kitchens"), "body": ""},
    because=_("you bought a course"),
    is_critical=True,
    own_mail=True,
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
