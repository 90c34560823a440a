"""Staff see what became of messages by provider, read the whole story of one, and send failed ones again, on record."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications import carriers
from notifications.channels.protocol import Channel, News, Refused, Verdict
from notifications.models import (
    Attempt,
    CallbackState,
    Delivery,
    DeliveryState,
    Message,
    ProviderCallback,
    ProviderTrouble,
    Replay,
)
from notifications.services import delivering, messages, settling
from notifications.tests.kinds import STOCK, VALUES, drill_kinds
from notifications.tests.providers import Book, carrier
from synthai.core.testing.cast import Cast
from tests.staff.trail import entries

pytestmark = pytest.mark.django_db


def fail(cast: Cast, post: Book, *, count: int = 1) -> None:
    now = timezone.now()
    post.trouble = lambda _parcel: Refused("550 mailbox full")
    for number in range(count):
        key = f"stock:{Message.objects.count()}:{number}"
        messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key=key, now=now)
    for row in Delivery.objects.filter(channel="email", state=DeliveryState.WAITING):
        delivering.deliver(row.pk, now=now)
    post.trouble = lambda _parcel: None


def test_the_page_shows_each_provider_live_with_its_failures_at_a_constant_price(
    cast: Cast, staff: Client, django_assert_max_num_queries: Any
) -> None:
    post, now = Book("post", Channel.EMAIL), timezone.now()
    ProviderTrouble.objects.create(
        channel="email", provider="post", began_at=now, failing=640, usual=10, failed_count=32
    )
    path = reverse("admin:notification-truth")
    with drill_kinds(), carriers.only(carrier(post)):
        fail(cast, post)
        staff.get(path)
        with django_assert_max_num_queries(40) as few:
            page = staff.get(path).content.decode()
        assert "fails 64 of 100 times, usually 1, since" in page
        assert "550 mailbox full" in page
        assert "every 10s" in page
        assert "Brown bread" not in page, "what they say is the customer's"
        fail(cast, post, count=5)
        with django_assert_max_num_queries(len(few)):
            page = staff.get(path, {"window": "week"}).content.decode()
        assert "channel__exact=email&amp;provider__exact=post" in page
        rows = staff.get(reverse("admin:notifications_delivery_changelist"), {"provider__exact": "post"})
        assert "550 mailbox full" in rows.content.decode(), "the way down to the rows"
    assert cast.thandi.client().get(path).status_code == 302


def test_the_story_of_a_message_from_the_decision_to_the_callback_and_again(
    cast: Cast, staff: Client
) -> None:
    post, now = Book("post", Channel.EMAIL), timezone.now()
    with drill_kinds(), carriers.only(carrier(post)):
        messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=now)
        row = Delivery.objects.get(channel="email")
        delivering.deliver(row.pk, now=now)
        news = News(provider_id="post-1", verdict=Verdict.FAILED, at=now, answer="552 too large")
        settling.learn("post", news, now=now)
        ProviderCallback.objects.create(
            channel="email", provider="post", digest="d", state=CallbackState.DONE, received_at=now,
            news=[{"provider_id": "post-1", "key": "", "verdict": "failed", "answer": "552 too large", "at": "", "cost": ""}],
        )  # fmt: skip
        path = reverse("admin:notification-story", args=[Message.objects.get().public_id])
        page = staff.get(path).content.decode()
        for words in (
            "You get this because you look after the stock",
            "our default",
            "post-1",
            "552 too large",
        ):
            assert words in page
        assert "Brown bread" not in page
        assert staff.post(path, {"delivery": row.public_id}).status_code == 302
        delivering.deliver(row.pk, now=timezone.now())
        row.refresh_from_db()
        assert (row.state, len(post.taken)) == (DeliveryState.SENT, 2)
        staff.post(path, {"delivery": row.public_id})
        row.refresh_from_db()
        assert row.state == DeliveryState.SENT, "only what failed goes again"
    assert len(entries("notifications.delivery.sent_again")) == 1
    assert len(entries("notifications.message.viewed")) == 1
    assert staff.get(reverse("admin:notification-story", args=["nonsense"])).status_code == 404


def test_failed_ones_are_counted_sent_again_and_stopped_on_record(cast: Cast, staff: Client) -> None:
    post = Book("post", Channel.EMAIL)
    path = reverse("admin:notification-replays")
    today = timezone.localdate()
    asked = {
        "channel": "email",
        "provider": "post",
        "answer": "mailbox",
        "since": str(today),
        "until": str(today),
    }
    with drill_kinds(), carriers.only(carrier(post)):
        fail(cast, post, count=3)
        assert "3 messages would go out again" in staff.get(path, asked).content.decode()
        assert not Replay.objects.exists(), "a look sends nothing"
        wrong = staff.get(path, {**asked, "until": str(today - timedelta(days=2))}).content.decode()
        assert "The last day is before the first" in wrong
        assert staff.post(path, asked).status_code == 302
    row = Replay.objects.get()
    assert (row.counted, row.state) == (3, "working")
    assert staff.post(reverse("admin:notification-replay-stop", args=[row.public_id])).status_code == 302
    row.refresh_from_db()
    assert row.state == "cancelled"
    assert len(entries("notifications.replay.started")) == 1
    assert len(entries("notifications.replay.stopped")) == 1
    assert Attempt.objects.count() == 3
