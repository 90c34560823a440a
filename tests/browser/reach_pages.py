"""Pages about where people are reached, with rows of every sort."""

from typing import Any

from django.utils import timezone

from notifications.channels import registry
from notifications.channels.protocol import Channel
from notifications.channels.sms.bulksms import from_settings as bulksms
from notifications.channels.web_push import vapid
from notifications.channels.whatsapp.meta import from_settings as meta
from notifications.models import Address
from notifications.services import links, numbers, suppression
from synthai.core.testing.cast import Cast
from synthai.embedded.sandbox.messages_webpush import Browser
from synthai.settings import messages

_PUSH_KEY = vapid.new_private_key()


def carried() -> None:
    """SMS, WhatsApp and push to browsers; nothing is sent. The folder's fixture puts the settings back."""
    known = messages.providers("http://127.0.0.1:1")
    push = {"private_key": _PUSH_KEY, "subject": "mailto:x@example.com", "hosts": ["push.example"]}
    sms, whatsapp = bulksms(known["sms"]["bulksms"]), meta(known["whatsapp"]["meta"])
    assert sms is not None
    assert whatsapp is not None
    browsers = vapid.from_settings(push)
    assert browsers is not None
    made: Any = {Channel.SMS: [sms], Channel.WHATSAPP: [whatsapp], Channel.WEB_PUSH: [browsers]}
    registry.use(made)


def of_every_sort(cast: Cast) -> None:
    """A number for SMS that was stopped and for WhatsApp, a browser and a phone."""
    carried()
    now, user, number = timezone.now(), cast.thandi.user, "+27821234567"
    places = [
        (Channel.SMS, number, ""),
        (Channel.WHATSAPP, number, ""),
        (Channel.WEB_PUSH, Browser().subscription("https://push.example"), "Chrome on Windows"),
        (Channel.PUSH, "token", "Thandi's Galaxy"),
    ]
    for channel, value, label in places:
        Address.objects.create(user=user, channel=channel.value, value=value, label=label, created_at=now)
    suppression.add(Channel.SMS, number, reason="stopped", now=now)


def with_a_code(cast: Cast) -> None:
    """A number whose code is awaited."""
    carried()
    numbers.ask(cast.thandi.user.pk, "072 765 4321", numbers.OFFERED, now=timezone.now())


def choices_by_link(cast: Cast) -> str:
    """By the link of a mail, with ways on which she is not reached yet."""
    carried()
    return links.choices_path(cast.thandi.user.pk)
