"""A worker is killed at every statement of sending an own mail, and before and after the provider took it: it arrives, under one id."""

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone

from notifications import carriers
from notifications.channels.protocol import Channel
from notifications.models import Attempt, Mail, MailState
from notifications.services import mail
from notifications.tests.providers import carrier
from tests.resilience.test_notification_killed import MOST_STEPS, Ledger, killed_at

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class MailServer(Ledger):
    """Takes what it is given, and cannot be asked: as SMTP."""

    find = None  # type: ignore[assignment]  # not CanFind


@pytest.fixture
def now() -> datetime:
    return timezone.now() + timedelta(seconds=5)


@pytest.mark.parametrize("kind_of_book", [Ledger, MailServer])
def test_killed_anywhere_it_arrives_under_one_id(
    tmp_path: Path, now: datetime, kind_of_book: type[Ledger]
) -> None:
    book = kind_of_book(tmp_path / "taken", Channel.EMAIL)
    twice = 0
    with carriers.only(carrier(book)):
        for step in range(1, MOST_STEPS):
            row = mail.queue("accounts/test", f"{step}@umoja.example", subject="S", text="Plain words.")
            was_killed = killed_at(step, partial(mail.deliver, row.pk, now=now), book)
            come_to_an_end(row, step, now)
            times = book.keys().count(row.public_id)
            twice += times - 1
            assert times == 1 or kind_of_book is MailServer, f"killed at step {step}"
            assert times in {1, 2}
            if not was_killed:
                assert step > 8, "nothing was killed"
                assert twice <= 8, "only those killed between the server's yes and our note"
                return
    pytest.fail("The work has no end.")


def come_to_an_end(row: Mail, step: int, now: datetime) -> None:
    """Others go on, once the dead one's lease is over."""
    for number in range(3):
        later = now + timedelta(minutes=4 * (number + 1))
        mail.deliver(row.pk, now=later)
    row.refresh_from_db()
    assert row.state in {MailState.SENT, MailState.ARRIVED}, f"killed at step {step}"
    assert row.text == ""
    assert Attempt.objects.filter(mail=row, result__in=["taken", "found"]).count() == 1
