"""SendGrid through django-anymail over SendGrid's contract; its signatures as anymail's own check reads them."""

import warnings
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from anymail.exceptions import AnymailWebhookValidationFailure
from anymail.webhooks.sendgrid import SendGridTrackingWebhookView
from django.test import RequestFactory

from notifications.channels.email.sendgrid import SendGrid, from_settings
from notifications.channels.protocol import (
    Attachment,
    Busy,
    Callback,
    Channel,
    Misconfigured,
    Parcel,
    Refused,
    Unclear,
    Verdict,
)
from synthai.embedded.sandbox.messages_sendgrid import KEY
from synthai.embedded.sandbox.messages_sendgrid import SendGrid as PlayedSendGrid
from tests.messages.conftest import Inbox, changed

Make = Callable[..., Parcel]


@pytest.fixture
def carrier(inbox: Inbox) -> PlayedSendGrid:
    return PlayedSendGrid(webhook_url=inbox.url)


@pytest.fixture
def config(carrier: PlayedSendGrid, serve: Callable[[PlayedSendGrid], str]) -> dict[str, Any]:
    api = f"{serve(carrier)}/sendgrid/v3/"
    return {"api_key": KEY, "api": api, "verification_key": carrier.verification_key, "timeout": 0.5}


@pytest.fixture
def sendgrid(config: dict[str, Any]) -> SendGrid:
    made = from_settings(config)
    assert made is not None
    return made


@pytest.fixture
def mail(parcel: Make) -> Make:
    def make(**changes: Any) -> Parcel:
        values: dict[str, Any] = {
            "key": "n-0001.email",
            "to": "thandi@umoja.example",
            "subject": "Stock is low",
            "html": "<p>4 bags left</p>",
            "headers": {
                "List-Unsubscribe": "<https://synthai.example/n/stop/abc/>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        }
        return parcel(Channel.EMAIL, **{**values, **changes})

    return make


def agrees(callback: Callback, key: str) -> bool:
    """Whether anymail's own check takes the callback for genuine."""
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in callback.headers.items()}
    request = RequestFactory().post("/", data=callback.body, content_type="application/json", **headers)  # type: ignore[arg-type]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        view = SendGridTrackingWebhookView(tracking_webhook_verification_key=key)
    try:
        view.validate_request(request)
    except AnymailWebhookValidationFailure:
        return False
    return True


def test_sends_and_hears_what_became_of_it(
    sendgrid: SendGrid, inbox: Inbox, mail: Make, carrier: PlayedSendGrid
) -> None:
    receipt = sendgrid.send(
        mail(attachments=[Attachment(name="a.txt", media_type="text/plain", content=b"a")])
    )
    assert receipt.verdict == Verdict.ACCEPTED
    taken = carrier.taken[0].fields
    assert taken["headers"]["List-Unsubscribe"] == "<https://synthai.example/n/stop/abc/>"
    assert taken["tracking_settings"]["open_tracking"] == {"enable": False}
    assert [part["type"] for part in taken["content"]] == ["text/plain", "text/html"]
    assert taken["attachments"][0]["filename"] == "a.txt"
    accepted, sent = (judged.news[0] for judged in inbox.judged(sendgrid, 2))
    assert (accepted.verdict, sent.verdict) == (Verdict.ACCEPTED, Verdict.SENT)
    assert (sent.key, sent.provider_id) == ("n-0001.email", receipt.provider_id)


def test_a_bounce_is_for_ever_and_a_block_is_not(
    sendgrid: SendGrid, inbox: Inbox, mail: Make, carrier: PlayedSendGrid
) -> None:
    carrier.faults.lies = True
    sendgrid.send(mail())
    (judged,) = inbox.judged(sendgrid)
    assert judged.news[0].verdict == Verdict.BOUNCED
    assert "thandi" not in judged.news[0].answer
    carrier.told(carrier.taken[0], "bounce:blocked")
    carrier.told(carrier.taken[0], "spamreport")
    carrier.publish(
        [
            {"event": "dropped", "reason": "Bounced Address", "email": "x@y.z"},
            {"event": "open"},
            {"event": "deferred"},
        ]
    )
    _, blocked, spam, dropped = inbox.judged(sendgrid, 4)
    assert [each.verdict for judged in (blocked, spam, dropped) for each in judged.news] == [
        Verdict.FAILED,
        Verdict.COMPLAINED,
        Verdict.BOUNCED,
    ]


def test_judges_as_anymail_does(
    sendgrid: SendGrid, inbox: Inbox, mail: Make, carrier: PlayedSendGrid
) -> None:
    sendgrid.send(mail())
    (genuine, *_) = inbox.wait(1)
    stamp, signature = (
        "x-twilio-email-event-webhook-timestamp",
        "x-twilio-email-event-webhook-signature",
    )
    for callback in (
        genuine,
        changed(genuine, body=genuine.body.replace(b"processed", b"delivered")),
        changed(genuine, body=genuine.body + b"\n"),
        changed(genuine, headers={**genuine.headers, stamp: str(int(genuine.headers[stamp]) + 1)}),
        changed(genuine, headers={**genuine.headers, signature: "MEUCIQ=="}),
        changed(
            genuine, headers={name: value for name, value in genuine.headers.items() if name != signature}
        ),
    ):
        assert sendgrid.judge(callback).is_genuine == agrees(callback, carrier.verification_key)
    assert sendgrid.judge(genuine).is_genuine


def test_a_callback_played_again_after_a_day_is_refused(sendgrid: SendGrid, inbox: Inbox, mail: Make) -> None:
    sendgrid.send(mail())
    (genuine, *_) = inbox.wait(1)
    later = changed(genuine, received_at=genuine.received_at + timedelta(hours=26))
    assert sendgrid.judge(later).refusal == "The callback is too old."
    earlier = changed(genuine, received_at=genuine.received_at - timedelta(hours=1))
    assert not sendgrid.judge(earlier).is_genuine


@pytest.mark.parametrize("key", ["", "bm8ga2V5", "é"])
def test_without_a_key_nothing_is_genuine(
    config: dict[str, Any], sendgrid: SendGrid, inbox: Inbox, mail: Make, key: str
) -> None:
    sendgrid.send(mail())
    (genuine, *_) = inbox.wait(1)
    assert not SendGrid({**config, "verification_key": key}).judge(genuine).is_genuine


def test_what_sendgrid_refuses(
    sendgrid: SendGrid, config: dict[str, Any], carrier: PlayedSendGrid, mail: Make
) -> None:
    with pytest.raises(Misconfigured, match="401"):
        SendGrid({**config, "api_key": "SG.other"}).send(mail())
    with pytest.raises(Refused, match="400"):
        sendgrid.send(mail(subject=""))
    with pytest.raises(Refused):
        sendgrid.send(mail(to="nobody"))
    carrier.faults.busy = "9"
    with pytest.raises(Busy) as caught:
        sendgrid.send(mail())
    assert caught.value.retry_after == timedelta(seconds=9)
    carrier.faults.set({"busy": "", "is_down": True})
    with pytest.raises(Busy):
        sendgrid.send(mail())
    with pytest.raises(Busy):
        SendGrid({**config, "api": "http://127.0.0.1:9/v3/"}).send(mail())
    assert not carrier.taken


@pytest.mark.parametrize("fault", [{"hangs_after_taking": 1.0}, {"breaks_after_taking": True}])
def test_taken_without_a_clear_answer(
    sendgrid: SendGrid, carrier: PlayedSendGrid, mail: Make, fault: dict[str, Any]
) -> None:
    carrier.faults.set(fault)
    with pytest.raises(Unclear):
        sendgrid.send(mail())
    assert len(carrier.taken) == 1
