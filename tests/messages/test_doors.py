"""What is not a message at our door: Amazon wants its subscription confirmed, Meta shakes hands; and a provider that goes down."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from notifications.channels import registry
from notifications.models import (
    Address,
    CallbackState,
    Delivery,
    DeliveryState,
    Notification,
    ProviderCallback,
    ProviderTrouble,
)
from notifications.services import callbacks, delivering, messages, watching
from notifications.tests.kinds import ALARM, VALUES, drill_kinds
from synthai.core.testing.cast import Cast
from synthai.embedded.sandbox.gateway import SandboxGateway
from synthai.embedded.sandbox.messages_bulksms import TOKEN_ID, TOKEN_SECRET
from synthai.embedded.sandbox.messages_bulksms import BulkSms as PlayedBulkSms
from synthai.embedded.sandbox.messages_ses import ACCESS, SECRET, TOPIC
from synthai.embedded.sandbox.messages_ses import Ses as PlayedSes
from tests.messages.conftest import Inbox

pytestmark = pytest.mark.django_db
Serve = Callable[[SandboxGateway], str]


@pytest.fixture(autouse=True)
def stage(settings: Any, inbox: Inbox) -> Iterator[None]:
    """The site stands where the inbox is, so that what comes there can be brought to our door byte for byte."""
    settings.SITE_URL = inbox.url.removesuffix("/callback/")
    with drill_kinds():
        yield
    registry.use(None)


def test_amazon_s_subscription_is_confirmed_by_a_task_and_once(
    inbox: Inbox, serve: Serve, settings: Any
) -> None:
    path = "/hooks/messages/email/ses/"
    played = PlayedSes(webhook_url=f"{settings.SITE_URL}{path}")
    played.root = serve(played)
    api, certificates = f"{played.root}/ses", f"{played.root}/ses/"
    config = {"access_key": ACCESS, "secret_key": SECRET, "region": "af-south-1", "topic": TOPIC}
    config |= {"configuration_set": "", "api": api, "certificates": certificates}
    settings.NOTIFICATION_PROVIDERS = {"email": {"ses": config}}
    played.subscribe()
    (asked,) = inbox.wait(1)
    for _twice in range(2):
        headers = {"x-amz-sns-message-type": "SubscriptionConfirmation"}
        answer = Client().post(path, asked.body, content_type="text/plain", headers=headers)
        assert answer.status_code == 200
    assert visits(played) == 0, "never in the request"
    row = ProviderCallback.objects.get()
    assert callbacks.handle(row.pk, now=timezone.now()) == CallbackState.DONE
    assert visits(played) == 1
    row.refresh_from_db()
    assert row.visit == "", "the address opens something, so it is forgotten"
    assert callbacks.handle(row.pk, now=timezone.now()) == ""
    assert visits(played) == 1


def visits(played: PlayedSes) -> int:
    return sum(each.get("path", "").endswith("/confirm") for each in played.log)


def test_meta_shakes_hands_at_our_door_with_who_knows_the_token(client: Client, settings: Any) -> None:
    config = {"token": "t", "phone_number_id": "1", "app_secret": "s", "verify_token": "v3rify"}
    config |= {"version": "v23.0", "api": "http://127.0.0.1:1"}
    settings.NOTIFICATION_PROVIDERS = {"whatsapp": {"meta": config}}
    path = "/hooks/messages/whatsapp/meta/"
    query = {"hub.mode": "subscribe", "hub.verify_token": "v3rify", "hub.challenge": "1158201444"}
    answer = client.get(path, query)
    assert (answer.status_code, answer.content) == (200, b"1158201444")
    assert answer["Content-Type"].startswith("text/plain")
    refused = client.get(path, {**query, "hub.verify_token": "guess"})
    assert (refused.status_code, refused.content) == (403, b"")
    assert not ProviderCallback.objects.exists()


def test_a_provider_that_goes_down_is_told_of_once_and_once_when_it_works_again(
    cast: Cast, serve: Serve, settings: Any
) -> None:
    played = PlayedBulkSms()
    config: dict[str, Any] = {
        "token_id": TOKEN_ID,
        "token_secret": TOKEN_SECRET,
        "sender": "",
        "credit_price": "0.25",
    }
    config |= {"callback_secret": "", "api": f"{serve(played)}/bulksms/v1", "timeout": 0.5}
    settings.NOTIFICATION_PROVIDERS = {"email": {"smtp": {}}, "sms": {"bulksms": config}}
    now = timezone.now()
    cast.thandi.user.is_staff = True
    cast.thandi.user.save()
    Address.objects.create(user=cast.thandi.user, channel="sms", value="+27821234567", created_at=now)

    def send(count: int, name: str) -> None:
        for number in range(count):
            messages.tell(ALARM, [cast.thandi.user.pk], values=VALUES, key=f"{name}:{number}", now=now)
        waiting = Delivery.objects.filter(channel="sms", state=DeliveryState.WAITING, not_before__lte=now)
        for row in waiting:
            delivering.deliver(row.pk, now=now)

    def told() -> list[str]:
        rows = Notification.objects.filter(kind__startswith="notifications.").order_by("pk")
        return list(rows.values_list("title", flat=True))

    send(3, "before")
    assert watching.watch(now=now) == []
    played.faults.is_down = True
    send(22, "down")
    for _look in range(3):
        watching.watch(now=now)
    assert told() == ["BulkSMS fails: 22 of the last 25 messages"]
    assert ProviderTrouble.objects.get().failing == 880
    for row in Delivery.objects.filter(channel="email", message__kind__startswith="notifications."):
        delivering.deliver(row.pk, now=now)
    assert "BulkSMS fails" in outbox.outbox[-1].subject, "by mail too, which another provider carries"
    played.faults.is_down = False
    now += timedelta(minutes=20)
    send(12, "after")
    for _look in range(3):
        watching.watch(now=now)
    assert told()[1:] == ["BulkSMS works again"]
    assert ProviderTrouble.objects.get().ended_at == now
