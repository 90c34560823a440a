"""Mails that apps write themselves, by the providers: what each provider does to them, and what it tells later."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from notifications.channels import registry
from notifications.channels.email.sendgrid import from_settings
from notifications.channels.email.smtp import Smtp
from notifications.channels.protocol import Channel
from notifications.models import AttemptResult, CallbackState, Mail, MailState
from notifications.services import callbacks, mail, suppression
from synthai.embedded.sandbox.messages_sendgrid import KEY
from synthai.embedded.sandbox.messages_sendgrid import SendGrid as PlayedSendGrid
from tests.messages.conftest import Inbox
from tests.messages.test_smtp import Server, server

__all__ = ["server"]  # a fixture
pytestmark = pytest.mark.django_db
TO = "thandi@umoja.example"


@pytest.fixture
def played(inbox: Inbox) -> PlayedSendGrid:
    return PlayedSendGrid(webhook_url=inbox.url)


@pytest.fixture(autouse=True)
def providers(
    played: PlayedSendGrid, serve: Callable[[PlayedSendGrid], str], server: Server
) -> Iterator[None]:
    """SendGrid first, then our own mail server."""
    api = f"{serve(played)}/sendgrid/v3/"
    config = {"api_key": KEY, "api": api, "verification_key": played.verification_key, "timeout": 0.5}
    both: list[Any] = [from_settings(config), Smtp()]
    cache.clear()
    registry.use({Channel.EMAIL: both})
    yield
    registry.use(None)
    cache.clear()


def queued(**changes: Any) -> Mail:
    return mail.queue("accounts/test", TO, subject="Your invoice", text="Plain words.", **changes)


def sent(row: Mail, *, now: datetime | None = None) -> Mail:
    mail.deliver(row.pk, now=now or timezone.now())
    row.refresh_from_db()
    return row


def heard(inbox: Inbox, count: int = 1) -> list[str]:
    """Take the provider's callbacks in by our door and understand them."""
    for each in inbox.wait(count):
        assert callbacks.receive("email", "sendgrid", each).is_genuine
    now = timezone.now()
    return [callbacks.handle(each, now=now) for each in callbacks.waiting(now=now)]


def tries(row: Mail) -> list[tuple[str, str]]:
    return list(row.tries.order_by("number").values_list("provider", "result"))


def test_taken_then_bounced_is_believed_the_second_time(inbox: Inbox, played: PlayedSendGrid) -> None:
    played.faults.lies = True
    row = sent(queued())
    assert (row.state, row.text) == (MailState.SENT, "")
    assert row.provider_id
    attempt = row.tries.get()
    assert (attempt.provider, attempt.provider_id) == ("sendgrid", row.provider_id)
    assert "202" in attempt.answer
    assert attempt.milliseconds is not None
    assert heard(inbox) == [CallbackState.DONE]
    row.refresh_from_db()
    assert row.state == MailState.BOUNCED
    assert "5.1.1" in row.last_error
    assert TO not in row.last_error
    assert suppression.is_suppressed(Channel.EMAIL, TO)
    assert sent(queued(is_critical=False)).state == MailState.SUPPRESSED
    assert len(played.taken) == 1


def test_taken_by_the_other_server_then_marked_as_spam(inbox: Inbox, played: PlayedSendGrid) -> None:
    row = sent(queued())
    assert heard(inbox, 2) == [CallbackState.DONE] * 2
    row.refresh_from_db()
    assert row.state == MailState.ARRIVED
    played.told(played.taken[0], "spamreport")
    assert heard(inbox, 3) == [CallbackState.DONE]
    row.refresh_from_db()
    assert row.state == MailState.COMPLAINED
    assert sent(queued(is_critical=False)).state == MailState.SUPPRESSED
    assert sent(queued(is_critical=True)).state == MailState.SENT, "who asks for a code gets it"


def test_a_bounce_that_overtakes_and_an_older_word_that_comes_late(
    inbox: Inbox, played: PlayedSendGrid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(played, "states", ())
    row = sent(queued())
    for state in ("bounce", "processed", "delivered", "bounce:blocked"):
        played.told(played.taken[0], state)
    assert heard(inbox, 4) == [CallbackState.DONE] * 4
    row.refresh_from_db()
    assert row.state == MailState.BOUNCED


def test_busy_goes_by_the_other_one_at_once(played: PlayedSendGrid, server: Server) -> None:
    played.faults.busy = "120"
    row = sent(queued())
    assert tries(row) == [("sendgrid", AttemptResult.BUSY), ("smtp", AttemptResult.TAKEN)]
    assert (row.state, row.provider) == (MailState.SENT, "smtp")
    assert len(server.taken) == 1
    assert sent(queued()).tries.get().provider == "smtp", "the one that is busy rests"


def test_both_busy_waits_as_long_as_was_asked(played: PlayedSendGrid, server: Server) -> None:
    played.faults.busy, server.rcpt = "120", "450 4.2.0 come back later"
    now = timezone.now() + timedelta(seconds=1)
    row = sent(queued(), now=now)
    assert row.state == MailState.WAITING
    assert row.text
    assert row.not_before - now >= timedelta(seconds=120)


def test_down_goes_by_the_other_one(played: PlayedSendGrid, server: Server) -> None:
    played.faults.is_down = True
    row = sent(queued())
    assert tries(row) == [("sendgrid", AttemptResult.BUSY), ("smtp", AttemptResult.TAKEN)]
    assert len(server.taken) == 1


def test_slow_may_have_been_taken_so_nobody_else_sends_it(
    played: PlayedSendGrid, server: Server, inbox: Inbox
) -> None:
    played.faults.hangs_after_taking = 0.7
    row = sent(queued())
    assert (row.state, tries(row)) == (MailState.GOING, [("sendgrid", AttemptResult.UNCLEAR)])
    assert server.taken == []
    assert row.text, "nobody has it for certain"
    assert set(heard(inbox)) == {CallbackState.DONE}, "its callback says that it was taken"
    row.refresh_from_db()
    assert row.state in {MailState.SENT, MailState.ARRIVED}
    assert row.text == ""
    assert mail.due(now=timezone.now() + timedelta(hours=1)) == []


def test_slow_and_silent_goes_again_by_the_same_under_the_same_id(
    played: PlayedSendGrid, server: Server
) -> None:
    played.faults.hangs_after_taking, played.faults.drops_callbacks = 0.7, True
    row = sent(queued())
    played.faults.hangs_after_taking = 0
    assert mail.due(now=timezone.now()) == []
    later = timezone.now() + timedelta(minutes=5)
    assert mail.due(now=later) == [row.pk]
    assert sent(row, now=later).state == MailState.SENT
    assert tries(row) == [("sendgrid", AttemptResult.UNCLEAR), ("sendgrid", AttemptResult.TAKEN)]
    first, second = (each.fields["headers"]["Message-ID"] for each in played.taken)
    assert first == second
    assert server.taken == []


def test_a_forged_callback_changes_nothing(inbox: Inbox, played: PlayedSendGrid) -> None:
    row = sent(queued())
    genuine = inbox.wait(2)[0]
    stranger = PlayedSendGrid()
    forged = {**genuine.headers, **stranger.signature(genuine.body)}
    changed = type(genuine)(
        method="POST", url=genuine.url, headers=forged, body=genuine.body, received_at=genuine.received_at
    )
    assert not callbacks.receive("email", "sendgrid", changed).is_genuine
    assert callbacks.waiting(now=timezone.now()) == []
    row.refresh_from_db()
    assert row.state == MailState.SENT
