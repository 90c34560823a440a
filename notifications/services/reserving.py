"""The first step of a delivery: look once more whether it may go, choose who carries it, and write the attempt down."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from notifications import carriers, locks
from notifications import kinds as registry
from notifications.carriers import PAID, Carrier
from notifications.channels.protocol import CanFind, Channel, Parcel, TakesMany, TellsLater
from notifications.engine import segments
from notifications.models import Attempt, AttemptResult, Delivery, DeliveryState
from notifications.services import (
    budgets,
    destinations,
    falling_back,
    languages,
    lines,
    links,
    rendering,
    routing,
    senders,
    still_allowed,
    suppression,
    whatsapp,
)

LEASE = timedelta(minutes=3)  # longer than any provider's time-out
RETRY_AFTER = (  # waits before attempts 2 to 7; about a day in all
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=18),
)
REPEATABLE = frozenset({Channel.EMAIL, Channel.PUSH, Channel.WEB_PUSH})


@dataclass(frozen=True, kw_only=True)
class Going:
    """A parcel that is about to go out, or about whose fate its provider is to be asked (`asks`)."""

    attempt_id: int
    carrier: Carrier
    parcel: Parcel
    since: datetime
    delivery_id: int = 0
    mail_id: int = 0  # instead of the delivery: an app's own mail
    asks: bool = False
    may_repeat: bool = True


def wait_after(count: int) -> timedelta | None:
    """How long after `count` rounds of attempts; None when that was the last."""
    return RETRY_AFTER[count - 1] if 0 < count <= len(RETRY_AFTER) else None


@transaction.atomic(durable=True)
def reserve(
    delivery_id: int,
    *,
    now: datetime,
    tried: Collection[str] = (),
    wait: timedelta = timedelta(),
    together: bool = False,
) -> Going | None:
    """Take a due delivery and write its attempt. None when it does not go now: its row says why.

    `tried` had their turn in this round; when nobody else is left it waits, at least `wait`. `together`: where the provider takes
    many, the attempt is only reserved, and `depart` says when it goes.
    """
    delivery = locks.lock_due_delivery(delivery_id, now=now)
    if delivery is None:
        return None
    going = _going(delivery, tried, wait, now)
    if going is not None and together and not going.asks and isinstance(going.carrier.provider, TakesMany):
        Attempt.objects.filter(pk=going.attempt_id).update(result=AttemptResult.RESERVED)
    delivery.save()
    return going


@transaction.atomic(durable=True)
def depart(goings: Sequence[Going], *, now: datetime) -> list[Going]:
    """Those of several reserved attempts that are still ours: they go out now, and their leases begin anew."""
    rows = Delivery.objects.filter(pk__in=[going.delivery_id for going in goings], state=DeliveryState.GOING)
    rows.update(lease_until=now + LEASE)  # first: whoever thinks that we died waits for this, or we for her
    ours = Attempt.objects.filter(pk__in=[going.attempt_id for going in goings])
    ours.filter(result=AttemptResult.RESERVED).update(result=AttemptResult.STARTED)
    left = set(ours.filter(result=AttemptResult.STARTED).values_list("pk", flat=True))
    return [going for going in goings if going.attempt_id in left]


def _going(delivery: Delivery, tried: Collection[str], wait: timedelta, now: datetime) -> Going | None:
    if delivery.state == DeliveryState.GOING and (asking := _asking(delivery, now)):
        return asking
    if _is_held(delivery, now):
        return None
    address = destinations.address_of(delivery)
    if not address:
        _give_up(delivery, DeliveryState.FAILED, _("There is no address any more."), now)
        return None
    is_dead = suppression.is_suppressed(Channel(delivery.channel), address)
    if is_dead and not destinations.is_proof(delivery):
        _give_up(delivery, DeliveryState.SUPPRESSED, _("The address takes nothing any more."), now)
        return None
    return _sending(delivery, address, tried, wait, now)


def _is_held(delivery: Delivery, now: datetime) -> bool:
    """Whether it does not go out now, before anybody looks where to: its row says why."""
    if delivery.message.cancelled_at or not delivery.user.is_active:
        delivery.finish(DeliveryState.CANCELLED, at=now)
    elif delivery.channel == Channel.IN_APP:
        _put_into_inbox(delivery, now)
    elif _may_have_arrived(delivery):
        words = _("It may have arrived: it is not sent a second time.")
        _give_up(delivery, DeliveryState.FAILED, words, now)
    elif _is_too_late(delivery, now):
        _give_up(delivery, DeliveryState.FAILED, _("It would have come too late."), now)
    elif not still_allowed.has_consent(delivery):
        _give_up(delivery, DeliveryState.CANCELLED, _("She did not agree to it, or not any more."), now)
    elif (later := still_allowed.may_leave_at(delivery, now=now)) > now:
        delivery.put_off(later)
    else:
        return False
    return True


def _sending(
    delivery: Delivery, address: str, tried: Collection[str], wait: timedelta, now: datetime
) -> Going | None:
    others = _rest_of_digest(delivery, now) if delivery.is_digest else _led_by(delivery)
    try:
        with languages.spoken_by(delivery.user_id, delivery.message.organisation):
            parcel = rendering.parcel_of(delivery, others, address)
    except (registry.UnknownKind, registry.BadValues) as error:
        _give_up(delivery, DeliveryState.FAILED, str(error), now)
        return None
    unable = whatsapp.unable(delivery, address, is_digest=bool(others), now=now)
    if unable and len(unable) == len(carriers.of_channel(Channel(delivery.channel))):
        words = _("WhatsApp takes free text only within a day of an answer, and no template is approved.")
        _give_up(delivery, DeliveryState.FAILED, words, now)
        return None
    carrier = _carrier(delivery, tried, wait, now, unable=unable)
    if carrier is None:
        return None
    try:
        parcel = whatsapp.fitted(parcel, delivery, carrier.code, is_digest=bool(others), now=now)
    except registry.BadValues as error:
        _give_up(delivery, DeliveryState.FAILED, str(error), now)
        return None
    for each in others:
        each.lead = delivery
        each.finish(DeliveryState.BUNDLED, at=now)
        each.save()
    delivery.is_digest = False  # what it tells is settled: the next one starts a digest of its own
    parcel = senders.dressed_delivery(parcel, [delivery, *others], carrier)
    return _attempt(delivery, carrier, parcel, now)


def _rest_of_digest(delivery: Delivery, now: datetime) -> list[Delivery]:
    found = locks.lock_rest_of_digest(delivery, now=now)
    return [each for each in found if still_allowed.may_join(each, now=now)]


def _led_by(delivery: Delivery) -> list[Delivery]:
    rows = Delivery.objects.filter(lead=delivery).select_related("message__organisation")
    return list(rows.order_by("pk"))


def _carrier(
    delivery: Delivery,
    tried: Collection[str],
    wait: timedelta,
    now: datetime,
    *,
    unable: frozenset[str] = frozenset(),
) -> Carrier | None:
    """Who carries it, none of those who are `unable`; None when it has to wait or cannot go at all."""
    channel, organisation_id = Channel(delivery.channel), delivery.message.organisation_id
    left = budgets.left(organisation_id, now=now) if channel in PAID and not _is_critical(delivery) else None
    others = {*tried, *unable}
    found = _bound(delivery, others) or routing.carriers_for(
        channel,
        organisation_id=organisation_id,
        left=left,
        tried=others,
        is_critical=_is_critical(delivery),
        now=now,
    )
    if found and routing.is_throttled(found[0], now=now):
        delivery.put_off(now + timedelta(seconds=1))
        return None
    if found:
        return found[0]
    if left is not None and carriers.of_channel(channel) and not tried:
        budgets.tell_used_up(organisation_id, now=now)
        _give_up(delivery, DeliveryState.FAILED, _("This month's budget is used up."), now)
    else:
        put_off(delivery, now, wait=wait)
    return None


def _bound(delivery: Delivery, tried: Collection[str]) -> list[Carrier]:
    """The provider that may have taken it already: another one would surely make it two."""
    unclear = (
        Attempt.objects.filter(delivery=delivery, result=AttemptResult.UNCLEAR).order_by("-number").first()
    )
    found = carriers.find(Channel(delivery.channel), unclear.provider) if unclear else None
    return [found] if found and found.code not in tried else []


def _attempt(delivery: Delivery, carrier: Carrier, parcel: Parcel, now: datetime) -> Going:
    channel = Channel(delivery.channel)
    reserved = _cost_of(parcel, carrier) if channel in PAID else Decimal(0)
    budgets.spend(delivery.message.organisation_id, reserved, now=now)
    delivery.attempt_count += 1
    delivery.state, delivery.lease_until, delivery.handed_at = DeliveryState.GOING, now + LEASE, now
    delivery.provider = carrier.code
    attempt = Attempt.objects.create(
        delivery=delivery,
        number=delivery.attempt_count,
        provider=carrier.code,
        cost=reserved if channel in PAID else None,
        template=parcel.template,
        started_at=now,
    )
    if isinstance(carrier.provider, TellsLater):
        told_at = rendering.absolute(links.callback_path(delivery.channel, carrier.code))
        parcel = replace(parcel, callback_url=told_at)
    return Going(delivery_id=delivery.pk, attempt_id=attempt.pk, carrier=carrier, parcel=parcel, since=now)


def _cost_of(parcel: Parcel, carrier: Carrier) -> Decimal:
    """What it is thought to cost. Of an SMS each part costs what the settings say, where what was learned is of shorter ones."""
    parts = segments.count(parcel.text).parts if parcel.channel is Channel.SMS else 1
    listed = carriers.find(parcel.channel, carrier.code)
    return carrier.cost if parts == 1 or listed is None else max(carrier.cost, listed.cost * parts)


def _asking(delivery: Delivery, now: datetime) -> Going | None:
    """The worker died, or the line broke: what became of the last parcel? None when it is safe to send it again."""
    channel = Channel(delivery.channel)
    attempt = Attempt.objects.filter(delivery=delivery).order_by("-number").first()
    carrier = carriers.find(channel, delivery.provider)
    if attempt is not None and attempt.result == AttemptResult.RESERVED:
        _never_left(delivery, attempt, now)
    if attempt is None or carrier is None:
        return None
    if attempt.result not in {AttemptResult.STARTED, AttemptResult.UNCLEAR}:
        return None
    delivery.lease_until = now + LEASE
    address = destinations.address_of(delivery)
    may_repeat = carrier.provider.is_idempotent or channel in REPEATABLE or _is_critical(delivery)
    if not address and not isinstance(carrier.provider, CanFind):
        return None
    return Going(
        delivery_id=delivery.pk,
        attempt_id=attempt.pk,
        carrier=carrier,
        parcel=Parcel(key=delivery.public_id, channel=channel, to=address, text=""),
        since=attempt.started_at,
        asks=True,
        may_repeat=may_repeat,
    )


def _may_have_arrived(delivery: Delivery) -> bool:
    """Whether its provider, which alone could say, is no longer set up, and twice would be worse than never."""
    channel = Channel(delivery.channel)
    if delivery.state != DeliveryState.GOING or channel in REPEATABLE or _is_critical(delivery):
        return False
    in_doubt = Attempt.objects.filter(
        delivery=delivery, result__in=[AttemptResult.STARTED, AttemptResult.UNCLEAR]
    )
    return carriers.find(channel, delivery.provider) is None and in_doubt.exists()


def _never_left(delivery: Delivery, attempt: Attempt, now: datetime) -> None:
    """Its worker died before the request that many were to share: what was reserved for it is given back."""
    budgets.spend(delivery.message.organisation_id, -(attempt.cost or Decimal(0)), now=now)
    attempt.end(AttemptResult.LOST, at=now, cost=None)
    attempt.save()


def put_off(delivery: Delivery, now: datetime, *, wait: timedelta = timedelta()) -> None:
    """Try again later, longer after each round of all providers; after the last round it has failed."""
    offered = max(1, len(carriers.of_channel(Channel(delivery.channel))))
    pause = wait_after(max(1, -(-delivery.attempt_count // offered)))
    if pause is None:
        _give_up(delivery, DeliveryState.FAILED, "", now)
    else:
        delivery.put_off(now + max(pause, wait))


def _give_up(delivery: Delivery, state: str, answer: str, now: datetime) -> None:
    delivery.finish(state, at=now, answer=answer)
    falling_back.after(delivery, now=now)


def _put_into_inbox(delivery: Delivery, now: datetime) -> None:
    kind = registry.known(delivery.message.kind)
    if kind is None:
        delivery.finish(DeliveryState.FAILED, at=now, answer=_("This kind of notification is gone."))
        return
    lines.write(kind, delivery.message, [delivery.user_id], now=now)
    delivery.finish(DeliveryState.DELIVERED, at=now)


def _is_too_late(delivery: Delivery, now: datetime) -> bool:
    kind = registry.known(delivery.message.kind)
    return bool(kind and kind.lives_for and now >= delivery.message.created_at + kind.lives_for)


def _is_critical(delivery: Delivery) -> bool:
    kind = registry.known(delivery.message.kind)
    return kind is not None and kind.is_critical
