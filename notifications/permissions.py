"""What may be done about an organisation's notifications, and by which roles."""

from django.utils.translation import gettext_lazy as _

from synthai.core.access import capability

DEFAULTS_CHANGE = capability(
    "notifications.defaults.change",
    title=_("Set what people are told by default, and what messages may cost"),
    roles=("owner", "administrator"),
)
ANNOUNCE = capability(
    "notifications.announcement.send",
    title=_("Write to the whole team"),
    roles=("owner", "administrator"),
)
BROADCAST = capability(
    "notifications.broadcast.send", title=_("Write to people of all organisations"), roles=()
)
SENDER_CHANGE = capability(
    "notifications.sender.change",
    title=_("Set from which address your organisation's mails come"),
    roles=("owner", "administrator"),
)
TOPIC_TEAM = capability(
    "notifications.topic.team",
    title=_("Let a whole team follow a thing"),
    roles=("owner", "administrator", "manager"),
)
