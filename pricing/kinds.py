"""What people are told about prices. Sentences are written in services/telling.py."""

from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel
from notifications.engine.frequency import Frequency
from notifications.kinds import category, kind

PRICES = category(
    "prices",
    title=_("Prices and imports"),
    text=_("Advice that waits for you, prices that start, and what became of the files you uploaded."),
)
_CHANNELS = {
    Channel.IN_APP: Frequency.NOW,
    Channel.EMAIL: Frequency.OFF,
    Channel.PUSH: Frequency.NOW,
    Channel.WEB_PUSH: Frequency.NOW,
}
_DECIDES = _("you may decide about prices here")

RUN = kind(
    "pricing.run",
    category=PRICES,
    title=_("Price run finished"),
    channels=_CHANNELS,
    example={
        "title": _("12 prices to change"),
        "body": _("The price run has finished. Look at the advice and decide."),
    },
    because=_DECIDES,
)
START = kind(
    "pricing.start",
    category=PRICES,
    title=_("New prices start"),
    channels=_CHANNELS,
    example={
        "title": _("5 new prices start today"),
        "body": _("Load the price list into your till and change the shelf labels."),
    },
    because=_DECIDES,
)
IMPORT = kind(
    "pricing.import",
    category=PRICES,
    title=_("File imported"),
    channels=_CHANNELS,
    example={"title": _("“sales.csv” is in"), "body": _("1 204 new rows.")},
    because=_("you uploaded the file"),
)
FOLLOWED = kind(
    "pricing.followed",
    category=PRICES,
    title=_("Price of a product that you follow"),
    channels=_CHANNELS,
    example={
        "title": _("Brown bread 700 g costs R 18.99 now"),
        "body": _("Its price was changed in SynthAI."),
    },
    because=_("the price of a product changed"),
)
