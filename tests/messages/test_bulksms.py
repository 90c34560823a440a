"""BulkSMS over its own contract."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from notifications.channels.protocol import Busy, Misconfigured, Parcel, Refused, Unclear, Verdict
from notifications.channels.sms.bulksms import BulkSms, from_settings
from synthai.embedded.sandbox.messages_bulksms import TOKEN_ID, TOKEN_SECRET
from synthai.embedded.sandbox.messages_bulksms import BulkSms as PlayedBulkSms
from tests.messages.conftest import Inbox, changed

Make = Callable[..., Parcel]


@pytest.fixture
def carrier(inbox: Inbox) -> PlayedBulkSms:
    return PlayedBulkSms(webhook_url=f"{inbox.url}?secret=pass763")


@pytest.fixture
def config(carrier: PlayedBulkSms, serve: Callable[[PlayedBulkSms], str]) -> dict[str, Any]:
    return {
        "token_id": TOKEN_ID,
        "token_secret": TOKEN_SECRET,
        "sender": "",
        "credit_price": "0.25",
        "callback_secret": "pass763",
        "api": f"{serve(carrier)}/bulksms/v1",
        "timeout": 0.5,
    }


@pytest.fixture
def bulksms(config: dict[str, Any]) -> BulkSms:
    return BulkSms(config)


def test_sends_and_learns_the_cost_in_rand(
    bulksms: BulkSms, inbox: Inbox, parcel: Make, carrier: PlayedBulkSms
) -> None:
    receipt = bulksms.send(parcel(text="Ndi khou livhuwa ḓ" + "a" * 60))
    assert (receipt.verdict, receipt.parts, receipt.cost) == (Verdict.ACCEPTED, 2, None)
    assert carrier.taken[0].fields["encoding"] == "UNICODE", (
        "letters outside GSM would arrive as question marks"
    )
    sent, delivered = (judged.news[0] for judged in inbox.judged(bulksms, 2))
    assert (sent.verdict, delivered.verdict) == (Verdict.SENT, Verdict.DELIVERED)
    assert (sent.key, sent.provider_id, sent.cost) == ("n-0001.sms", receipt.provider_id, Decimal("0.50"))


def test_a_long_key_becomes_the_same_reference_each_time(
    bulksms: BulkSms, carrier: PlayedBulkSms, parcel: Make
) -> None:
    key = "0190a7c2-5f0e-7b6e-9d3c-000000000001"
    bulksms.send(parcel(key=key))
    assert len(carrier.taken[0].key) == 20
    found = bulksms.find(key, to="+27821234567", since=datetime.now(UTC) - timedelta(minutes=1))
    assert found is not None
    assert (found.provider_id, found.verdict, found.cost) == (
        carrier.taken[0].id,
        Verdict.SENT,
        Decimal("0.25"),
    )


@pytest.mark.parametrize("fault", [{"hangs_after_taking": 1.0}, {"breaks_after_taking": True}])
def test_in_doubt_it_is_asked_and_not_sent_again(
    bulksms: BulkSms, carrier: PlayedBulkSms, parcel: Make, fault: dict[str, Any]
) -> None:
    carrier.faults.set(fault)
    since = datetime.now(UTC) - timedelta(minutes=1)
    with pytest.raises(Unclear):
        bulksms.send(parcel())
    carrier.faults.set({"hangs_after_taking": 0, "breaks_after_taking": False})
    assert bulksms.find("n-0001.sms", to="+27821234567", since=since) is not None
    assert bulksms.find("n-0002.sms", to="+27821234567", since=since) is None
    assert bulksms.find("n-0001.sms", to="+27829999999", since=since) is None
    carrier.faults.is_down = True
    with pytest.raises(Busy):
        bulksms.find("n-0001.sms", to="+27821234567", since=since)


def test_what_bulksms_refuses(
    bulksms: BulkSms, config: dict[str, Any], carrier: PlayedBulkSms, parcel: Make
) -> None:
    with pytest.raises(Refused, match="400"):
        bulksms.send(parcel(to="+27"))
    with pytest.raises(Misconfigured, match="401"):
        BulkSms({**config, "token_secret": "no"}).send(parcel())
    carrier.balance = 0
    with pytest.raises(Misconfigured, match="Insufficient Credits"):
        bulksms.send(parcel())
    carrier.faults.busy = "3"
    with pytest.raises(Busy) as caught:
        bulksms.send(parcel())
    assert caught.value.retry_after == timedelta(seconds=3)
    assert not carrier.taken


def test_a_person_who_said_stop_to_bulksms_is_suppressed(
    bulksms: BulkSms, inbox: Inbox, carrier: PlayedBulkSms, parcel: Make
) -> None:
    carrier.blocked.add("+27821234567")
    bulksms.send(parcel())
    (judged,) = inbox.judged(bulksms)
    assert judged.news[0].verdict == Verdict.BOUNCED


def test_lies_are_found_out(bulksms: BulkSms, inbox: Inbox, carrier: PlayedBulkSms, parcel: Make) -> None:
    carrier.faults.lies = True
    bulksms.send(parcel())
    (judged,) = inbox.judged(bulksms)
    assert (judged.news[0].verdict, judged.news[0].answer) == (Verdict.FAILED, "FAILED NOT_SENT")


def test_a_person_replies(bulksms: BulkSms, inbox: Inbox, carrier: PlayedBulkSms) -> None:
    carrier.write(sender="+27821234567", to="+27600000000", text="Staak")
    (judged,) = inbox.judged(bulksms)
    (reply,) = judged.replies
    assert (reply.sender, reply.to, reply.text) == ("+27821234567", "+27600000000", "Staak")
    assert reply.at == datetime(2026, 11, 29, 8, tzinfo=UTC)
    assert not judged.news


def test_reads_the_form_of_the_guide_to_webhooks_too(
    bulksms: BulkSms, inbox: Inbox, carrier: PlayedBulkSms, parcel: Make
) -> None:
    bulksms.send(parcel())
    (genuine, *_) = inbox.wait(1)
    body = (
        b'[{"id":"312","to":{"type":"INTERNATIONAL","address":"+27821234567"},"body":{"value":"Hi"},"userSuppliedId":"abcd",'
        b'"status":{"condition":"SENT","date":"2014-06-01T13:10:00Z","cause":"Submitted to upstream provider"}}]'
    )
    judged = bulksms.judge(changed(genuine, body=body))
    assert judged.news[0].verdict == Verdict.SENT
    assert judged.news[0].at == datetime(2014, 6, 1, 13, 10, tzinfo=UTC)


def test_only_the_secret_makes_a_callback_genuine(
    bulksms: BulkSms, config: dict[str, Any], inbox: Inbox, carrier: PlayedBulkSms, parcel: Make
) -> None:
    bulksms.send(parcel())
    (genuine, *_) = inbox.wait(1)
    for url in (
        inbox.url,
        f"{inbox.url}?secret=other",
        f"{inbox.url}?secret=pass763&secret=pass763",
        f"{inbox.url}?secret=",
    ):
        assert not bulksms.judge(changed(genuine, url=url)).is_genuine
    assert (
        not BulkSms({**config, "callback_secret": ""})
        .judge(changed(genuine, url=f"{inbox.url}?secret="))
        .is_genuine
    )
    # Registering a webhook calls it with an empty list; nonsense is genuine and says nothing.
    for body in (b"[]", b"{", b"[1, {}]", b'[{"status": 5}]', b"[" * 5000):
        judged = bulksms.judge(changed(genuine, body=body))
        assert judged.is_genuine
        assert not judged.news


def test_is_off_without_a_token(config: dict[str, Any]) -> None:
    assert from_settings({**config, "token_secret": ""}) is None
    assert from_settings(config) is not None
