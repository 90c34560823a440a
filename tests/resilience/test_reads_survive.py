"""A document in a real worker outlives the worker: another one reads it, once, and nothing half-written stays."""

import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from content.models import ReadDocument, ReadPage, ReadState
from content.services import reads
from content.services.reads import Wish
from synthai.core import fan_out, files
from synthai.core.reading.tests import making
from synthai.core.tenancy import all_tenants, tenant
from synthai.core.testing.cast import Cast, build_cast
from synthai.core.testing.worker import empty_broker, running_worker, wait_until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PATIENCE = 120  # seconds; the reading itself takes some five on a quiet machine


@pytest.fixture
def cast() -> Iterator[Cast]:
    empty_broker()
    yield build_cast()
    empty_broker()


@pytest.fixture
def started(cast: Cast) -> Iterator[ReadDocument]:
    """A document of 250 pages, uploaded by Thandi."""
    content = io.BytesIO(making.long_pdf(250))
    with tenant(cast.umoja):
        found = reads.upload(content, name="long.pdf", wish=Wish(), by=cast.thandi.actor, now=timezone.now())
    yield found
    files.delete(found.path)


def _now(found: ReadDocument) -> ReadDocument:
    with tenant(found.tenant_id):
        return ReadDocument.objects.get(pk=found.pk)


def test_worker_killed_while_reading_is_replaced(started: ReadDocument) -> None:
    with running_worker(concurrency=2) as worker:
        wait_until(lambda: _now(started).state == ReadState.READING, seconds=PATIENCE)
        worker.kill()
    assert _now(started).state == ReadState.READING
    with tenant(started.tenant_id):
        assert not ReadPage.objects.exists()
    with running_worker(concurrency=2):
        with all_tenants(reason="test"):  # what 30 seconds without a sign of life do
            past = timezone.now() - timedelta(seconds=1)
            ReadDocument.objects.filter(pk=started.pk).update(lease_until=past)
        fan_out.abandoned_sweep.send(model="content.ReadDocument", task="content.reading_tasks.reads_sweep")
        wait_until(lambda: _now(started).state == ReadState.READ, seconds=PATIENCE)
    done = _now(started)
    assert (done.pages, done.pages_read, done.attempts, done.error) == (250, 250, 2, "")
    with tenant(started.tenant_id):
        assert ReadPage.objects.filter(document=started).count() == 250
