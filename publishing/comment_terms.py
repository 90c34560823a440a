"""The words and measures of comments."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

COMMENT_LENGTH: Final = 2_000
REASON_LENGTH: Final = 300
A_MINUTE: Final = 5  # comments of one person
AN_HOUR: Final = 30
EDITABLE_FOR: Final = timedelta(minutes=15)
DISTRUSTED_FOR: Final = timedelta(days=90)  # after a comment that a moderator hid, from when it was written


class CommentState(models.TextChoices):
    """Whether readers see a comment. What its writer took back is told by `removed_at`."""

    WAITING = "waiting", _("Waits for a moderator")
    SHOWN = "shown", _("Shown")
    HIDDEN = "hidden", _("Hidden")
