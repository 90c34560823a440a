"""The providers that are set up here, by channel, in the order in which they are tried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.translation import gettext_lazy as _

from notifications.channels.protocol import Channel, Provider
from synthai.core.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

# Module, and the setting without which it is not even imported: the libraries of some take half a second at every start.
# Each module has `from_settings(config)`, which answers nothing while any of its credentials is not set.
_MODULES: Mapping[tuple[Channel, str], tuple[str, str]] = {
    (Channel.EMAIL, "smtp"): ("notifications.channels.email.smtp", ""),
    (Channel.EMAIL, "sendgrid"): ("notifications.channels.email.sendgrid", "api_key"),
    (Channel.EMAIL, "ses"): ("notifications.channels.email.ses", "access_key"),
    (Channel.SMS, "bulksms"): ("notifications.channels.sms.bulksms", "token_id"),
    (Channel.SMS, "clickatell"): ("notifications.channels.sms.clickatell", "api_key"),
    (Channel.SMS, "twilio"): ("notifications.channels.sms.twilio", "account_sid"),
    (Channel.WHATSAPP, "meta"): ("notifications.channels.whatsapp.meta", "token"),
    (Channel.WHATSAPP, "twilio"): ("notifications.channels.whatsapp.twilio", "account_sid"),
    (Channel.PUSH, "fcm"): ("notifications.channels.push.fcm", "service_account"),
    (Channel.WEB_PUSH, "vapid"): ("notifications.channels.web_push.vapid", "private_key"),
}
Active = Mapping[Channel, Sequence[Provider]]
_built: Active | None = None


class ProviderUnknown(NotFound):
    """No provider of this name is set up for this channel."""

    code = "notifications.provider.unknown"
    title = _("There is no such provider")
    message = _("This provider is not set up here.")
    remedy = _("Choose one of the providers that the page lists.")


def active(channel: Channel) -> Sequence[Provider]:
    """The channel's providers with their credentials set, first the one that is tried first. In-app has none: it is ours."""
    global _built  # noqa: PLW0603 - built once for the process, anew when a test changes settings
    if _built is None:
        _built = {each: _from_settings(each) for each in Channel}
    return _built.get(channel, ())


def channels() -> Sequence[Channel]:
    """The channels by which anybody can be reached from here, in-app included."""
    return [each for each in Channel if each == Channel.IN_APP or active(each)]


def get(channel: Channel, code: str) -> Provider:
    """The channel's provider of this code. Raises ProviderUnknown."""
    for provider in active(channel):
        if provider.code == code:
            return provider
    raise ProviderUnknown


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a message or SMS part of a provider is thought to cost in rand, and how many a second it takes (None: any)."""

    cost: Decimal = Decimal(0)
    per_second: int | None = None


def terms(channel: Channel, code: str) -> Terms:
    """What the settings say of a provider: nothing, when it is not set up."""
    config: Mapping[str, Any] = settings.NOTIFICATION_PROVIDERS.get(channel.value, {}).get(code, {})
    rate = config.get("rate")
    return Terms(cost=config.get("cost") or Decimal(0), per_second=max(1, int(rate)) if rate else None)


def use(providers: Active | None) -> None:
    """Take these instead of what the settings say; None: the settings again. For tests."""
    global _built  # noqa: PLW0603 - as above
    _built = providers


def _from_settings(channel: Channel) -> Sequence[Provider]:
    configs: Mapping[str, Mapping[str, Any]] = settings.NOTIFICATION_PROVIDERS.get(channel.value, {})
    made = []
    for code, config in configs.items():
        module, needed = _MODULES[channel, code]
        if needed and not config.get(needed):
            continue
        make: Callable[[Mapping[str, Any]], Provider | None] = import_module(module).from_settings
        made.append(make(config))
    return tuple(provider for provider in made if provider is not None)


def _forget(*, setting: str, **_kwargs: object) -> None:
    if setting == "NOTIFICATION_PROVIDERS" or setting.startswith("EMAIL_"):
        use(None)


setting_changed.connect(_forget)
