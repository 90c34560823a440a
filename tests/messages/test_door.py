"""The whole way with a played Twilio: told, sent, called back at our door, understood; and STOP on the way back."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifications.channels import registry
from notifications.channels.protocol import Channel
from notifications.models import Address, Delivery, DeliveryState
from notifications.services import callbacks, delivering, messages, suppression
from notifications.tests.kinds import NOON, STOCK, VALUES, drill_kinds
from synthai.core.testing.cast import Cast
from synthai.embedded.sandbox.messages_twilio import SID, TOKEN, Twilio
from tests.messages.conftest import Inbox

pytestmark = pytest.mark.django_db
NUMBER = "+27821234567"


@pytest.fixture(autouse=True)
def stage(cast: Cast, serve: Callable[[Twilio], str], inbox: Inbox, settings: Any) -> Iterator[Twilio]:
    """Twilio is set up and calls back at the inbox's address, which is this site's; Thandi has a number."""
    played = Twilio()
    settings.SITE_URL = inbox.url.removesuffix("/callback/")
    config = {"account_sid": SID, "auth_token": TOKEN, "sender": "+27600000001"}
    config |= {"messaging_service": "", "api": f"{serve(played)}/twilio"}
    settings.NOTIFICATION_PROVIDERS = {"sms": {"twilio": config}}
    Address.objects.create(user=cast.thandi.user, channel="sms", value=NUMBER, created_at=NOON)
    with drill_kinds():
        yield played
    registry.use(None)


def at_our_door(inbox: Inbox, count: int) -> list[int]:
    """What came to the inbox, byte for byte, brought to the address it was for; what we answered."""
    return [
        Client(enforce_csrf_checks=True)
        .post(
            each.url.removeprefix(inbox.url.removesuffix("/callback/")),
            each.body,
            content_type=each.headers["content-type"],
            headers={"x-twilio-signature": each.headers["x-twilio-signature"]},
        )
        .status_code
        for each in inbox.wait(count)[-count:]
    ]


def handle_all() -> None:
    for each in callbacks.waiting(now=timezone.now()):
        callbacks.handle(each, now=timezone.now())


def test_an_sms_is_told_sent_and_known_to_have_arrived(cast: Cast, inbox: Inbox, stage: Twilio) -> None:
    messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=NOON)
    row = Delivery.objects.get(channel="sms")
    delivering.deliver(row.pk, now=NOON)
    assert stage.taken[0].text == "Brown bread: 1 204 left\nOrder in time."
    assert at_our_door(inbox, 2) == [200, 200]
    handle_all()
    row.refresh_from_db()
    assert (row.state, row.provider_id) == (DeliveryState.DELIVERED, stage.taken[0].id)


def test_a_number_that_turns_out_to_be_unknown_takes_nothing_more(
    cast: Cast, inbox: Inbox, stage: Twilio
) -> None:
    stage.faults.lies = True
    messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=NOON)
    row = Delivery.objects.get(channel="sms")
    delivering.deliver(row.pk, now=NOON)
    assert at_our_door(inbox, 1) == [200]
    handle_all()
    row.refresh_from_db()
    assert row.state == DeliveryState.FAILED
    assert suppression.is_suppressed(Channel.SMS, NUMBER)


def test_stop_comes_back_the_same_way(cast: Cast, inbox: Inbox, stage: Twilio, settings: Any) -> None:
    url = f"{settings.SITE_URL}/hooks/messages/sms/twilio/"
    stage.write(url, sender=NUMBER, to="+27600000001", text="STOP")
    assert at_our_door(inbox, 1) == [200]
    handle_all()
    messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="b", now=NOON)
    assert not Delivery.objects.filter(channel="sms").exists()
    assert stage.taken == []
