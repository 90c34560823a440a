"""Exports, read back as a program reads them: the columns, VAT by rate, and totals that are the ledger's."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from billing.admin import finance, finance_parts
from billing.engine.exports import quickbooks, sage, xero
from billing.engine.exports.codes import Codes, CodesWrong, TaxNameMissing, read, written
from billing.engine.exports.papers import Limit, Paper, files
from billing.engine.invoicing.shapes import Treatment
from billing.models import BillingEntity, JournalLine, TaxDocument, VatRow, VendorPeriod
from billing.services import corrections, customers, entities, erasure, exporting, refunds
from billing.tests import paper
from billing.tests.documented import SELLER, follow
from billing.tests.factories import Shop
from billing.tests.staffroom import hired, page, press
from billing.tests.test_ledger import STAFF
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db
D = Decimal
Rows = list[dict[str, str]]


@pytest.fixture(autouse=True)
def _seller() -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    yield
    settings.BILLING_ENTITY = before


def busy(shop: Shop) -> None:
    """Two plans sold, money given back, a debit note, a sale after the registration for VAT has ended, and one in another month."""
    payment = shop.pay(shop.start())
    follow(shop)
    with tenant(shop.organisation_id):
        refunds.request(payment.pk, amount=D("100.00"), reason="Sorry", key="1", by=STAFF, now=shop.now)
    follow(shop)
    with tenant(shop.organisation_id):
        invoice = TaxDocument.objects.filter(kind="tax_invoice").get()
        corrections.debit_by_hand(
            invoice.public_id, amount=D("46.00"), reason="A seat", key="1", by=STAFF, now=shop.now
        )
    ended = shop.now.date() + timedelta(days=5)
    VendorPeriod.objects.update(until=ended)
    entities.forget()
    shop.now += timedelta(days=28)
    shop.tick()
    shop.move(days=4)
    for charge in shop.charges():
        if charge.is_open:
            shop.pay(charge)
    follow(shop)


def period(shop: Shop) -> exporting.Period:
    return exporting.Period(entity=entities.selling(), since=date(2026, 1, 1), until=shop.now.date())


def made(shop: Shop, name: str) -> Rows:
    """What the program would read, out of all files of an export."""
    export = next(each for each in exporting.EXPORTS if each.name == name)
    with all_tenants(reason="test"):
        found = list(exporting.files(export, period(shop)))
    return [row for _name, content in found for row in csv.DictReader(io.StringIO(content.decode()))]


def total(rows: Rows, column: str) -> Decimal:
    return sum((D(row[column] or "0") for row in rows), D(0))


def declared(**where: Any) -> dict[str, Decimal]:
    rows = VatRow.objects.filter(**where)
    return {name: sum((getattr(row, name) for row in rows), D(0)) for name in ("excl", "vat", "incl")}


def booked(*starts: str) -> Decimal:
    """Accounts of the ledger, credit positive."""
    rows = JournalLine.objects.select_related("account")
    return -sum((D(row.cents) / 100 for row in rows if row.account.code.startswith(starts)), D(0))


class TestInvoices:
    def test_xero(self, shop: Shop) -> None:
        busy(shop)
        sold, back = made(shop, "xero-invoices"), made(shop, "xero-credit-notes")
        assert list(sold[0]) == list(xero.INVOICES)
        assert len(sold) == 3
        assert total(sold, "*UnitAmount") - total(back, "*UnitAmount") == declared()["incl"]
        assert declared()["incl"] == booked("revenue", "vat_output")
        assert total(sold, "TaxAmount") - total(back, "TaxAmount") == booked("vat_output")
        assert {row["*TaxType"] for row in sold} == {"Standard Rate Sales", "No VAT"}
        for row in sold:
            rate = D(15) if row["*TaxType"] == "Standard Rate Sales" else D(0)
            assert D(row["TaxAmount"]) == round(D(row["*UnitAmount"]) * rate / (100 + rate), 2)
        assert sold[0]["*InvoiceDate"] == "31/01/2026"
        assert sold[0]["*ContactName"] == "Umoja Foods"
        assert back[0]["Reference"] == sold[0]["*InvoiceNumber"] or back[0]["Reference"]
        assert {row["*AccountCode"] for row in sold} == {"200"}

    def test_sage(self, shop: Shop) -> None:
        busy(shop)
        rows = made(shop, "sage-entries")
        assert list(rows[0]) == list(sage.ENTRIES)
        sold = [row for row in rows if row["Type"] == "Invoice"]
        back = [row for row in rows if row["Type"] == "Cr Note"]
        assert len(sold) + len(back) == len(rows) == 4
        for column, name in (("Net", "excl"), ("VAT", "vat"), ("Total", "incl")):
            assert total(sold, column) - total(back, column) == declared()[name]
        for rate, name in ((15, "Standard"), (0, "No VAT")):
            named = [row for row in sold if row["VAT Rate"] == name]
            noted = [row for row in back if row["VAT Rate"] == name]
            assert total(named, "VAT") - total(noted, "VAT") == declared(rate=rate)["vat"]
        assert all(len(row["Customer Reference"]) == 10 for row in rows)
        assert all(len(row["Details"]) <= 25 for row in rows)
        assert rows[0]["Date"] == "31-01-2026"

    def test_quickbooks(self, shop: Shop) -> None:
        busy(shop)
        rows = made(shop, "quickbooks-invoices")
        notes = made(shop, "quickbooks-credit-notes")
        assert list(rows[0]) == list(quickbooks.INVOICES)
        sold = declared(kind__in=["tax_invoice", "invoice", "debit_note"])
        assert total(rows, "*ItemAmount") == sold["excl"]
        assert total(rows, "ItemTaxAmount") == sold["vat"]
        given = [row for row in notes if row["Description"].startswith(("revenue", "vat_output"))]
        assert total(given, "*Debits") == -declared(kind="credit_note")["incl"]
        assert {row["*ItemTaxCode"] for row in rows} == {"Standard 15%", "No VAT"}

    def test_of_customers_who_are_gone_only_the_figures(self, shop: Shop) -> None:
        busy(shop)
        before = declared()["incl"]
        with tenant(shop.organisation_id):
            erasure.erase(shop.organisation_id)
        rows, back = made(shop, "xero-invoices"), made(shop, "xero-credit-notes")
        assert total(rows, "*UnitAmount") - total(back, "*UnitAmount") == before
        assert {row["*ContactName"][:16] for row in rows} == {"Former customer "}
        assert all(not row["POAddressLine1"] for row in rows)

    def test_a_corrected_invoice_counts_once(self, shop: Shop) -> None:
        shop.pay(shop.start())
        follow(shop)
        with tenant(shop.organisation_id):
            customers.change(customers.Details(legal_name="Umoja Foods (Pty) Ltd"), by=shop.by)
            first = TaxDocument.objects.get()
            corrections.correct(first.public_id, reason="Name", by=shop.by, now=shop.now)
        rows = made(shop, "xero-invoices")
        assert [row["*InvoiceNumber"] for row in rows] == [first.number]


class TestJournals:
    @pytest.mark.parametrize(
        ("name", "heads", "group"),
        [
            ("sage-journal", sage.JOURNALS, None),
            ("quickbooks-journal", quickbooks.JOURNALS, "*JournalNo"),
        ],
    )
    def test_debits_and_credits(self, shop: Shop, name: str, heads: Any, group: str | None) -> None:
        busy(shop)
        rows = made(shop, name)
        assert tuple(rows[0]) == heads
        debit, credit = ("Debit", "Credit") if group is None else ("*Debits", "*Credits")
        code = "Details" if group is None else "Description"
        assert total(rows, debit) == total(rows, credit) > 0
        for account in {row[code] for row in rows}:
            held = [row for row in rows if row[code] == account]
            assert total(held, credit) - total(held, debit) == self.of(account), account
        if group:
            for number in {row[group] for row in rows}:
                held = [row for row in rows if row[group] == number]
                assert total(held, debit) == total(held, credit), number

    def test_xero_signed_and_balanced_each_day(self, shop: Shop) -> None:
        busy(shop)
        rows = made(shop, "xero-journal")
        assert tuple(rows[0]) == xero.JOURNALS
        for on in {row["*Date"] for row in rows}:
            assert total([row for row in rows if row["*Date"] == on], "*Amount") == 0
        revenue = [row for row in rows if row["*AccountCode"] == "200"]
        assert -total(revenue, "*Amount") == booked("revenue")
        assert {row["*TaxRate"] for row in rows} == {"No VAT"}

    def of(self, account: str) -> Decimal:
        rows = JournalLine.objects.filter(account__code=account)
        return -sum((D(row.cents) / 100 for row in rows), D(0))


class TestFiles:
    def test_a_program_takes_only_so_much_and_no_document_is_parted(self) -> None:
        units = [[(str(number), "a"), (str(number), "b")] for number in range(7)]
        found = list(files("x", ("n", "w"), units, Limit(units=3)))
        assert [name for name, _content in found] == ["x-1.csv", "x-2.csv", "x-3.csv"]
        rows = [content.decode().splitlines() for _name, content in found]
        assert [len(each) for each in rows] == [7, 7, 3]
        assert {each[0] for each in rows} == {"n,w"}
        small = list(files("x", ("n", "w"), units, Limit(units=100, size=25)))
        assert len(small) == 4
        assert list(files("x", ("n",), [], Limit(units=3))) == [("x.csv", b"n\r\n")]

    def test_what_people_type_is_no_formula(self) -> None:
        document = paper.document(paper.line(1, "=HYPERLINK(1)\n+2", "115.00"))
        one = Paper(document=document, on=date(2026, 1, 31), customer="c")
        codes = Codes(program="Xero", usual=xero.USUAL)
        ((_name, content),) = xero.invoices([one], codes, name="x")
        (row,) = csv.DictReader(io.StringIO(content.decode()))
        assert row["*Description"] == "'=HYPERLINK(1) +2"

    def test_each_rate_has_its_name_or_the_export_is_refused(self) -> None:
        lines = (
            paper.line(1, "Plan", "115.50", rate=D("15.5")),
            paper.line(2, "Export", "50.00", treatment=Treatment.ZERO),
        )
        one = Paper(document=paper.document(*lines), on=date(2025, 5, 3), customer="c")
        with pytest.raises(TaxNameMissing, match="vat.15.5"):
            list(xero.invoices([one], Codes(program="Xero", usual=xero.USUAL), name="x"))
        own = {"vat.15.5": "Old rate", "revenue": "300", "revenue.plan": "310"}
        ((_name, content),) = xero.invoices([one], Codes(program="Xero", usual=xero.USUAL, own=own), name="x")
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        assert [row["*TaxType"] for row in rows] == ["Old rate", "Zero Rated"]
        assert {row["*AccountCode"] for row in rows} == {"310"}

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("revenue", "Line 1"),
            ("revenue = 200\nvat.15 =", "Line 2"),
            ("wages = 1", "no such account"),
            ("fees = 1\nfees = 2", "twice"),
        ],
    )
    def test_codes_that_cannot_be_read(self, text: str, why: str) -> None:
        with pytest.raises(CodesWrong, match=why):
            read(text)

    def test_codes_are_written_as_they_are_read(self) -> None:
        held = {"revenue": "200", "vat.15": "Standard Rate Sales"}
        assert read(written(held)) == held


class TestPage:
    def test_files_are_named_and_downloaded(self, shop: Shop, staff: Client) -> None:
        busy(shop)
        url = reverse("admin:finance-exports") + f"?since=2026-01-01&until={shop.now.date()}"
        shown = staff.get(url).content.decode()
        for words in ("Xero", "Sage Accounting", "QuickBooks Online", "clearing.till"):
            assert words in shown
        reply = staff.get(f"{url}&export=xero-invoices")
        assert b"".join(reply).startswith(b"*ContactName")
        assert "xero-invoices-2026-01-01" in reply["Content-Disposition"]
        assert staff.get(f"{url}&export=nonsense").status_code == 404

    def test_several_files_come_as_a_zip(self, shop: Shop, staff: Client, monkeypatch: Any) -> None:
        busy(shop)
        monkeypatch.setattr(xero, "MOST_INVOICES", Limit(units=1))
        url = reverse("admin:finance-exports") + f"?since=2026-01-01&until={shop.now.date()}"
        content = b"".join(staff.get(f"{url}&export=xero-invoices"))
        assert len(zipfile.ZipFile(io.BytesIO(content)).namelist()) == 3

    def test_codes_are_kept_on_the_entity_and_used(self, shop: Shop, staff: Client) -> None:
        busy(shop)
        row = BillingEntity.objects.get()
        said = press(
            staff, page(BillingEntity, "deed", row.pk, "codes"), codes="revenue = 4000\nvat.15 = S15"
        )
        assert "Exports use these codes" in said
        entities.forget()
        rows = made(shop, "xero-invoices")
        assert rows[0]["*AccountCode"] == "4000"
        assert rows[0]["*TaxType"] == "S15"
        wrong = press(staff, page(BillingEntity, "deed", row.pk, "codes"), codes="revenue")
        assert "Line 1" in wrong

    def test_names_are_for_who_may_see_invoices(self, shop: Shop) -> None:
        busy(shop)
        person = hired(shop)
        person.get("/")
        with all_tenants(reason="test"):
            user = get_user_model().objects.get(pk=person.session["_auth_user_id"])
            user.user_permissions.add(Permission.objects.get(codename="view_billingentity"))
        shown = person.get(reverse("admin:finance")).content.decode()
        for each in finance.PAGES:
            url = reverse(f"admin:{each.name}")
            status = person.get(url).status_code
            assert (status == 403) == (each.right == finance_parts.NAMES_RIGHT), each.slug
            assert (f'"{url}"' in shown) == (status == 200 and each.is_listed), each.slug
        named = {each.slug for each in finance.PAGES if each.right == finance_parts.NAMES_RIGHT}
        assert {"exports", "ageing", "documents", "revenue", "cohort-rows", "cash-day"} <= named
        assert "Umoja" not in person.get(reverse("admin:finance-vat201")).content.decode()

    def test_an_empty_entity_and_nobody(self, shop: Shop, staff: Client) -> None:
        url = reverse("admin:finance-exports")
        assert "Nobody sells yet" in staff.get(url).content.decode()
        entities.selling()
        assert b"".join(staff.get(f"{url}?export=sage-journal")).startswith(b"Reference,Date")

    def test_queries_do_not_grow(self, shop: Shop) -> None:
        shop.pay(shop.start())
        follow(shop)
        with CaptureQueriesContext(connection) as few:
            made(shop, "xero-invoices")
        with tenant(shop.organisation_id):
            invoice = TaxDocument.objects.get()
            for key in "abcde":
                corrections.debit_by_hand(
                    invoice.public_id, amount=D(1), reason="x", key=key, by=STAFF, now=shop.now
                )
        with CaptureQueriesContext(connection) as many:
            assert len(made(shop, "xero-invoices")) == 6
        assert len(many) <= len(few)
