"""Amazon SES through django-anymail over SES's contract (Signature Version 4), and SNS's signatures."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
from fast_mail_parser import parse_email

from notifications.channels.email.ses import Ses
from notifications.channels.protocol import (
    Busy,
    Channel,
    Judged,
    Misconfigured,
    Parcel,
    Refused,
    Unclear,
    Verdict,
)
from synthai.embedded.sandbox.messages_ses import ACCESS, SECRET, TOPIC
from synthai.embedded.sandbox.messages_ses import Ses as PlayedSes
from tests.messages.conftest import Inbox, changed

Make = Callable[..., Parcel]


@pytest.fixture
def carrier(inbox: Inbox) -> PlayedSes:
    return PlayedSes(webhook_url=inbox.url)


@pytest.fixture
def config(carrier: PlayedSes, serve: Callable[[PlayedSes], str]) -> dict[str, Any]:
    carrier.root = serve(carrier)
    return {
        "access_key": ACCESS,
        "secret_key": SECRET,
        "region": "af-south-1",
        "topic": TOPIC,
        "api": f"{carrier.root}/ses",
        "certificates": f"{carrier.root}/ses/",
        "timeout": 0.5,
    }


@pytest.fixture
def ses(config: dict[str, Any]) -> Ses:
    return Ses(config)


@pytest.fixture
def mail(parcel: Make) -> Make:
    def make(**changes: Any) -> Parcel:
        values: dict[str, Any] = {
            "key": "n-0001.email",
            "to": "thandi@umoja.example",
            "subject": "Voorraad is laag – môre",
            "headers": {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        }
        return parcel(Channel.EMAIL, **{**values, **changes})

    return make


@pytest.mark.parametrize("version", ["1", "2"])
def test_sends_and_hears_what_became_of_it(
    ses: Ses, inbox: Inbox, mail: Make, carrier: PlayedSes, version: str
) -> None:
    carrier.version = version
    receipt = ses.send(mail())
    assert (receipt.verdict, receipt.provider_id) == (Verdict.ACCEPTED, carrier.taken[0].id)
    found = parse_email(carrier.taken[0].text)
    assert found.subject == "Voorraad is laag – môre"
    assert found.headers["List-Unsubscribe-Post"] == ["List-Unsubscribe=One-Click"]
    accepted, sent = (judged.news[0] for judged in inbox.judged(ses, 2))
    assert (accepted.verdict, sent.verdict) == (Verdict.ACCEPTED, Verdict.SENT)
    assert (sent.key, sent.provider_id) == ("n-0001.email", receipt.provider_id)


def test_hard_and_soft_bounces(ses: Ses, inbox: Inbox, mail: Make, carrier: PlayedSes) -> None:
    carrier.faults.lies = True
    ses.send(mail())
    inbox.wait(1)
    carrier.told(carrier.taken[0], "Bounce:Transient")
    carrier.told(carrier.taken[0], "Complaint")
    news = [judged.news[0] for judged in inbox.judged(ses, 3)]
    assert [each.verdict for each in news] == [Verdict.BOUNCED, Verdict.FAILED, Verdict.COMPLAINED]
    assert "thandi" not in news[0].answer
    assert "5.1.1" in news[0].answer


def test_a_topic_is_confirmed_where_amazon_says(ses: Ses, inbox: Inbox, carrier: PlayedSes) -> None:
    carrier.subscribe()
    (judged,) = inbox.judged(ses)
    assert requests.get(judged.visit, timeout=5).text == "confirmed"
    carrier.publish(
        "hello", Type="SubscriptionConfirmation", Token="t", SubscribeURL="http://169.254.169.254/"
    )
    assert inbox.judged(ses, 2)[1].refusal == "The address to confirm at is not Amazon's."


def test_refuses_forgeries(ses: Ses, config: dict[str, Any], inbox: Inbox, carrier: PlayedSes) -> None:
    carrier.publish(json.dumps({"eventType": "Complaint", "mail": {"messageId": "1"}}))
    (genuine,) = inbox.wait(1)
    message = json.loads(genuine.body)

    def with_change(**changes: Any) -> Judged:
        return ses.judge(changed(genuine, body=json.dumps({**message, **changes}).encode()))

    assert with_change().is_genuine
    assert not with_change(Message=message["Message"].replace("Complaint", "Bounce")).is_genuine
    assert not with_change(Timestamp="2026-01-01T00:00:00.000Z").is_genuine
    assert not with_change(Subject="More").is_genuine
    assert not with_change(TopicArn="arn:aws:sns:af-south-1:111111111111:mail").is_genuine
    assert not with_change(SignatureVersion="3").is_genuine
    assert not with_change(Signature="no").is_genuine
    assert not with_change(Type="Other").is_genuine
    assert not Ses({**config, "topic": ""}).judge(genuine).is_genuine
    for body in (b"", b"[]", b"{", b"[" * 9999):
        assert not ses.judge(changed(genuine, body=body)).is_genuine


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.af-south-1.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
        "https://sns.af-south-1.amazonaws.com.attacker.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
        "https://attacker.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
        "https://sns.af-south-1.amazonaws.com@attacker.example/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
        "https://s3.af-south-1.amazonaws.com/bucket/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
        "https://sns.af-south-1.amazonaws.com/other.pem",
        "https://sns.af-south-1.amazonaws.com:8443/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem",
    ],
)
def test_a_certificate_from_elsewhere_is_never_fetched(
    ses: Ses, inbox: Inbox, carrier: PlayedSes, url: str
) -> None:
    carrier.publish("{}", SigningCertURL=url)
    (judged,) = inbox.judged(ses)
    assert judged.refusal == "The certificate is not at an address of Amazon."


def test_a_certificate_is_fetched_once(ses: Ses, inbox: Inbox, carrier: PlayedSes) -> None:
    for _ in range(3):
        carrier.publish("{}")
    assert all(judged.is_genuine for judged in inbox.judged(ses, 3))
    assert [each["path"] for each in carrier.log if "path" in each].count(f"/ses/{carrier.pem}") == 1


def test_what_ses_refuses(ses: Ses, config: dict[str, Any], carrier: PlayedSes, mail: Make) -> None:
    with pytest.raises(Misconfigured, match="InvalidSignatureException"):
        Ses({**config, "secret_key": "1" * 40}).send(mail())
    carrier.rejected.add("thandi@umoja.example")
    with pytest.raises(Refused, match="MessageRejected") as caught:
        ses.send(mail())
    assert "thandi" not in str(caught.value)
    carrier.faults.busy = "1"
    with pytest.raises(Busy, match="TooManyRequests"):
        ses.send(mail())
    carrier.faults.set({"busy": "", "is_down": True})
    with pytest.raises(Busy):
        ses.send(mail())
    with pytest.raises(Busy):
        Ses({**config, "api": "http://127.0.0.1:9"}).send(mail())
    assert not carrier.taken


@pytest.mark.parametrize("fault", [{"hangs_after_taking": 1.0}, {"breaks_after_taking": True}])
def test_the_library_never_sends_twice_by_itself(
    ses: Ses, carrier: PlayedSes, mail: Make, fault: dict[str, Any]
) -> None:
    carrier.faults.set(fault)
    with pytest.raises(Unclear):
        ses.send(mail())
    assert len(carrier.taken) == 1
