"""Two requests with one Idempotency-Key at the same moment: one does the work, the other gets its answer."""

import time
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from synthai.core.api.kinds import IdempotencyInProgress
from synthai.core.events import publish
from synthai.core.idempotency import Answer, once
from synthai.core.models import IdempotencyRecord, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import Meeting, errors, run_together, values
from synthai.core.tests.api_views import ThingMade

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


class Shop:
    """One organisation, whose work is to publish a fact."""

    def __init__(self) -> None:
        self.umoja = build_cast().umoja

    def once(self, work: Any, key: str = "k-1", fingerprint: str = "f") -> Answer:
        """As a fresh request does it."""
        with tenant(self.umoja):
            return once(
                key, actor_key="person:thandi", fingerprint=fingerprint, now=timezone.now(), work=work
            )

    def facts(self) -> int:
        """How often the work was done."""
        with tenant(self.umoja):
            return int(OutboxEvent.objects.count())

    def records(self) -> int:
        """How many answers are kept."""
        with tenant(self.umoja):
            return int(IdempotencyRecord.objects.count())


def make(seconds: float = 0.0, status: int = 201) -> Answer:
    """The work: one fact."""
    publish(ThingMade(name="drum"))
    time.sleep(seconds)
    return Answer(status, f"made at {time.monotonic_ns()}".encode(), {"Location": "/x/"})


def test_many_at_once_do_the_work_once() -> None:
    shop = Shop()
    outcomes = run_together(*(lambda: shop.once(lambda: make(0.3)) for _ in range(6)))
    answers = values(outcomes)
    assert len(answers) == 6
    assert len({answer.body for answer in answers}) == 1
    assert sorted(answer.replayed for answer in answers) == [False, True, True, True, True, True]
    assert (shop.facts(), shop.records()) == (1, 1)


def test_second_does_the_work_when_the_first_is_refused() -> None:
    shop, inside = Shop(), Meeting(2)

    def refused() -> Answer:
        inside.wait()
        make(0.3)
        return Answer(409, b"no room")

    def second() -> Answer:
        inside.wait()
        return shop.once(make)

    first_outcome, second_outcome = run_together(lambda: shop.once(refused), second)
    assert first_outcome.value.status == 409
    assert (second_outcome.value.status, second_outcome.value.replayed) == (201, False)
    assert (shop.facts(), shop.records()) == (1, 1)


def test_second_does_the_work_when_the_first_crashes() -> None:
    shop, inside = Shop(), Meeting(2)

    def crash() -> Answer:
        inside.wait()
        make(0.3)
        raise ZeroDivisionError

    def second() -> Answer:
        inside.wait()
        return shop.once(make)

    outcomes = run_together(lambda: shop.once(crash), second)
    assert isinstance(errors(outcomes)[0], ZeroDivisionError)
    assert values(outcomes)[0].replayed is False
    assert shop.facts() == 1


def test_second_does_the_work_when_the_firsts_connection_is_cut() -> None:
    """As after kill -9 of a web process: the lock dies with its holder."""
    shop, inside = Shop(), Meeting(2)

    def cut() -> Answer:
        make()
        inside.wait()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        raise AssertionError("still connected")

    def second() -> Answer:
        inside.wait()
        return shop.once(make)

    outcomes = run_together(lambda: shop.once(cut), second)
    assert isinstance(errors(outcomes)[0], OperationalError)
    assert (values(outcomes)[0].status, shop.facts()) == (201, 1)


def test_second_is_told_to_come_back_after_three_seconds() -> None:
    shop, inside = Shop(), Meeting(2)

    def slow() -> Answer:
        inside.wait()
        return make(8)

    def second() -> float:
        inside.wait()
        started = time.monotonic()
        with pytest.raises(IdempotencyInProgress) as caught:
            shop.once(make)
        assert (caught.value.status, caught.value.retry_after) == (409, 3)
        return time.monotonic() - started

    first_outcome, waited = run_together(lambda: shop.once(slow), second)
    assert first_outcome.value.status == 201
    assert 2.5 < waited.value < 7.5
    assert shop.once(make).replayed
    assert shop.facts() == 1


def test_other_keys_do_not_wait() -> None:
    shop = Shop()
    started = time.monotonic()
    outcomes = run_together(*(lambda n=n: shop.once(lambda: make(2), key=f"k-{n}") for n in range(4)))
    assert len(values(outcomes)) == 4
    assert time.monotonic() - started < 6
    assert shop.facts() == 4


def test_the_lock_timeout_holds_for_the_claim_alone() -> None:
    shop = Shop()

    def work() -> Answer:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('lock_timeout')")
            (inside,) = cursor.fetchone()
        return Answer(200, str(inside).encode())

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        (usual,) = cursor.fetchone()
    assert shop.once(work).body.decode() == usual
