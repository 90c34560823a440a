"""The layout of each channel around the sentences: who sends it, how to stop it, what fits on a screen."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from notifications.channels.protocol import Channel
from notifications.engine import lint
from notifications.kinds import Told

PUSH_TITLE = 100  # what is over this, no phone shows; payloads hold 4 KB in all
PUSH_BODY = 400


@dataclass(frozen=True)
class Laid:
    """What a phone gets on a channel of words: a title where the channel has one, and the text."""

    title: str
    text: str


def laid(told: Told, channel: Channel, *, is_marketing: bool, sender: str) -> Laid:
    """The sentences in the layout of a channel; e-mail has templates of its own (rendering)."""
    if channel in {Channel.SMS, Channel.WHATSAPP}:
        return Laid(told.title, _words(told, is_marketing=is_marketing, sender=sender))
    if channel in {Channel.PUSH, Channel.WEB_PUSH}:
        return Laid(_cut(told.title, PUSH_TITLE), _cut(told.body, PUSH_BODY))
    return Laid(told.title, told.body)


def _words(told: Told, *, is_marketing: bool, sender: str) -> str:
    """Title and body under one another. A no-break space alone would double the price of an SMS (UCS-2).

    Marketing says who writes and how to stop it (POPIA, section 69), unless the sentences do.
    """
    text = "\n".join(part for part in (told.title, told.body) if part).replace("\N{NO-BREAK SPACE}", " ")
    if not is_marketing:
        return text
    if sender.casefold() not in text.casefold():
        text = f"{sender}: {text}"
    return text if lint.says_stop(text) else f"{text}\n" + _("Reply STOP to stop.")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
