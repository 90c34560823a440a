"""The words of translating that rows and pages keep. Values are stable; labels are for people."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_PARTS: Final = 302  # of a machine draft: title, summary and every block
ENGLISH: Final = "en"


class TranslationState(models.TextChoices):
    """How a piece stands in a language."""

    MISSING = "missing", _("Missing")
    WRITING = "writing", _("Being written")
    REVIEW = "review", _("In review")
    STALE = "stale", _("Stale")
    LIVE = "live", _("Live")


class DraftingState(models.TextChoices):
    """Where the machine's work at a translation stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Translating")
    FINISHED = "finished", _("Finished")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class PartState(models.TextChoices):
    """What became of one part of it."""

    WAITING = "waiting", _("Waits")
    WRITTEN = "written", _("Translated")
    KEPT = "kept", _("Left: somebody wrote there")
    FAILED = "failed", _("Not translated")


ACTIVE: Final = (DraftingState.WAITING, DraftingState.RUNNING)
