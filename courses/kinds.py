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
CERTIFICATE_ENDS = kind(
    "courses.certificate_ends",
    category=COURSES,
    title=_("A certificate of yours ends soon"),
    channels={
        Channel.IN_APP: Frequency.NOW,
        Channel.EMAIL: Frequency.NOW,
        Channel.PUSH: Frequency.NOW,
        Channel.WEB_PUSH: Frequency.OFF,
    },
    example={
        "title": _("Your certificate ends on 12 December 2026: Food safety for kitchens"),
        "body": _("Take the course again before then to renew it. No day is lost."),
    },
    because=_("your certificate ends soon"),
)
