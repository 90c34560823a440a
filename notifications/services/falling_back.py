"""When one way fails for good, the next one in turn is tried."""

from datetime import datetime

from notifications import kinds as registry
from notifications import locks
from notifications.channels.protocol import Channel
from notifications.models import Delivery, DeliveryState
from notifications.services import destinations, messages

_OVER = (DeliveryState.FAILED, DeliveryState.SUPPRESSED, DeliveryState.CANCELLED)


def after(delivery: Delivery, *, now: datetime) -> list[Delivery]:
    """Plan the channel that was kept in reserve for this one; on a channel of devices once none of them was reached. Empty
    when there is none. Needs the delivery's lock."""
    kind, channel = registry.known(delivery.message.kind), Channel(delivery.channel)
    then = messages.in_turn_after(delivery.message, kind, channel) if kind else None
    if then is None:
        return []
    if channel in destinations.DEVICES:  # two that fail at once must not each take the other for alive
        locks.lock_message(delivery.message_id)
    siblings = Delivery.objects.filter(message_id=delivery.message_id)
    others = siblings.filter(channel=delivery.channel).exclude(pk=delivery.pk)
    if others.exclude(state__in=_OVER).exists() or siblings.filter(channel=then.value).exists():
        return []
    found = destinations.devices_of([delivery.user_id], [then]).get((delivery.user_id, then), [""])
    Delivery.objects.bulk_create(
        (_next(delivery, then, device, now) for device in found), ignore_conflicts=True
    )
    made = list(siblings.filter(channel=then.value))
    messages.hand_out([each.pk for each in made])
    return made


def _next(delivery: Delivery, channel: Channel, device: str, now: datetime) -> Delivery:
    return Delivery(
        message_id=delivery.message_id,
        user_id=delivery.user_id,
        channel=channel.value,
        device=device,
        not_before=now,
        handed_at=now,
        created_at=now,
    )
