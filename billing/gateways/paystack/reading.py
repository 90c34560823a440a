"""Judging a callback by itself: HMAC-SHA512 of the raw bytes with the secret key, and where it came from."""

import hashlib
import hmac
import ipaddress
import json
import re
from collections.abc import Sequence
from typing import Any, Final

from billing.gateways.messages import Check, RawMessage, Reading
from billing.gateways.paystack import answers

SIGNATURE: Final = "x-paystack-signature"
_PLAIN: Final = re.compile(r"[A-Za-z0-9_.=-]{1,40}\Z", re.ASCII)
_MAX_BODY: Final = 256 * 1024
# What these events are about happens once per id; others (a subscription disabled twice) are told apart by their bytes.
_ONCE: Final = ("charge.", "refund.")


def sign(body: bytes, secret_key: str) -> str:
    """What Paystack writes into its signature header for these bytes."""
    return hmac.new(secret_key.encode(), body, hashlib.sha512).hexdigest()


def read(message: RawMessage, *, secret_key: str, networks: Sequence[str]) -> Reading:
    """Never raises, whatever the bytes.

    A message that is not genuine gets a key of its own, so that nobody can take the place of the genuine one that
    names the same payment by sending a forgery first.
    """
    checks: tuple[Check, ...] = (
        _signature(message, secret_key),
        _source(message.source_ip, networks),
        Check(name="size", passed=len(message.body) <= _MAX_BODY),
    )
    event = envelope(message.body) if len(message.body) <= _MAX_BODY else None
    checks += (Check(name="event", passed=event is not None),)
    kind = event[0] if event else "unreadable"
    digest = hashlib.sha256(message.body).hexdigest()
    if event is None or not all(check.passed for check in checks):
        return Reading(kind=kind, dedupe_key=f"rejected:{digest}", checks=checks)
    return Reading(kind=kind, dedupe_key=_key(*event, digest), checks=checks)


def envelope(body: bytes) -> tuple[str, dict[str, Any]] | None:
    """The event's name and its data; None when the bytes are no event."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    event = found.get("event")
    if (
        not isinstance(event, str)
        or not event.isascii()
        or not event.isprintable()
        or not 0 < len(event) <= 60
    ):
        return None
    return event, dict(answers.record(found.get("data")))


def _signature(message: RawMessage, secret_key: str) -> Check:
    given = message.headers.get(SIGNATURE, "")
    # As bytes: compare_digest refuses texts outside ASCII.
    same = hmac.compare_digest(
        given.strip().lower().encode("utf-8", "replace"), sign(message.body, secret_key).encode()
    )
    return Check(
        name="signature",
        passed=bool(secret_key) and same,
        detail="" if given else "There is no signature header.",
    )


def _source(address: str, networks: Sequence[str]) -> Check:
    try:
        found = ipaddress.ip_address(address.strip())
        if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        passed = any(found in ipaddress.ip_network(network, strict=False) for network in networks)
    except ValueError:
        passed = False
    return Check(name="source address", passed=passed, detail="" if passed else address[:60])


def _key(event: str, data: dict[str, Any], digest: str) -> str:
    """The same for every delivery of the same thing, at most 120 characters."""
    named = answers.text(data.get("id"), 40)
    if not named and event == "charge.success":
        named = answers.text(data.get("reference"), 40)
    if event.startswith(_ONCE) and _PLAIN.match(named):
        return f"{event}:{named}"
    return f"{event}:{digest[:48]}"
