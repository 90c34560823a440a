"""An import in a real worker survives what laptops and data centres do to it: nothing lost, doubled or half-written."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import connection
from django.utils import timezone

from pricing.models import Import, ImportState, Product, SalesRow
from pricing.services import uploads
from synthai.core import fan_out, files
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.worker import empty_broker, running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PRODUCTS, DAYS = 2_000, 200
PATIENCE = 150  # seconds; the import itself takes some five on a quiet machine


@pytest.fixture
def cast() -> Iterator[Cast]:
    empty_broker()
    yield build_cast()
    empty_broker()


@pytest.fixture
def started(cast: Cast) -> Iterator[Import]:
    """An import of 400,000 rows, uploaded by Thandi."""
    lines = [b"date,sku,units,unit_price\n"]
    first = timezone.localdate() - timedelta(days=DAYS)
    for day in range(DAYS):
        at = (first + timedelta(days=day)).isoformat()
        lines += [f"{at},SKU-{n:05d},{n % 7},{10 + n % 90}.99\n".encode() for n in range(PRODUCTS)]
    with tenant(cast.umoja):
        found = uploads.upload(
            io.BytesIO(b"".join(lines)), name="sales.csv", by=cast.thandi.actor, now=timezone.now()
        )
    yield found
    files.delete(found.path)


def _now(found: Import) -> Import:
    with tenant(found.tenant_id):
        return Import.objects.get(pk=found.pk)


def _wait_for(found: Import, *, progress: int) -> None:
    wait_until(
        lambda: (at := _now(found)).progress >= progress or at.state == ImportState.LOADED, seconds=PATIENCE
    )


def _wait_until_loaded(found: Import) -> None:
    wait_until(lambda: _now(found).state == ImportState.LOADED, seconds=PATIENCE, beat=_sweep)


def _lose_the_lease(found: Import) -> None:
    """What 30 seconds without a sign of life do."""
    with all_tenants(reason="test"):
        Import.objects.filter(pk=found.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    _sweep()


def _sweep() -> None:
    """What beat sends each minute."""
    fan_out.abandoned_sweep.send(model="pricing.Import", task="pricing.tasks.imports_sweep")


def _assert_whole(found: Import) -> None:
    done = _now(found)
    assert (done.state, done.error) == (ImportState.LOADED, "")
    assert (done.added_count, done.changed_count) == (PRODUCTS * DAYS, 0)
    with tenant(found.tenant_id):
        assert SalesRow.objects.count() == PRODUCTS * DAYS
        assert Product.objects.count() == PRODUCTS


def test_worker_killed_while_reading_is_replaced(started: Import) -> None:
    with running_worker(concurrency=2) as worker:
        _wait_for(started, progress=10)
        worker.kill()
    assert _now(started).state == ImportState.READING
    with tenant(started.tenant_id):
        assert not SalesRow.objects.exists()
    with running_worker(concurrency=2):
        _lose_the_lease(started)
        _wait_until_loaded(started)
    _assert_whole(started)
    assert _now(started).attempts == 2


def test_worker_killed_while_storing_leaves_nothing_half_written(started: Import) -> None:
    with running_worker(concurrency=2) as worker:
        _wait_for(started, progress=70)
        worker.kill()
    with running_worker(concurrency=2):
        _lose_the_lease(started)
        _wait_until_loaded(started)
    _assert_whole(started)


def test_lost_connections_to_valkey_and_database_heal(started: Import) -> None:
    with running_worker(concurrency=2):
        _wait_for(started, progress=10)
        with redis.Redis.from_url(settings.CELERY_BROKER_URL) as valkey:
            valkey.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
            )
        _lose_the_lease(started)
        _wait_until_loaded(started)
    _assert_whole(started)
