"""The month's budget: what a message costs is counted once, whatever overtakes what, and all parts of it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from notifications import carriers
from notifications.channels.protocol import Channel, News, ProviderError, Verdict
from notifications.models import ChannelBudget, Delivery, DeliveryState
from notifications.services import delivering, messages, settling
from notifications.tests.kinds import NOON, STOCK, VALUES
from notifications.tests.providers import Book, IdempotentBook, carrier
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carried")]


@pytest.fixture(autouse=True)
def budget(cast: Cast) -> None:
    with tenant(cast.umoja):
        ChannelBudget.objects.create(monthly_limit=Decimal(100), month=NOON.date().replace(day=1))


def spent(cast: Cast) -> Decimal:
    with tenant(cast.umoja):
        found: Decimal = ChannelBudget.objects.get().spent
    return found


def tell(cast: Cast, product: str = "Brown bread") -> Delivery:
    values = {**VALUES, "product": product}
    people = [cast.thandi.user.pk]
    messages.tell(STOCK, people, values=values, key="stock:1", now=NOON, organisation_id=cast.umoja.pk)
    return Delivery.objects.get(channel="sms")


def test_each_part_of_a_long_sms_is_reserved(cast: Cast) -> None:
    book = Book("silent", Channel.SMS)  # never says what it took
    with carriers.only(carrier(book, cost=Decimal("0.25"))):
        delivering.deliver(tell(cast, "Brown bread " * 30).pk, now=NOON)
    assert spent(cast) == Decimal("0.75")
    assert Delivery.objects.get(channel="sms").cost == Decimal("0.75")


def test_a_callback_that_overtakes_the_answer_counts_the_price_once(cast: Cast) -> None:
    book = Book("fast", Channel.SMS)
    row = tell(cast)

    def tells_first(_parcel: Any) -> ProviderError | None:
        news = News(
            provider_id="fast-1", key=row.public_id, verdict=Verdict.DELIVERED, at=NOON, cost=Decimal("0.30")
        )
        assert settling.learn("fast", news, now=NOON)
        return None

    book.trouble = tells_first
    with carriers.only(carrier(book, cost=Decimal("0.25"))):
        delivering.deliver(row.pk, now=NOON)
    row.refresh_from_db()
    assert (row.state, row.cost, row.provider_id) == (DeliveryState.DELIVERED, Decimal("0.30"), "fast-1")
    assert spent(cast) == Decimal("0.30")


def test_the_same_key_again_is_paid_once(cast: Cast) -> None:
    book = IdempotentBook("exact", Channel.SMS)
    with carriers.only(carrier(book, cost=Decimal("0.25"))):
        row = tell(cast)
        book.dies = True
        with pytest.raises(KeyboardInterrupt):
            delivering.deliver(row.pk, now=NOON)
        book.dies = False
        delivering.deliver(row.pk, now=NOON + timedelta(minutes=5))
    assert len(book.taken) == 1
    assert spent(cast) == Decimal("0.25")
