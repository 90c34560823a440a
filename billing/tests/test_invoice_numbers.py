"""Numbers of documents, and how long documents are kept."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from billing.models import (
    BillingEntity,
    CreditEntry,
    NumberSeries,
    TaxDocument,
)
from billing.services import (
    credit,
    entities,
    numbering,
    retention,
)
from billing.tests.documented import SELLER, balance, check_books, follow
from billing.tests.factories import Shop
from synthai.core.tenancy import tenant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seller() -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    yield
    settings.BILLING_ENTITY = before


class TestNumbers:
    def entity(self, **changed: Any) -> BillingEntity:
        found = entities.selling()
        BillingEntity.objects.filter(pk=found.pk).update(**changed)
        return BillingEntity.objects.get(pk=found.pk)

    def test_a_clock_that_goes_back_over_the_year_end_goes_on_in_the_new_year(self, shop: Shop) -> None:
        entity = self.entity(numbers_by_year=True)
        new_year = shop.now.replace(month=1, day=1, year=2027, hour=1)
        taken = [
            numbering.take(entity, "tax_invoice", now=at)  # type: ignore[arg-type]
            for at in (
                new_year - timedelta(hours=20),
                new_year,
                new_year - timedelta(hours=6),
                new_year + timedelta(hours=1),
            )
        ]
        assert [each.number for each in taken] == [
            "SY-INV-2026-000001",
            "SY-INV-2027-000001",
            "SY-INV-2027-000002",
            "SY-INV-2027-000003",
        ]
        assert taken[2].issued_at == taken[1].issued_at

    def test_a_clock_far_behind_issues_nothing(self, shop: Shop) -> None:
        entity = self.entity()
        numbering.take(entity, "tax_invoice", now=shop.now)  # type: ignore[arg-type]
        with pytest.raises(numbering.ClockBehind):
            numbering.take(entity, "tax_invoice", now=shop.now - timedelta(days=3))  # type: ignore[arg-type]

    def test_the_database_lets_numbers_only_rise_by_one(self, shop: Shop) -> None:
        numbering.take(self.entity(), "tax_invoice", now=shop.now)  # type: ignore[arg-type]
        for last in (0, 1, 3):
            with pytest.raises(DatabaseError, match="one after the other"), transaction.atomic():
                NumberSeries.objects.update(last=last)


class TestKept:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE billing_taxdocument SET incl = 1",
            "DELETE FROM billing_taxdocument",
            "SELECT billing_release_documents({})",
        ],
    )
    def test_nobody_changes_or_deletes_what_was_issued(self, shop: Shop, statement: str) -> None:
        shop.subscribe("starter")
        follow(shop)
        with tenant(shop.organisation_id), connection.cursor() as cursor:
            assert TaxDocument.objects.count() == 1
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement.format(shop.organisation_id))
            assert TaxDocument.objects.count() == 1

    def test_a_document_stays_until_five_years_after_its_return(self) -> None:
        odd, month = BillingEntity(vat_periods="odd"), BillingEntity(vat_periods="monthly")
        assert retention.vat_period_end(odd, date(2026, 2, 3)) == date(2026, 3, 31)
        assert retention.vat_period_end(odd, date(2026, 12, 3)) == date(2027, 1, 31)
        assert retention.retain_until(odd, date(2026, 2, 3)) == date(2031, 4, 30)
        assert retention.retain_until(month, date(2026, 12, 31)) == date(2032, 1, 31)

    def test_credit_entries_and_credit_account_agree_after_everything(self, shop: Shop) -> None:
        charge = shop.start("starter")
        shop.pay(charge)
        with tenant(shop.organisation_id):
            credit.owe(
                charge,
                Decimal(7),
                account="clearing.till",
                by=shop.by,
                now=shop.now,
                reason="Paid twice: till g-2",
            )
            assert CreditEntry.objects.count() == 1
        follow(shop)
        assert balance("clearing.till") == Decimal("206.00")
        check_books()
