"""Publishing facts and relaying them, in one process; kills and parallel relays are in tests/concurrency."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerUnreachable

from synthai.core import events, housekeeping, outbox
from synthai.core.correlation import request_id_bound
from synthai.core.events import Event, on, publish
from synthai.core.models import FailedTask, IdempotencyRecord, OutboxEvent
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast


@dataclass(frozen=True, kw_only=True)
class ShelfMoved(Event):
    """A fact of these tests; a field may be called name."""

    name: str
    price: Decimal = Decimal("1.50")
    day: date = date(2026, 11, 21)
    at: datetime = datetime(2026, 11, 21, 8, tzinfo=ZoneInfo("Africa/Johannesburg"))
    units: tuple[int, ...] = (1, 2)
    bag: Any = None


class Recorder:
    """Stands where a task does, and keeps what it was sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.error: Exception | None = None

    def apply_async(self, *, kwargs: dict[str, Any], headers: dict[str, str], producer: Any) -> None:
        """As Celery's."""
        assert producer is not None
        if self.error:
            raise self.error
        self.sent.append({**kwargs, "request_id": headers["synthai_request_id"]})


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    events.receivers_of("")  # discovers the apps' receivers, so that only ours is added and removed
    receiver = Recorder()
    on(ShelfMoved, receiver)
    yield receiver
    events._receivers.pop(ShelfMoved.dotted_name())


def rows() -> list[OutboxEvent]:
    with all_tenants(reason="test"):
        return list(OutboxEvent.objects.order_by("pk"))


@pytest.mark.django_db
class TestPublishing:
    def test_writes_plain_values_for_the_active_organisation(self, cast: Cast) -> None:
        with tenant(cast.umoja), request_id_bound("request-of-thandi"):
            publish(ShelfMoved(name="a"))
        (row,) = rows()
        assert (row.name, row.organisation_id, row.request_id) == (
            "core.ShelfMoved",
            cast.umoja.pk,
            "request-of-thandi",
        )
        assert row.payload == {
            "name": "a",
            "price": "1.50",
            "day": "2026-11-21",
            "at": "2026-11-21T08:00:00+02:00",
            "units": [1, 2],
            "bag": None,
        }

    def test_refuses_what_is_not_plain(self, cast: Cast) -> None:
        with tenant(cast.umoja), pytest.raises(TypeError, match="plain values"):
            publish(ShelfMoved(name="a", bag=object()))

    def test_rolls_back_with_its_work(self, cast: Cast) -> None:
        with tenant(cast.umoja), transaction.atomic():
            publish(ShelfMoved(name="a"))
            transaction.set_rollback(True)
        assert rows() == []

    def test_wakes_the_relay_once_per_transaction(
        self, cast: Cast, django_capture_on_commit_callbacks: Any
    ) -> None:
        with django_capture_on_commit_callbacks() as callbacks, tenant(cast.umoja):
            publish(ShelfMoved(name="a"))
            publish(ShelfMoved(name="b"))
        assert callbacks == [events.wake_relay]

    def test_event_names_are_unique(self) -> None:
        with pytest.raises(TypeError, match="ShelfMoved"):
            type("ShelfMoved", (Event,), {"__module__": "synthai.core.elsewhere"})


@pytest.mark.django_db(transaction=True)
def test_a_fact_outside_a_transaction_is_refused(cast: Cast) -> None:
    with tenant(cast.umoja), pytest.raises(transaction.TransactionManagementError, match="core.ShelfMoved"):
        publish(ShelfMoved(name="a"))


@pytest.mark.django_db
class TestRelaying:
    def test_hands_each_event_to_its_receivers_and_marks_it(self, cast: Cast, recorder: Recorder) -> None:
        for organisation in (cast.umoja, cast.karoo):
            with tenant(organisation), request_id_bound("request-of-thandi"):
                publish(ShelfMoved(name=organisation.slug))
        assert outbox.relay_waiting() == 2
        assert outbox.relay_waiting() == 0
        first, second = recorder.sent
        assert first["payload"]["name"] == "umoja-foods"
        assert (first["organisation_id"], first["request_id"]) == (cast.umoja.pk, "request-of-thandi")
        assert (first["event_id"], second["event_id"]) == tuple(str(row.public_id) for row in rows())
        assert all(row.relayed_at and row.attempts == 1 for row in rows())

    def test_events_of_no_organisation_carry_none(self, recorder: Recorder) -> None:
        publish(ShelfMoved(name="system"))
        outbox.relay_waiting()
        assert "organisation_id" not in recorder.sent[0]

    def test_event_without_receivers_is_done(self, cast: Cast) -> None:
        with tenant(cast.umoja):
            OutboxEvent.objects.create(name="core.NobodyCares")
        assert outbox.relay_waiting() == 1
        assert rows()[0].relayed_at is not None

    def test_puts_off_what_fails_with_growing_pauses_and_gives_up(
        self, cast: Cast, recorder: Recorder
    ) -> None:
        with tenant(cast.umoja):
            publish(ShelfMoved(name="a"))
        recorder.error = ValueError("thandi@umoja.example")
        now, pauses = timezone.now(), []
        for attempt in range(outbox.MAX_ATTEMPTS):
            assert outbox.relay_batch(now=now) == 1
            (row,) = rows()
            assert (row.attempts, row.relayed_at, row.last_error) == (attempt + 1, None, "ValueError")
            assert outbox.relay_batch(now=now) == 0  # not before its time
            assert row.not_before is not None
            pauses.append(row.not_before - now)
            now = row.not_before
        assert pauses[0] == timedelta(seconds=5)
        assert pauses == sorted(pauses)
        assert pauses[-1] == outbox.MAX_PAUSE
        assert outbox.relay_batch(now=now + timedelta(days=9)) == 0
        recorder.error = None
        assert outbox.relay_again(rows()[0].pk)
        assert outbox.relay_batch(now=timezone.now()) == 1
        assert len(recorder.sent) == 1

    def test_one_bad_event_does_not_stop_the_others(self, cast: Cast, recorder: Recorder) -> None:
        with tenant(cast.umoja):
            publish(ShelfMoved(name="a"))
            OutboxEvent.objects.create(name="core.NobodyCares")
        recorder.error = ValueError()
        assert outbox.relay_waiting() == 2
        assert [row.relayed_at is not None for row in rows()] == [False, True]

    def test_broker_out_of_reach_costs_no_attempt(self, cast: Cast, recorder: Recorder) -> None:
        with tenant(cast.umoja):
            publish(ShelfMoved(name="a"))
        recorder.error = BrokerUnreachable()
        with pytest.raises(BrokerUnreachable):
            outbox.relay_waiting()
        assert (rows()[0].attempts, rows()[0].relayed_at) == (0, None)

    def test_unknown_event_cannot_be_relayed_again(self) -> None:
        assert not outbox.relay_again(0)

    def test_lag_is_the_age_of_the_oldest_that_waits(self, cast: Cast, recorder: Recorder) -> None:
        assert outbox.lag(now=timezone.now()) == timedelta()
        with tenant(cast.umoja):
            row = publish(ShelfMoved(name="a"))
        assert outbox.lag(now=row.created_at + timedelta(seconds=90)) == timedelta(seconds=90)
        outbox.relay_waiting()
        assert outbox.lag(now=timezone.now()) == timedelta()


@pytest.mark.django_db
def test_what_has_served_its_time_is_forgotten(cast: Cast) -> None:
    now = timezone.now()
    with tenant(cast.umoja):
        for age in (1, 40):
            at = now - timedelta(days=age)
            OutboxEvent.objects.create(name="core.Old", relayed_at=at)
            OutboxEvent.objects.create(name="core.Waiting", created_at=at)
            FailedTask.objects.create(name="core.t", resolved_at=at)
            FailedTask.objects.create(name="core.t", failed_at=at)
            IdempotencyRecord.objects.create(
                actor_key="a", key=str(age), fingerprint="f", expires_at=at + timedelta(days=1, seconds=1)
            )
    assert housekeeping.forget_old_rows(now=now) == {"events": 1, "failures": 1, "answers": 1}
    with all_tenants(reason="test"):
        assert OutboxEvent.objects.filter(name="core.Waiting").count() == 2
        assert FailedTask.objects.filter(resolved_at=None).count() == 2


def test_receivers_of_every_app_are_found() -> None:
    connection.close()  # needs no database
    assert events.receivers_of("pricing.RunRequested")
