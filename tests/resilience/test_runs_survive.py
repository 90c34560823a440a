"""A price run in a real worker survives what laptops and data centres do to it: nothing lost, doubled or half-written."""

import os
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from pricing.engine.simulate_shop import last_full_week, simulate_shop
from pricing.models import Product, ProductCost, Recommendation, Run, RunState, SalesRow
from pricing.services import runs
from synthai.core import fan_out
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.wire import wired
from synthai.core.testing.worker import Worker, empty_broker, running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PRODUCTS, WEEKS = 12, 40
OUTAGE = 30  # seconds
PATIENCE = 150  # seconds; the run itself takes some ten on a quiet machine


@pytest.fixture
def cast() -> Iterator[Cast]:
    empty_broker()
    people = build_cast()
    _sell(people.umoja)
    yield people
    empty_broker()


def _sell(organisation: Any) -> None:
    shop = simulate_shop(products=PRODUCTS, weeks=WEEKS, end=last_full_week(timezone.localdate()))
    goods: Any = shop.products.to_dict("records")
    weeks: Any = shop.weekly.to_dict("records")
    with tenant(organisation):
        made = {
            good["sku"]: Product.objects.create(
                sku=good["sku"], name=good["name"], current_price=Decimal(f"{good['price']:.2f}")
            )
            for good in goods
        }
        for good in goods:
            cost = Decimal(f"{good['unit_cost']:.4f}")
            ProductCost.objects.create(product=made[good["sku"]], from_on=date(2024, 1, 1), unit_cost=cost)
        SalesRow.objects.bulk_create(
            [
                SalesRow(
                    product=made[week["sku"]], sold_on=week["date"], line_key=number, source_id=0, grain=2,
                    units=week["units"], unit_price=Decimal(f"{week['unit_price']:.2f}"), promo=float(week["promo"]),
                )
                for number, week in enumerate(weeks)
            ],
            batch_size=2000,
        )  # fmt: skip


def _state(run: Run) -> Run:
    with tenant(run.organisation):
        return Run.objects.get(pk=run.pk)


def _is_half_way(run: Run) -> bool:
    found = _state(run)
    return found.state == RunState.RUNNING and found.progress >= 5


def _is_finished(run: Run, worker: Worker) -> bool:
    # Celery 5.7 reconnects most of the time; now and then kombu's way of closing what is gone makes it give up.
    worker.start_again_if_ended()
    return _state(run).state == RunState.FINISHED


def _start(cast: Cast) -> Run:
    with tenant(cast.umoja):
        return runs.start(by=cast.thandi.actor, now=timezone.now(), seed=3)


def _lose_the_lease(run: Run) -> None:
    """What 45 seconds without a sign of life do."""
    with all_tenants(reason="test"):
        Run.objects.filter(pk=run.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    _sweep()


def _sweep() -> None:
    """What beat sends each minute."""
    fan_out.abandoned_sweep.send(model="pricing.Run", task="pricing.tasks.runs_sweep")


def _assert_whole(run: Run, *, attempts: int) -> None:
    found = _state(run)
    assert (found.state, found.attempts, found.error) == (RunState.FINISHED, attempts, "")
    with tenant(run.organisation):
        rows = Recommendation.objects.all()
        assert rows.count() == rows.values("product").distinct().count() == PRODUCTS
        assert found.totals["products"] == PRODUCTS
        assert Run.objects.count() == 1


def test_a_worker_killed_half_way_is_replaced(cast: Cast) -> None:
    with running_worker(concurrency=2) as worker:
        run = _start(cast)
        wait_until(lambda: _is_half_way(run), seconds=PATIENCE)
        worker.kill()
    with tenant(cast.umoja):
        assert not Recommendation.objects.exists()
    with running_worker(concurrency=2):
        _lose_the_lease(run)
        wait_until(lambda: _state(run).state == RunState.FINISHED, seconds=PATIENCE)
    _assert_whole(run, attempts=2)


def test_lost_connections_to_valkey_and_database_heal(cast: Cast) -> None:
    with running_worker(concurrency=2) as worker:
        run = _start(cast)
        wait_until(lambda: _is_half_way(run), seconds=PATIENCE)
        with redis.Redis.from_url(settings.CELERY_BROKER_URL) as valkey:
            valkey.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
            )
        _lose_the_lease(run)
        # A task that failed with its connection may have renewed the lease before: then nobody has the run until it ends.
        wait_until(lambda: _is_finished(run, worker), seconds=PATIENCE, beat=_sweep)
    found = _state(run)
    assert found.attempts in {1, 2, 3}
    _assert_whole(run, attempts=found.attempts)


def test_half_a_minute_without_database_and_valkey_heals(cast: Cast) -> None:
    with (
        wired(os.environ["DATABASE_URL"]) as (database, at_database),
        wired(settings.REDIS_URL) as (valkey, at_valkey),
    ):
        servers = {"DATABASE_URL": at_database, "REDIS_URL": at_valkey}
        with running_worker(concurrency=2, environment=servers) as worker:
            run = _start(cast)
            wait_until(lambda: _is_half_way(run), seconds=PATIENCE)
            database.cut()
            valkey.cut()
            time.sleep(OUTAGE)
            assert _state(run).state == RunState.RUNNING
            valkey.mend()
            database.mend()
            _lose_the_lease(run)
            wait_until(lambda: _is_finished(run, worker), seconds=PATIENCE)
    _assert_whole(run, attempts=2)


def test_a_cancelled_run_stops_and_leaves_nothing(cast: Cast) -> None:
    with running_worker(concurrency=2):
        run = _start(cast)
        wait_until(lambda: _is_half_way(run), seconds=PATIENCE)
        with tenant(cast.umoja):
            runs.cancel(run.pk, by=cast.thandi.actor, now=timezone.now())
        wait_until(lambda: _state(run).state == RunState.CANCELLED, seconds=PATIENCE)
    with tenant(cast.umoja):
        assert not Recommendation.objects.exists()
