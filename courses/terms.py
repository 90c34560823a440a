"""The words of courses that rows keep: states, kinds, rules. Values are stable; labels are for people."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

TITLE_LENGTH: Final = 120
SUMMARY_LENGTH: Final = 400
TEXT_LENGTH: Final = 60_000  # of one block: a long chapter of a book
KEY_LENGTH: Final = 16  # of a public id


class CourseState(models.TextChoices):
    """Where a course stands."""

    DRAFT = "draft", _("Draft")
    LIVE = "live", _("Published")
    CLOSED = "closed", _("Unpublished")


class Entry(models.TextChoices):
    """Who may start a course."""

    SELF = "self", _("Everybody in the organisation")
    ASSIGNED = "assigned", _("Only people it was assigned to")


class Lock(models.TextChoices):
    """In which order lessons open."""

    NONE = "none", _("In any order")
    LESSON = "lesson", _("One after the other")
    CHAPTER = "chapter", _("Chapter by chapter")


class Rule(models.TextChoices):
    """What makes a lesson done."""

    VIEWED = "viewed", _("Read to the end")
    TIME = "time", _("A time spent on it")
    VIDEO = "video", _("A share of its video watched")
    QUIZ = "quiz", _("Its quiz passed")
    SUBMITTED = "submitted", _("Its assignment handed in")
    ATTENDED = "attended", _("Its live class attended")


class BlockKind(models.TextChoices):
    """What a lesson is made of."""

    TEXT = "text", _("Text")
    IMAGE = "image", _("Picture")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Sound")
    FILE = "file", _("File")
    EMBED = "embed", _("Video elsewhere")
    CODE = "code", _("Code")
    CALLOUT = "callout", _("Note in a frame")
    QUIZ = "quiz", _("Quiz")
    ASSIGNMENT = "assignment", _("Assignment")


MEDIA_KINDS: Final = (BlockKind.IMAGE, BlockKind.VIDEO, BlockKind.AUDIO, BlockKind.FILE)


class Variant(models.TextChoices):
    """What one would rather load of a film."""

    FITTING = "", _("The smallest that fits")
    P240 = "240p", "240p"
    P360 = "360p", "360p"
    P480 = "480p", "480p"
    P720 = "720p", "720p"
    SOUND = "sound", _("Sound only")


class Tone(models.TextChoices):
    """What a note in a frame is."""

    INFO = "info", _("Good to know")
    SUCCESS = "success", _("Tip")
    WARNING = "warning", _("Take care")
    DANGER = "danger", _("Danger")


class EnrolmentState(models.TextChoices):
    """Where a learner stands in a course."""

    ACTIVE = "active", _("In progress")
    DONE = "done", _("Done")
    ENDED = "ended", _("Left")


class Source(models.TextChoices):
    """How a person came into a course."""

    SELF = "self", _("Started by themselves")
    ASSIGNED = "assigned", _("Assigned")
    RULE = "rule", _("Assigned to a role or to everybody")
    PATH = "path", _("Part of a learning path")
    BOUGHT = "bought", _("Bought")


class Audience(models.TextChoices):
    """Whom an assignment is for."""

    PERSON = "person", _("One person")
    ROLE = "role", _("Everybody with a role")
    EVERYBODY = "everybody", _("Everybody")
    JOINERS = "joiners", _("Only who joins from now on")
