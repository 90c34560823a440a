"""One message on every channel to oneself, on the laptop: with a played number, phone and browser where there is none."""

from datetime import datetime

from django.conf import settings

from notifications import own_kinds
from notifications.channels import http
from notifications.channels.protocol import Channel, ProviderError
from notifications.services import addresses, deciding, messages, whatsapp

NUMBER = "+27600000009"  # of nobody: the sandbox delivers nothing


def send_everything(user_id: int, *, now: datetime) -> None:
    """Tell it on every channel that somebody carries."""
    _reach(user_id, now)
    whatsapp.have_all_approved()
    messages.tell(
        own_kinds.TRY_OUT,
        [user_id],
        values=own_kinds.TRY_OUT_VALUES,
        key=f"try-out:{user_id}:{now.timestamp():.3f}",
        url=addresses.page_path(),
        thread="try-out",
        now=now,
    )


def _reach(user_id: int, now: datetime) -> None:
    known = deciding.addresses([user_id], list(Channel))[user_id]
    for channel in addresses.NUMBERS - set(known):
        addresses.keep(user_id, channel, f"{NUMBER[:-4]}{user_id % 10_000:04d}", now=now)
    if Channel.PUSH not in known:
        addresses.keep_app(
            user_id, f"played-phone-of-the-outbox-{user_id}", label="Played phone", sign_in="", now=now
        )
    if Channel.WEB_PUSH not in known and (subscription := _played_browser()):
        addresses.keep_browser(user_id, subscription, label="Played browser", now=now)


def _played_browser() -> str:
    """A subscription at the sandbox's push service; nothing while it does not run."""
    try:
        answer = http.exchange("The sandbox", "POST", f"{settings.OUTBOX_SANDBOX_URL}/webpush/subscribe")
    except ProviderError:
        return ""
    return answer.body.decode() if answer.is_yes else ""
