"""Mails that came back to our return path: handed to our door as mail servers write them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from notifications.channels import registry
from notifications.channels.email import bounces
from notifications.channels.email.smtp import Smtp
from notifications.channels.protocol import Channel, Verdict
from notifications.models import CallbackState, Mail, MailState
from notifications.services import callbacks, mail, suppression
from tests.messages.test_smtp import Server, server

__all__ = ["server"]  # a fixture
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TO = "thandi@umoja.example"

# As Postfix writes it (RFC 3464, with the headers of what was sent).
POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: bounces@synthai.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
\tboundary="4F2A.1772438400/mx.example"

--4F2A.1772438400/mx.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<thandi@umoja.example>: host mx.umoja.example said: 550 5.1.1 unknown

--4F2A.1772438400/mx.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4F2A
Arrival-Date: Mon,  2 Mar 2026 10:00:00 +0200 (SAST)

Final-Recipient: rfc822; thandi@umoja.example
Original-Recipient: rfc822;thandi@umoja.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.umoja.example
Diagnostic-Code: smtp; 550 5.1.1 <thandi@umoja.example>: Recipient address
    rejected: User unknown

--4F2A.1772438400/mx.example
Content-Description: Undelivered Message Headers
Content-Type: {returned}

Return-Path: <bounces@synthai.example>
From: SynthAI <hello@synthai.example>
To: thandi@umoja.example
Subject: Your invoice
Message-ID:
 {id}

--4F2A.1772438400/mx.example--
"""


def returned(
    message_id: str = "<a@b>", *, action: str = "failed", status: str = "5.1.1", whole: bool = False
) -> bytes:
    kind = "message/rfc822" if whole else "text/rfc822-headers"
    text = POSTFIX.format(action=action, status=status, returned=kind, id=message_id)
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("action", "status", "verdict"),
    [
        ("failed", "5.1.1", Verdict.BOUNCED),
        ("failed", "5.2.2", Verdict.FAILED),
        ("failed", "5.1.10 (null MX)", Verdict.BOUNCED),
        ("FAILED", "", Verdict.FAILED),
        ("relayed", "2.0.0", Verdict.SENT),
    ],
)
def test_what_a_report_says(action: str, status: str, verdict: Verdict, whole: bool) -> None:
    (news,) = bounces.read(returned(action=action, status=status, whole=whole), at=NOW)
    assert (news.verdict, news.provider_id) == (verdict, "<a@b>")
    assert "User unknown" in news.answer
    assert "thandi" not in news.answer


@pytest.mark.parametrize(
    "body",
    [
        returned(action="delayed", status="4.4.1"),
        returned().replace(b"Message-ID:\r\n <a@b>", b"X-Other: 1"),
        returned().replace(b"report-type=delivery-status", b"report-type=disposition-notification"),
        b"Subject: I am away\r\nAuto-Submitted: auto-replied\r\n\r\nBack on Monday.",
        b"\xff\xfe\x00" * 50,
        b"",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nAction",
    ],
)
def test_what_says_nothing_for_certain_is_nothing(body: bytes) -> None:
    assert bounces.read(body, at=NOW) == []


@pytest.mark.django_db
def test_sent_from_our_return_path_and_come_back_to_our_door(server: Server, settings: Any) -> None:
    config = {"return_path": "bounces@synthai.example", "bounce_secret": "s" * 32}
    registry.use({Channel.EMAIL: [Smtp(config)]})  # type: ignore[list-item]  # a narrower class variable
    row: Mail = mail.queue("accounts/test", TO, subject="Your invoice", text="Plain words.")
    assert mail.deliver(row.pk, now=timezone.now())
    row.refresh_from_db()
    assert server.senders == ["bounces@synthai.example"]
    assert b"From: SynthAI <hello@synthai.example>" in server.taken[0]
    assert row.provider_id.encode() in server.taken[0]
    door = "/hooks/messages/email/smtp/?secret="
    body = returned(row.provider_id)
    client = Client(enforce_csrf_checks=True)
    assert client.post(f"{door}wrong", body, content_type="message/rfc822").status_code == 403
    assert client.post(f"{door}{'s' * 32}", body, content_type="message/rfc822").status_code == 200
    now = timezone.now()
    assert [callbacks.handle(each, now=now) for each in callbacks.waiting(now=now)] == [CallbackState.DONE]
    row.refresh_from_db()
    assert row.state == MailState.BOUNCED
    assert suppression.is_suppressed(Channel.EMAIL, TO)
    registry.use(None)
