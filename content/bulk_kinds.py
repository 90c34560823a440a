"""What people are told about tables that become documents. Sentences are written in services/bulk_ending.py."""

from django.utils.translation import gettext_lazy as _

from content.writing_kinds import WRITING
from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import kind

BULK = kind(
    "content.bulk",
    category=WRITING,
    title=_("Documents from a table"),
    channels={
        Channel.IN_APP: Frequency.NOW,
        Channel.EMAIL: Frequency.OFF,
        Channel.PUSH: Frequency.NOW,
        Channel.WEB_PUSH: Frequency.NOW,
    },
    example={"title": _("The documents of “Quotation” are written"), "body": _("480 rows were written.")},
    because=_("you asked for it"),
)
