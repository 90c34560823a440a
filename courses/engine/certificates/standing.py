"""Whether a certificate holds on a day."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=60)
REMINDED = (60, 30, 7)  # so many days before the end its person is told


class Standing(StrEnum):
    """What a certificate is worth on a day."""

    VALID = "valid"
    EXPIRES_SOON = "expires_soon"
    EXPIRED = "expired"
    RENEWED = "renewed"  # another one took its place
    REVOKED = "revoked"


@dataclass(frozen=True, kw_only=True)
class Held:
    """The dates of a certificate. `last_on` is the last day it holds; None is for ever."""

    issued_on: date
    last_on: date | None = None
    revoked_on: date | None = None
    renewed_on: date | None = None

    def standing(self, on: date) -> Standing:
        """What it is worth on a day. Revoked is said before all else, renewed before expired."""
        if self.revoked_on is not None and self.revoked_on <= on:
            return Standing.REVOKED
        if self.renewed_on is not None and self.renewed_on <= on:
            return Standing.RENEWED
        if self.last_on is not None and on > self.last_on:
            return Standing.EXPIRED
        if self.last_on is not None and self.last_on - on <= SOON:
            return Standing.EXPIRES_SOON
        return Standing.VALID


def last_day(issued_on: date, months: int | None) -> date | None:
    """The last day of a certificate that holds so many months: the day before its date comes round, so that none is missed.

    31 August for six months ends on 27 or 28 February: the date that does not exist is the month's last day.
    """
    if months is None:
        return None
    year, month = divmod(issued_on.year * 12 + issued_on.month - 1 + months, 12)
    day = min(issued_on.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


def renewed_until(held: Held, *, renewed_on: date, months: int | None) -> date | None:
    """The last day after a renewal. Who renews in the last 60 days loses none of them: the new time begins when the old one ends."""
    if held.last_on is not None and held.standing(renewed_on) == Standing.EXPIRES_SOON:
        return last_day(held.last_on + timedelta(days=1), months)
    return last_day(renewed_on, months)
