"""Providers that live in the test's own process: they keep what they took, and fail as they are told."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, cast

from notifications.carriers import Carrier
from notifications.channels.protocol import Channel, Parcel, Provider, ProviderError, Receipt, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable


class Book:
    """Takes parcels of one channel and remembers them. `trouble` is asked first and may raise.

    With `dies`, it takes the parcel and then the worker is killed: nobody hears its answer.
    """

    title = "Book"
    is_idempotent: ClassVar[bool] = False

    def __init__(self, code: str = "book", channel: Channel = Channel.SMS, cost: str | None = None) -> None:
        self.code, self.channel = code, channel
        self.cost = Decimal(cost) if cost else None
        self.taken: list[Parcel] = []
        self.calls = 0
        self.trouble: Callable[[Parcel], ProviderError | None] = lambda _parcel: None
        self.dies = False

    def send(self, parcel: Parcel) -> Receipt:
        """Take it, or fail as told."""
        self.calls += 1
        error = self.trouble(parcel)
        if error is not None:
            raise error
        self.taken.append(parcel)
        if self.dies:
            raise KeyboardInterrupt
        return Receipt(verdict=Verdict.ACCEPTED, provider_id=f"{self.code}-{len(self.taken)}", cost=self.cost)


def carrier(book: "Book", **terms: Any) -> Carrier:
    """It as the registry keeps it: a class of its own each, elsewhere."""
    return Carrier(provider=cast("Provider", book), **terms)


class FindingBook(Book):
    """One that can be asked."""

    asked = 0

    def find(self, key: str, *, to: str, since: datetime) -> Receipt | None:
        """What it took under this key."""
        self.asked += 1
        if any(parcel.key == key and parcel.to == to for parcel in self.taken):
            return Receipt(verdict=Verdict.SENT, provider_id=f"{self.code}-found")
        return None


class IdempotentBook(Book):
    """One that takes the same key once."""

    is_idempotent: ClassVar[bool] = True

    def send(self, parcel: Parcel) -> Receipt:
        """Take it, unless it was taken."""
        if any(each.key == parcel.key for each in self.taken):
            self.calls += 1
            return Receipt(verdict=Verdict.ACCEPTED, provider_id="same")
        return super().send(parcel)
