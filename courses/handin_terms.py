"""The words of hand-ins that rows keep. Values are stable; labels are for people."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

WORK_LENGTH: Final = 60_000  # of a text that is handed in
LINK_LENGTH: Final = 500
REMARK_LENGTH: Final = 4000


class SubmissionState(models.TextChoices):
    """Where a hand-in stands."""

    DRAFT = "draft", _("Not handed in")
    WAITING = "waiting", _("Waiting to be marked")
    PASSED = "passed", _("Passed")
    RETURNED = "returned", _("Sent back for another try")
    FAILED = "failed", _("Not passed")


class Outcome(models.TextChoices):
    """What a marker decides, as engine.handins.judging has it."""

    PASSED = "passed", _("Passed")
    RETURNED = "returned", _("Send back for another try")
    FAILED = "failed", _("Not passed")


class Takes(models.TextChoices):
    """What may be handed in, as engine.handins.task has it."""

    TEXT = "text", _("A text written here")
    LINK = "link", _("A link")
    FILES = "files", _("Files")


class FileKind(models.TextChoices):
    """Kinds of files, as engine.handins.kinds has them."""

    PICTURE = "picture", _("Pictures and photos (PNG, JPEG, WebP)")
    DOCUMENT = "document", _("Documents (PDF, Word, Excel, PowerPoint, CSV, text)")
    SOUND = "sound", _("Sound (MP3, M4A, Ogg)")
    VIDEO = "video", _("Video (MP4, WebM)")
    ARCHIVE = "archive", _("Zip archives")


class Again(models.TextChoices):
    """When a learner may hand in again."""

    NEVER = "never", _("Never: the first time counts")
    RETURNED = "returned", _("When it was sent back")
    ALWAYS = "always", _("Whenever it was marked and not passed")


class DoneWhen(models.TextChoices):
    """What the lesson asks for."""

    HANDED_IN = "handed_in", _("It is handed in")
    PASSED = "passed", _("It is passed")
