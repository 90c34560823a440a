"""A month-end pack in a real worker that is killed while it is at it: the next one makes it whole."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from billing.models import MonthEndPack, PackState
from billing.services import entities, invoices, packs
from billing.tests.documented import SELLER
from billing.tests.factories import Shop
from synthai.core import files
from synthai.core.access import Actor
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from synthai.core.testing.worker import empty_broker, running_worker, wait_until
from tests.concurrency.test_documents import paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
STAFF = Actor(kind="staff", label="Staff", capabilities=frozenset({"billing.books.close"}))


@pytest.fixture
def shop() -> Iterator[Shop]:
    before, settings.BILLING_ENTITY = settings.BILLING_ENTITY, SELLER
    empty_broker()
    yield Shop(build_cast(), now=timezone.now())
    settings.BILLING_ENTITY = before
    empty_broker()


def state(pack: MonthEndPack) -> Any:
    pack.refresh_from_db()
    return pack.state


def test_a_real_worker_makes_it_and_a_killed_ones_work_is_done_over(shop: Shop) -> None:
    for number in range(3):
        charge = paid(shop, shop.organisation_id, number)
        with tenant(shop.organisation_id):
            invoices.issue(charge, now=shop.now)
    today = timezone.localdate()
    pack = packs.ask(
        entities.selling(), since=today - timedelta(days=30), until=today, by=STAFF, now=timezone.now()
    )
    with running_worker(queues="heavy") as worker:
        wait_until(lambda: state(pack) != PackState.ASKED)
        worker.kill()
        later = timezone.now() + timedelta(minutes=11)
        was_lost = state(pack) != PackState.READY
        assert packs.sweep(now=later) == was_lost
        worker.start()
        wait_until(lambda: state(pack) == PackState.READY, seconds=60)
    assert (pack.done, pack.total) == (3, 3)
    with files.open_file(pack.path) as stored:
        assert stored.read(2) == b"PK"
