"""Addresses that take nothing any more: bounced, marked as spam, asked to stop."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from notifications.channels.protocol import Channel
from notifications.models import Address, Suppression

TRIED_AGAIN_AFTER = timedelta(days=7)


def fingerprint(channel: Channel, address: str) -> str:
    """What is kept of an address: enough to know it again, too little to read it."""
    plain = address.strip().lower() if channel is Channel.EMAIL else address.strip()
    return salted_hmac("notifications.suppression", f"{channel}|{plain}", algorithm="sha256").hexdigest()


def add(channel: Channel, address: str, *, reason: str, answer: str = "", now: datetime) -> bool:
    """Send nothing to an address from now on. False when it was on the list before. A dead token or number is dropped."""
    row, is_new = Suppression.objects.get_or_create(
        channel=channel,
        fingerprint=fingerprint(channel, address),
        defaults={"reason": reason, "answer": answer[:500], "since": now},
    )
    if reason == "bounced" and not is_new:
        Suppression.objects.filter(pk=row.pk, reason=reason, since__lt=now).update(since=now)
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


def stops_mail(address: str, *, is_critical: bool, now: datetime) -> bool:
    """Whether an app's own mail is not sent. A critical one (a code, a link to sign in, an invoice) goes to whoever pressed "spam",
    and a week after it came back the mailbox is tried again: it may exist by now."""
    found = Suppression.objects.filter(
        channel=Channel.EMAIL, fingerprint=fingerprint(Channel.EMAIL, address)
    ).first()
    if found is None or not is_critical:
        return found is not None
    is_fresh = found.reason == "bounced" and found.since > now - TRIED_AGAIN_AFTER
    return is_fresh or found.reason == "staff"


def among(addresses: Iterable[tuple[Channel, str]]) -> set[tuple[Channel, str]]:
    """Which of these take nothing. One query, none for none."""
    by_print = {fingerprint(channel, address): (channel, address) for channel, address in addresses}
    if not by_print:
        return set()
    found = Suppression.objects.filter(fingerprint__in=by_print).values_list("fingerprint", flat=True)
    return {by_print[each] for each in found}
