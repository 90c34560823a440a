"""Where a person is reached beside her e-mail address: numbers, her phones' apps, her browsers. Kept, removed, brought back."""

import json
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from notifications.channels import registry
from notifications.channels.protocol import Channel
from notifications.channels.web_push import encryption, vapid
from notifications.models import Address, ChoiceChange
from notifications.services import suppression
from notifications.services.choices import Way
from synthai.core import phone_numbers
from synthai.core.errors import DomainError, NotFound
from synthai.core.sealing import BrokenSeal, seal, unseal

SESSION_KEY = (
    "notifications.browser"  # a browser's address, kept in the session: who signs out there is told no more
)
MOST_DEVICES = 10  # of a channel; the oldest gives way
OPEN_FOR = timedelta(minutes=10)
LONGEST_TOKEN = 2000  # of a token or a subscription: real ones have some hundred letters, and the index takes no longer ones
NUMBERS = frozenset({Channel.SMS, Channel.WHATSAPP})
_UNDO, _RENEWAL = "notifications.address.undo", "notifications.address.renewal"


class NoSubscription(DomainError):
    """Not what a browser hands out, or of a push service that we do not visit."""

    code = "notifications.address.no_subscription"
    title = _("This browser cannot be told")
    status = 422
    message = _(
        "This browser's push service is not one we know. Use another browser, or the app on your phone."
    )


class TakenMeanwhile(DomainError):
    """It is somebody else's now, or too late."""

    code = "notifications.address.undo_too_late"
    title = _("This can no longer be taken back")
    status = 409
    message = _("This can no longer be taken back. Add it again instead.")


@transaction.atomic
def keep(
    user_id: int,
    channel: Channel,
    value: str,
    *,
    label: str = "",
    sign_in: str = "",
    way: Way = Way("page"),  # noqa: B008 - frozen
    now: datetime,
) -> Address:
    """It is this person's from now on, whoever had it before. Idempotent. What proves it is the caller's matter."""
    found, is_new = Address.objects.update_or_create(
        channel=channel.value,
        value=value,
        defaults={"user_id": user_id, "label": label[:80], "sign_in": sign_in, "renewed_at": now},
        create_defaults={
            "user_id": user_id,
            "label": label[:80],
            "sign_in": sign_in,
            "created_at": now,
            "renewed_at": now,
        },
    )
    if is_new:
        _note(found, way, is_added=True, now=now)
    _make_room(user_id, channel)
    return found


@transaction.atomic
def keep_app(user_id: int, token: str, *, label: str, sign_in: str, now: datetime) -> Address:
    """A phone's app is told from now on. The token moves with whoever signs in there; a new one replaces that of the same sign-in."""
    if sign_in:
        mine = Address.objects.filter(user_id=user_id, channel=Channel.PUSH.value, sign_in=sign_in)
        mine.exclude(value=token).delete()
    suppression.lift(Channel.PUSH, token, reason="bounced")
    return keep(user_id, Channel.PUSH, token, label=label, sign_in=sign_in, way=Way("api"), now=now)


@transaction.atomic
def keep_browser(user_id: int, subscription: str, *, label: str, now: datetime) -> Address:
    """A browser is told from now on. Raises NoSubscription."""
    value = _read(subscription)
    suppression.lift(Channel.WEB_PUSH, value, reason="bounced")
    return keep(user_id, Channel.WEB_PUSH, value, label=label, now=now)


@transaction.atomic
def renew_browser(renewal: str, subscription: str, *, now: datetime) -> None:
    """A browser exchanged its subscription by itself: what it was given at the first one says whose it is. Raises NotFound, NoSubscription."""
    try:
        public_id = unseal(renewal, purpose=_RENEWAL).decode()
    except (BrokenSeal, ValueError) as error:
        raise NotFound from error
    row = Address.objects.filter(public_id=public_id, channel=Channel.WEB_PUSH.value).first()
    if row is None:
        raise NotFound
    value = _read(subscription)
    Address.objects.filter(channel=Channel.WEB_PUSH.value, value=value).exclude(pk=row.pk).delete()
    row.value, row.renewed_at = value, now
    row.save(update_fields=["value", "renewed_at"])


def renewal_of(address: Address) -> str:
    """What a browser keeps to exchange its subscription without anybody signing in."""
    return seal(address.public_id.encode(), purpose=_RENEWAL)


@transaction.atomic
def remove(user_id: int, public_id: str, *, way: Way, now: datetime) -> str:
    """Reach this person there no more. Returns the note that brings it back. Raises NotFound."""
    row = Address.objects.filter(user_id=user_id, public_id=public_id).first()
    if row is None:
        raise NotFound
    _note(row, way, is_added=False, now=now)
    row.delete()
    kept = [user_id, row.channel, row.value, row.label, row.sign_in, int(now.timestamp())]
    return seal(json.dumps(kept, separators=(",", ":")).encode(), purpose=_UNDO)


@transaction.atomic
def bring_back(user_id: int, note: str, *, way: Way, now: datetime) -> Address:
    """Take a removal back, within ten minutes. Raises NotFound, TakenMeanwhile."""
    try:
        whose, channel, value, label, sign_in, at = json.loads(unseal(note, purpose=_UNDO))
    except (BrokenSeal, ValueError) as error:
        raise NotFound from error
    if whose != user_id:
        raise NotFound
    is_late = now.timestamp() - at > OPEN_FOR.total_seconds()
    if is_late or Address.objects.filter(channel=channel, value=value).exclude(user_id=user_id).exists():
        raise TakenMeanwhile
    return keep(user_id, Channel(channel), value, label=label, sign_in=sign_in, way=way, now=now)


def forget_sign_ins(sign_ins: Collection[str]) -> int:
    """These sign-ins of apps have ended: their phones are told nothing more. Returns how many."""
    named = [each for each in sign_ins if each]
    return Address.objects.filter(sign_in__in=named).delete()[0] if named else 0


def forget_browsers(public_ids: Collection[str]) -> int:
    """Somebody signed out on these browsers. Returns how many of them were told until now."""
    named = [each for each in public_ids if each]
    rows = Address.objects.filter(public_id__in=named, channel=Channel.WEB_PUSH.value)
    return rows.delete()[0] if named else 0


def masked(channel: Channel, value: str) -> str:
    """As it may stand in a history: enough for its person to know it."""
    number = phone_numbers.read(value) if channel in NUMBERS else None
    if number is None:
        return ""
    shown = number.national
    return f"{shown[:3]} ••• {shown[-4:]}"


def page_path() -> str:
    """The page of addresses."""
    return reverse("notifications:addresses")


def _read(subscription: str) -> str:
    """A subscription in one form, so that the same one is one row. Raises NoSubscription."""
    try:
        found = encryption.read(subscription)
    except encryption.NoSubscription as error:
        raise NoSubscription from error
    provider = vapid.ours(next(iter(registry.active(Channel.WEB_PUSH)), None))
    if provider is not None and not provider.knows(found.endpoint):
        raise NoSubscription
    if len(found.endpoint) + len(found.secret) + len(found.public) > LONGEST_TOKEN:
        raise NoSubscription
    keys = {"p256dh": encryption.to_base64url(found.public), "auth": encryption.to_base64url(found.secret)}
    return json.dumps({"endpoint": found.endpoint, "keys": keys}, separators=(",", ":"))


def _make_room(user_id: int, channel: Channel) -> None:
    rows = Address.objects.filter(user_id=user_id, channel=channel.value).order_by("-renewed_at", "-pk")
    old = list(rows.values_list("pk", flat=True)[MOST_DEVICES:])
    if old:
        Address.objects.filter(pk__in=old).delete()


def _note(row: Address, way: Way, *, is_added: bool, now: datetime) -> None:
    """On record with the choices: since when somebody is reached where, by her own deed."""
    name = masked(Channel(row.channel), row.value) or row.label
    ChoiceChange.objects.create(
        user_id=row.user_id,
        what=f"address/{row.channel}",
        before="" if is_added else name[:60],
        after=name[:60] if is_added else "",
        way=way.name,
        ip=way.ip,
        at=now,
    )
