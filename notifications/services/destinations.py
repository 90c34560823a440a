"""Where a delivery goes: to the person's newest address of a channel, to one device of hers, or to a number to be proven."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from notifications.channels.protocol import Channel
from notifications.models import Address, Delivery, NumberCode
from notifications.services import deciding

DEVICES = frozenset({Channel.PUSH, Channel.WEB_PUSH})  # channels on which each device of a person is told
PROOF = "notifications.number_code"  # the kind whose messages go to a number that is not yet anybody's


def devices_of(
    user_ids: Collection[int], channels: Collection[Channel]
) -> Mapping[tuple[int, Channel], list[str]]:
    """The devices of these people by channel, oldest first. One query, none without such a channel."""
    found: dict[tuple[int, Channel], list[str]] = defaultdict(list)
    wanted = DEVICES & set(channels)
    if wanted:
        rows = Address.objects.filter(user_id__in=user_ids, channel__in=wanted).order_by("created_at", "pk")
        for user_id, channel, device in rows.values_list("user_id", "channel", "public_id"):
            found[user_id, Channel(channel)].append(device)
    return found


def address_of(delivery: Delivery) -> str:
    """Where it goes now; empty when there is nothing any more. Needs its message."""
    channel = Channel(delivery.channel)
    if not delivery.device:
        return deciding.addresses([delivery.user_id], [channel])[delivery.user_id].get(channel, "")
    if is_proof(delivery):
        codes = NumberCode.objects.filter(public_id=delivery.device, closed_at=None)
        return codes.values_list("number", flat=True).first() or ""
    mine = Address.objects.filter(public_id=delivery.device, user_id=delivery.user_id, channel=channel.value)
    return mine.values_list("value", flat=True).first() or ""


def is_proof(delivery: Delivery) -> bool:
    """Whether it carries the code that proves a number: it goes also to a number that asked us to stop, for its person asks."""
    return delivery.message.kind == PROOF
