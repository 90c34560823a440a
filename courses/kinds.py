"""What people are told about courses. Sentences are written in services/telling.py."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind

COURSES = category(
    "courses",
    title=_("Courses"),
    text=_("Courses that are yours to take, and when they are due."),
)
TEACHING = category(
    "courses_teaching",
    title=_("Running courses"),
    text=_("Questions and work of learners, people who wait for a place, sales, and a summary each Monday."),
)
WITH_MAIL = {
    Channel.IN_APP: Frequency.NOW,
    Channel.EMAIL: Frequency.NOW,
    Channel.PUSH: Frequency.NOW,
    Channel.WEB_PUSH: Frequency.NOW,
}
BELL = {**WITH_MAIL, Channel.EMAIL: Frequency.OFF}
SOLD = kind(
    "courses.sold",
    category=TEACHING,
    title=_("A course was sold"),
    channels=BELL,
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
    channels=BELL,
    example={
        "title": _("Your course: Food safety for kitchens"),
        "body": _("Finish it by 12 December 2026."),
    },
    because=_("the course was assigned to you"),
)
kind(
    "courses.class_invited",
    category=COURSES,
    title=_("You are asked to a live class"),
    channels=WITH_MAIL,
    example={
        "title": _("Live class: Knife skills"),
        "body": _("Tuesday 1 December 2026, 09:00-10:30. Say whether you come."),
    },
    because=_("you are asked to this live class"),
    own_mail=True,
)
kind(
    "courses.class_changed",
    category=COURSES,
    title=_("A live class was moved, cancelled or recorded"),
    channels=WITH_MAIL,
    example={
        "title": _("Changed: Knife skills"),
        "body": _("It is now Wednesday 2 December 2026, 09:00-10:30."),
    },
    because=_("you are asked to this live class"),
    own_mail=True,
)
kind(
    "courses.class_reminder",
    category=COURSES,
    title=_("A live class begins soon"),
    channels=BELL,
    example={"title": _("In an hour: Knife skills"), "body": _("Tuesday 1 December 2026, 09:00-10:30")},
    because=_("you are asked to this live class"),
    lives_for=timedelta(hours=20),
)
kind(
    "courses.class_missed",
    category=COURSES,
    title=_("You missed a live class"),
    channels=BELL,
    example={
        "title": _("You missed: Knife skills"),
        "body": _("Watch the recording on the page of the class."),
    },
    because=_("you were expected at this live class"),
)
kind(
    "courses.path_assigned",
    category=COURSES,
    title=_("A learning path was assigned to you"),
    channels=BELL,
    example={"title": _("Your learning path: First month"), "body": _("Finish it by 31 January 2027.")},
    because=_("the learning path was assigned to you"),
)
kind(
    "courses.path_done",
    category=COURSES,
    title=_("You have done a learning path"),
    channels={Channel.IN_APP: Frequency.NOW, Channel.EMAIL: Frequency.OFF},
    example={"title": _("Learning path done: First month"), "body": _("You have done all that it asks for.")},
    because=_("you are on this learning path"),
)
kind(
    "courses.certificate_ends",
    category=COURSES,
    title=_("A certificate of yours ends soon"),
    channels={**WITH_MAIL, Channel.WEB_PUSH: Frequency.OFF},
    example={
        "title": _("Your certificate ends on 12 December 2026: Food safety for kitchens"),
        "body": _("Take the course again before then to renew it. No day is lost."),
    },
    because=_("your certificate ends soon"),
)
MARKED = kind(
    "courses.marked",
    category=COURSES,
    title=_("Your work was marked"),
    channels=BELL,
    example={"title": _("Passed: Your cleaning plan"), "body": _("8 of 10 points.")},
    because=_("you handed in work for an assignment"),
)
TO_MARK = kind(
    "courses.to_mark",
    category=TEACHING,
    title=_("Work of learners waits to be marked"),
    channels={Channel.IN_APP: Frequency.NOW, Channel.EMAIL: Frequency.OFF, Channel.WEB_PUSH: Frequency.OFF},
    example={
        "title": _("3 hand-ins wait to be marked"),
        "body": _("The oldest since 1 December 2026, 08:15."),
    },
    because=_("you mark what learners hand in"),
)
