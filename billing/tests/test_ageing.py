"""Overdue ageing for staff: the sum is the ledger's, every amount opens what is in it."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from accounts.tests.mails import mails_to
from billing.models import BillingEntity, Customer, Payment, TaxDocument
from billing.selectors import ageing
from billing.services import corrections, entities, erasure
from billing.tests.documented import SELLER, balance, follow
from billing.tests.factories import Shop
from billing.tests.staffroom import get, page, press
from billing.tests.test_ledger import STAFF
from billing.tests.test_statements import take_back
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seller() -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    yield
    settings.BILLING_ENTITY = before


def aged(shop: Shop) -> list[ageing.Aged]:
    with all_tenants(reason="test"):
        return ageing.by_books(entities.selling(), on=shop.now.date())


def owing(shop: Shop) -> Payment:
    """A payment that was taken back forty days ago, and a debit note of today."""
    shop.pay(shop.start())
    follow(shop)
    payment = take_back(shop)
    shop.now += timedelta(days=50)
    with tenant(shop.organisation_id):
        invoice = TaxDocument.objects.get()
        corrections.debit_by_hand(
            invoice.public_id, amount=Decimal("50.00"), reason="A seat", key="1", by=STAFF, now=shop.now
        )
    return payment


def at(**query: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("admin:finance-ageing") + (f"?{asked}" if asked else "")


class TestFigures:
    def test_it_is_the_ledger_by_age(self, shop: Shop) -> None:
        payment = owing(shop)
        (found,) = aged(shop)
        assert found.name == "Umoja Foods"
        assert {bucket.days: bucket.amount for bucket in found.buckets if bucket.amount} == {
            0: Decimal("50.00"),
            30: Decimal("199.00"),
        }
        assert found.total == balance("receivables")
        assert [item.number for item in found.items if item.bucket == 30] == [payment.reference]
        assert ageing.totals([found, found])[1].amount == Decimal("398.00")

    def test_what_is_asked_for_is_apart(self, shop: Shop) -> None:
        charge = shop.start()
        shop.now += timedelta(days=100)
        with all_tenants(reason="test"):
            (found,) = ageing.by_charges(entities.selling(), on=shop.now.date())
        assert [(item.number, item.bucket) for item in found.items] == [(charge.reference, 90)]
        assert aged(shop) == []

    def test_a_customer_who_is_gone_still_counts(self, shop: Shop) -> None:
        owing(shop)
        with tenant(shop.organisation_id):
            erasure.erase(shop.organisation_id)
        (found,) = aged(shop)
        assert (found.name, found.row, found.total) == ("", None, balance("receivables"))

    def test_queries_do_not_grow_with_debts(self, shop: Shop) -> None:
        owing(shop)
        with CaptureQueriesContext(connection) as few:
            aged(shop)
        with tenant(shop.organisation_id):
            invoice = TaxDocument.objects.filter(kind="tax_invoice").get()
            for key in "abcdef":
                corrections.debit_by_hand(
                    invoice.public_id, amount=Decimal("1.00"), reason="x", key=key, by=STAFF, now=shop.now
                )
        with CaptureQueriesContext(connection) as many:
            aged(shop)
        assert len(many) <= len(few)


class TestPage:
    def test_each_age_opens_its_rows(self, shop: Shop, staff: Client) -> None:
        payment = owing(shop)
        day = shop.now.date().isoformat()
        shown = staff.get(at(on=day)).content.decode()
        assert "Umoja Foods" in shown
        assert "R\u00a0249.00" in shown
        assert "The sum is the account" in shown
        opened = staff.get(at(on=day, age="30")).content.decode()
        assert payment.reference in opened
        assert "50 days" not in opened
        assert staff.get(at(on="nonsense", age="31")).status_code == 200

    def test_files(self, shop: Shop, staff: Client) -> None:
        owing(shop)
        day = shop.now.date().isoformat()
        reply = staff.get(at(on=day, **{"as": "csv"}))
        rows = list(csv.reader(io.StringIO(b"".join(reply).decode("utf-8-sig"))))
        assert rows[0][-1] == "Total"
        assert rows[1][2:] == ["50.00", "199.00", "0.00", "0.00", "0.00", "249.00"]
        book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(staff.get(at(on=day, **{"as": "xlsx"})))))
        assert book.sheet_names == ["By customer", "What is open"]
        assert book.get_sheet_by_name("By customer").to_python()[1][7] == 249

    def test_nobody_sells_yet_and_nobody_owes(self, shop: Shop, staff: Client) -> None:
        assert not BillingEntity.objects.exists()
        assert "Nobody sells yet" in staff.get(at()).content.decode()
        shop.start()
        assert "Nobody owed anything" in staff.get(at()).content.decode()

    def test_a_statement_is_mailed_by_staff(self, shop: Shop, staff: Client) -> None:
        owing(shop)
        row = get(Customer, organisation_id=shop.organisation_id)
        said = press(staff, page(Customer, "deed", row.pk, "statement"), start="2026-01-01", end="2026-03-31")
        assert "on its way to owner@umoja.example" in said
        assert [each.kind for each in mails_to("owner@umoja.example")].count("billing/statement") == 1
        wrong = press(
            staff, page(Customer, "deed", row.pk, "statement"), start="2026-03-01", end="2026-01-31"
        )
        assert "begins on or before" in wrong
