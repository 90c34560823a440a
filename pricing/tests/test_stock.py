"""After an import, products that run low are told once until they were filled up, together when they are many."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifications import carriers
from notifications.channels.protocol import Channel
from notifications.models import Delivery, Notification
from notifications.services import addresses
from notifications.tests.providers import Book, carrier
from pricing.models import Import, StockAlert
from pricing.services import guardrails, stock
from pricing.tests.factories import bring_in
from pricing.tests.import_files import csv_bytes
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("read_in_process")]
HEAD = ["date", "sku", "name", "units", "unit_price", "stock"]


def bread(stock_left: object, *, day: date, sku: str = "A", name: str = "Brown bread") -> tuple[Any, ...]:
    return (day.isoformat(), sku, name, 2, 20, stock_left)


def weeks(today: date, *, stock_left: object, count: int = 1, ago: int = 1) -> list[tuple[Any, ...]]:
    """Two sold a day for four weeks; the stock stands in the newest row."""
    rows = []
    for number in range(count):
        sku, name = f"P{number}", f"Product {number}"
        rows += [
            bread(stock_left if back == ago else "", day=today - timedelta(days=back), sku=sku, name=name)
            for back in range(27 + ago, ago - 1, -1)
        ]
    return rows


def brought(cast: Cast, rows: list[tuple[Any, ...]], now: datetime) -> Import:
    found = bring_in(cast.thandi.actor, csv_bytes(HEAD, rows))
    assert found.state == "loaded", found.error
    with tenant(cast.umoja):
        stock.after_import(found.pk, now=now)
        stock.after_import(found.pk, now=now)
    return found


def told(cast: Cast) -> list[tuple[str, str]]:
    mine = Notification.objects.filter(kind=stock.KIND, user=cast.thandi.user).order_by("pk")
    return list(mine.values_list("title", "body"))


def test_one_product_is_told_once_until_it_is_filled_up(cast: Cast, client: Client) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    push = Book("push", Channel.PUSH)
    addresses.keep_app(cast.thandi.user.pk, "a-phone", label="Galaxy", sign_in="", now=now)
    with carriers.only(carrier(push)):
        brought(cast, weeks(today, stock_left=12, ago=3), now)
    assert told(cast) == [("Product 0: 10 left", "That lasts 5 days at the rate of the last weeks.")]
    client.force_login(cast.thandi.user)
    url = Notification.objects.filter(kind=stock.KIND).first().url  # type: ignore[union-attr]
    assert b"Product 0" in client.get(url).content
    assert not Notification.objects.filter(kind=stock.KIND, user=cast.charlize.user).exists()
    brought(cast, [bread(8, day=today - timedelta(days=2), sku="P0")], now)
    assert len(told(cast)) == 1, "the same episode"
    brought(cast, [bread(102, day=today - timedelta(days=1), sku="P0")], now)
    with tenant(cast.umoja):
        assert not StockAlert.objects.exists(), "filled up"
    brought(cast, [bread(6, day=today, sku="P0")], now)
    assert [title for title, _body in told(cast)] == ["Product 0: 10 left", "Product 0: 4 left"]
    channels = Delivery.objects.filter(user=cast.thandi.user, message__kind=stock.KIND).values_list(
        "channel", flat=True
    )
    assert set(channels) == {"in_app", "push"}, "at once"


def test_many_products_are_one_message_that_leads_to_them(cast: Cast, client: Client) -> None:
    now = timezone.now()
    rows = weeks(timezone.localdate(now), stock_left=6, count=5)
    brought(cast, [*rows, bread(500, day=timezone.localdate(now), name="Maize meal")], now)
    body = "Product 0 (2 days), Product 1 (2 days), Product 2 (2 days), 2 more"
    assert told(cast) == [("5 products run low", body)]
    client.force_login(cast.thandi.user)
    page = client.get(Notification.objects.filter(kind=stock.KIND).first().url).content.decode()  # type: ignore[union-attr]
    assert "Product 4" in page
    assert "Maize meal" not in page


def test_nothing_is_told_without_stock_of_old_files_or_when_the_shop_says_never(cast: Cast) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    brought(cast, weeks(today, stock_left=""), now)
    brought(cast, weeks(today, stock_left=3, ago=30), now)
    with tenant(cast.umoja):
        guardrails.change(by=cast.thandi.actor, now=now, stock_days=0)
    brought(cast, [bread(3, day=today, sku="P0")], now)
    assert told(cast) == []
    with tenant(cast.umoja):
        guardrails.change(by=cast.thandi.actor, now=now, stock_days=1)
    brought(cast, [bread(3, day=today, sku="P0")], now)
    assert told(cast) == [("Product 0: 1 left", "That lasts less than a day at the rate of the last weeks.")]
    assert not Delivery.objects.filter(channel="sms").exists(), "by choice only"
