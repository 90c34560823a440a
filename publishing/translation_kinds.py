"""What people are told about translations. Sentences are written in services/translation_telling.py."""

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind

TRANSLATIONS = category(
    "translations",
    title=_("Translations"),
    text=_(
        "Translations of yours whose original was published anew, and drafts that a machine has finished."
    ),
)
_CHANNELS = {
    Channel.IN_APP: Frequency.NOW,
    Channel.EMAIL: Frequency.OFF,
    Channel.PUSH: Frequency.OFF,
    Channel.WEB_PUSH: Frequency.OFF,
}
STALE = kind(
    "publishing.translation_stale",
    category=TRANSLATIONS,
    title=_("A translation is stale"),
    channels=_CHANNELS,
    example={
        "title": _("“Voorraad tel” is stale"),
        "body": _("The original was published anew. See what changed, and bring the Afrikaans up to date."),
    },
    because=_("you wrote the translation"),
)
DRAFTED = kind(
    "publishing.translation_drafted",
    category=TRANSLATIONS,
    title=_("A machine has translated a piece"),
    channels=_CHANNELS,
    example={
        "title": _("“Voorraad tel” is translated"),
        "body": _("8 parts were translated by a machine. Read them before they are published."),
    },
    because=_("you asked for it"),
)
