"""A run's life: asked for once, held by one worker, cancelled, given up after three dead workers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pricing.models import RunState, SalesRow
from pricing.models.runs import LEASE
from pricing.services import runs
from pricing.tests.advice import make_product, make_run
from synthai.core.errors import NotAllowed
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def sell(cast: Cast) -> None:
    """One line of sales, so that a run may start."""
    product = make_product(cast.umoja)
    with tenant(cast.umoja):
        SalesRow.objects.create(
            product=product, sold_on=NOW.date(), line_key=1, source_id=0, grain=1, units=3, unit_price=10
        )


def test_needs_sales_and_the_right(cast: Cast) -> None:
    with tenant(cast.umoja):
        with pytest.raises(runs.NoSales, match="Upload a sales file first"):
            runs.start(by=cast.thandi.actor, now=NOW)
        with pytest.raises(NotAllowed):
            runs.start(by=cast.hire("viewer").actor, now=NOW)


def test_one_run_at_a_time(cast: Cast) -> None:
    sell(cast)
    with tenant(cast.umoja):
        run = runs.start(by=cast.thandi.actor, now=NOW, seed=7)
        assert (run.state, run.seed, run.settings["endings"]) == (RunState.WAITING, 7, "99,49")
        assert OutboxEvent.objects.get(name="pricing.RunRequested").payload == {"run_id": run.pk}
        with pytest.raises(runs.RunAlreadyActive):
            runs.start(by=cast.thandi.actor, now=NOW)


def test_a_dead_workers_run_is_found_and_given_up_after_three(cast: Cast) -> None:
    run, now = make_run(cast.umoja, state="waiting", at=NOW), NOW
    with tenant(cast.umoja):
        for _attempt in range(3):
            assert runs.claim(run.pk, now=now) is not None
            assert runs.claim(run.pk, now=now) is None  # held
            assert runs.abandoned(now=now) == []
            now += LEASE + timedelta(seconds=1)
            assert runs.abandoned(now=now) == [run.pk]
        assert runs.claim(run.pk, now=now) is None
        run.refresh_from_db()
        assert (run.state, run.error) == (RunState.FAILED, "The run stopped three times before it could end.")
        assert OutboxEvent.objects.filter(name="pricing.RunFailed").count() == 1


def test_progress_keeps_the_lease_and_hears_a_cancellation(cast: Cast) -> None:
    run = make_run(cast.umoja, state="waiting")
    with tenant(cast.umoja):
        runs.claim(run.pk, now=NOW)
        later = NOW + LEASE - timedelta(seconds=1)
        assert runs.report(run.pk, progress=40, stage="Learning", now=later) is True
        assert runs.abandoned(now=NOW + LEASE + timedelta(seconds=5)) == []
        runs.cancel(run.pk, by=cast.thandi.actor, now=later)
        assert runs.report(run.pk, progress=50, stage="Learning", now=later) is False
        runs.end_cancelled(run.pk, now=later)
        run.refresh_from_db()
        assert (run.state, run.progress) == (RunState.CANCELLED, 40)
        with pytest.raises(runs.RunNotActive):
            runs.cancel(run.pk, by=cast.thandi.actor, now=later)


def test_a_waiting_run_is_cancelled_at_once(cast: Cast) -> None:
    run = make_run(cast.umoja, state="waiting")
    with tenant(cast.umoja):
        assert runs.cancel(run.pk, by=cast.thandi.actor, now=NOW).state == RunState.CANCELLED
        assert runs.claim(run.pk, now=NOW) is None


def test_staff_try_a_failed_run_again(cast: Cast) -> None:
    run = make_run(cast.umoja, state="failed")
    with tenant(cast.umoja):
        again = runs.try_again(run.pk, by=cast.thandi.actor, now=NOW)
        assert (again.state, again.attempts, again.error) == (RunState.WAITING, 0, "")
        with pytest.raises(runs.RunAlreadyActive):
            runs.try_again(run.pk, by=cast.thandi.actor, now=NOW)
