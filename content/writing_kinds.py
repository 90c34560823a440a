"""What people are told about machine writing. Sentences are written in services/writing_telling.py."""

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind

WRITING = category(
    "writing",
    title=_("Writing of documents"),
    text=_("Documents that were written for you while you were elsewhere, and what could not be written."),
)
WRITTEN = kind(
    "content.writing",
    category=WRITING,
    title=_("Document written"),
    channels={
        Channel.IN_APP: Frequency.NOW,
        Channel.EMAIL: Frequency.OFF,
        Channel.PUSH: Frequency.NOW,
        Channel.WEB_PUSH: Frequency.NOW,
    },
    example={
        "title": _("“Business plan” is written"),
        "body": _("8 sections were written. Read them before you send anything."),
    },
    because=_("you asked for it"),
)
