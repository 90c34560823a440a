"""Mobile numbers: asked for, proven by a code of six digits, and then one person's.

What was decided, and why:

- **One number, one person.** Who proves a number holds its SIM card, so it moves to her; whoever had it is told that it is gone, and
  neither learns who the other is. Before the proof nothing is said or changed: asking looks the same for every number.
- **A number that said STOP**, or that did not exist, may be asked for again on the page: its person asks for the code, and no
  code goes to it more often than to any other. The code that comes back takes the STOP back, with the choices that it changed.
  What staff or a complaint closed stays closed.
- **Codes** live ten minutes, may be mistyped five times, are stored as a keyed hash, and count by person and by number. Only numbers
  of South Africa and its neighbours get one: codes to far countries are a fraud that sells expensive messages.
"""

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from notifications import carriers, locks, own_kinds
from notifications.channels.protocol import Channel
from notifications.kinds import sealed
from notifications.models import Address, Delivery, Message, NumberCode, Suppression
from notifications.services import addresses, destinations, messages, stopping, suppression
from notifications.services.choices import Way
from notifications.services.number_refusals import (
    CodeOver,
    CodeWrong,
    NumberBlocked,
    NumberIsYours,
    NumberNoMobile,
    NumberNotUnderstood,
    TooManyCodes,
    WaysMissing,
)
from synthai.core import phone_numbers
from synthai.core.phone_numbers import Number

OFFERED = (Channel.SMS, Channel.WHATSAPP)
COUNTRIES = ("+27", "+264", "+266", "+267", "+268", "+258", "+263")
PAUSE = timedelta(seconds=30)
LIMITS = (  # within this time so many codes, for a person and for a number
    (timedelta(minutes=15), 3),
    (timedelta(days=1), 8),
)
KEPT_FOR = timedelta(days=2)
_CLOSED = ("staff", "complained")


def offered() -> list[Channel]:
    """The channels a number can be used for here."""
    carried = carriers.channels()
    return [channel for channel in OFFERED if channel in carried]


@transaction.atomic
def ask(user_id: int, typed: str, channels: Iterable[Channel], *, now: datetime) -> NumberCode:
    """Send a code to a number, by SMS where that is carried. An earlier code no longer counts.

    Raises NumberNotUnderstood, NumberNoMobile, NumberIsYours, NumberBlocked, WaysMissing, TooManyCodes.
    """
    number, wanted = _read(typed), [channel for channel in offered() if channel in set(channels)]
    if not wanted:
        raise WaysMissing
    by = offered()[0]
    locks.lock_person(user_id)
    _refuse_known(user_id, number, wanted, by)
    fingerprint = suppression.fingerprint(by, number.e164)
    _refuse_too_many(user_id, fingerprint, now)
    drop(user_id, now=now)
    return _send(user_id, number, fingerprint, by, wanted, now)


@transaction.atomic
def drop(user_id: int, *, now: datetime) -> None:
    """Forget what was asked for: no code of before counts any more."""
    _close(NumberCode.objects.filter(user_id=user_id, closed_at=None), now)


def prove(user_id: int, typed: str, *, way: Way, now: datetime) -> list[Address]:
    """Take a code as typed. Raises CodeWrong, which is counted although it is refused, and CodeOver."""
    found, tries_left = _judged(user_id, "".join(typed.split()), way, now)
    if found:
        return found
    if tries_left:
        raise CodeWrong(left=tries_left)
    raise CodeOver


def open_code(user_id: int, *, now: datetime) -> NumberCode | None:
    """The code that was asked for and still counts."""
    mine = NumberCode.objects.filter(user_id=user_id, closed_at=None, expires_at__gt=now, tries_left__gt=0)
    return mine.order_by("-pk").first()


def code_state(code: NumberCode) -> str:
    """What became of its message: a state of deliveries."""
    found = Delivery.objects.filter(device=code.public_id, user_id=code.user_id)
    return found.values_list("state", flat=True).first() or ""


def forget_old(*, now: datetime) -> int:
    """Delete codes that no longer count for anything."""
    return NumberCode.objects.filter(created_at__lt=now - KEPT_FOR).delete()[0]


def _read(typed: str) -> Number:
    number = phone_numbers.read(typed)
    if number is None:
        raise NumberNotUnderstood
    if not number.takes_messages or not number.e164.startswith(COUNTRIES):
        raise NumberNoMobile(number=number.national)
    return number


def _refuse_known(user_id: int, number: Number, wanted: Collection[Channel], by: Channel) -> None:
    prints = [suppression.fingerprint(channel, number.e164) for channel in wanted]
    closed = Suppression.objects.filter(fingerprint__in=prints)
    the_code = Suppression.objects.filter(fingerprint=suppression.fingerprint(by, number.e164))
    if (closed | the_code).filter(reason__in=_CLOSED).exists():
        raise NumberBlocked
    mine = Address.objects.filter(user_id=user_id, value=number.e164, channel__in=wanted)
    if mine.count() == len(wanted) and not closed.exists():
        raise NumberIsYours(number=number.national)


def _refuse_too_many(user_id: int, fingerprint: str, now: datetime) -> None:
    for mine in (
        NumberCode.objects.filter(user_id=user_id),
        NumberCode.objects.filter(fingerprint=fingerprint),
    ):
        sent = list(
            mine.filter(created_at__gt=now - LIMITS[-1][0])
            .order_by("-created_at")
            .values_list("created_at", flat=True)
        )
        waits = [PAUSE - (now - sent[0])] if sent else []
        waits += [span - (now - sent[most - 1]) for span, most in LIMITS if len(sent) >= most]
        wait = max(waits, default=timedelta())
        if wait > timedelta():
            raise TooManyCodes(wait=wait)


def _send(
    user_id: int, number: Number, fingerprint: str, by: Channel, wanted: Collection[Channel], now: datetime
) -> NumberCode:
    digits = f"{secrets.randbelow(1_000_000):06d}"
    code = NumberCode(
        user_id=user_id,
        number=number.e164,
        fingerprint=fingerprint,
        channels=[channel.value for channel in wanted],
        expires_at=now + own_kinds.CODE_LIVES_FOR,
        created_at=now,
    )
    code.code_hash = _hash(code.public_id, digits)
    code.save()
    message = Message.objects.create(
        user_id=user_id,
        kind=destinations.PROOF,
        key=f"number-code:{code.public_id}",
        values={"code": sealed(digits)},
        created_at=now,
    )
    delivery = Delivery.objects.create(
        message=message,
        user_id=user_id,
        channel=by.value,
        device=code.public_id,
        not_before=now,
        handed_at=now,
        created_at=now,
    )
    messages.hand_out([delivery.pk])
    return code


@transaction.atomic
def _judged(user_id: int, digits: str, way: Way, now: datetime) -> tuple[list[Address], int]:
    """The addresses it proves, or none and the tries that are left."""
    code = locks.lock_open_code(user_id, now=now)
    if code is None:
        return [], 0
    if not constant_time_compare(code.code_hash, _hash(code.public_id, digits)):
        code.tries_left -= 1
        code.save(update_fields=["tries_left"])
        if not code.tries_left:
            _close(NumberCode.objects.filter(pk=code.pk), now)
        return [], code.tries_left
    number, channels = code.number, [Channel(channel) for channel in code.channels]
    found = [_take(user_id, channel, number, way, now) for channel in channels]
    _close(NumberCode.objects.filter(pk=code.pk), now)
    return found, 0


def _take(user_id: int, channel: Channel, number: str, way: Way, now: datetime) -> Address:
    others = Address.objects.filter(channel=channel.value, value=number).exclude(user_id=user_id)
    lost_by = list(others.values_list("user_id", flat=True))
    others.delete()
    if lost_by:
        values = {"number": addresses.masked(channel, number)}
        key = f"number-moved:{suppression.fingerprint(Channel.SMS, number)[:20]}:{now.timestamp():.0f}"
        messages.tell(own_kinds.MOVED, lost_by, values=values, key=key, url=addresses.page_path(), now=now)
    found = addresses.keep(user_id, channel, number, way=way, now=now)
    suppression.lift(channel, number, reason="bounced")
    stopping.start(channel, number, way=Way("proof"), now=now)
    return found


def _close(codes: QuerySet[NumberCode], now: datetime) -> None:
    """They count no more: number and code are emptied, the message too; what has not left is taken back."""
    ids = list(codes.values_list("public_id", flat=True))
    if not ids:
        return
    keys = [f"number-code:{each}" for each in ids]
    for key in keys:
        messages.cancel(key, now=now)
    Message.objects.filter(key__in=keys).update(values={})
    NumberCode.objects.filter(public_id__in=ids).update(closed_at=now, number="")


def _hash(public_id: str, digits: str) -> str:
    return salted_hmac("notifications.number_code", f"{public_id}|{digits}", algorithm="sha256").hexdigest()
