"""Signing certificates of identity providers: read, judged by date, described."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes

SOON = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Described:
    """A certificate for people."""

    fingerprint: str
    expires_at: datetime
    is_expired: bool
    expires_soon: bool


def normal(text: str) -> str:
    """The certificate as base64 DER on one line. Raises ValueError for what is no certificate."""
    raw = "".join(line for line in text.strip().splitlines() if not line.startswith("-----"))
    try:
        der = base64.b64decode("".join(raw.split()), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    x509.load_der_x509_certificate(der)
    return base64.b64encode(der).decode("ascii")


def valid_at(certificate: str, now: datetime) -> bool:
    """Whether its dates allow signing now."""
    read = _read(certificate)
    return read.not_valid_before_utc <= now < read.not_valid_after_utc


def described(certificate: str, *, now: datetime) -> Described:
    """Fingerprint (SHA-256, as providers show it) and end."""
    read = _read(certificate)
    hexes = read.fingerprint(hashes.SHA256()).hex().upper()
    end = read.not_valid_after_utc
    return Described(
        fingerprint=":".join(hexes[place : place + 2] for place in range(0, len(hexes), 2)),
        expires_at=end,
        is_expired=end <= now,
        expires_soon=now < end <= now + SOON,
    )


def last_end(certificates: list[str]) -> datetime | None:
    """When the last of them ends; None without any."""
    return max((_read(each).not_valid_after_utc for each in certificates), default=None)


def _read(certificate: str) -> x509.Certificate:
    return x509.load_der_x509_certificate(base64.b64decode(certificate))
