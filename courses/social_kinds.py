"""What people are told around courses: due days, lessons that open, questions and answers, who waits, Monday's summary."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from courses.kinds import BELL, COURSES, TEACHING, WITH_MAIL
from notifications.kinds import kind

kind(
    "courses.due",
    category=COURSES,
    title=_("A course is due"),
    channels=WITH_MAIL,
    example={
        "title": _("Due tomorrow: Food safety for kitchens"),
        "body": _("Finish it by 12 December 2026."),
    },
    because=_("you take a course that has a day to finish by"),
    lives_for=timedelta(days=2),
)
kind(
    "courses.opened",
    category=COURSES,
    title=_("A lesson opened"),
    channels=BELL,
    example={
        "title": _("A new lesson: Cleaning the fridge"),
        "body": _("It opened in “Food safety for kitchens”."),
    },
    because=_("you take a course whose lessons open on days"),
    lives_for=timedelta(days=3),
)
kind(
    "courses.answered",
    category=COURSES,
    title=_("An answer to your question"),
    channels=BELL,
    example={"title": _("Thandi answered under “Cleaning the fridge”"), "body": _("Once a week is enough.")},
    because=_("you asked or answered a question under a lesson"),
)
kind(
    "courses.asked",
    category=TEACHING,
    title=_("A learner asked a question"),
    channels=BELL,
    example={"title": _("A question under “Cleaning the fridge”"), "body": _("How often is it cleaned?")},
    because=_("you may answer learners as a trainer"),
)
kind(
    "courses.waiting",
    category=TEACHING,
    title=_("Somebody waits for a place"),
    channels=BELL,
    example={
        "title": _("Food safety for kitchens is full"),
        "body": _("Bongani waits for a place. Give the course more places, or take somebody out."),
    },
    because=_("you may assign courses"),
)
kind(
    "courses.digest",
    category=TEACHING,
    title=_("Courses this week"),
    channels=WITH_MAIL,
    example={"title": _("Courses this week: 2 overdue, 3 due"), "body": _("Overdue: Bongani, Food safety.")},
    because=_("you may see everybody's progress"),
    lives_for=timedelta(days=3),
)
