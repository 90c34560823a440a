"""A delivery as a parcel: final text for one channel in the active language, with why it came and how to stop it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext

from notifications import branding
from notifications import kinds as registry
from notifications.channels.protocol import Channel, Parcel
from notifications.kinds import Kind, Told
from notifications.models import Delivery, EscalationStep, Message
from notifications.services import layouts, links, still_allowed, unfollow_links, why, wording
from notifications.services.wording import Said

MAIL = "emails/notifications/message"
_OUR_PAGE = re.compile(
    r"""(<a\s[^>]*?\bhref=["'])/""", re.IGNORECASE
)  # a mail has no site that a path could be of


def parcel_of(delivery: Delivery, others: Sequence[Delivery], to: str) -> Parcel:
    """What goes out. `others` are told along with it, in one digest. Raises UnknownKind, BadValues."""
    channel, message = Channel(delivery.channel), delivery.message
    kind = registry.find(message.kind)
    told = wording.told(kind, message.values, channel)
    taken_url = absolute(_taken_path(message, kind))
    if channel is Channel.EMAIL:
        return _mail(delivery, kind, told, others, to, taken_url)
    summary = _summary(told, others)
    if taken_url and channel in {Channel.SMS, Channel.WHATSAPP}:
        ask = gettext("Reply OK if you have it: %(url)s") % {"url": taken_url}
        summary = Told(title=summary.title, body="\n".join(part for part in (summary.body, ask) if part))
    is_marketing = any(still_allowed.is_marketing(each) for each in [delivery, *others])
    laid = layouts.laid(summary, channel, is_marketing=is_marketing, sender=_sender(message))
    return Parcel(
        key=delivery.public_id,
        channel=channel,
        to=to,
        subject=laid.title,
        text=laid.text,
        url=taken_url or absolute(message.url),
        thread=message.thread or message.kind,
        urgent=kind.is_critical,
        lives_for=kind.lives_for,
    )


def absolute(path: str) -> str:
    """The whole address of a page of this site."""
    return settings.SITE_URL.rstrip("/") + path if path else ""


def stop_headers(category: str, user_id: int) -> dict[str, str]:
    """What mail programs make a button of (RFC 2369 and RFC 8058)."""
    url = absolute(links.stop_path(user_id, category))
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _sender(message: Message) -> str:
    """Who speaks: whom the sentences name, else the organisation."""
    return str(message.values.get("sender") or branding.of(message.organisation).name)


def _taken_path(message: Message, kind: Kind) -> str:
    """Where its person takes the matter that this is about; empty when it does not go on until somebody does."""
    if not kind.is_critical:
        return ""
    steps = EscalationStep.objects.filter(escalation__key=message.key, user_id=message.user_id)
    step = steps.order_by("number").first()
    return links.taken_path(step) if step else ""


def _mail(
    delivery: Delivery, kind: Kind, told: Said, others: Sequence[Delivery], to: str, taken_url: str
) -> Parcel:
    message, user_id = delivery.message, delivery.user_id
    summary = _summary(told, others)
    scope = {
        "title": summary.title,
        "body": told.body,
        "own_html": told.html,
        "url": absolute(message.url),
        "items": [_item(each.message) for each in [delivery, *others]] if others else [],
        "organisation": message.organisation.name if message.organisation else "",
        "why": why.in_a_sentence(message),
        "choices_url": absolute(links.choices_path(user_id)),
        "unfollow_url": absolute(unfollow_links.path_of(message)),
        "is_critical": kind.is_critical,
        "taken_url": taken_url,
        "sender": _sender(message) if any(map(still_allowed.is_marketing, [delivery, *others])) else "",
    }
    text, html = mail_parts(scope, branding.of(message.organisation))
    return Parcel(
        key=delivery.public_id,
        channel=Channel.EMAIL,
        to=to,
        subject=" ".join(summary.title.split())[:300],
        text=text,
        html=html,
        headers=_headers(kind, user_id),
    )


def sample_mail(kind: Kind, told: Said, look: branding.Look) -> tuple[str, str]:
    """A mail of this kind as it will look: plain text and html. Its links lead to our own front page."""
    scope = {
        "title": told.title,
        "body": told.body,
        "own_html": told.html,
        "url": absolute("/"),
        "items": [],
        "organisation": "" if look.name == branding.HOUSE else look.name,
        "why": why.of_kind(kind),
        "choices_url": absolute(reverse("notifications:choices")),
    }
    return mail_parts(scope, look)


def mail_parts(scope: Mapping[str, Any], look: branding.Look) -> tuple[str, str]:
    """The plain text and the html of a mail. `own_html` was read by lint before it was published, its values are escaped."""
    own = _OUR_PAGE.sub(rf"\1{settings.SITE_URL.rstrip('/')}/", scope["own_html"])
    whole = {**scope, "site_url": settings.SITE_URL, "brand": look, "own_html": mark_safe(own)}  # noqa: S308
    return render_to_string(f"{MAIL}.txt", whole), render_to_string(f"{MAIL}.html", whole)


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
        told: Told = wording.told(registry.find(message.kind), message.values, Channel.EMAIL)
    except (registry.UnknownKind, registry.BadValues):
        told = Told(title=gettext("A notification"), body="")
    name = message.organisation.name if message.organisation else ""
    return {"title": told.title, "body": told.body, "url": absolute(message.url), "organisation": name}
