"""What providers tell later: only the genuine is stored, once, before it is answered; a worker understands it; STOP stops."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from notifications import carriers, tasks
from notifications.channels import registry
from notifications.channels.protocol import Callback, Channel, Judged, Provider
from notifications.channels.sms.twilio import TwilioSms
from notifications.engine.frequency import Frequency
from notifications.models import (
    Address,
    CallbackState,
    Choice,
    ChoiceChange,
    Delivery,
    DeliveryState,
    ProviderCallback,
)
from notifications.services import (
    callbacks,
    choices,
    delivering,
    escalating,
    messages,
    settling,
    suppression,
)
from notifications.tests.kinds import CATEGORY, NEWS, NOON, STOCK, VALUES
from notifications.tests.providers import Book, carrier
from synthai.core.testing.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carried", "twilio")]
SID, TOKEN = f"AC{'1' * 32}", "7" * 32
NUMBER = "+27821234567"
URL = "/hooks/messages/sms/twilio/"


@pytest.fixture
def twilio(settings: Any) -> Any:
    """A real adapter with an account of its own; nothing goes out by it here."""
    settings.SITE_URL = "https://synthai.example"
    config = {"account_sid": SID, "auth_token": TOKEN, "sender": "+27600000001", "api": "http://127.0.0.1:9"}
    provider: Provider = TwilioSms(config)  # type: ignore[assignment]  # a class variable of a narrower type
    registry.use({Channel.SMS: [provider]})
    yield provider
    registry.use(None)


def signed(url: str, fields: dict[str, str], token: str = TOKEN) -> str:
    """Twilio's signature, written here once more from its documents."""
    plain = f"https://synthai.example{url}" + "".join(f"{name}{fields[name]}" for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), plain.encode(), hashlib.sha1).digest()).decode()


def call(fields: dict[str, str], *, url: str = URL, token: str = TOKEN) -> Any:
    return Client(enforce_csrf_checks=True).post(
        url,
        urlencode(fields),
        content_type="application/x-www-form-urlencoded",
        headers={"x-twilio-signature": signed(url, fields, token)},
    )


def status(delivery: Delivery, word: str, **more: str) -> Any:
    fields = {"AccountSid": SID, "MessageSid": "SM1", "MessageStatus": word, **more}
    return call(fields, url=f"{URL}?key={delivery.public_id}")


def says(text: str, sid: str = "SM9") -> Any:
    fields = {"AccountSid": SID, "MessageSid": sid, "From": NUMBER, "To": "+27600000001", "Body": text}
    return call(fields)


def handle_all(now: datetime | None = None) -> list[str]:
    now = now or timezone.now()
    return [callbacks.handle(each, now=now) for each in callbacks.waiting(now=now)]


@pytest.fixture
def delivery(cast: Cast) -> Delivery:
    """An SMS that Twilio took."""
    messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=NOON)
    row = Delivery.objects.get(channel="sms")
    row.state, row.provider, row.provider_id = DeliveryState.SENT, "twilio", "SM1"
    row.save()
    row.attempts.create(number=1, provider="twilio", result="taken", started_at=NOON)
    return row


def test_what_is_genuine_is_stored_answered_and_then_understood(delivery: Delivery) -> None:
    assert status(delivery, "delivered").status_code == 200
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT, "nothing happens before the answer"
    assert handle_all() == [CallbackState.DONE]
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED
    assert handle_all() == []


def test_the_same_thing_twice_is_stored_once(delivery: Delivery) -> None:
    for _ in range(3):
        assert status(delivery, "delivered").status_code == 200
    assert ProviderCallback.objects.count() == 1


def test_a_forged_one_is_refused_and_not_stored(delivery: Delivery, caplog: Any) -> None:
    fields = {"AccountSid": SID, "MessageSid": "SM1", "MessageStatus": "delivered", "To": NUMBER}
    assert call(fields, token="8" * 32).status_code == 403
    assert Client().post(URL, b"\xff\xfe", content_type="text/plain").status_code == 403
    assert ProviderCallback.objects.count() == 0
    assert "does not agree" in caplog.text
    assert NUMBER not in caplog.text


@pytest.mark.parametrize(
    "path", ["sms/nobody", "nowhere/twilio", "in_app/twilio", "whatsapp/twilio", "email/smtp"]
)
def test_a_provider_that_is_not_set_up_is_not_found(path: str) -> None:
    assert Client().post(f"/hooks/messages/{path}/", b"{}", content_type="text/plain").status_code == 404


def test_a_provider_without_callbacks_is_not_found(sms: Book) -> None:
    registry.use({Channel.SMS: [sms]})  # type: ignore[list-item]  # a class of its own each, elsewhere
    assert Client().post("/hooks/messages/sms/book/", b"{}", content_type="text/plain").status_code == 404


def test_storing_takes_one_statement(delivery: Delivery, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert status(delivery, "sent").status_code == 200


def test_one_sweep_is_woken_for_a_burst_and_hands_it_all_out(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.callbacks_sweep, "send", lambda **kwargs: sent.append(kwargs))
    handled: list[int] = []
    monkeypatch.setattr(tasks.callback_handle, "send", lambda *, callback_id: handled.append(callback_id))
    with django_capture_on_commit_callbacks(execute=True):
        for word in ("accepted", "queued", "sending", "sent", "delivered"):
            status(delivery, word)
    assert len(sent) == 1
    with django_capture_on_commit_callbacks(execute=True):
        tasks.callbacks_sweep()
    assert sorted(handled) == sorted(ProviderCallback.objects.values_list("pk", flat=True))
    assert len(handled) == 5


def test_a_number_that_is_unknown_takes_nothing_any_more(delivery: Delivery) -> None:
    status(delivery, "undelivered", ErrorCode="30005")
    handle_all()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    assert suppression.is_suppressed(Channel.SMS, NUMBER)


def test_a_provider_speaks_only_of_what_it_was_given(delivery: Delivery) -> None:
    delivery.attempts.update(provider="bulksms")
    Delivery.objects.update(provider="bulksms", provider_id="B1")
    status(delivery, "failed")
    handle_all()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT


def test_what_overtakes_its_message_is_tried_again_and_then_belongs_to_nothing(delivery: Delivery) -> None:
    Delivery.objects.update(provider="")
    delivery.attempts.all().delete()
    status(delivery, "delivered")
    now, states = timezone.now(), []
    while found := handle_all(now):
        states += found
        now += timedelta(hours=1)
    assert states == [CallbackState.WAITING] * 3 + [CallbackState.UNMATCHED]
    row = ProviderCallback.objects.get()
    delivery.attempts.create(number=1, provider="twilio", result="taken", started_at=NOON)
    assert callbacks.handle_again(row.pk, now=now)
    assert handle_all(now) == [CallbackState.DONE]
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.DELIVERED


def test_a_worker_that_dies_leaves_it_to_the_next(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    status(delivery, "delivered")

    def dies(*_args: Any, **_kwargs: Any) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(settling, "learn", dies)
        with pytest.raises(KeyboardInterrupt):
            handle_all()
    assert handle_all() == [], "its lease still holds"
    assert handle_all(timezone.now() + timedelta(minutes=3)) == [CallbackState.DONE]


class TestStop:
    def test_the_number_takes_nothing_and_the_proof_is_kept(self, cast: Cast) -> None:
        assert says("Stop!").status_code == 200
        assert handle_all() == [CallbackState.DONE]
        assert suppression.is_suppressed(Channel.SMS, NUMBER)
        changes = ChoiceChange.objects.filter(user=cast.thandi.user, way="stop").order_by("what")
        assert {each.evidence["said"] for each in changes} == {"Stop!"}
        changes = changes.filter(what__startswith=CATEGORY)
        assert [(each.what, each.after) for each in changes] == [
            (f"{CATEGORY}/sms", "off"),
            (f"{NEWS}/sms", "off"),
        ]
        row = ProviderCallback.objects.get()
        assert row.replies == [], "number and words are not kept"
        messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="b", now=NOON)
        assert not Delivery.objects.filter(channel="sms").exists()
        assert Delivery.objects.filter(channel="email").exists(), "other channels go on"

    def test_what_waits_is_taken_back(self, cast: Cast) -> None:
        messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=NOON)
        says("yima")
        handle_all()
        assert Delivery.objects.get(channel="sms").state == DeliveryState.CANCELLED

    def test_a_number_of_nobody_is_stopped_too(self) -> None:
        Address.objects.all().delete()
        says("STOP")
        handle_all()
        assert suppression.is_suppressed(Channel.SMS, NUMBER)

    def test_a_sentence_is_no_stop(self) -> None:
        says("Please stop by on Monday")
        assert handle_all() == [CallbackState.DONE]
        assert not suppression.is_suppressed(Channel.SMS, NUMBER)

    def test_start_brings_back_what_was_and_no_more(self, cast: Cast) -> None:
        user = cast.thandi.user.pk
        way = choices.Way("page")
        wanted = {
            (CATEGORY, Channel.SMS): Frequency.DAILY,
            (NEWS, Channel.SMS): Frequency.OFF,
        }
        choices.choose(user, wanted, way=way, now=NOON)
        for number, text in enumerate(("stop", "start", "start")):
            says(text, sid=f"SM{number}")
            handle_all()
        assert not suppression.is_suppressed(Channel.SMS, NUMBER)
        kept = {each.category: each.frequency for each in Choice.objects.filter(user_id=user)}
        assert kept == {CATEGORY: "daily", NEWS: "off"}
        started = ChoiceChange.objects.filter(user_id=user, way="start", what__startswith=CATEGORY)
        assert started.count() == 1

    def test_start_does_not_raise_a_dead_number(self) -> None:
        suppression.add(Channel.SMS, NUMBER, reason="bounced", now=NOON)
        says("START")
        handle_all()
        assert suppression.is_suppressed(Channel.SMS, NUMBER)


class CallingBook(Book):
    """One that tells later."""

    def judge(self, _callback: Callback) -> Judged:
        """Nothing comes in here."""
        return Judged()


def test_a_parcel_says_where_its_fate_is_told_to_who_tells_it(cast: Cast, post: Book) -> None:
    book = CallingBook("calling", Channel.SMS)
    messages.tell(STOCK, [cast.thandi.user.pk], values=VALUES, key="a", now=NOON)
    with carriers.only(carrier(book), carrier(post)):
        for row in Delivery.objects.exclude(channel="in_app"):
            delivering.deliver(row.pk, now=NOON)
    assert book.taken[0].callback_url == "https://synthai.example/hooks/messages/sms/calling/"
    assert post.taken[0].callback_url == ""


def test_an_answer_is_heard_once_although_the_rest_of_its_callback_is_tried_again(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(escalating, "hear", lambda _channel, reply, **_more: heard.append(reply.text))
    says("OK")
    news = {
        "provider_id": "strange",
        "verdict": "sent",
        "at": NOON.isoformat(),
        "key": "",
        "answer": "",
        "cost": "",
    }
    ProviderCallback.objects.update(news=[news])
    now = timezone.now()
    for _ in range(6):
        handle_all(now)
        now += timedelta(hours=3)
    assert ProviderCallback.objects.get().state == CallbackState.UNMATCHED
    assert heard == ["OK"]
