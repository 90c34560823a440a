"""What notifications itself tells: SynthAI's own staff, about templates that fail."""

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind

UPKEEP = category(
    "upkeep",
    title=_("Upkeep of SynthAI"),
    text=_("What SynthAI's own staff must look after."),
    for_staff=True,
)
TEMPLATE_FAILED = kind(
    "notifications.template_failed",
    category=UPKEEP,
    title=_("A template could not be filled"),
    channels={Channel.IN_APP: Frequency.NOW},
    example={
        "title": "billing.paid, E-mail, English, 3",
        "body": "billing.paid has no value 'price'.",
    },
    because=_("you look after the templates of notifications"),
    is_critical=True,
)
