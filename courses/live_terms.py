"""The words of live classes and learning paths that rows keep. Values are stable; labels are for people."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

DESCRIPTION_LENGTH: Final = 2000
ADDRESS_LENGTH: Final = 300
URL_LENGTH: Final = 500
JOHANNESBURG: Final = "Africa/Johannesburg"
OPENS_BEFORE: Final = timedelta(minutes=15)  # the link of a class that shows it late
LATE_AFTER: Final = timedelta(minutes=10)
FOLLOW_AFTER: Final = timedelta(hours=2)  # who missed it hears when the trainer has had time to mark


class ClassState(models.TextChoices):
    """Whether a class takes place."""

    PLANNED = "planned", _("Planned")
    CANCELLED = "cancelled", _("Cancelled")


class Invites(models.TextChoices):
    """Who is asked to come without anybody choosing them."""

    COURSE = "course", _("Everybody who takes the course, later comers too")
    CHOICE = "choice", _("Only people I choose; others may sign up")


class Answer(models.TextChoices):
    """What a person said to a class."""

    ASKED = "asked", _("No answer yet")
    YES = "yes", _("Coming")
    MAYBE = "maybe", _("Maybe")
    NO = "no", _("Not coming")


class Attendance(models.TextChoices):
    """Whether a person was there."""

    PRESENT = "present", _("Present")
    LATE = "late", _("Late")
    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")


WAS_THERE: Final = (Attendance.PRESENT, Attendance.LATE)


class MarkedBy(models.TextChoices):
    """How attendance was noted."""

    TRAINER = "trainer", _("By the trainer")
    CODE = "code", _("By the code in the class")
    REPORT = "report", _("From a report")


class PathState(models.TextChoices):
    """Where a learning path stands."""

    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Published")
    CLOSED = "closed", _("Unpublished")


class MemberState(models.TextChoices):
    """Where a person stands in a path."""

    ACTIVE = "active", _("In progress")
    DONE = "done", _("Done")
    ENDED = "ended", _("Left")
