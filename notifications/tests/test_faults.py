"""Faults on the way of a message: people and words that are gone when its turn comes, many at once with bad ones among them, a
number that nobody has."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from notifications import carriers, tasks
from notifications.channels.protocol import (
    AddressGone,
    Busy,
    Channel,
    Parcel,
    ProviderError,
    Receipt,
    Reply,
    Verdict,
)
from notifications.models import (
    Attempt,
    AttemptResult,
    ChannelBudget,
    ChoiceChange,
    Delivery,
    DeliveryState,
    Message,
)
from notifications.services import delivering, messages, reserving, stopping, suppression
from notifications.tests.kinds import NOON, STOCK, VALUES
from notifications.tests.providers import Book, carrier
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carried")]


class ManyBook(Book):
    """Takes many at once; `refuses` are those of the batch, by place, whose numbers are gone."""

    batch_size = 4

    def __init__(self, *refuses: int) -> None:
        super().__init__("many", Channel.SMS)
        self.refuses, self.batches = refuses, 0

    def send_many(self, parcels: Sequence[Parcel]) -> Sequence[Receipt | ProviderError]:
        """One answer each."""
        self.batches += 1
        if (error := self.trouble(parcels[0])) is not None:
            raise error
        return [self._one(place, parcel) for place, parcel in enumerate(parcels)]

    def _one(self, place: int, parcel: Parcel) -> Receipt | ProviderError:
        if place in self.refuses:
            return AddressGone("no such number")
        self.taken.append(parcel)
        return Receipt(verdict=Verdict.ACCEPTED, provider_id=f"many-{len(self.taken)}", cost=self.cost)


def tell(cast: Cast, count: int = 1, **more: Any) -> list[Delivery]:
    for number in range(count):
        messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key=f"stock:{number}", now=NOON, **more)
    return list(Delivery.objects.filter(channel="sms").order_by("pk"))


def states() -> list[str]:
    return list(Delivery.objects.filter(channel="sms").order_by("pk").values_list("state", flat=True))


def test_a_person_who_is_gone_when_its_turn_comes_gets_nothing(cast: Cast, sms: Book) -> None:
    (row,) = tell(cast)
    cast.thandi.user.is_active = False
    cast.thandi.user.save()
    delivering.deliver(row.pk, now=NOON)
    assert (states(), sms.calls) == ([DeliveryState.CANCELLED], 0)
    Message.objects.all().delete()  # as her erasure does
    delivering.deliver(row.pk, now=NOON)
    assert sms.calls == 0


def test_a_variable_that_is_missing_at_sending_fails_with_its_name(cast: Cast, sms: Book) -> None:
    (row,) = tell(cast)
    Message.objects.update(values={"product": "Brown bread"})
    delivering.deliver(row.pk, now=NOON)
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED
    assert "'left'" in row.answer
    assert sms.calls == 0


def test_an_emoji_arrives_whole(cast: Cast, sms: Book) -> None:
    values = {"product": "Vetkoek 🥟🇿🇦", "left": 4}
    messages.tell(STOCK, [cast.thandi.user.pk], values=values, key="emoji", now=NOON)
    delivering.deliver(Delivery.objects.get(channel="sms").pk, now=NOON)
    assert sms.taken[0].text == "Vetkoek 🥟🇿🇦: 4 left\nOrder in time."


def test_bad_numbers_among_many_do_not_hold_up_the_others(cast: Cast) -> None:
    book = ManyBook(1)
    with carriers.only(carrier(book)):
        rows = tell(cast, 6)
        assert delivering.in_batches([row.pk for row in rows]) == [
            [row.pk for row in rows[:4]],
            [row.pk for row in rows[4:]],
        ]
        delivering.deliver_many([row.pk for row in rows], now=NOON)
        gone = suppression.is_suppressed(Channel.SMS, "+27821234567")
    assert book.batches == 2
    assert len(book.taken) == 4
    assert states() == ["sent", "failed", "sent", "sent", "sent", "failed"]
    assert gone
    assert Attempt.objects.filter(result=AttemptResult.TAKEN).count() == 4


def test_a_batch_that_is_refused_as_a_whole_goes_again_each_for_itself(cast: Cast) -> None:
    book = ManyBook()
    book.trouble = lambda _parcel: Busy("429", retry_after=timedelta(minutes=5))
    with carriers.only(carrier(book)):
        rows = tell(cast, 3)
        delivering.deliver_many([row.pk for row in rows], now=NOON)
        assert states() == ["waiting"] * 3
        book.trouble = lambda _parcel: None
        delivering.deliver_many([row.pk for row in rows], now=NOON + timedelta(minutes=6))
    assert (states(), len(book.taken)) == (["sent"] * 3, 3)


def test_killed_before_the_request_of_many_each_goes_later_and_costs_once(cast: Cast) -> None:
    book = ManyBook()
    with tenant(cast.umoja):
        ChannelBudget.objects.create(monthly_limit=Decimal(10), month=NOON.date().replace(day=1))
    with carriers.only(carrier(book, cost=Decimal("0.25"))):
        rows = tell(cast, 3, organisation_id=cast.umoja.pk)
        for row in rows:
            assert reserving.reserve(row.pk, now=NOON, together=True) is not None
        assert set(Attempt.objects.values_list("result", flat=True)) == {AttemptResult.RESERVED}
        delivering.deliver_many([row.pk for row in rows], now=NOON + timedelta(minutes=4))
    assert (states(), len(book.taken)) == (["sent"] * 3, 3)
    assert Attempt.objects.filter(result=AttemptResult.LOST).count() == 3
    with tenant(cast.umoja):
        assert ChannelBudget.objects.get().spent == Decimal("0.75")


def test_who_was_slow_does_not_send_what_another_took_over(cast: Cast) -> None:
    book = ManyBook()
    with carriers.only(carrier(book)):
        (row,) = tell(cast)
        slow = reserving.reserve(row.pk, now=NOON, together=True)
        assert slow is not None
        delivering.deliver_many([row.pk], now=NOON + timedelta(minutes=4))
        assert reserving.depart([slow], now=NOON + timedelta(minutes=4)) == []
    assert len(book.taken) == 1


def test_stop_from_a_number_that_nobody_has_holds_for_whoever_gets_it(cast: Cast) -> None:
    said = Reply(provider_id="1", sender="+27831112222", to="+27600000001", text="Stop", at=NOON)
    stopping.hear(Channel.SMS, said, now=NOON)
    stopping.hear(Channel.SMS, said, now=NOON)
    assert suppression.is_suppressed(Channel.SMS, "+27831112222")
    assert not ChoiceChange.objects.exists(), "it is nobody's choice"
    assert not suppression.is_suppressed(Channel.SMS, "+27821234567")


def test_one_sweep_hands_out_all_that_is_due(cast: Cast, sms: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "SWEPT", 2)
    rows = tell(cast, 5)
    Delivery.objects.update(handed_at=None)
    Delivery.objects.exclude(channel="sms").delete()
    handed: list[int] = []
    monkeypatch.setattr(tasks, "_hand_out", handed.extend)
    tasks.deliveries_sweep()
    assert sorted(handed) == [row.pk for row in rows]
