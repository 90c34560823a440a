"""What stands beside a choice: kept with each change as proof of what a person saw."""

from django.utils.translation import gettext as _

from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.models.message import CHANNELS

SENDER = "SynthAI"
_CHANNELS = dict(CHANNELS)


def of_choice(category: str, channel: Channel) -> str:
    """The words beside a choice; for marketing the whole of what is agreed to: who, what, by which way, and how it ends."""
    found = registry.categories()[category]
    if not found.is_marketing:
        return f"{found.title}: {found.text}"[:1000]
    said = {"sender": SENDER, "what": found.title, "channel": _CHANNELS[channel.value]}
    return (
        _(
            "%(channel)s: yes, %(sender)s may send me “%(what)s” this way, until I take it back here or in a message."
        )
        % said
    )
