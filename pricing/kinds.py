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
SHELF = category(
    "stock",
    title=_("Stock"),
    text=_("Products whose stock lasts only a few more days, once for each until it is filled up."),
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
STOCK = kind(
    "pricing.stock",
    category=SHELF,
    title=_("Stock runs low"),
    channels={**_CHANNELS, Channel.WHATSAPP: Frequency.OFF, Channel.SMS: Frequency.OFF},
    example={
        "title": _("Brown bread: 14 left"),
        "body": _("That lasts 2 days at the rate of the last weeks."),
    },
    because=_("you look after products here"),
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
