"""A worker is killed at every statement of issuing an invoice: afterwards there is one, with the next number, booked once."""

import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from billing.models import JournalEntry, NumberSeries, TaxDocument, VatRow
from billing.services import invoices
from billing.tests.documented import SELLER, check_books
from billing.tests.factories import Shop
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import build_cast
from tests.concurrency.test_documents import paid

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
MOST_STEPS = 120


@pytest.fixture
def shop() -> Iterator[Shop]:
    before, settings.BILLING_ENTITY = settings.BILLING_ENTITY, SELLER
    yield Shop(build_cast())
    settings.BILLING_ENTITY = before


def killed_at(step: int, shop: Shop, charge: str) -> bool:
    """Issue in a forked process that dies at its `step`-th statement; False when it came to its end before."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        left = step

        def statement(execute: Any, *args: Any) -> Any:
            nonlocal left
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*args)

        try:
            with connection.execute_wrapper(statement), tenant(shop.organisation_id):
                invoices.issue(charge, now=shop.now)
            os._exit(0)
        except BaseException:  # noqa: BLE001 - the child must never become a second test run
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def test_killed_anywhere_there_is_one_invoice_and_no_gap(shop: Shop) -> None:
    for step in range(1, MOST_STEPS):
        charge = paid(shop, shop.organisation_id, step)
        was_killed = killed_at(step, shop, charge)
        with tenant(shop.organisation_id):
            for _ in range(2):  # the fact is handed over again, and once more
                invoices.issue(charge, now=shop.now)
        check(shop, issued=step)
        if not was_killed:
            assert step > 12, "nothing was killed"
            check_books()
            return
    pytest.fail("The work has no end.")


def check(shop: Shop, *, issued: int) -> None:
    with tenant(shop.organisation_id):
        numbers = list(TaxDocument.objects.order_by("sequence").values_list("sequence", flat=True))
        told = OutboxEvent.objects.filter(name="billing.InvoiceIssued").count()
    assert numbers == list(range(1, issued + 1))
    assert told == issued
    assert JournalEntry.objects.filter(kind="invoice").count() == issued
    assert VatRow.objects.count() == issued
    assert NumberSeries.objects.get(code="INV").last == issued
