"""A delivery as a parcel: final text for one channel, with why it came and how to stop it."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext, ngettext

from notifications import kinds as registry
from notifications.channels.protocol import Channel, Parcel
from notifications.kinds import Kind, Told
from notifications.models import Delivery, Message
from notifications.services import links, unfollow_links, why

MAIL = "emails/notifications/message"


def parcel_of(delivery: Delivery, others: Sequence[Delivery], to: str) -> Parcel:
    """What goes out. `others` are told along with it, in one digest. Raises UnknownKind, BadValues."""
    channel, message = Channel(delivery.channel), delivery.message
    kind = registry.find(message.kind)
    told = kind.told(message.values, channel)
    if channel is Channel.EMAIL:
        return _mail(delivery, kind, told, others, to)
    summary = _summary(told, others)
    is_text = channel in {Channel.SMS, Channel.WHATSAPP}
    return Parcel(
        key=delivery.public_id,
        channel=channel,
        to=to,
        subject=summary.title,
        text=_as_text(summary) if is_text else summary.body,
        url=absolute(message.url),
        thread=message.thread or message.kind,
        urgent=kind.is_critical,
    )


def absolute(path: str) -> str:
    """The whole address of a page of this site."""
    return settings.SITE_URL.rstrip("/") + path if path else ""


def stop_headers(category: str, user_id: int) -> dict[str, str]:
    """What mail programs make a button of (RFC 2369 and RFC 8058)."""
    url = absolute(links.stop_path(user_id, category))
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _as_text(told: Told) -> str:
    """Title and body under one another. A no-break space alone would double the price of an SMS (UCS-2)."""
    return "\n".join(part for part in (told.title, told.body) if part).replace("\N{NO-BREAK SPACE}", " ")


def _mail(delivery: Delivery, kind: Kind, told: Told, others: Sequence[Delivery], to: str) -> Parcel:
    message, user_id = delivery.message, delivery.user_id
    summary = _summary(told, others)
    scope = {
        "site_url": settings.SITE_URL,
        "title": summary.title,
        "body": told.body,
        "url": absolute(message.url),
        "items": [_item(each.message) for each in [delivery, *others]] if others else [],
        "organisation": message.organisation.name if message.organisation else "",
        "why": why.in_a_sentence(message),
        "choices_url": absolute(links.choices_path(user_id)),
        "unfollow_url": absolute(unfollow_links.path_of(message)),
        "is_critical": kind.is_critical,
    }
    return Parcel(
        key=delivery.public_id,
        channel=Channel.EMAIL,
        to=to,
        subject=" ".join(summary.title.split())[:300],
        text=render_to_string(f"{MAIL}.txt", scope),
        html=render_to_string(f"{MAIL}.html", scope),
        headers=_headers(kind, user_id),
    )


def _headers(kind: Kind, user_id: int) -> Mapping[str, str]:
    own = {"X-SynthAI-Kind": kind.code}
    return own if kind.is_critical else {**own, **stop_headers(kind.category, user_id)}


def _summary(told: Told, others: Sequence[Delivery]) -> Told:
    """One sentence for several; the titles of the others below."""
    if not others:
        return told
    count = len(others) + 1
    title = ngettext("%(count)d thing to know", "%(count)d things to know", count) % {"count": count}
    titles = [told.title, *(str(_item(each.message)["title"]) for each in others)]
    return Told(title=title, body="\n".join(titles))


def _item(message: Message) -> dict[str, str]:
    """One line of a digest; a message whose kind is gone still says that it was."""
    try:
        told = registry.find(message.kind).told(message.values, Channel.EMAIL)
    except (registry.UnknownKind, registry.BadValues):
        told = Told(title=gettext("A notification"), body="")
    name = message.organisation.name if message.organisation else ""
    return {"title": told.title, "body": told.body, "url": absolute(message.url), "organisation": name}
