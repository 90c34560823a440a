"""A worker is killed at every statement of telling and delivering, and between sending and noting it: afterwards each person has one
line, and each provider one parcel."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.db import connection, connections

from notifications import carriers
from notifications.channels.protocol import Channel, Parcel, Receipt, Verdict
from notifications.models import Address, Attempt, Delivery, DeliveryState, Message, Notification
from notifications.services import delivering, messages
from notifications.tests.kinds import ALARM, NOON, STOCK, VALUES, drill_kinds
from notifications.tests.providers import Book, carrier
from synthai.core.testing.cast import Cast, build_cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MOST_STEPS = 80


class Ledger(Book):
    """Writes what it takes into a file, so that it outlives the process that sent it; can be asked."""

    def __init__(self, path: Path, channel: Channel) -> None:
        super().__init__("ledger", channel)
        self.path = path
        self.step: Callable[[], None] = lambda: None

    def keys(self) -> list[str]:
        return self.path.read_text(encoding="utf-8").split() if self.path.exists() else []

    def send(self, parcel: Parcel) -> Receipt:
        """Take it; the process may die before and after."""
        self.step()
        with self.path.open("a", encoding="utf-8") as file:
            file.write(parcel.key + "\n")
        self.step()
        return Receipt(verdict=Verdict.ACCEPTED, provider_id=parcel.key)

    def find(self, key: str, *, to: str, since: datetime) -> Receipt | None:
        """Whether it has it."""
        del to, since
        self.step()
        return Receipt(verdict=Verdict.SENT, provider_id=key) if key in self.keys() else None


class OnceLedger(Ledger):
    """Takes a key once, and cannot be asked."""

    is_idempotent: ClassVar[bool] = True
    find = None  # type: ignore[assignment]  # not CanFind

    def send(self, parcel: Parcel) -> Receipt:
        """Take it, or say that it has it."""
        if parcel.key in self.keys():
            return Receipt(verdict=Verdict.ACCEPTED, provider_id=parcel.key)
        return super().send(parcel)


@pytest.fixture
def cast() -> Iterator[Cast]:
    with drill_kinds():
        made = build_cast()
        Address.objects.create(user=made.thandi.user, channel="sms", value="+27821234567", created_at=NOON)
        yield made


def killed_at(step: int, work: Callable[[], object], book: Ledger | None = None) -> bool:
    """Work in a forked process that dies at its `step`-th statement or parcel; False when it came to its end before."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        left = step

        def count() -> None:
            nonlocal left
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def statement(execute: Any, *args: Any) -> Any:
            count()
            return execute(*args)

        try:
            if book is not None:
                book.step = count
            with connection.execute_wrapper(statement):
                work()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the child must never become a second test run
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def tell(cast: Cast, key: str) -> int:
    people = [cast.thandi.user.pk, cast.bongani.user.pk]
    return messages.tell(STOCK, people, values=VALUES, key=key, now=NOON)


def test_killed_while_telling_all_of_it_is_there_or_nothing(cast: Cast) -> None:
    for step in range(1, MOST_STEPS):
        key = f"stock:{step}"
        was_killed = killed_at(step, partial(tell, cast, key))
        told = Message.objects.filter(key=key).count()
        assert told in {0, 2}
        assert tell(cast, key) == 2 - told
        assert Notification.objects.filter(key=key).count() == 2
        assert Delivery.objects.filter(message__key=key, channel="in_app").count() == 2
        assert Delivery.objects.filter(message__key=key, channel="email").count() == 2
        if not was_killed:
            assert step > 8, "nothing was killed"
            return
    pytest.fail("The work has no end.")


@pytest.mark.parametrize("kind_of_book", [Ledger, OnceLedger])
def test_killed_anywhere_while_delivering_the_provider_has_it_once(
    cast: Cast, tmp_path: Path, kind_of_book: type[Ledger]
) -> None:
    book = kind_of_book(tmp_path / "taken", Channel.SMS)
    with carriers.only(carrier(book)):
        for step in range(1, MOST_STEPS):
            messages.tell(ALARM, [cast.thandi.user.pk], values=VALUES, key=f"stock:{step}", now=NOON)
            delivery = Delivery.objects.get(message__key=f"stock:{step}", channel="sms")
            was_killed = killed_at(step, partial(delivering.deliver, delivery.pk, now=NOON), book)
            come_to_an_end(delivery, step)
            assert book.keys().count(delivery.public_id) == 1, f"killed at step {step}"
            if not was_killed:
                assert step > 10, "nothing was killed"
                return
    pytest.fail("The work has no end.")


def come_to_an_end(delivery: Delivery, step: int) -> None:
    """Others go on, and one of them is killed too; the last finds nothing left to do."""
    for number in range(4):
        now = NOON + timedelta(minutes=4 * (number + 1))
        if number == 0:
            killed_at(step // 2 + 3, partial(delivering.deliver, delivery.pk, now=now))
        else:
            delivering.deliver(delivery.pk, now=now)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.SENT
    assert Attempt.objects.filter(delivery=delivery, result__in=["taken", "found"]).count() == 1
