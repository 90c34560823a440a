"""WhatsApp by Meta over its own contract."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from notifications.channels.protocol import (
    Busy,
    Channel,
    Misconfigured,
    Parcel,
    Refused,
    Unclear,
    Verdict,
    WindowClosed,
)
from notifications.channels.whatsapp.meta import Meta, sign
from synthai.embedded.sandbox.messages_meta import NUMBER, SECRET, TOKEN
from synthai.embedded.sandbox.messages_meta import Meta as PlayedMeta
from tests.messages.conftest import Inbox, changed

Make = Callable[..., Parcel]


@pytest.fixture
def carrier(inbox: Inbox) -> PlayedMeta:
    played = PlayedMeta(webhook_url=inbox.url)
    played.templates["invoice_due"] = ({"en", "af"}, 2)
    return played


@pytest.fixture
def config(carrier: PlayedMeta, serve: Callable[[PlayedMeta], str]) -> dict[str, Any]:
    return {
        "token": TOKEN,
        "phone_number_id": NUMBER,
        "app_secret": SECRET,
        "verify_token": "v3rify",
        "version": "v23.0",
        "api": f"{serve(carrier)}/meta",
        "timeout": 0.5,
    }


@pytest.fixture
def meta(config: dict[str, Any]) -> Meta:
    return Meta(config)


def due(parcel: Make, **changes: Any) -> Parcel:
    values: dict[str, Any] = {
        "template": "invoice_due",
        "template_language": "af",
        "template_values": ("INV-7", "R 99.00"),
    }
    return parcel(Channel.WHATSAPP, **{**values, **changes})


def test_a_template_is_sent_delivered_and_read(
    meta: Meta, inbox: Inbox, parcel: Make, carrier: PlayedMeta
) -> None:
    receipt = meta.send(due(parcel, url="https://synthai.example/o/umoja/billing/pay/7/?from=wa"))
    components = carrier.taken[0].fields["template"]["components"]
    assert components[1]["parameters"] == [{"type": "text", "text": "o/umoja/billing/pay/7/?from=wa"}]
    news = [judged.news[0] for judged in inbox.judged(meta, 3)]
    assert [each.verdict for each in news] == [Verdict.SENT, Verdict.DELIVERED, Verdict.READ]
    assert {each.key for each in news} == {"n-0001.sms"}
    assert {each.provider_id for each in news} == {receipt.provider_id}


def test_free_text_within_24_hours_of_what_the_person_wrote(
    meta: Meta, inbox: Inbox, parcel: Make, carrier: PlayedMeta
) -> None:
    carrier.write(sender="+27821234567", text="Is my order ready?")
    (judged,) = inbox.judged(meta)
    assert [(each.sender, each.to, each.text) for each in judged.replies] == [
        ("+27821234567", "+27600000002", "Is my order ready?")
    ]
    meta.send(parcel(Channel.WHATSAPP))
    assert inbox.judged(meta, 2)[1].news[0].verdict == Verdict.SENT


def test_outside_the_window_it_fails_at_once_or_later(
    meta: Meta, inbox: Inbox, parcel: Make, carrier: PlayedMeta
) -> None:
    meta.send(parcel(Channel.WHATSAPP))
    (judged,) = inbox.judged(meta)
    assert judged.news[0].verdict == Verdict.FAILED
    assert "131047" in judged.news[0].answer
    assert "27821234567" not in judged.news[0].answer
    carrier.tells_at_once = True
    with pytest.raises(WindowClosed):
        meta.send(parcel(Channel.WHATSAPP))


def test_a_number_that_is_not_on_whatsapp(
    meta: Meta, inbox: Inbox, parcel: Make, carrier: PlayedMeta
) -> None:
    carrier.absent.add("+27821234567")
    meta.send(due(parcel))
    (judged,) = inbox.judged(meta)
    assert judged.news[0].verdict == Verdict.BOUNCED


@pytest.mark.parametrize(
    ("change", "kind", "code"),
    [
        ({"template": "unknown"}, Refused, "132001"),
        ({"template_language": "zu"}, Refused, "132001"),
        ({"template_values": ("one",)}, Refused, "132000"),
        ({"to": "0821234567"}, Refused, "100"),
    ],
)
def test_what_meta_refuses(
    meta: Meta, carrier: PlayedMeta, parcel: Make, change: dict[str, Any], kind: type[Exception], code: str
) -> None:
    with pytest.raises(kind, match=code):
        meta.send(due(parcel, **change))
    assert not carrier.taken


def test_wrong_token_and_too_fast(
    meta: Meta, config: dict[str, Any], carrier: PlayedMeta, parcel: Make
) -> None:
    with pytest.raises(Misconfigured, match="190"):
        Meta({**config, "token": "other"}).send(due(parcel))
    carrier.faults.busy = "60"
    with pytest.raises(Busy) as caught:
        meta.send(due(parcel))
    assert caught.value.retry_after == timedelta(minutes=1)


@pytest.mark.parametrize("fault", [{"hangs_after_taking": 1.0}, {"breaks_after_taking": True}])
def test_taken_without_a_clear_answer(
    meta: Meta, carrier: PlayedMeta, parcel: Make, fault: dict[str, Any]
) -> None:
    carrier.faults.set(fault)
    with pytest.raises(Unclear):
        meta.send(due(parcel))
    assert len(carrier.taken) == 1


def test_shakes_hands_with_who_knows_the_token(meta: Meta, inbox: Inbox, carrier: PlayedMeta) -> None:
    inbox.judge = meta.judge
    assert carrier.shake_hands("v3rify") == (200, "1158201444")
    assert carrier.shake_hands("other") == (403, "")
    assert carrier.shake_hands("v3rify", "<script>") == (403, "")


def test_no_token_set_means_no_handshake(config: dict[str, Any], inbox: Inbox, carrier: PlayedMeta) -> None:
    inbox.judge = Meta({**config, "verify_token": ""}).judge
    assert carrier.shake_hands("") == (403, "")


def test_refuses_forgeries(
    meta: Meta, config: dict[str, Any], inbox: Inbox, carrier: PlayedMeta, parcel: Make
) -> None:
    meta.send(due(parcel))
    (genuine, *_) = inbox.wait(1)
    assert meta.judge(genuine).is_genuine
    respaced = json.dumps(json.loads(genuine.body), indent=1).encode()
    for forged in (
        changed(genuine, body=respaced),
        changed(genuine, body=genuine.body + b" "),
        changed(genuine, headers={}),
        changed(genuine, headers={"x-hub-signature-256": genuine.headers["x-hub-signature-256"][7:]}),
    ):
        assert not meta.judge(forged).is_genuine
    assert (
        not Meta({**config, "app_secret": ""})
        .judge(changed(genuine, headers={"x-hub-signature-256": ""}))
        .is_genuine
    )


def test_news_of_another_number_of_the_business_is_not_ours(
    config: dict[str, Any], meta: Meta, inbox: Inbox, parcel: Make
) -> None:
    meta.send(due(parcel))
    (genuine, *_) = inbox.wait(1)
    judged = Meta({**config, "phone_number_id": "7"}).judge(genuine)
    assert judged.is_genuine
    assert not judged.news


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"object":"page"}',
        b'{"object":"whatsapp_business_account","entry":[{"changes":[{"value":3}]}]}',
    ],
)
def test_genuine_nonsense_says_nothing(meta: Meta, inbox: Inbox, parcel: Make, body: bytes) -> None:
    meta.send(due(parcel))
    (genuine, *_) = inbox.wait(1)
    judged = meta.judge(changed(genuine, body=body, headers={"x-hub-signature-256": sign(body, SECRET)}))
    assert judged.is_genuine
    assert not judged.news
