"""The VAT201 and the sales: fields, closings, days without a registration, rate changes, and down to each document."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from billing.admin import finance_rows
from billing.engine import vat_periods
from billing.engine.invoicing import notes
from billing.engine.invoicing.composing import Draft, compose
from billing.engine.invoicing.lines import LineDraft
from billing.engine.invoicing.shapes import Document, Treatment
from billing.models import BillingEntity, EntryKind, TaxDocument, VendorPeriod
from billing.selectors.finance import rows, sales, vat
from billing.services import books, closings, customers, drafting, entities, issuing, retention
from billing.tests.documented import SELLER
from billing.tests.factories import Shop
from billing.tests.staffroom import entries
from synthai.core.access import Actor
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db
D = Decimal
STAFF = Actor(kind="staff", label="Staff", capabilities=frozenset({"billing.books.close"}))


@pytest.fixture(autouse=True)
def _seller() -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    yield
    settings.BILLING_ENTITY = before


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 8, tzinfo=UTC)


def content_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


class Sales:
    """Documents of any day and treatment, issued by the services."""

    def __init__(self, shop: Shop, *, periods: str = "odd") -> None:
        self.shop, self.number = shop, 0
        self.entity = entities.selling()
        BillingEntity.objects.update(vat_periods=periods)
        self.entity = self.again()

    def again(self) -> BillingEntity:
        return BillingEntity.objects.prefetch_related("vendor_periods").get(pk=self.entity.pk)

    def sell(
        self, incl: str, now: datetime, *, on: date | None = None, treatment: str = "standard", **more: Any
    ) -> TaxDocument:
        line = LineDraft(
            description="Plan", unit_price=D(incl), treatment=Treatment(treatment), code="P", **more
        )
        day = on or now.date()
        with tenant(self.shop.organisation_id):
            draft = Draft(
                seller=entities.seller(self.again(), day),
                buyer=drafting.buyer(self.shop.organisation_id),
                issued_on=now.date(),
                supplied_on=day,
                lines=[line],
            )
            return self._issue(compose(draft), now)

    def credit(self, original: TaxDocument, incl: str, now: datetime) -> TaxDocument:
        before = Document.from_json(original.data)
        line = notes.NoteLine(
            description="Less",
            unit_price=D(incl),
            treatment=before.groups[0].treatment,
            rate=before.groups[0].rate,
            code="P",
        )
        note = notes.credit_note(before, [line], reason="Less", issued_on=now.date())
        with tenant(self.shop.organisation_id):
            return self._issue(note, now, original=original, against="refunds")

    def _issue(self, document: Document, now: datetime, **more: Any) -> TaxDocument:
        self.number += 1
        wanted = issuing.Issue(
            key=f"test:{self.number}", document=document, entity=self.entity, kinds={"P": "plan"}, **more
        )
        with transaction.atomic():
            return issuing.issue(wanted, by=self.shop.by, now=now)

    def close(self, until: date, now: datetime) -> None:
        with all_tenants(reason="test"):
            closings.close(self.entity.public_id, until, by=STAFF, now=now)

    def report(self, on: date) -> vat.Report:
        entity = self.again()
        with all_tenants(reason="test"):
            return vat.report(entity, vat_periods.containing(entity.vat_periods, on))


@pytest.fixture
def seller(shop: Shop) -> Sales:
    with tenant(shop.organisation_id):
        customers.present(shop.organisation_id)
    return Sales(shop)


class TestFields:
    def test_each_treatment_has_its_field_and_credit_notes_reduce(self, seller: Sales) -> None:
        first = seller.sell("115.00", at(2026, 10, 1))
        seller.sell("9.99", at(2026, 11, 30))
        seller.sell("200.00", at(2026, 11, 30), treatment="zero")
        seller.sell("300.00", at(2026, 11, 30), treatment="exempt")
        seller.credit(first, "23.00", at(2026, 11, 30))
        seller.sell("1150.00", at(2026, 12, 1))
        found = seller.report(date(2026, 10, 15))
        assert [field.amount for field in found.found.fields] == [
            D("101.99"),
            D("200.00"),
            D("300.00"),
            D("0.00"),
        ]
        assert (found.found.standard.vat, found.found.output_tax) == (D("13.30"), D("13.30"))
        assert [group.vat for group in found.found.standard.groups] == [D("16.30"), D("-3.00")]
        assert found.is_reconciled
        assert [(check.code, check.books) for check in found.checks] == [("vat_output.15", D("13.30"))]

    def test_an_empty_period_is_a_nil_return(self, seller: Sales) -> None:
        found = seller.report(date(2026, 10, 15))
        assert (found.found.output_tax, found.checks, found.unregistered_days) == (D("0.00"), [], 0)
        assert found.is_reconciled

    def test_what_the_form_works_out_differs_by_the_rounding_of_each_document(self, seller: Sales) -> None:
        for day in (1, 2, 3):
            seller.sell("9.99", at(2026, 10, day))
        found = seller.report(date(2026, 10, 15)).found
        assert (found.standard.vat, found.by_form, found.rounding) == (D("3.90"), D("3.91"), D("-0.01"))

    def test_a_rate_that_changes_inside_the_period(self, shop: Shop, seller: Sales) -> None:
        seller = Sales(shop, periods="even")
        old = seller.sell("114.00", at(2018, 3, 20))
        seller.sell("115.00", at(2018, 4, 5))
        seller.credit(old, "11.40", at(2018, 4, 6))
        inside = seller.report(date(2018, 4, 1))
        assert inside.found.standard.rates == [D("14.00"), D("15.00")]
        assert (inside.found.standard.vat, inside.found.by_form) == (D("27.60"), None)
        assert [check.code for check in inside.checks] == ["vat_output.14", "vat_output.15"]
        assert inside.is_reconciled
        seller.credit(
            old, "57.00", at(2018, 5, 2)
        )  # at the old rate, in a period that knows only the new one
        after = seller.report(date(2018, 5, 2)).found
        assert (after.standard.vat, after.other.amount, after.output_tax) == (D(0), D("-7.00"), D("-7.00"))

    def test_fifteen_and_a_half_is_other_output_tax(self, seller: Sales) -> None:
        seller.sell("115.50", at(2025, 5, 8), rate=D("15.5"))
        seller.sell("115.00", at(2025, 5, 9))
        found = seller.report(date(2025, 5, 1)).found
        assert (found.standard.amount, found.standard.vat) == (D("115.00"), D("15.00"))
        assert (found.other.amount, found.output_tax) == (D("15.50"), D("30.50"))


class TestDays:
    def test_days_without_a_registration_are_on_no_return(self, seller: Sales) -> None:
        VendorPeriod.objects.update(since=date(2026, 11, 1))
        entities.forget()
        seller.sell("500.00", at(2026, 10, 20))
        seller.sell("115.00", at(2026, 11, 2))
        found = seller.report(date(2026, 11, 1))
        assert (found.found.standard.amount, found.found.exempt.amount) == (D("115.00"), D("0.00"))
        assert (found.found.unregistered.incl, found.unregistered_days) == (D("500.00"), 31)
        never = seller.report(date(2026, 8, 1))
        assert (never.registrations, never.unregistered_days) == ([], 61)

    def test_what_comes_after_a_closing_counts_in_the_next_period(self, seller: Sales) -> None:
        seller.sell("115.00", at(2026, 11, 10))
        seller.close(date(2026, 11, 30), at(2026, 12, 2))
        seller.sell("230.00", at(2026, 12, 3), on=date(2026, 11, 29))
        closed, then = seller.report(date(2026, 11, 1)), seller.report(date(2026, 12, 1))
        assert (closed.is_closed, closed.found.output_tax) == (True, D("15.00"))
        assert (closed.moved.rows, closed.moved.vat, closed.late.rows) == (1, D("30.00"), 0)
        assert (then.is_closed, then.found.output_tax) == (False, D("30.00"))
        assert (then.late.rows, then.late.vat) == (1, D("30.00"))
        assert closed.is_reconciled
        assert then.is_reconciled

    def test_the_books_that_say_something_else_are_shown(self, seller: Sales, staff: Client) -> None:
        seller.sell("115.00", at(2026, 11, 10))
        sides = {"vat_output.15": -100, "suspense": 100}
        fact = books.Fact(key="by-hand", kind=EntryKind.MANUAL, sides=sides, on=date(2026, 11, 11))
        books.post(seller.entity.pk, [fact], now=at(2026, 11, 11))
        found = seller.report(date(2026, 11, 1))
        assert (found.is_reconciled, found.difference) == (False, D("-1.00"))
        assert [(side.entry.key, side.cents) for side in found.strays] == [("by-hand", -100)]
        shown = staff.get(reverse("admin:finance-vat201"), {"period": "2026-11"}).content.decode()
        assert "Do not submit before this is explained" in shown
        assert "by-hand" in shown


class TestSales:
    def test_by_rate_and_by_kind_come_to_the_same(self, seller: Sales) -> None:
        first = seller.sell("115.00", at(2026, 10, 1))
        seller.sell("200.00", at(2026, 10, 5), treatment="zero")
        seller.credit(first, "11.50", at(2026, 11, 3))
        found = sales.sales(seller.entity, since=date(2026, 9, 1), until=date(2026, 11, 30))
        assert found.months == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
        assert found.of_month(date(2026, 10, 1)).incl == D("315.00")
        assert found.of_rate("standard", D("15.00")).excl == D("90.00")
        assert (found.of_kind("plan"), found.revenue_of(date(2026, 11, 1))) == (D("290.00"), D("-10.00"))
        assert (found.difference, found.total.vat) == (D("0.00"), D("13.50"))


class TestPages:
    def test_a_field_opens_its_documents_and_each_its_page(self, seller: Sales, staff: Client) -> None:
        document = seller.sell("115.00", at(2026, 10, 1))
        other = seller.sell("200.00", at(2026, 10, 2), treatment="zero")
        answer = staff.get(reverse("admin:finance-vat201"), {"period": "2026-11"})
        shown = answer.content.decode()
        for words in (
            "31 December 2026",
            "Category A",
            "4740101508",
            "to the cent",
            "Input tax is not kept here",
        ):
            assert words in shown.replace("\N{NO-BREAK SPACE}", " ")
        (field,) = [each for each in answer.context["form_fields"] if each["code"] == "1"]
        listed = staff.get(field["url"])
        assert [row.number for row, _url, _name in listed.context["rows"]] == [document.number]
        ((_row, url, name),) = listed.context["rows"]
        assert name
        assert document.number in staff.get(url).content.decode()
        for each in answer.context["form_fields"]:
            for line in each["lines"]:
                found = staff.get(line.url).context["rows"]
                assert len(found) == line.group.rows
                assert sum(row.incl for row, _url, _name in found) == line.group.incl
        sides = staff.get(answer.context["checks"][0][1])
        assert document.number in sides.content.decode()
        assert other.number not in sides.content.decode()
        assert entries("staff.finance.vat201")

    def test_documents_of_customers_who_are_gone_are_listed(self, seller: Sales, staff: Client) -> None:
        document = seller.sell("115.00", at(2026, 10, 1))
        with tenant(seller.shop.organisation_id):
            retention.retire(seller.shop.organisation_id)
        listed = staff.get(
            reverse("admin:finance-documents"), {"since": "2026-10-01", "until": "2026-10-31", "field": "1"}
        )
        ((row, url, name),) = listed.context["rows"]
        assert (row.number, name) == (document.number, "")
        assert "retaineddocument" in url

    def test_files(self, seller: Sales, staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        seller.sell("115.00", at(2026, 10, 1))
        asked = {"period": "2026-11", "as": "csv"}
        content = content_of(staff.get(reverse("admin:finance-vat201"), asked))
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert {line[0]: line[2] for line in lines[1:]} == {
            "1": "115.00", "2": "0.00", "3": "0.00", "4": "15.00", "12": "0.00", "13": "15.00",
        }  # fmt: skip
        asked["as"] = "xlsx"
        content = content_of(staff.get(reverse("admin:finance-vat201"), asked))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        assert book.sheet_names == ["VAT201", "Made of", "Books"]
        assert book.get_sheet_by_name("Books").to_python()[1] == ["vat_output.15", 15.0, 15.0, 0.0]
        monkeypatch.setattr(finance_rows, "BATCH", 1)
        seller.sell("230.00", at(2026, 10, 2))
        days = {"since": "2026-10-01", "until": "2026-10-31", "as": "csv"}
        content = content_of(staff.get(reverse("admin:finance-documents"), days))
        assert len(content.decode().splitlines()) == 3
        monkeypatch.setattr(finance_rows, "MOST_IN_XLSX", 1)
        refused = staff.get(reverse("admin:finance-documents"), {**days, "as": "xlsx"}, follow=True)
        assert "more than 1 rows" in refused.content.decode()
        assert len(entries("staff.finance.exported")) == 3

    def test_sales_show_months_and_open_rows(self, seller: Sales, staff: Client) -> None:
        seller.sell("115.00", at(2026, 10, 1))
        days = {"since": "2026-09-01", "until": "2026-11-30"}
        answer = staff.get(reverse("admin:finance-sales"), days)
        assert "October 2026" in answer.content.decode()
        rate = answer.context["by_rate"][0]
        assert rate["name"] == "Standard-rated 15%"
        assert len(staff.get(rate["url"]).context["rows"]) == 1
        content = content_of(staff.get(reverse("admin:finance-sales"), {**days, "as": "csv"}))
        assert b"2026-10,Standard-rated,15.00,1,100.00,15.00,115.00" in content

    def test_lists_are_paged(self, seller: Sales, staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(finance_rows, "SIZE", 2)
        for day in (1, 2, 3):
            seller.sell("115.00", at(2026, 10, day))
        days = {"since": "2026-10-01", "until": "2026-10-31"}
        first = staff.get(reverse("admin:finance-documents"), {**days, "rate": "15"})
        assert len(first.context["rows"]) == 2
        second = staff.get(reverse("admin:finance-documents") + first.context["next"])
        assert len(second.context["rows"]) == 1
        assert second.context["previous"]
        broken = {**days, "cursor": "x", "rate": "many", "note": "?"}
        assert len(staff.get(reverse("admin:finance-documents"), broken).context["rows"]) == 2

    @pytest.mark.parametrize("name", ["vat201", "sales", "documents", "sides"])
    def test_a_page_costs_the_same_for_many_rows(self, seller: Sales, staff: Client, name: str) -> None:
        asked = {
            "period": "2026-11", "since": "2026-10-01", "until": "2026-11-30", "account": "vat_output.15",
        }  # fmt: skip
        counts = []
        for day in (1, 2, 3, 4, 5):
            seller.sell("115.00", at(2026, 10, day))
            staff.get(reverse(f"admin:finance-{name}"), asked)
            with CaptureQueriesContext(
                connection,
            ) as asked_for:
                assert staff.get(reverse(f"admin:finance-{name}"), asked).status_code == 200
            counts.append(len(asked_for))
        assert len(set(counts)) == 1, counts


def test_a_field_and_its_rows_are_chosen_alike(seller: Sales) -> None:
    VendorPeriod.objects.update(since=date(2026, 10, 10))
    entities.forget()
    seller.sell("500.00", at(2026, 10, 2))
    for treatment in ("standard", "zero", "exempt", "out_of_scope"):
        seller.sell("100.00", at(2026, 10, 20), treatment=treatment)
    report = seller.report(date(2026, 10, 1))
    for field in (*report.found.fields, report.found.unregistered):
        wanted = rows.Wanted(field=field.code or "none")
        found = rows.documents(seller.again(), report.period, wanted)
        assert sum((row.incl for row in found), D("0.00")) == field.incl
        assert found.count() == sum(group.rows for group in field.groups)
