"""Month-end packs: what is in them, that they add up, and what a fault leaves."""

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from billing.models import DocumentDelivery, MonthEndPack, PackState, TaxDocument, VatRow
from billing.services import delivering, entities, erasure, exporting, packing, packs
from billing.tests.documented import SELLER, balance, documents, follow
from billing.tests.factories import Shop
from billing.tests.staffroom import entries, hired
from billing.tests.test_exports import busy
from billing.tests.test_ledger import STAFF
from synthai.core import fan_out, files
from synthai.core.errors import NotAllowed
from synthai.core.tenancy import all_tenants, tenant

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def _seller() -> Iterator[None]:
    before = settings.BILLING_ENTITY
    settings.BILLING_ENTITY = SELLER
    yield
    settings.BILLING_ENTITY = before


def ask(shop: Shop, **more: Any) -> MonthEndPack:
    kept = {"since": date(2026, 1, 1), "until": shop.now.date(), "by": STAFF, "now": shop.now}
    return packs.ask(entities.selling(), **{**kept, **more})


def make(pack: MonthEndPack) -> MonthEndPack:
    """As a worker does."""
    fan_out.operator_work(call="billing.services.packs.make", pk=pack.pk)
    pack.refresh_from_db()
    return pack


def opened(pack: MonthEndPack) -> zipfile.ZipFile:
    with files.open_file(pack.path) as stored:
        return zipfile.ZipFile(io.BytesIO(stored.read()))


def table(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))


class TestContents:
    def test_everything_is_there_and_adds_up(self, shop: Shop) -> None:
        busy(shop)
        pack = make(ask(shop))
        assert (pack.state, pack.percent, pack.done, pack.total) == (PackState.READY, 100, 4, 4)
        archive = opened(pack)
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert {"README.txt", "manifest.sha256", "ageing.csv", "ageing.xlsx", "books/journal.csv"} <= names
        assert {"books/trial-balance.csv", "vat/sales-by-rate.csv", "documents.csv"} <= names
        assert sum(name.startswith("exports/") for name in names) == 8
        issued = {document.number for document in documents(shop)}
        assert {name for name in names if name.endswith(".pdf")} == {f"documents/{n}.pdf" for n in issued}
        journal = table(archive, "books/journal.csv")
        debit = sum(D(row["Debit"]) for row in journal)
        assert debit == sum(D(row["Credit"]) for row in journal) > 0
        trial = table(archive, "books/trial-balance.csv")
        (owed,) = [row for row in trial if row["Account"] == "receivables"]
        assert D(owed["Debit"]) - D(owed["Credit"]) == balance("receivables")
        ages = table(archive, "ageing.csv")
        assert sum((D(row["Total"]) for row in ages), D(0)) == balance("receivables")
        rates = table(archive, "vat/sales-by-rate.csv")
        assert sum(D(row["VAT"]) for row in rates) == sum(row.vat for row in VatRow.objects.all())
        returned = table(archive, "vat/vat201-2026-02-01-2026-03-31.csv")
        before = table(archive, "vat/vat201-2025-12-01-2026-01-31.csv")
        total = sum(D(row["Amount"]) for row in (*returned, *before) if row["Field"] == "13")
        assert total == -balance("vat_output.15")
        register = table(archive, "documents.csv")
        assert {row["Number"] for row in register} == issued
        for name, rows in (("books/trial-balance", trial), ("ageing", ages)):
            book = CalamineWorkbook.from_filelike(io.BytesIO(archive.read(f"{name}.xlsx")))
            assert len(book.get_sheet_by_index(0).to_python()) == len(rows) + 1
        assert "NOT closed" in archive.read("README.txt").decode()

    def test_every_hash_in_the_manifest_holds(self, shop: Shop) -> None:
        busy(shop)
        pack = make(ask(shop))
        archive = opened(pack)
        rows = archive.read("manifest.sha256").decode().splitlines()
        listed = {name: digest for digest, name in (row.split("  ", 1) for row in rows)}
        assert set(listed) == set(archive.namelist()) - {"manifest.sha256"}
        for name, digest in listed.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest, name
        with files.open_file(pack.path) as stored:
            assert hashlib.sha256(stored.read()).hexdigest() == pack.sha256

    def test_the_documents_are_the_very_files_that_were_issued(self, shop: Shop) -> None:
        shop.pay(shop.start())
        follow(shop)
        with tenant(shop.organisation_id):
            document = TaxDocument.objects.get()
            delivering.deliver(document.public_id, now=shop.now)
            kept = DocumentDelivery.objects.get()
        archive = opened(make(ask(shop)))
        content = archive.read(f"documents/{document.number}.pdf")
        assert hashlib.sha256(content).hexdigest() == kept.file_sha256
        files.delete(kept.path)
        again = opened(make(ask(shop, since=date(2026, 1, 2))))
        assert f"{document.number}.pdf: its file is not in the storage" in again.read("README.txt").decode()

    def test_of_who_is_gone_the_files_and_no_name_in_tables(self, shop: Shop) -> None:
        shop.pay(shop.start())
        follow(shop)
        with tenant(shop.organisation_id):
            document = TaxDocument.objects.get()
            delivering.deliver(document.public_id, now=shop.now)
            erasure.erase(shop.organisation_id)
        archive = opened(make(ask(shop)))
        assert f"documents/{document.number}.pdf" in archive.namelist()
        for name in archive.namelist():
            if name.endswith(".csv"):
                assert b"Umoja" not in archive.read(name), name

    def test_an_empty_entity(self, shop: Shop) -> None:
        pack = make(ask(shop))
        assert pack.state == PackState.READY
        assert table(opened(pack), "documents.csv") == []

    def test_an_export_that_cannot_be_made_is_named(self, shop: Shop) -> None:
        busy(shop)
        with pytest.MonkeyPatch.context() as patched:
            patched.delitem(exporting.USUAL["sage"][1], "vat.15")
            archive = opened(make(ask(shop)))
        assert "exports/sage/sage-entries: " in archive.read("README.txt").decode()
        assert any(name.startswith("exports/xero/") for name in archive.namelist())


class TestWork:
    def test_only_who_keeps_the_books_and_only_days_that_were(self, shop: Shop) -> None:
        with pytest.raises(NotAllowed):
            ask(shop, by=shop.by)
        for since, until in (
            (date(2026, 2, 1), date(2026, 1, 1)),
            (date(2026, 1, 1), shop.now.date() + timedelta(days=1)),
            (date(2024, 1, 1), date(2026, 1, 1)),
        ):
            with pytest.raises(packs.PackPeriodWrong):
                ask(shop, since=since, until=until)

    def test_the_same_is_made_once_at_a_time(self, shop: Shop) -> None:
        first = ask(shop)
        with pytest.raises(packs.PackAtWork):
            ask(shop)
        later = ask(shop, now=shop.now + timedelta(minutes=11))
        first.refresh_from_db()
        assert (first.state, later.state) == (PackState.FAILED, PackState.ASKED)

    def test_a_worker_that_was_killed_is_done_over(self, shop: Shop, monkeypatch: Any) -> None:
        busy(shop)
        pack = ask(shop)
        MonthEndPack.objects.update(state=PackState.WORKING, done=3, step="Documents")
        assert make(pack).state == PackState.READY
        assert packs.make(pack.pk, now=shop.now) is None, "the message came once more"

    def test_a_lost_one_is_handed_over_again_and_given_up_in_the_end(self, shop: Shop) -> None:
        pack = ask(shop)
        assert packs.sweep(now=shop.now + timedelta(minutes=9)) == 0
        assert packs.sweep(now=shop.now + timedelta(minutes=11)) == 1
        assert packs.sweep(now=shop.now + timedelta(minutes=12)) == 0
        assert packs.sweep(now=shop.now + timedelta(hours=4)) == 0
        pack.refresh_from_db()
        assert (pack.state, pack.failure) == (PackState.FAILED, "Its worker was not heard of again.")

    def test_a_fault_is_written_down(self, shop: Shop, monkeypatch: Any) -> None:
        def full(*_args: Any, **_more: Any) -> None:
            raise OSError(28, "No space left on device")

        pack = ask(shop)
        monkeypatch.setattr(files, "save_stream", full)
        with pytest.raises(OSError, match="space"), all_tenants(reason="test"):
            packs.make(pack.pk, now=shop.now)
        pack.refresh_from_db()
        assert (pack.state, pack.failure) == (PackState.FAILED, "OSError")
        assert ask(shop).state == PackState.ASKED

    def test_removed_while_it_is_made(self, shop: Shop, monkeypatch: Any) -> None:
        busy(shop)
        pack = ask(shop)
        whole = packing._register

        def removed(work: packing.Work) -> None:
            packs.remove(pack.public_id, by=STAFF)
            whole(work)

        parts = tuple(removed if part is whole else part for part in packing.PARTS)
        monkeypatch.setattr(packing, "PARTS", parts)
        with all_tenants(reason="test"):
            assert packs.make(pack.pk, now=shop.now) is None
        assert not MonthEndPack.objects.exists()

    def test_after_a_month_it_goes_with_its_file(
        self, shop: Shop, django_capture_on_commit_callbacks: Any
    ) -> None:
        pack = make(ask(shop))
        assert packs.expire(now=shop.now + timedelta(days=29)) == 0
        with django_capture_on_commit_callbacks(execute=True):
            assert packs.expire(now=shop.now + timedelta(days=31)) == 1
        with pytest.raises(FileNotFoundError):
            files.open_file(pack.path)


class TestPage:
    def test_asked_for_made_downloaded_and_removed(self, now_shop: Shop, staff: Client) -> None:
        now_shop.pay(now_shop.start())
        follow(now_shop)
        url = reverse("admin:finance-packs")
        assert "No pack yet" in staff.get(url).content.decode()
        shown = staff.post(url, follow=True).content.decode()
        assert "A worker is at it" in shown
        assert 'hx-trigger="every 3s' in shown
        assert "being made already" in staff.post(url, follow=True).content.decode()
        pack = make(MonthEndPack.objects.get())
        shown = staff.get(url).content.decode()
        assert pack.sha256 in shown
        assert 'hx-trigger="every 3s' not in shown
        reply = staff.get(f"{url}?download={pack.public_id}")
        assert hashlib.sha256(b"".join(reply)).hexdigest() == pack.sha256
        assert packs.file_name(pack) in reply["Content-Disposition"]
        assert len(entries("billing.pack.downloaded")) == 1
        assert "is removed" in staff.post(url, {"remove": pack.public_id}, follow=True).content.decode()
        gone = staff.get(f"{url}?download={pack.public_id}", follow=True).content.decode()
        assert "not there any more" in gone

    def test_who_may_only_look_makes_none(self, now_shop: Shop) -> None:
        entities.selling()
        client = hired(now_shop)
        assert client.get(reverse("admin:finance-packs")).status_code in (302, 403)
        assert client.post(reverse("admin:finance-packs")).status_code in (302, 403)
        assert not MonthEndPack.objects.exists()
