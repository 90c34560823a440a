"""A delivery and its providers: again later, another one, another channel, and never twice, whatever dies in between."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from notifications import carriers
from notifications.channels.protocol import (
    AddressGone,
    Busy,
    Channel,
    Misconfigured,
    News,
    ProviderError,
    Refused,
    Unclear,
    Verdict,
)
from notifications.models import (
    Address,
    Attempt,
    ChannelBudget,
    Delivery,
    DeliveryState,
)
from notifications.services import (
    delivering,
    messages,
    settling,
    suppression,
)
from notifications.tests.kinds import ALARM, CHAIN, NOON, STOCK, VALUES
from notifications.tests.providers import Book, FindingBook, IdempotentBook, carrier
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carried")]


def tell(cast: Cast, kind: str = STOCK, *, key: str = "stock:1", now: datetime = NOON, **more: Any) -> int:
    return messages.tell(
        kind, [cast.thandi.user.pk], values=VALUES, key=key, now=now, url="/organisations/", **more
    )


def work_off(now: datetime) -> None:
    """What the tasks and the sweep do, until nothing is due."""
    for delivery in Delivery.objects.filter(state=DeliveryState.WAITING, not_before__lte=now).order_by("pk"):
        delivering.deliver(delivery.pk, now=now)


def state_of(channel: Channel) -> str:
    return Delivery.objects.get(channel=channel.value).state


def raising(make: Callable[[], ProviderError]) -> Callable[[Any], ProviderError]:
    return lambda _parcel: make()


def test_busy_is_tried_again_later_and_given_up_after_a_day(cast: Cast, sms: Book) -> None:
    sms.trouble = raising(lambda: Busy("429", retry_after=timedelta(minutes=5)))
    tell(cast)
    now = NOON
    work_off(now)
    row = Delivery.objects.get(channel="sms")
    assert (row.state, row.answer) == (DeliveryState.WAITING, "429")
    assert timedelta(minutes=5) <= row.not_before - now < timedelta(minutes=5, seconds=5)
    for _ in range(10):
        now += timedelta(days=1)
        work_off(now)
    row.refresh_from_db()
    assert (row.state, row.attempt_count) == (DeliveryState.FAILED, 7)


def test_another_provider_takes_over_at_once(cast: Cast, sms: Book) -> None:
    second = Book("second", Channel.SMS)
    sms.trouble = raising(lambda: Misconfigured("no money left"))
    with carriers.only(carrier(sms), carrier(second)):
        tell(cast, CHAIN)
        work_off(NOON)
        assert len(second.taken) == 1
        results = Attempt.objects.order_by("number").values_list("provider", "result")
        assert list(results) == [("book", "misconfigured"), ("second", "taken")]
        tell(cast, CHAIN, key="stock:2")
        work_off(NOON)
    assert sms.calls == 1, "who refuses us rests for a while"


def test_the_next_channel_in_turn_when_one_fails_for_good(cast: Cast, sms: Book, post: Book) -> None:
    tell(cast, CHAIN)
    work_off(NOON)
    assert (len(sms.taken), len(post.taken)) == (1, 0)
    sms.trouble = raising(lambda: Refused("text too long"))
    tell(cast, CHAIN, key="stock:2")
    work_off(NOON)
    work_off(NOON + timedelta(minutes=1))
    assert (len(sms.taken), len(post.taken)) == (1, 1)


def test_an_address_that_is_gone_takes_nothing_any_more(cast: Cast, sms: Book) -> None:
    sms.trouble = raising(lambda: AddressGone("unknown number"))
    tell(cast)
    work_off(NOON)
    assert state_of(Channel.SMS) == DeliveryState.FAILED
    assert suppression.is_suppressed(Channel.SMS, "+27821234567")
    sms.trouble = lambda _parcel: None
    tell(cast, key="stock:2")
    work_off(NOON)
    assert sms.calls == 1
    assert suppression.lift(Channel.SMS, "+27821234567")


def takes_and_breaks(book: Book) -> Callable[[Any], ProviderError]:
    """It has the parcel, and then the line breaks."""

    def trouble(parcel: Any) -> ProviderError:
        book.taken.append(parcel)
        return Unclear("line broke")

    return trouble


def kill_after_sending(book: Book, delivery: Delivery) -> None:
    """The provider has it, and the worker dies before it can write that down."""
    book.dies = True
    with pytest.raises(KeyboardInterrupt):
        delivering.deliver(delivery.pk, now=NOON)
    book.dies = False
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.GOING
    delivering.deliver(delivery.pk, now=NOON + timedelta(minutes=1))
    assert len(book.taken) == 1, "somebody may still be at it"


@pytest.mark.parametrize("provider", [FindingBook, IdempotentBook])
def test_killed_after_sending_it_is_not_sent_twice(cast: Cast, provider: type[Book]) -> None:
    book = provider("exact", Channel.SMS)
    with carriers.only(carrier(book)):
        tell(cast)
        delivery = Delivery.objects.get(channel="sms")
        kill_after_sending(book, delivery)
        delivering.deliver(delivery.pk, now=NOON + timedelta(minutes=5))
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.SENT
        assert len(book.taken) == 1


def test_killed_before_sending_it_is_sent_once(cast: Cast) -> None:
    book = FindingBook("exact", Channel.SMS)

    def die(_parcel: Any) -> ProviderError:
        raise KeyboardInterrupt

    with carriers.only(carrier(book)):
        tell(cast)
        delivery = Delivery.objects.get(channel="sms")
        book.trouble = die
        with pytest.raises(KeyboardInterrupt):
            delivering.deliver(delivery.pk, now=NOON)
        book.trouble = lambda _parcel: None
        assert delivering.due(now=NOON + timedelta(minutes=5)) == [delivery.pk]
        delivering.deliver(delivery.pk, now=NOON + timedelta(minutes=5))
        assert len(book.taken) == 1
        assert list(Attempt.objects.order_by("number").values_list("result", flat=True)) == ["lost", "taken"]


def test_where_nobody_can_know_mail_goes_again_under_its_id_and_sms_does_not(
    cast: Cast, sms: Book, post: Book
) -> None:
    tell(cast)
    for book, channel in ((sms, "sms"), (post, "email")):
        kill_after_sending(book, Delivery.objects.get(channel=channel))
        delivering.deliver(Delivery.objects.get(channel=channel).pk, now=NOON + timedelta(minutes=5))
    assert len(sms.taken) == 1
    assert state_of(Channel.SMS) == DeliveryState.FAILED
    assert len({parcel.key for parcel in post.taken}) == 1
    assert state_of(Channel.EMAIL) == DeliveryState.SENT


def test_unclear_is_asked_about_before_anybody_sends_again(cast: Cast) -> None:
    book = FindingBook("exact", Channel.SMS)
    other = Book("other", Channel.SMS)
    with carriers.only(carrier(book), carrier(other)):
        tell(cast)
        delivery = Delivery.objects.get(channel="sms")
        book.trouble = takes_and_breaks(book)
        delivering.deliver(delivery.pk, now=NOON)
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.GOING
        delivering.deliver(delivery.pk, now=NOON + timedelta(minutes=1))
        delivery.refresh_from_db()
        assert (delivery.state, delivery.provider_id) == (DeliveryState.SENT, "exact-found")
        assert (len(book.taken), len(other.taken)) == (1, 0)


def test_the_budget_of_the_month_holds_and_lets_what_is_critical_through(cast: Cast) -> None:
    book = Book("paid", Channel.SMS, cost="0.30")
    with tenant(cast.umoja):
        ChannelBudget.objects.create(monthly_limit=Decimal("0.50"), month=NOON.date().replace(day=1))
    with carriers.only(carrier(book, cost=Decimal("0.25"))):
        for number in range(3):
            tell(cast, key=f"stock:{number}", organisation_id=cast.umoja.pk)
            work_off(NOON)
        assert len(book.taken) == 1, "after 0.30 of 0.50 another one at 0.25 is too much"
        tell(cast, ALARM, key="alarm", organisation_id=cast.umoja.pk)
        work_off(NOON)
        assert len(book.taken) == 2
        july = NOON + timedelta(days=30)
        tell(cast, key="july", organisation_id=cast.umoja.pk, now=july)
        work_off(july)
        assert len(book.taken) == 3
    with tenant(cast.umoja):
        assert ChannelBudget.objects.get().spent == Decimal("0.30")


def test_throttled_what_is_too_much_for_this_second_waits(cast: Cast) -> None:
    book = Book("slow", Channel.SMS)
    with carriers.only(carrier(book, per_second=2)):
        for number in range(5):
            tell(cast, key=f"stock:{number}")
        work_off(NOON)
        assert len(book.taken) == 2
        for seconds in range(1, 4):
            work_off(NOON + timedelta(seconds=seconds))
        assert len(book.taken) == 5


def test_news_of_a_provider_in_any_order(cast: Cast, sms: Book) -> None:
    tell(cast)
    work_off(NOON)

    def learn(verdict: Verdict) -> str:
        news = News(provider_id="book-1", verdict=verdict, at=NOON, answer=verdict.value)
        assert settling.learn("book", news, now=NOON)
        return state_of(Channel.SMS)

    assert learn(Verdict.DELIVERED) == DeliveryState.DELIVERED
    assert learn(Verdict.SENT) == DeliveryState.DELIVERED
    assert learn(Verdict.FAILED) == DeliveryState.DELIVERED
    assert learn(Verdict.READ) == DeliveryState.READ
    assert learn(Verdict.COMPLAINED) == DeliveryState.READ
    assert suppression.is_suppressed(Channel.SMS, "+27821234567")
    strange = News(provider_id="nobody's", verdict=Verdict.SENT, at=NOON)
    assert not settling.learn("book", strange, now=NOON)


def test_what_is_told_of_her_old_number_leaves_her_new_one_alone(cast: Cast, sms: Book) -> None:
    tell(cast)
    work_off(NOON)
    Address.objects.all().delete()
    Address.objects.create(
        user=cast.thandi.user, channel="sms", value="+27837654321", created_at=NOON + timedelta(hours=1)
    )
    news = News(provider_id="book-1", verdict=Verdict.BOUNCED, at=NOON)
    assert settling.learn("book", news, now=NOON + timedelta(hours=2))
    assert not suppression.is_suppressed(Channel.SMS, "+27837654321")
    assert Address.objects.filter(value="+27837654321").exists()
    assert state_of(Channel.SMS) == DeliveryState.FAILED
