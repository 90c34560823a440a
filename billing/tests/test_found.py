"""Invoices in search: for who sees plan and payments, and nobody else."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils import timezone

from billing.tests.documented import SELLER, documents, follow
from billing.tests.pages import SLUG, LiveShop
from synthai.core.search import query, work
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seller() -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    yield
    settings.BILLING_ENTITY = before


def paths(words: str, by: Person) -> list[str]:
    with tenant(by.organisation):
        while work.batch(by.organisation.pk, now=timezone.now()):
            pass
    found = query.find(words, by=by.actor, now=timezone.now(), ways=("words", "named"))
    return [one.path for one in found.results if one.kind == "billing.document"]


def test_an_invoice_is_found_by_its_number_and_buyer_by_who_sees_payments(live: LiveShop) -> None:
    live.subscribe("growth")
    follow(live)
    invoice = documents(live)[-1]
    cast = live.cast
    page = f"/o/{SLUG}/billing/invoices/{invoice.public_id}/"
    assert paths(invoice.number, cast.thandi) == [page]
    assert page in paths("invoice umoja", cast.hire("administrator"))
    for person in (cast.bongani, cast.hire("manager"), cast.hire("viewer"), cast.charlize):
        assert paths(invoice.number, person) == []
