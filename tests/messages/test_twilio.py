"""Twilio: SMS and WhatsApp over its own contract, callbacks with its own signature."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from notifications.channels.protocol import (
    AddressGone,
    Busy,
    Channel,
    Misconfigured,
    Parcel,
    Refused,
    Unclear,
    Verdict,
)
from notifications.channels.sms.twilio import TwilioSms
from notifications.channels.twilio import sign
from notifications.channels.whatsapp.twilio import TwilioWhatsApp
from synthai.embedded.sandbox.messages_twilio import SID, TOKEN, Twilio
from tests.messages.conftest import Inbox, changed

Make = Callable[..., Parcel]


@pytest.fixture
def carrier() -> Twilio:
    return Twilio()


@pytest.fixture
def config(carrier: Twilio, serve: Callable[[Twilio], str]) -> dict[str, Any]:
    return {
        "account_sid": SID,
        "auth_token": TOKEN,
        "sender": "+27600000001",
        "whatsapp_sender": "+27600000002",
        "api": f"{serve(carrier)}/twilio",
        "timeout": 0.5,
    }


@pytest.fixture
def twilio(config: dict[str, Any]) -> TwilioSms:
    return TwilioSms(config)


def test_sends_and_hears_what_became_of_it(
    twilio: TwilioSms, inbox: Inbox, parcel: Make, carrier: Twilio
) -> None:
    receipt = twilio.send(parcel(callback_url=inbox.url, lives_for=timedelta(hours=1)))
    assert (receipt.verdict, receipt.parts, receipt.cost) == (Verdict.ACCEPTED, 1, None)
    assert carrier.taken[0].fields["ValidityPeriod"] == "3600"
    sent, delivered = (judged.news[0] for judged in inbox.judged(twilio, 2))
    assert (sent.verdict, delivered.verdict) == (Verdict.SENT, Verdict.DELIVERED)
    assert sent.provider_id == receipt.provider_id
    assert sent.key == "n-0001.sms"


def test_a_messaging_service_counts_parts_later_so_we_do(config: dict[str, Any], parcel: Make) -> None:
    receipt = TwilioSms({**config, "messaging_service": f"MG{'0' * 32}"}).send(parcel(text="ḓ" * 71))
    assert receipt.parts == 2


def test_a_person_replies(twilio: TwilioSms, inbox: Inbox, carrier: Twilio) -> None:
    carrier.write(inbox.url, sender="+27821234567", to="+27600000001", text="STOP & thanks")
    (judged,) = inbox.judged(twilio)
    assert [(each.sender, each.to, each.text) for each in judged.replies] == [
        ("+27821234567", "+27600000001", "STOP & thanks")
    ]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"to": "+27 82 000"}, Refused),
        ({"to": "0821234567"}, Refused),
        ({"text": "x" * 1601}, Refused),
        ({"to": "+27111234567"}, AddressGone),
        ({"to": "+27831234567"}, AddressGone),
        ({"sender": "whatsapp:+27600000001"}, Misconfigured),
    ],
)
def test_what_twilio_refuses(
    twilio: TwilioSms, carrier: Twilio, parcel: Make, change: dict[str, str], kind: type[Exception]
) -> None:
    carrier.landlines.add("+27111234567")
    carrier.stopped.add("+27831234567")
    with pytest.raises(kind) as caught:
        twilio.send(parcel(**change))
    assert type(caught.value) is kind
    assert change.get("to", "-") not in str(caught.value), "no number in what staff read"
    assert not carrier.taken


def test_a_wrong_token_is_for_staff(config: dict[str, Any], parcel: Make) -> None:
    with pytest.raises(Misconfigured, match="20003"):
        TwilioSms({**config, "auth_token": "1" * 32}).send(parcel())


def test_too_fast(twilio: TwilioSms, carrier: Twilio, parcel: Make) -> None:
    carrier.faults.busy = "7"
    with pytest.raises(Busy) as caught:
        twilio.send(parcel())
    assert caught.value.retry_after == timedelta(seconds=7)
    carrier.faults.busy = "Fri, 01 Jan 2016 00:00:00 GMT"
    with pytest.raises(Busy) as caught:
        twilio.send(parcel())
    assert caught.value.retry_after == timedelta(0)


@pytest.mark.parametrize("fault", [{"hangs_after_taking": 1.0}, {"breaks_after_taking": True}])
def test_taken_without_a_clear_answer(
    twilio: TwilioSms, carrier: Twilio, parcel: Make, fault: dict[str, Any]
) -> None:
    carrier.faults.set(fault)
    with pytest.raises(Unclear):
        twilio.send(parcel())
    assert len(carrier.taken) == 1


def test_down_or_not_there_took_nothing(
    twilio: TwilioSms, carrier: Twilio, config: dict[str, Any], parcel: Make
) -> None:
    carrier.faults.is_down = True
    with pytest.raises(Busy):
        twilio.send(parcel())
    with pytest.raises(Busy):
        TwilioSms({**config, "api": "http://127.0.0.1:9"}).send(parcel())


def test_accepted_then_the_number_is_unknown(
    twilio: TwilioSms, carrier: Twilio, inbox: Inbox, parcel: Make
) -> None:
    carrier.faults.lies = True
    assert twilio.send(parcel(callback_url=inbox.url)).verdict == Verdict.ACCEPTED
    (judged,) = inbox.judged(twilio)
    assert judged.news[0].verdict == Verdict.BOUNCED


def test_refuses_forgeries(twilio: TwilioSms, inbox: Inbox, parcel: Make) -> None:
    twilio.send(parcel(callback_url=inbox.url))
    (genuine, *_) = inbox.wait(1)
    assert twilio.judge(genuine).is_genuine
    for forged in (
        changed(genuine, body=genuine.body.replace(b"sent", b"read")),
        changed(genuine, body=genuine.body + b"&Extra=1"),
        changed(genuine, url=genuine.url.replace("n-0001", "n-0002")),
        changed(genuine, headers={}),
        changed(genuine, headers={"x-twilio-signature": "é"}),
        changed(genuine, body=b"\xff"),
    ):
        judged = twilio.judge(forged)
        assert not judged.is_genuine
        assert not judged.news


def test_signs_as_twilio_documents() -> None:
    """The example of Twilio's page on security, published with its token and its result."""
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
    }
    pairs = [*fields.items(), ("To", "+18005551212")]
    found = sign("https://mycompany.com/myapp.php?foo=1&bar=2", pairs, "12345")
    assert found == "RSOYDt4T1cUTdK1PDd93/VVr8B8="  # also in the test suite of Twilio's own libraries


class TestWhatsApp:
    @pytest.fixture
    def whatsapp(self, config: dict[str, Any]) -> TwilioWhatsApp:
        return TwilioWhatsApp(config)

    def test_a_template_passes_at_any_time(
        self, whatsapp: TwilioWhatsApp, carrier: Twilio, inbox: Inbox, parcel: Make
    ) -> None:
        whatsapp.send(
            parcel(
                Channel.WHATSAPP,
                template=f"HX{'0' * 32}",
                template_values=("Thandi", "R 120.00"),
                callback_url=inbox.url,
            )
        )
        assert carrier.taken[0].fields["ContentVariables"] == '{"1": "Thandi", "2": "R 120.00"}'
        assert "Body" not in carrier.taken[0].fields
        assert [judged.news[0].verdict for judged in inbox.judged(whatsapp, 2)] == [
            Verdict.SENT,
            Verdict.DELIVERED,
        ]

    def test_free_text_fails_later_when_the_window_is_closed(
        self, whatsapp: TwilioWhatsApp, carrier: Twilio, inbox: Inbox, parcel: Make
    ) -> None:
        whatsapp.send(parcel(Channel.WHATSAPP, callback_url=inbox.url))
        (judged,) = inbox.judged(whatsapp)
        assert judged.news[0].verdict == Verdict.FAILED
        assert "63016" in judged.news[0].answer
        carrier.talking.add("+27821234567")
        whatsapp.send(parcel(Channel.WHATSAPP, callback_url=inbox.url))
        assert inbox.judged(whatsapp, 2)[1].news[0].verdict == Verdict.SENT

    def test_a_reply_names_the_number_alone(
        self, whatsapp: TwilioWhatsApp, carrier: Twilio, inbox: Inbox
    ) -> None:
        carrier.write(inbox.url, sender="whatsapp:+27821234567", to="whatsapp:+27600000002", text="Yima")
        (judged,) = inbox.judged(whatsapp)
        assert judged.replies[0].sender == "+27821234567"
