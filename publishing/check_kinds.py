"""What people are told about checks of pieces. Sentences are written in services/check_digests.py."""

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind

WRITING = category(
    "publishing_checks",
    title=_("Checks of what you write"),
    text=_(
        "Once a week: links that lead nowhere, pictures without words, what is out of date in your pieces."
    ),
)
CHECKS = kind(
    "publishing.checks",
    category=WRITING,
    title=_("Things to mend in what you write"),
    channels={
        Channel.IN_APP: Frequency.NOW,
        Channel.EMAIL: Frequency.NOW,
        Channel.PUSH: Frequency.OFF,
        Channel.WEB_PUSH: Frequency.OFF,
    },
    example={
        "title": _("3 things to mend in what you write"),
        "body": _("- How we count stock: 2\n- Who to call: 1"),
    },
    because=_("you write or edit pieces"),
)
