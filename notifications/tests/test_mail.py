"""Mail: queued with its cause, sent to a real SMTP server, retried, never lost, body forgotten."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage as ParsedMessage
from io import BytesIO
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.db import transaction
from django.utils import timezone

from notifications.channels.protocol import Channel
from notifications.models import AttemptResult, Mail, MailState
from notifications.services import mail, mail_fates, suppression
from synthai.core import files
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db


class Mailbox(Message):
    """Keeps what a mail server received; refuses recipients that start with 'no', puts those off that start with 'later'."""

    def __init__(self) -> None:
        super().__init__(ParsedMessage)
        self.received: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.received.append(message)

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address.startswith("no"):
            return "550 5.1.1 no such person"
        if address.startswith("later"):
            return "421 4.7.0 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as probe:  # the controller cannot choose a port itself
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    server.stop()


def queue(to: str = "thandi@example.com") -> Mail:
    return mail.queue("accounts/test", to, subject="Welcome", text="Plain words.", html="<p>Words.</p>")


def test_sends_both_parts_and_forgets_them(mailbox: Mailbox) -> None:
    row = queue()
    assert mail.deliver(row.pk, now=timezone.now()) is True
    message = mailbox.received[0]
    assert message["To"] == "thandi@example.com"
    assert message["Subject"] == "Welcome"
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    row.refresh_from_db()
    assert (row.state, row.text, row.html, row.attempts) == (MailState.SENT, "", "", 1)


def test_publishes_a_fact_in_the_same_transaction() -> None:
    row = queue()
    event = OutboxEvent.objects.get(name="notifications.MailQueued")
    assert event.payload == {"mail_id": row.pk}
    with transaction.atomic():
        queue("second@example.com")
        transaction.set_rollback(True)
    assert Mail.objects.count() == 1


def test_tries_again_later_and_gives_up_at_last(mailbox: Mailbox) -> None:
    row, now = queue("later@example.com"), timezone.now()
    for attempt, wait in enumerate(mail.RETRY_AFTER, start=1):
        assert mail.deliver(row.pk, now=now) is False
        row.refresh_from_db()
        assert row.attempts == attempt
        assert row.not_before - now == pytest.approx(wait, abs=timedelta(seconds=5))
        assert mail.deliver(row.pk, now=now) is False  # not before its time: no attempt is made
        now = row.not_before
    mail.deliver(row.pk, now=now)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.text) == (MailState.FAILED, 7, "Plain words.")
    assert "421" in row.last_error
    assert mailbox.received == []
    assert list(row.tries.values_list("result", flat=True)) == [AttemptResult.BUSY] * 7
    assert mail.send_again(row.pk, now=now) is True
    assert mail.due(now=now) == [row.pk]
    mail.deliver(row.pk, now=now)
    row.refresh_from_db()
    assert (row.state, row.attempts) == (MailState.WAITING, 8), "a new round"


def test_no_such_mailbox_is_told_and_gets_nothing_more(mailbox: Mailbox, cast: Cast) -> None:
    first, second = (
        mail.queue(
            "accounts/invitation",
            "nobody@example.com",
            subject="S",
            text="T",
            about=about,
            organisation_id=cast.umoja.pk,
        )
        for about in ("accounts.invitation:a", "accounts.invitation:b")
    )
    for row in (first, second):
        assert mail.deliver(row.pk, now=timezone.now()) is False
        row.refresh_from_db()
    assert (first.state, second.state) == (MailState.BOUNCED, MailState.SUPPRESSED)
    assert first.tries.get().result == AttemptResult.GONE
    assert "nobody@" not in first.last_error
    assert not second.tries.exists()
    assert mailbox.received == []
    with tenant(cast.umoja):
        events = OutboxEvent.objects.filter(name="notifications.MailBounced").order_by("pk")
        told = [(each.payload["about"], each.payload["reason"]) for each in events]
    assert told == [("accounts.invitation:a", "bounced"), ("accounts.invitation:b", "suppressed")]
    lost = mail_fates.lost(["accounts.invitation:a", "accounts.invitation:c"])
    assert list(lost) == ["accounts.invitation:a"]
    assert lost["accounts.invitation:a"].to == "nobody@example.com"


def test_a_week_later_what_matters_is_tried_again_and_the_rest_never(mailbox: Mailbox) -> None:
    now = timezone.now()
    suppression.add(Channel.EMAIL, "back@example.com", reason="bounced", now=now - timedelta(days=8))
    code = mail.queue("accounts/test", "back@example.com", subject="S", text="T", is_critical=True)
    offer = mail.queue("accounts/test", "back@example.com", subject="S", text="T", is_critical=False)
    now = timezone.now()
    assert mail.deliver(code.pk, now=now) is True
    assert mail.deliver(offer.pk, now=now) is False
    assert len(mailbox.received) == 1


def test_a_dead_mail_server_loses_nothing(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row, now = queue(), timezone.now()
    assert mail.deliver(row.pk, now=now) is False
    row.refresh_from_db()
    assert row.state == MailState.WAITING
    assert "ConnectionRefusedError" in row.last_error
    assert row.text == "Plain words."
    assert mail.due(now=now + timedelta(minutes=1)) == [row.pk]


def test_purges_after_thirty_days() -> None:
    queue()
    now: datetime = timezone.now()
    assert mail.purge(now=now + timedelta(days=29)) == 0
    assert mail.purge(now=now + timedelta(days=31)) == 1


def test_a_file_made_for_a_mail_goes_with_it_and_others_stay(
    django_capture_on_commit_callbacks: Any,
) -> None:
    own, kept = (
        files.save_stream(BytesIO(b"x"), folder="documents/test", name="a.pdf").path for _ in range(2)
    )
    attached: list[dict[str, Any]] = [
        {"name": "a.pdf", "path": own, "type": "application/pdf", "is_own": True},
        {"name": "b.pdf", "path": kept, "type": "application/pdf"},
    ]
    mail.queue("test/plain", "thandi@example.com", subject="S", text="T", attachments=attached)
    with django_capture_on_commit_callbacks(execute=True):
        assert mail.purge(now=timezone.now() + timedelta(days=31)) == 1
    with pytest.raises(FileNotFoundError):
        files.open_file(own)
    with files.open_file(kept) as stored:
        assert stored.read() == b"x"
    files.delete(kept)
