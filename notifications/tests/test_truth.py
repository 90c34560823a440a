"""What became of messages: failed ones sent once more, providers chosen by what was learned, what they cost, and budgets told of."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications import carriers
from notifications.channels.protocol import Channel, Refused
from notifications.engine.routing import Order
from notifications.models import (
    Address,
    Attempt,
    ChannelBudget,
    Delivery,
    DeliveryState,
    Fact,
    Message,
    Notification,
    Replay,
    ReplayState,
    RoutingChoice,
)
from notifications.services import costs, delivering, messages, replaying, routing, spreading
from notifications.services.replaying import Failed
from notifications.tests.kinds import ALARM, CHAIN, NOON, STOCK, VALUES
from notifications.tests.providers import Book, carrier
from synthai.core.access import system_actor
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carried")]


def tell(cast: Cast, key: str, kind: str = STOCK, **more: Any) -> Delivery:
    messages.tell(kind, [cast.thandi.user.pk], values=VALUES, key=key, **{"now": NOON, **more})
    return Delivery.objects.get(message__key=key, channel="sms")


def attempts(
    cast: Cast, provider: str, *, count: int, failed: int = 0, cost: str = "0.30", organisation: Any = None
) -> None:
    """So many of a provider's lately, of an organisation's or nobody's."""
    now = timezone.now()
    for number in range(count):
        message = Message.objects.create(
            user=cast.thandi.user,
            organisation=organisation,
            kind=STOCK,
            key=f"{provider}:{organisation}:{number}",
            created_at=now,
        )
        row = Delivery.objects.create(
            message=message, user=cast.thandi.user, channel="sms", state="sent", provider=provider,
            attempt_count=1, cost=Decimal(cost), not_before=now, created_at=now,
        )  # fmt: skip
        result = "busy" if number < failed else "taken"
        Attempt.objects.create(
            delivery=row, number=1, provider=provider, result=result, started_at=now, milliseconds=100
        )


def test_what_failed_is_counted_then_sent_once_more_without_the_stale(cast: Cast, sms: Book) -> None:
    sms.trouble = lambda _parcel: Refused("route closed")
    rows = [tell(cast, f"stock:{number}") for number in range(5)]
    old = tell(cast, "old", now=NOON - timedelta(days=4))
    for row in (*rows, old):
        delivering.deliver(row.pk, now=NOON)
    messages.cancel("stock:4", now=NOON)
    other = tell(cast, "other")
    sms.trouble = lambda _parcel: Refused("text too long")
    delivering.deliver(other.pk, now=NOON)

    asked = Failed(since=NOON, until=NOON + timedelta(hours=1), provider="book", answer="ROUTE")
    counted = replaying.count(asked, now=NOON)
    assert (counted.found, counted.stale, counted.goes) == (6, 2, 4)
    sms.trouble = lambda _parcel: None
    replay = replaying.start(asked, by=system_actor(), now=NOON)
    while not replaying.work_batch(replay.pk, now=NOON, limit=2):
        pass
    assert replaying.work_batch(replay.pk, now=NOON), "at its end it does nothing more"
    replay.refresh_from_db()
    assert (replay.state, replay.sent_count, replay.left_count) == (ReplayState.DONE, 4, 2)
    for each in Delivery.objects.filter(state=DeliveryState.WAITING, channel="sms"):
        delivering.deliver(each.pk, now=NOON)
    assert len(sms.taken) == 4
    assert Delivery.objects.filter(channel="sms", state=DeliveryState.FAILED).count() == 3


def test_what_fails_again_is_not_sent_in_a_circle_and_a_stop_holds(cast: Cast, sms: Book) -> None:
    sms.trouble = lambda _parcel: Refused("route closed")
    for number in range(4):
        delivering.deliver(tell(cast, f"stock:{number}").pk, now=NOON)
    asked = Failed(since=NOON, until=NOON + timedelta(hours=1), channel="sms")
    row = replaying.start(asked, by=system_actor(), now=NOON)
    replaying.work_batch(row.pk, now=NOON, limit=3)
    for each in Delivery.objects.filter(state=DeliveryState.WAITING, channel="sms"):
        delivering.deliver(each.pk, now=NOON)
    assert sms.calls == 7
    assert replaying.stop(row.public_id, by=system_actor(), now=NOON)
    assert not replaying.stop(row.public_id, by=system_actor(), now=NOON)
    assert replaying.work_batch(row.pk, now=NOON)
    assert Replay.objects.get().sent_count == 3


def test_the_organisation_s_own_record_and_prices_choose_where_there_are_enough(cast: Cast) -> None:
    now = timezone.now()
    cheap, sure = carrier(Book("cheap"), cost=Decimal("0.20")), carrier(Book("sure"), cost=Decimal("0.40"))
    attempts(cast, "cheap", count=60, cost="0.22")
    attempts(cast, "sure", count=60, cost="0.45")
    attempts(cast, "cheap", count=40, failed=20, cost="0.22", organisation=cast.umoja)
    attempts(cast, "sure", count=3, organisation=cast.umoja)

    def order(organisation: Any) -> list[tuple[str, Decimal]]:
        found = routing.carriers_for(Channel.SMS, organisation_id=organisation.pk, left=None, now=now)
        return [(each.code, each.cost.quantize(Decimal("0.01"))) for each in found]

    cache.clear()
    with carriers.only(cheap, sure):
        assert order(cast.karoo) == [("cheap", Decimal("0.22")), ("sure", Decimal("0.44"))]
        assert order(cast.umoja) == [("sure", Decimal("0.44")), ("cheap", Decimal("0.22"))], (
            "half of its own failed; of the other it has too few, so everybody's count"
        )


def test_the_surest_first_when_the_owner_wants_it_so(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    now = timezone.now()
    attempts(cast, "cheap", count=100, failed=8, cost="0.20")
    attempts(cast, "sure", count=100)
    cache.clear()
    path = reverse("notifications-organisation:costs", args=[cast.umoja.slug])
    both = carrier(Book("cheap"), cost=Decimal("0.20")), carrier(Book("sure"), cost=Decimal("0.40"))
    with carriers.only(*both):

        def first() -> str:
            found = routing.carriers_for(Channel.SMS, organisation_id=cast.umoja.pk, left=None, now=now)
            return found[0].code

        assert first() == "cheap"
        page = cast.thandi.client()
        assert "as everybody" in page.get(path).content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            assert page.post(path, {"order": Order.SUREST.value}).status_code == 302
        assert first() == "sure"
    with tenant(cast.umoja):
        assert RoutingChoice.objects.get().order == Order.SUREST
    assert cast.bongani.client().get(path).status_code in {403, 404}


def test_free_ways_first_when_the_owner_wants_it_so(cast: Cast, sms: Book, post: Book) -> None:
    with tenant(cast.umoja):
        RoutingChoice.objects.create(free_first=True)
    messages.tell(
        CHAIN, [cast.thandi.user.pk], values=VALUES, key="a", now=NOON, organisation_id=cast.umoja.pk
    )
    (row,) = Delivery.objects.all()
    assert row.channel == "email", "the kind itself goes by SMS first"
    post.trouble = lambda _parcel: Refused("too large")
    delivering.deliver(row.pk, now=NOON)
    delivering.deliver(Delivery.objects.get(channel="sms").pk, now=NOON + timedelta(minutes=1))
    assert (len(sms.taken), len(post.taken)) == (1, 0)


def test_near_the_budget_and_at_its_end_the_owner_is_told_once_each(cast: Cast) -> None:
    book = Book("paid", Channel.SMS, cost="0.30")
    with tenant(cast.umoja):
        ChannelBudget.objects.create(monthly_limit=Decimal("1.00"), month=NOON.date().replace(day=1))
    with carriers.only(carrier(book, cost=Decimal("0.30"))):
        for number in range(6):
            delivering.deliver(tell(cast, f"s:{number}", organisation_id=cast.umoja.pk).pk, now=NOON)
    assert len(book.taken) == 3
    for fact in Fact.objects.order_by("pk"):
        spreading.spread(fact.pk)
    lines = Notification.objects.filter(kind__startswith="notifications.budget").order_by("pk")
    assert [each.title.replace("\N{NO-BREAK SPACE}", " ") for each in lines] == [
        "Messages: R 0.90 of this month's R 1.00 are spent",
        "Messages: this month's budget of R 1.00 is used up",
    ]
    assert {each.user_id for each in lines} == {cast.thandi.user.pk}


def test_the_page_of_costs_says_what_the_month_cost_and_what_would_save(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    attempts(cast, "book", count=4, cost="0.25", organisation=cast.umoja)
    attempts(cast, "book", count=9, cost="0.25", organisation=cast.karoo)
    Attempt.objects.filter(delivery__message__organisation=cast.umoja).update(parts=2)
    Address.objects.create(user=cast.thandi.user, channel="push", value="token", created_at=timezone.now())
    found = costs.month(cast.umoja.pk, now=timezone.now())
    assert (found.total, found.pushed.count, found.forecast) == (Decimal(1), 4, None)
    assert (found.long.count, found.long.cost) == (4, Decimal("0.5"))
    client = cast.thandi.client()
    path = reverse("notifications-organisation:costs", args=[cast.umoja.slug])
    client.get(path)
    with django_assert_max_num_queries(30) as few:
        page = client.get(path).content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert "Stock is low" in page
    assert "R 1.00" in page
    assert "4 paid messages went to people whose phones" in page
    attempts(cast, "other", count=20, cost="0.25", organisation=cast.umoja)
    with django_assert_max_num_queries(len(few)):
        client.get(path)


def test_a_month_s_forecast_rests_on_its_days(cast: Cast) -> None:
    attempts(cast, "book", count=10, cost="1.00", organisation=cast.umoja)
    now = timezone.now()
    for number, row in enumerate(Attempt.objects.order_by("pk")):
        Attempt.objects.filter(pk=row.pk).update(started_at=now - timedelta(days=number))
        Delivery.objects.filter(pk=row.delivery_id or 0).update(created_at=now - timedelta(days=number))
    found = costs.month(cast.umoja.pk, now=now).forecast
    assert found is not None
    assert found.days == 9
    today = timezone.localdate(now)
    following = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    assert found.expected == min(10, today.day) + (following - today).days - 1


def test_what_is_critical_avoids_a_provider_in_trouble(cast: Cast) -> None:
    from notifications.models import ProviderTrouble

    first, second = Book("first"), Book("second")
    ProviderTrouble.objects.create(
        channel="sms", provider="first", began_at=NOON, failing=900, usual=10, failed_count=20
    )
    with carriers.only(carrier(first), carrier(second)):
        delivering.deliver(tell(cast, "a").pk, now=NOON)
        delivering.deliver(tell(cast, "b", ALARM).pk, now=NOON)
    assert (len(first.taken), len(second.taken)) == (1, 1)
    with all_tenants(reason="test"):
        assert ProviderTrouble.objects.count() == 1
