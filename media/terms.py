"""The words of the media library that rows keep, and bounds that models, forms and services share."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

NAME_LENGTH: Final = 200
ALT_LENGTH: Final = 300
KEY_LENGTH: Final = 16  # of a public id


class AssetKind(models.TextChoices):
    """What a file of the library is. Values are those of blocks that show it."""

    IMAGE = "image", _("Picture")
    VIDEO = "video", _("Video")
    AUDIO = "audio", _("Sound")
    FILE = "file", _("File")
