"""Relays side by side, and relays killed in the middle: no fact is lost, and no fact is handed out twice for nothing."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from synthai.core import outbox
from synthai.core.events import _receivers, on, publish, receivers_of, wake_relay
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.parallel import run_together, values
from synthai.core.testing.worker import empty_broker, running_worker, wait_until
from synthai.core.tests import worker_receivers, worker_tasks
from synthai.core.tests.api_views import ThingMade
from synthai.core.tests.worker_tasks import marks_of, seen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
CHECKOUT = Path(__file__).resolve().parents[2]
EVENTS = 300
KILLED_AFTER = (1, 50, 150)


@pytest.fixture
def organisation() -> Any:
    """An organisation with facts that wait."""
    umoja = build_cast().umoja
    with tenant(umoja), transaction.atomic():
        for number in range(EVENTS):
            publish(ThingMade(name=f"thing-{number}"))
    empty_broker()
    with seen() as marks:
        marks.flushdb()
    return umoja


def waiting() -> int:
    """How many facts were not relayed yet."""
    with all_tenants(reason="test"):
        return int(OutboxEvent.objects.filter(relayed_at=None).count())


def test_relays_side_by_side_share_the_work(organisation: Any) -> None:
    sent: list[str] = []

    class Recorder:
        def apply_async(self, *, kwargs: dict[str, Any], **_: Any) -> None:
            sent.append(kwargs["event_id"])

    receivers_of("")
    on(ThingMade, Recorder())
    try:
        outcomes = run_together(*(outbox.relay_waiting for _ in range(4)))
    finally:
        _receivers.pop(ThingMade.dotted_name())
    assert sum(values(outcomes)) == EVENTS
    assert len(sent) == len(set(sent)) == EVENTS
    assert waiting() == 0


@pytest.mark.slow
def test_kill_9_of_the_relay_loses_nothing(organisation: Any) -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "synthai.settings.test"}
    for handed_over in KILLED_AFTER:
        relay = subprocess.run(
            [sys.executable, "-m", "tests.concurrency.relay_killed", str(handed_over)],
            cwd=CHECKOUT,
            env=environment,
            timeout=60,
            check=False,
        )
        assert relay.returncode == -signal.SIGKILL
        assert waiting() == EVENTS  # pushed, and not marked: they will be pushed again
    with running_worker(include=worker_receivers.__name__, concurrency=2):
        wake_relay()
        wait_until(lambda: waiting() == 0, seconds=60)
        # What the killed relays had pushed arrives as well: at least once, and here exactly once more.
        wait_until(lambda: len(marks_of("follow")) == EVENTS + sum(KILLED_AFTER), seconds=60)
    received = Counter(mark.split("/")[0] for mark in marks_of("follow"))
    assert set(received) == {f"thing-{number}" for number in range(EVENTS)}
    # The event id is what receivers dedupe by: one per fact, whatever the number of deliveries.
    assert len({mark.rsplit("/", 1)[1] for mark in marks_of("follow")}) == EVENTS
    assert {tuple(mark.split("/")[1:3]) for mark in marks_of("follow")} == {(str(organisation.pk),) * 2}


@pytest.mark.slow
def test_tasks_of_a_killed_worker_go_to_the_next(organisation: Any) -> None:
    brief = {"CELERY_VISIBILITY_TIMEOUT": "3"}
    with running_worker(include=worker_tasks.__name__, environment=brief) as first:
        worker_tasks.sleep.enqueue(organisation_id=organisation.pk, seconds=1)
        wait_until(lambda: marks_of("sleep"))
        first.kill()
    assert marks_of("sleep") == ["started"]
    with running_worker(include=worker_tasks.__name__, environment=brief):
        wait_until(lambda: marks_of("sleep") == ["started", "started", "done"], seconds=30)


@pytest.mark.slow
def test_worker_told_to_stop_ends_its_task_first(organisation: Any) -> None:
    with running_worker(include=worker_tasks.__name__) as first:
        worker_tasks.sleep.enqueue(organisation_id=organisation.pk, seconds=2)
        wait_until(lambda: marks_of("sleep"))
        first.process.send_signal(signal.SIGTERM)
        first.process.wait(20)
    assert marks_of("sleep") == ["started", "done"]
