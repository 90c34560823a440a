"""What people are told about clauses."""

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind

CLAUSES = category(
    "content_clauses",
    title=_("Clauses"),
    text=_("Clauses of documents that are yours to look at again."),
)
kind(
    "content.clause.review",
    category=CLAUSES,
    title=_("A clause is due for review"),
    channels={
        Channel.IN_APP: Frequency.NOW,
        Channel.EMAIL: Frequency.DAILY,
        Channel.PUSH: Frequency.OFF,
        Channel.WEB_PUSH: Frequency.OFF,
    },
    example={
        "title": _("Look at the clause “Liability” again"),
        "body": _("Its review was due. Change it, or set a later day."),
    },
    because=_("the clause is yours"),
)
