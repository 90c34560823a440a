"""What nobody knows for sure: a provider that never says, one that is gone, a batch that leaves late, a replay of what may have arrived."""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from notifications import carriers
from notifications.channels.protocol import Channel, Parcel, ProviderError, Receipt, Unclear
from notifications.models import Delivery, DeliveryState
from notifications.services import delivering, messages, replaying, reserving
from notifications.services.replaying import Failed
from notifications.tests.kinds import NOON, STOCK, VALUES
from notifications.tests.providers import Book, FindingBook, carrier
from notifications.tests.test_faults import ManyBook
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carried")]


class Mute(FindingBook):
    """Takes it, breaks the line, and never says what became of it."""

    def send(self, parcel: Parcel) -> Receipt:
        """Take it."""
        super().send(parcel)
        raise Unclear("line broke")

    def find(self, key: str, *, to: str, since: Any) -> Receipt | None:
        """Say nothing."""
        self.asked += 1
        raise Unclear("no answer")


def tell(cast: Cast, key: str = "stock:1") -> Delivery:
    messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key=key, now=NOON)
    return Delivery.objects.get(channel="sms", message__key=key)


def test_a_provider_that_never_says_is_asked_less_and_less_and_not_for_ever(cast: Cast) -> None:
    book = Mute("mute", Channel.SMS)
    with carriers.only(carrier(book)):
        row, now = tell(cast), NOON
        for _ in range(100):
            delivering.deliver(row.pk, now=now)
            row.refresh_from_db()
            now = max(row.not_before, now)
    assert row.state == DeliveryState.FAILED
    assert len(book.taken) == 1
    assert 5 < book.asked < 40


def test_what_may_have_arrived_does_not_go_by_another_when_its_provider_is_gone(cast: Cast) -> None:
    book, other = Book("left", Channel.SMS), Book("other", Channel.SMS)
    with carriers.only(carrier(book)):
        row = tell(cast)
        book.dies = True
        with pytest.raises(KeyboardInterrupt):
            delivering.deliver(row.pk, now=NOON)
    with carriers.only(carrier(other)):
        delivering.deliver(row.pk, now=NOON + timedelta(minutes=5))
    row.refresh_from_db()
    assert (row.state, len(book.taken), other.taken) == (DeliveryState.FAILED, 1, [])


def test_a_replay_leaves_what_may_have_arrived(cast: Cast, sms: Book) -> None:
    row = tell(cast)
    sms.dies = True
    with pytest.raises(KeyboardInterrupt):
        delivering.deliver(row.pk, now=NOON)
    sms.dies = False
    delivering.deliver(row.pk, now=NOON + timedelta(minutes=5))
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED
    asked = Failed(since=NOON, until=NOON + timedelta(hours=1))
    assert replaying.count(asked, now=NOON).found == 0


class SlowBook(ManyBook):
    """Each of its batches takes four minutes."""

    batch_size = 1
    minutes = 0

    def send_many(self, parcels: Sequence[Parcel]) -> Sequence[Receipt | ProviderError]:
        """Take them."""
        return [super(SlowBook, self)._one(place, parcel) for place, parcel in enumerate(parcels)]

    def send(self, parcel: Parcel) -> Receipt:
        """Take one, slowly; what else was reserved with it departs after that."""
        type(self).minutes += 4
        return super().send(parcel)


def test_the_lease_of_a_batch_begins_when_it_leaves(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    book = SlowBook()
    monkeypatch.setattr(SlowBook, "minutes", 0)
    real = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + SlowBook.minutes * 60)
    leases = []
    departed = reserving.depart

    def depart(goings: Any, *, now: Any) -> Any:
        leases.append(now)
        return departed(goings, now=now)

    monkeypatch.setattr(reserving, "depart", depart)
    with carriers.only(carrier(book)):
        rows = [tell(cast, f"stock:{number}") for number in range(2)]
        delivering.deliver_many([row.pk for row in rows], now=NOON)
    assert len(book.taken) == 2
    assert leases[1] - leases[0] >= timedelta(minutes=4)
