"""Tasks, in a real worker on real Valkey."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from celery.exceptions import NotRegistered
from django.db import transaction

from synthai.core import failures, heartbeat, tasks
from synthai.core.correlation import request_id_bound
from synthai.core.models import FailedTask, OutboxEvent
from synthai.core.tenancy import TenantMissing, active, all_tenants, tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.worker import Worker, empty_broker, running_worker, wait_until
from synthai.core.tests import worker_tasks
from synthai.core.tests.worker_tasks import marks_of, seen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def umoja() -> Any:
    return build_cast().umoja


@pytest.fixture(scope="module")
def _worker(django_db_setup: None, django_db_blocker: Any) -> Iterator[Worker]:
    empty_broker()
    with running_worker(include=worker_tasks.__name__) as running:
        yield running


@pytest.fixture
def worker(_worker: Worker) -> Worker:
    with seen() as marks:
        marks.flushdb()
    return _worker


def failed() -> list[FailedTask]:
    with all_tenants(reason="test"):
        return list(FailedTask.objects.order_by("pk"))


def test_runs_inside_its_tenant_under_the_senders_request_id(worker: Worker, umoja: Any) -> None:
    with tenant(umoja):
        OutboxEvent.objects.create(name="core.Thing")
    with request_id_bound("request-of-thandi"):
        worker_tasks.look.enqueue(organisation_id=umoja.pk)
    wait_until(lambda: marks_of("look"))
    assert marks_of("look") == [f"{umoja.pk}/{umoja.pk}/request-of-thandi/1"]
    worker_tasks.look_around.enqueue()
    wait_until(lambda: marks_of("around"))
    assert marks_of("around") == ["None"]


def test_is_sent_on_commit_only(worker: Worker, umoja: Any) -> None:
    with transaction.atomic():
        worker_tasks.look.enqueue(organisation_id=umoja.pk)
        transaction.set_rollback(True)
    with transaction.atomic():
        worker_tasks.look.enqueue(organisation_id=umoja.pk)
        assert marks_of("look") == []
    wait_until(lambda: marks_of("look"))
    assert len(marks_of("look")) == 1


def test_unknown_arguments_of_a_newer_sender_are_ignored(worker: Worker, umoja: Any) -> None:
    worker_tasks.look.enqueue(organisation_id=umoja.pk, added_next_year=True)
    wait_until(lambda: marks_of("look"))
    assert failed() == []


def test_expected_error_ends_quietly(worker: Worker, umoja: Any) -> None:
    worker_tasks.refuse.enqueue(organisation_id=umoja.pk)
    worker_tasks.look.enqueue(organisation_id=umoja.pk)
    wait_until(lambda: marks_of("look"))
    assert (marks_of("refuse"), failed()) == (["1"], [])


def test_fault_is_tried_again_with_pauses_then_kept(worker: Worker, umoja: Any) -> None:
    with request_id_bound("request-of-thandi"):
        worker_tasks.stumble.enqueue(organisation_id=umoja.pk)
    wait_until(failed, seconds=30)
    (row,) = failed()
    times = [float(at) for at in marks_of("stumble")]
    assert len(times) == 3
    assert times[1] - times[0] >= 1
    assert times[2] - times[1] >= 2
    assert row.name.endswith("worker_tasks.stumble")
    assert (row.organisation_id, row.attempts, row.request_id) == (umoja.pk, 3, "request-of-thandi")
    assert row.kwargs == {"organisation_id": umoja.pk}
    assert row.error == "RuntimeError"
    assert "stumble" in row.traceback
    assert "thandi@" not in row.traceback + row.error + worker.log()


def test_rule_that_says_no_is_kept_at_once_and_a_busy_one_tried_again(worker: Worker, umoja: Any) -> None:
    worker_tasks.say_no.enqueue(organisation_id=umoja.pk)
    worker_tasks.be_busy.enqueue(organisation_id=umoja.pk)
    wait_until(lambda: len(failed()) == 2, seconds=30)
    assert (len(marks_of("say_no")), len(marks_of("be_busy"))) == (1, 2)


def test_task_that_kills_its_worker_is_stopped(worker: Worker, umoja: Any) -> None:
    worker_tasks.kill_worker.enqueue(organisation_id=umoja.pk)
    wait_until(failed, seconds=30)
    (row,) = failed()
    assert row.error == "WorkerKilledTooOften"
    assert len(set(marks_of("kill_worker"))) == tasks.MAX_LOST_WORKERS
    worker_tasks.look.enqueue(organisation_id=umoja.pk)
    wait_until(lambda: marks_of("look"))


def test_task_out_of_time_is_kept(worker: Worker, umoja: Any) -> None:
    worker_tasks.take_too_long.enqueue(organisation_id=umoja.pk)
    wait_until(failed, seconds=20)
    (row,) = failed()
    assert row.error in {"SoftTimeLimitExceeded", "TimeLimitExceeded"}
    assert len(marks_of("take_too_long")) == 1


def test_failed_task_runs_again_once(worker: Worker, umoja: Any) -> None:
    row = failures.record(
        worker_tasks.look.name, {"organisation_id": umoja.pk}, RuntimeError(), attempts=1, request_id=None
    )
    assert row is not None
    assert tasks.run_again(row.pk)
    assert not tasks.run_again(row.pk)
    wait_until(lambda: marks_of("look"))
    assert failed()[0].resolved_at is not None


def test_worker_gives_signs_of_life(worker: Worker) -> None:
    assert heartbeat.answered_queues(("default", "mail", "nobody")) == {
        "default": True,
        "mail": True,
        "nobody": False,
    } or _rewritten(worker)


def _rewritten(worker: Worker) -> bool:
    """The cache was emptied between tests: the next sign comes within its interval."""
    wait_until(
        lambda: heartbeat.answered_queues(("default",))["default"], seconds=heartbeat.EVERY_SECONDS + 5
    )
    return worker.process.poll() is None


def test_worker_writes_json_lines(worker: Worker, umoja: Any) -> None:
    with request_id_bound("request-for-json"):
        worker_tasks.look.enqueue(organisation_id=umoja.pk)

    def written() -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in worker.log().splitlines() if line.startswith("{")]
        return [line for line in lines if line.get("request_id") == "request-for-json"]

    wait_until(written)
    (done,) = written()
    assert (done["logger"], done["level"], done["tenant"]) == ("synthai.task", "INFO", umoja.pk)
    assert done["message"].endswith("look done")
    assert done["ms"] >= 0


def test_body_called_directly_needs_its_organisation(cast: Cast) -> None:
    with pytest.raises(TypeError, match="organisation_id"):
        worker_tasks.look()
    with pytest.raises(TenantMissing):
        active()


def test_body_must_take_keywords_and_more() -> None:
    def positional(organisation_id: int) -> None:
        pass

    def closed(*, organisation_id: int) -> None:
        pass

    def long(**_: Any) -> None:
        pass

    for body in (positional, closed):
        with pytest.raises(TypeError, match="keyword"):
            tasks.tenant_task()(body)
    with pytest.raises(TypeError, match="start twice"):
        tasks.tenant_task(time_limit=100_000)(long)


def test_pauses_grow_and_spread() -> None:
    pauses = [[tasks.backoff(retry) for _ in range(200)] for retry in range(tasks.MAX_RETRIES)]
    for retry, sample in enumerate(pauses):
        assert 2**retry <= min(sample) < max(sample) <= 2 ** (retry + 1)
    assert sum(min(sample) for sample in pauses) > 60  # a database away for 30 s is waited out


def test_unknown_task_is_an_error() -> None:
    with pytest.raises(NotRegistered):
        tasks.task_named("no.such")
