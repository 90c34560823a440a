"""From a fact to each person's channels: told once, decided by choice, delivered once, whatever dies in between."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from notifications import audiences
from notifications.channels.protocol import (
    Busy,
    Channel,
    ProviderError,
)
from notifications.engine.frequency import Frequency
from notifications.kinds import BadValues, UnknownKind
from notifications.models import (
    Attempt,
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
    spreading,
    why,
)
from notifications.services.choices import Way
from notifications.tests.kinds import ALARM, CATEGORY, NEWS, NOON, SALE, STOCK, VALUES
from notifications.tests.providers import Book
from synthai.core.models import OutboxEvent
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
    assert sms.taken[0].text == "Brown bread: 1 204 left\nOrder in time.", (
        "no letter that makes an SMS dearer"
    )
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
    quiet: dict[str, Any] = {"quiet_from": NOON.time(), "quiet_until": (NOON + timedelta(hours=3)).time()}
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
        told = messages.tell(STOCK, people, values=VALUES, key="a", now=NOON, organisation_id=cast.umoja.pk)
    assert told == len(people)


def test_a_kind_that_is_gone_when_its_turn_comes_fails_with_a_word(cast: Cast, sms: Book) -> None:
    tell(cast)
    Message.objects.update(values={"product": "Bread"})
    work_off(NOON)
    assert sms.taken == []
    assert "left" in Delivery.objects.get(channel="sms").answer
