"""When one way fails for good, the next one in turn is tried."""

from datetime import datetime

from notifications import kinds as registry
from notifications.channels.protocol import Channel
from notifications.models import Delivery
from notifications.services import messages


def after(delivery: Delivery, *, now: datetime) -> Delivery | None:
    """Plan the channel that was kept in reserve for this one. None when there is none. Needs the delivery's lock."""
    kind = registry.known(delivery.message.kind)
    channel = messages.in_turn_after(delivery.message, kind, Channel(delivery.channel)) if kind else None
    if channel is None:
        return None
    made, is_new = Delivery.objects.get_or_create(
        message_id=delivery.message_id,
        channel=channel.value,
        defaults={
            "user_id": delivery.user_id,
            "not_before": now,
            "handed_at": now,
            "created_at": now,
        },
    )
    if is_new:
        messages.hand_out([made.pk])
    return made
