"""Where films and sounds stand on their way to small renditions, and how long workers may be silent."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

LEASE: Final = timedelta(seconds=60)  # without a sign of life another worker takes over
QUEUE: Final = timedelta(minutes=10)  # a queue may be long; a message may be lost
MOST_ATTEMPTS: Final = 3


class MediaState(models.TextChoices):
    """Where a film or sound stands on its way to small renditions."""

    WAITING = "waiting", _("Waiting for its turn")
    RUNNING = "running", _("Being made smaller")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not made smaller")


class Trouble(models.TextChoices):
    """Why a film or sound could not be made smaller, and what helps."""

    UNREADABLE = (
        "unreadable",
        _("This file cannot be read. Save it again as MP4 (H.264 and AAC) and upload that."),
    )
    NOTHING = "nothing", _("There is neither picture nor sound in this file. Save it again and upload that.")
    NO_SOUND = "no_sound", _("There is no sound in this file. Save it again as MP3 or M4A and upload that.")
    NO_PICTURE = (
        "no_picture",
        _("There is sound in this file, but no picture. Upload it in a block “Sound” instead."),
    )
    TOO_LONG = "too_long", _("It is longer than four hours. Cut it into parts and upload each.")
    TOO_WIDE = "too_wide", _("Its picture is wider or higher than 4096. Save it in 1080p and upload that.")
    TOO_MUCH = "too_much", _("It takes too long to be made smaller. Save it in 720p and upload that.")
    GAVE_UP = (
        "gave_up",
        _("It stopped our machine several times, so it was given up. Save it again as MP4 and upload that."),
    )


IN_WORK: Final = (MediaState.WAITING, MediaState.RUNNING)
