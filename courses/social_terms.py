"""Limits of what people write to each other and for themselves in courses."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

NOTE_LENGTH: Final = 10_000
LABEL_LENGTH: Final = 120
POST_LENGTH: Final = 4_000
REVIEW_LENGTH: Final = 2_000
REASON_LENGTH: Final = 300
POSTS_AN_HOUR: Final = 10
BOOKMARKS_A_COURSE: Final = 500
SESSION_ENDS_AFTER: Final = timedelta(minutes=30)


class ReminderKind(models.TextChoices):
    """What a learner was reminded of."""

    WEEK = "week", _("Due in a week")
    DAY = "day", _("Due tomorrow")
    OVERDUE = "overdue", _("Overdue")
    BY_HAND = "by_hand", _("Reminded by a person")
    OPENED = "opened", _("Lessons opened")
