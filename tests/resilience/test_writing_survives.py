"""Documents written by a real worker: killed, another goes on and pays nothing twice; stopped, it stops while the provider is silent."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from billing.models import UsageEvent
from content.models import ModelCall, SectionState, WritingRun, WritingState
from content.services import runs
from synthai.core import fan_out
from synthai.core.ai import breaker
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.worker import Worker, empty_broker, running_worker, wait_until
from synthai.embedded.sandbox.models_openai import KEY, OpenAi
from tests.gateways.sandbox import running
from tests.writing.scene import GOOD, make_document, reread, says, sections, start

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE = 60


@pytest.fixture
def cast() -> Iterator[Cast]:
    empty_broker()
    breaker.worked("openai")
    yield build_cast()
    empty_broker()


@pytest.fixture
def service() -> Iterator[tuple[OpenAi, str]]:
    played = OpenAi()
    with running(played) as url:
        yield played, url


@contextmanager
def writer(url: str) -> Iterator[Worker]:
    """A worker that asks the played provider, with threads as the supervisor starts it."""
    provider = {
        "AI_PROVIDERS": "openai",
        "OPENAI_API": f"{url}/openai/v1",
        "OPENAI_API_KEY": KEY,
        "OPENAI_MODEL": "sandbox",
    }
    with running_worker(
        queues="default,ai",
        include="tests.writing.scene",
        pool="threads",
        concurrency=4,
        environment=provider,
    ) as worker:
        yield worker


def state(run: WritingRun) -> WritingRun:
    with tenant(run.organisation):
        return WritingRun.objects.get(pk=run.pk)


def is_at(cast: Cast, run: WritingRun, key: str) -> bool:
    return any(each.key == key and each.state == SectionState.WRITING for each in sections(cast, run))


def lose_the_lease(run: WritingRun) -> None:
    """What half a minute without a sign of life does."""
    with all_tenants(reason="test"):
        WritingRun.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    fan_out.abandoned_sweep.send(model="content.WritingRun", task="content.writing_tasks.writing_sweep")


def test_a_worker_killed_half_way_is_replaced_and_nothing_is_paid_twice(
    cast: Cast, service: tuple[OpenAi, str]
) -> None:
    played, url = service
    says(played, GOOD["funding"], GOOD["team"])
    document = make_document(cast)
    with writer(url) as worker:
        run = start(cast, document)
        wait_until(lambda: len(played.asked) == 1, seconds=PATIENCE)
        played.faults.piece_delay = 1.0  # the second section takes its time
        wait_until(lambda: is_at(cast, run, "team") and len(played.asked) == 2, seconds=PATIENCE)
        worker.kill()
    assert reread(cast, document).texts == {}
    played.faults.piece_delay = 0
    with writer(url):
        lose_the_lease(run)
        wait_until(lambda: state(run).state == WritingState.FINISHED, seconds=PATIENCE)
    found = state(run)
    assert (found.attempts, found.totals["machine"]) == (2, 2)
    prompts = [str(asked["messages"]) for asked in played.asked]
    assert sum("How much money is asked for" in each for each in prompts) == 1, (
        "what was written is not asked again"
    )
    assert sum("Who leads the firm" in each for each in prompts) == 2
    with tenant(cast.umoja):
        assert ModelCall.objects.filter(section="funding").count() == 1
        assert UsageEvent.objects.count() == ModelCall.objects.count()
    texts = reread(cast, document).texts
    assert {key: text["body"] for key, text in texts.items()} == GOOD


def test_stopped_while_the_provider_is_silent(cast: Cast, service: tuple[OpenAi, str]) -> None:
    played, url = service
    says(played, GOOD["funding"])
    document = make_document(cast)
    with writer(url):
        run = start(cast, document)
        wait_until(lambda: len(played.asked) == 1, seconds=PATIENCE)
        played.faults.stalls_after = 1
        wait_until(lambda: is_at(cast, run, "team") and len(played.asked) == 2, seconds=PATIENCE)
        time.sleep(0.5)
        asked = time.monotonic()
        with tenant(cast.umoja):
            runs.cancel(run.pk, by=cast.thandi.actor, now=timezone.now())
        wait_until(lambda: state(run).state == WritingState.CANCELLED, seconds=PATIENCE)
        assert time.monotonic() - asked < 5
        wait_until(lambda: played.cut_off == 1, seconds=10)
    texts: Any = reread(cast, document).texts
    assert {key: text["body"] for key, text in texts.items()} == {"funding": GOOD["funding"]}
    assert [each.state for each in sections(cast, run)] == [SectionState.WRITTEN, SectionState.LEFT]


def test_several_are_written_at_once(cast: Cast, service: tuple[OpenAi, str]) -> None:
    played, url = service
    says(played, GOOD["team"])
    played.faults.piece_delay = 0.2
    documents = [make_document(cast) for _number in range(3)]
    with writer(url):
        runs_ = [start(cast, document, keys=["team"]) for document in documents]
        wait_until(
            lambda: all(state(each).state == WritingState.FINISHED for each in runs_), seconds=PATIENCE
        )
    found = [state(each) for each in runs_]
    began = [each.started_at for each in found if each.started_at]
    ended = [each.finished_at for each in found if each.finished_at]
    assert max(began) < min(ended), "side by side"
    assert {reread(cast, each).texts["team"]["by"] for each in documents} == {"machine"}
