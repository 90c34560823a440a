"""WhatsApp's day and templates in the pipeline, by a played Meta and a played Twilio over HTTP: free words, template, next channel."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from notifications import kinds as registry
from notifications.channels.protocol import Callback, Channel
from notifications.channels.registry import use
from notifications.channels.whatsapp.meta import Meta
from notifications.channels.whatsapp.twilio import TwilioWhatsApp
from notifications.engine.frequency import Frequency
from notifications.models import (
    Address,
    AttemptResult,
    Delivery,
    DeliveryState,
    ProviderCallback,
    WhatsAppTemplate,
    WhatsAppWindow,
)
from notifications.services import callbacks, delivering, messages, whatsapp
from notifications.tests.kinds import CATEGORY, VALUES, WORDS, drill_kinds
from notifications.tests.providers import Book
from synthai.core.testing.cast import Cast
from synthai.embedded.sandbox.messages_meta import NUMBER, SECRET, TOKEN
from synthai.embedded.sandbox.messages_meta import Meta as PlayedMeta
from synthai.embedded.sandbox.messages_twilio import SID
from synthai.embedded.sandbox.messages_twilio import TOKEN as TWILIO_TOKEN
from synthai.embedded.sandbox.messages_twilio import Twilio as PlayedTwilio
from tests.gateways.sandbox import running

pytestmark = pytest.mark.django_db
PERSON = "+27821234567"
KIND = "drill.whatsapp"


@pytest.fixture(autouse=True)
def person(cast: Cast) -> Iterator[None]:
    """A kind that goes by WhatsApp and then by e-mail; Thandi is on WhatsApp."""
    in_turn = (Channel.WHATSAPP, Channel.EMAIL)
    Address.objects.create(user=cast.thandi.user, channel="whatsapp", value=PERSON, created_at=timezone.now())
    with drill_kinds():
        registry.kind(
            KIND,
            category=CATEGORY,
            title="Stock",
            channels=dict.fromkeys(in_turn, Frequency.NOW),
            in_turn=in_turn,
            **WORDS,
        )
        yield


@pytest.fixture
def played() -> Iterator[PlayedMeta]:
    """Meta is the one provider of WhatsApp; what it would call back is kept for `hear`."""
    meta = PlayedMeta()
    meta.heard = []  # type: ignore[attr-defined]  # for this test
    meta.post = lambda _url, body, headers: meta.heard.append((body, headers))  # type: ignore[assignment,attr-defined]
    with running(meta) as url:
        config = {"token": TOKEN, "phone_number_id": NUMBER, "app_secret": SECRET, "version": "v23.0"}
        meta_here: Any = Meta({**config, "verify_token": "x", "api": f"{url}/meta"})
        mail: Any = Book("post", Channel.EMAIL)
        use({Channel.WHATSAPP: [meta_here], Channel.EMAIL: [mail]})
        yield meta
    use(None)


def hear(meta: Any, count: int) -> None:
    """Bring what Meta called back to our door, once so many came, and understand it."""
    deadline = timezone.now() + timedelta(seconds=5)
    while len(meta.heard) < count:
        assert timezone.now() < deadline, f"only {len(meta.heard)} of {count} came"
    for body, headers in meta.heard:
        callback = Callback(
            method="POST", url="https://x.example/", headers=headers, body=body, received_at=timezone.now()
        )
        assert callbacks.receive("whatsapp", "meta", callback).is_genuine
    for each in callbacks.waiting(now=timezone.now()):
        callbacks.handle(each, now=timezone.now())


def told(cast: Cast, key: str = "a") -> Delivery:
    messages.tell(KIND, [cast.thandi.user.pk], values=VALUES, key=key, now=timezone.now())
    row = Delivery.objects.get(message__key=key, channel="whatsapp")
    delivering.deliver(row.pk, now=timezone.now())
    row.refresh_from_db()
    return row


def approved(name: str = "stock_low", provider: str = "meta", **more: Any) -> WhatsAppTemplate:
    values = {"kind": KIND, "values": ["left", "product"], "state": "approved", **more}
    return WhatsAppTemplate.objects.create(provider=provider, name=name, **values)


def test_free_words_only_within_a_day_of_what_the_person_wrote(cast: Cast, played: PlayedMeta) -> None:
    played.write(sender=PERSON, text="Is my order ready?")
    hear(played, 1)
    assert whatsapp.is_open(PERSON, now=timezone.now() + timedelta(hours=23))
    assert not whatsapp.is_open(PERSON, now=timezone.now() + timedelta(hours=24))
    assert PERSON not in str(WhatsAppWindow.objects.values().get())
    assert told(cast).state == DeliveryState.SENT
    assert played.taken[0].fields["text"]["body"] == "Brown bread: 1 204 left\nOrder in time."


def test_outside_the_day_the_kinds_approved_template_goes(cast: Cast, played: PlayedMeta) -> None:
    approved()
    played.templates["stock_low"] = ({"en"}, 2)
    row = told(cast)
    assert row.state == DeliveryState.SENT
    template = played.taken[0].fields["template"]
    given = [each["text"] for each in template["components"][0]["parameters"]]
    assert (template["name"], given) == ("stock_low", ["1 204", "Brown bread"])
    assert row.attempts.get().template == "stock_low"


@pytest.mark.parametrize("state", ["", "pending", "paused", "rejected"])
def test_without_an_approved_template_the_next_channel_goes(
    cast: Cast, played: PlayedMeta, state: str
) -> None:
    if state:
        approved(state=state)
    row = told(cast)
    assert (row.state, played.taken) == (DeliveryState.FAILED, [])
    assert "no template is approved" in row.answer
    assert Delivery.objects.filter(channel="email", state=DeliveryState.WAITING).count() == 1


def test_a_closed_window_is_tried_once_more_with_the_template_and_never_twice(
    cast: Cast, played: PlayedMeta
) -> None:
    """We think that the day is open, Meta says at once that it is not."""
    approved()
    played.templates["stock_low"] = ({"en"}, 2)
    played.tells_at_once = True
    whatsapp.heard(PERSON, at=timezone.now())
    row = told(cast)
    assert row.state == DeliveryState.SENT
    assert [each.result for each in row.attempts.order_by("number")] == [
        AttemptResult.REFUSED,
        AttemptResult.TAKEN,
    ]
    assert not WhatsAppWindow.objects.exists()


def test_a_window_that_turns_out_to_be_closed_later_too(cast: Cast, played: PlayedMeta) -> None:
    """Meta takes the free words, and tells by a webhook that they came too late; the webhook comes twice."""
    approved()
    played.templates["stock_low"] = ({"en"}, 2)
    whatsapp.heard(PERSON, at=timezone.now())
    row = told(cast)
    assert row.state == DeliveryState.SENT
    hear(played, 1)
    row.refresh_from_db()
    assert row.state == DeliveryState.WAITING
    delivering.deliver(row.pk, now=timezone.now())
    ProviderCallback.objects.update(state="waiting", next_try_at=timezone.now())
    hear(played, 4)
    row.refresh_from_db()
    assert (row.state, row.attempt_count, len(played.taken)) == (DeliveryState.READ, 2, 2)


def test_meta_tells_what_it_thinks_of_templates_and_an_old_word_changes_nothing(
    cast: Cast, played: PlayedMeta
) -> None:
    row = approved(state="pending")
    played.tell_of_template("stock_low", "APPROVED")
    played.tell_of_template("unknown_one", "REJECTED", language="af", reason="INVALID_FORMAT")
    hear(played, 2)
    row.refresh_from_db()
    assert row.state == "approved"
    assert WhatsAppTemplate.objects.get(name="unknown_one").reason == "INVALID_FORMAT"
    WhatsAppTemplate.objects.filter(pk=row.pk).update(told_at=timezone.now() + timedelta(hours=1))
    played.tell_of_template("stock_low", "PAUSED")
    hear(played, 3)
    row.refresh_from_db()
    assert row.state == "approved"


def test_twilio_the_same_by_its_own_contract(cast: Cast, settings: Any) -> None:
    twilio = PlayedTwilio()
    approved("HX" + "1" * 32, provider="twilio")
    with running(twilio) as url:
        config = {"account_sid": SID, "auth_token": TWILIO_TOKEN, "whatsapp_sender": "+27600000001"}
        provider: Callable[..., Any] = TwilioWhatsApp
        use({Channel.WHATSAPP: [provider({**config, "api": f"{url}/twilio"})]})
        row = told(cast)
        use(None)
    assert row.state == DeliveryState.SENT
    assert twilio.taken[0].fields["ContentSid"] == "HX" + "1" * 32
    assert twilio.taken[0].fields["ContentVariables"] == '{"1": "1 204", "2": "Brown bread"}'
