"""Addresses that take nothing any more: bounced, marked as spam, asked to stop."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.crypto import salted_hmac

from notifications.channels.protocol import Channel
from notifications.models import Address, Suppression


def fingerprint(channel: Channel, address: str) -> str:
    """What is kept of an address: enough to know it again, too little to read it."""
    plain = address.strip().lower() if channel is Channel.EMAIL else address.strip()
    return salted_hmac("notifications.suppression", f"{channel}|{plain}", algorithm="sha256").hexdigest()


def add(channel: Channel, address: str, *, reason: str, answer: str = "", now: datetime) -> bool:
    """Send nothing to an address from now on. False when it was on the list before. A dead token or number is dropped."""
    _row, is_new = Suppression.objects.get_or_create(
        channel=channel,
        fingerprint=fingerprint(channel, address),
        defaults={"reason": reason, "answer": answer[:500], "since": now},
    )
    if reason == "bounced" and channel is not Channel.EMAIL:
        Address.objects.filter(channel=channel, value=address).delete()
    return is_new


def lift(channel: Channel, address: str, *, reason: str = "") -> bool:
    """Let an address take messages again; with `reason` only if that is why it does not. False when it was not on the list."""
    found = Suppression.objects.filter(channel=channel, fingerprint=fingerprint(channel, address))
    if reason:
        found = found.filter(reason=reason)
    return found.delete()[0] > 0


def is_suppressed(channel: Channel, address: str) -> bool:
    """Whether this address takes nothing."""
    return Suppression.objects.filter(channel=channel, fingerprint=fingerprint(channel, address)).exists()


def among(addresses: Iterable[tuple[Channel, str]]) -> set[tuple[Channel, str]]:
    """Which of these take nothing. One query, none for none."""
    by_print = {fingerprint(channel, address): (channel, address) for channel, address in addresses}
    if not by_print:
        return set()
    found = Suppression.objects.filter(fingerprint__in=by_print).values_list("fingerprint", flat=True)
    return {by_print[each] for each in found}
