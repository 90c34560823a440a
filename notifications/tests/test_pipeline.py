"""From a fact to each person's channels: told once, decided by choice, delivered once, whatever dies in between."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from notifications import audiences, carriers
from notifications.carriers import Carrier
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
from notifications.engine.frequency import Frequency
from notifications.kinds import BadValues, UnknownKind
from notifications.models import (
    Attempt,
    ChannelBudget,
    Delivery,
    DeliveryState,
    Message,
    Notification,
    OrganisationDefault,
)
from notifications.services import (
    choices,
    delivering,
    inbox,
    messages,
    settling,
    spreading,
    suppression,
    why,
)
from notifications.services.choices import Way
from notifications.tests.kinds import ALARM, CATEGORY, CHAIN, NEWS, NOON, SALE, STOCK, VALUES
from notifications.tests.providers import Book, FindingBook, IdempotentBook
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carried")]
LATER = NOON + timedelta(days=30)


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


def choose(cast: Cast, channel: Channel, often: Frequency | None, category: str = CATEGORY) -> None:
    choices.choose(cast.thandi.user.pk, {(category, channel): often}, way=Way("page"), now=NOON)


def raising(make: Callable[[], ProviderError]) -> Callable[[Any], ProviderError]:
    return lambda _parcel: make()


def test_one_fact_reaches_every_channel_once_with_its_words(cast: Cast, sms: Book, post: Book) -> None:
    assert tell(cast) == 1
    assert tell(cast) == 0
    work_off(NOON)
    work_off(NOON)
    assert Notification.objects.get().title == "Brown bread: 1\N{NO-BREAK SPACE}204 left"
    assert [parcel.to for parcel in sms.taken] == ["+27821234567"]
    assert sms.taken[0].text.startswith("Brown bread")
    (mail,) = post.taken
    assert mail.to == cast.thandi.user.email
    assert "You get this because you look after the stock." in mail.text
    assert "/notifications/choices/by-link/" in mail.html
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert {state_of(each) for each in (Channel.EMAIL, Channel.SMS)} == {DeliveryState.SENT}
    attempt = Attempt.objects.get(provider="book")
    assert (attempt.number, attempt.result, attempt.provider_id) == (1, "taken", "book-1")
    assert attempt.milliseconds is not None


def test_it_is_in_the_transaction_of_the_fact(cast: Cast) -> None:
    with transaction.atomic():
        tell(cast)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not OutboxEvent.objects.filter(name="notifications.DeliveriesPlanned").exists()
    tell(cast)
    event = OutboxEvent.objects.get(name="notifications.DeliveriesPlanned")
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING).order_by("pk")
    assert event.payload == {"delivery_ids": list(waiting.values_list("pk", flat=True))}


def test_refuses_what_nobody_declared_and_values_that_do_not_fill_the_sentences(cast: Cast) -> None:
    with pytest.raises(UnknownKind, match=r"drill\.nothing"):
        messages.tell("drill.nothing", [cast.thandi.user.pk], values={}, key="x")
    with pytest.raises(BadValues, match="left"):
        messages.tell(STOCK, [cast.thandi.user.pk], values={"product": "Bread"}, key="x")
    with pytest.raises(BadValues, match="number"):
        messages.tell(STOCK, [cast.thandi.user.pk], values={**VALUES, "left": "few"}, key="x")


def test_her_choice_beats_the_organisation_and_the_kind(cast: Cast, sms: Book, post: Book) -> None:
    with tenant(cast.umoja):
        OrganisationDefault.objects.create(category=CATEGORY, channel="sms", frequency="off")
    tell(cast, organisation_id=cast.umoja.pk)
    work_off(NOON)
    assert (len(sms.taken), len(post.taken)) == (0, 1)
    choose(cast, Channel.SMS, Frequency.NOW)
    choose(cast, Channel.EMAIL, Frequency.OFF)
    tell(cast, key="stock:2", organisation_id=cast.umoja.pk)
    work_off(NOON)
    assert (len(sms.taken), len(post.taken)) == (1, 1)
    said = {way.channel: (way.was_sent, way.source) for way in why.ways(Message.objects.get(key="stock:2"))}
    assert said["SMS"] == (True, "your own choice")
    assert said["E-mail"] == (False, "your own choice")


def test_what_is_critical_comes_at_once_in_quiet_hours_and_against_her_choice(cast: Cast, sms: Book) -> None:
    person = cast.thandi.user.pk
    hours: dict[str, Any] = {"zone": "Africa/Johannesburg", "digest_hour": 7, "digest_weekday": 0}
    quiet = {"quiet_from": NOON.time(), "quiet_until": (NOON + timedelta(hours=3)).time()}
    choices.set_hours(person, **hours, **quiet, way=Way("page"), now=NOON)
    choose(cast, Channel.SMS, Frequency.OFF)
    tell(cast, ALARM, key="alarm")
    work_off(NOON)
    assert len(sms.taken) == 1
    choose(cast, Channel.SMS, None)
    tell(cast)
    work_off(NOON)
    assert len(sms.taken) == 1, "it waits until three"
    work_off(NOON + timedelta(hours=3))
    assert len(sms.taken) == 2


def test_a_digest_tells_several_in_one_mail(cast: Cast, post: Book) -> None:
    choose(cast, Channel.EMAIL, Frequency.DAILY)
    for number in range(3):
        tell(cast, key=f"stock:{number}")
    work_off(NOON)
    assert post.taken == []
    work_off(NOON + timedelta(hours=20))
    (mail,) = post.taken
    assert mail.subject == "3 things to know"
    assert mail.text.count("Order in time.") == 3
    states = Delivery.objects.filter(channel="email").order_by("pk").values_list("state", flat=True)
    assert list(states) == ["sent", "bundled", "bundled"]


def test_a_digest_that_failed_once_still_tells_all(cast: Cast, post: Book) -> None:
    choose(cast, Channel.EMAIL, Frequency.HOURLY)
    for number in range(2):
        tell(cast, key=f"stock:{number}")
    post.trouble = raising(lambda: Busy("later"))
    work_off(NOON + timedelta(hours=1))
    post.trouble = lambda _parcel: None
    work_off(NOON + timedelta(hours=2))
    assert [mail.subject for mail in post.taken] == ["2 things to know"]


def test_marketing_needs_her_own_word_and_the_hours_of_the_law(cast: Cast, sms: Book) -> None:
    with tenant(cast.umoja):
        OrganisationDefault.objects.create(category=NEWS, channel="sms", frequency="now")
    tell(cast, SALE, key="sale:1", organisation_id=cast.umoja.pk)
    assert not Delivery.objects.filter(channel="sms").exists()
    choose(cast, Channel.SMS, Frequency.NOW, NEWS)
    sunday = datetime(2026, 6, 14, 10, tzinfo=NOON.tzinfo)
    tell(cast, SALE, key="sale:2", now=sunday)
    work_off(sunday)
    assert sms.taken == []
    work_off(datetime(2026, 6, 15, 8, tzinfo=NOON.tzinfo))
    assert len(sms.taken) == 1


def test_scheduled_by_her_own_clock_and_cancelled_before_it_left(cast: Cast, sms: Book) -> None:
    person = cast.thandi.user.pk
    choices.set_hours(
        person,
        zone="Europe/London",
        quiet_from=None,
        quiet_until=None,
        digest_hour=7,
        digest_weekday=0,
        way=Way("page"),
        now=NOON,
    )
    nine = datetime(2026, 6, 11, 9)
    tell(cast, send_at=nine)
    tell(cast, key="stock:2", send_at=nine)
    assert not Notification.objects.exists()
    assert {row.not_before.hour for row in Delivery.objects.all()} == {8}, "nine in London, in UTC"
    assert messages.cancel("stock:2", now=NOON) == 3
    work_off(NOON + timedelta(days=1))
    assert len(sms.taken) == 1
    assert Notification.objects.count() == 1


def test_who_left_the_organisation_is_told_nothing_more(cast: Cast, sms: Book) -> None:
    tell(cast, organisation_id=cast.umoja.pk)
    tell(cast, key="elsewhere")
    inbox.forget(cast.thandi.user.pk, organisation_id=cast.umoja.pk)
    work_off(NOON)
    assert len(sms.taken) == 1


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
    carriers.offer(second)
    sms.trouble = raising(lambda: Misconfigured("no money left"))
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
    with carriers.only(Carrier(provider=book)):
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

    with carriers.only(Carrier(provider=book)):
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
    with carriers.only(Carrier(provider=book), Carrier(provider=other)):
        tell(cast)
        delivery = Delivery.objects.get(channel="sms")
        book.trouble = lambda parcel: (book.taken.append(parcel), Unclear("line broke"))[1]
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
    with carriers.only(Carrier(provider=book, cost=Decimal("0.25"))):
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
    with carriers.only(Carrier(provider=book, per_second=2)):
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


def test_a_fact_for_many_is_told_in_batches_and_goes_on_where_it_stopped(cast: Cast) -> None:
    people = sorted(each.user.pk for each in (cast.thandi, cast.bongani, cast.charlize))

    def resolve(_organisation: int | None, _args: Any, after: int, limit: int) -> list[int]:
        return [each for each in people if each > after][:limit]

    audiences.offer("drill", resolve)
    fact = spreading.tell_audience(STOCK, "drill", values=VALUES, key="all:1", now=NOON)
    assert spreading.tell_audience(STOCK, "drill", values=VALUES, key="all:1", now=NOON) == fact
    assert spreading.spread_batch(fact.pk, now=NOON, limit=2) is False
    assert Message.objects.count() == 2
    assert spreading.spreading() == [fact.pk]
    assert spreading.spread_batch(fact.pk, now=NOON, limit=2) is True
    fact.refresh_from_db()
    assert (fact.state, fact.told_count) == ("done", 3)
    assert Notification.objects.count() == 3
    assert spreading.spread_batch(fact.pk, now=NOON) is True
    assert Message.objects.count() == 3


def test_the_queries_of_telling_do_not_grow_with_the_people(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    people = [each.user.pk for each in (cast.thandi, cast.bongani, cast.charlize)]
    with django_assert_max_num_queries(18):
        messages.tell(STOCK, people, values=VALUES, key="a", now=NOON, organisation_id=cast.umoja.pk)


def test_a_kind_that_is_gone_when_its_turn_comes_fails_with_a_word(cast: Cast, sms: Book) -> None:
    tell(cast)
    Message.objects.update(values={"product": "Bread"})
    work_off(NOON)
    assert sms.taken == []
    assert "left" in Delivery.objects.get(channel="sms").answer
