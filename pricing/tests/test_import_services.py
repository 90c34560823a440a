"""From upload to rows and back: what is loaded, what is told, what is refused."""

import io
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from pricing.imports.answers import Options
from pricing.imports.mapping import MappingIncomplete
from pricing.models import Category, Import, ImportState, Product, ProductCost, SalesRow
from pricing.services import import_loading, importing, imports, uploads
from pricing.tests.factories import bring_in, upload
from pricing.tests.import_files import csv_bytes, history, program_csv
from synthai.core.errors import NotAllowed
from synthai.core.files import FileTooLarge
from synthai.core.models import AuditEntry, OutboxEvent
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast

HEADINGS = "date,sku,units,unit_price,category,unit_cost,rain"
ROWS = [
    ("2026-11-01", "MILK", 10, "24.99", "Dairy", "15.00", 2),
    ("2026-11-02", "MILK", 12, "24.99", "Dairy", "15.00", 0),
    ("2026-11-03", "MILK", -1, "25.99", "Dairy", "15.50", ""),
    ("2026-11-01", "BREAD", 7, "18.00", "Bakery", "", 2),
]
FILE = history(*ROWS, headings=HEADINGS)


pytestmark = pytest.mark.usefixtures("files_in_tmp")
# For what follows after a file was read; that the child process reads it is shown by the tests without this mark.
IN_THIS_PROCESS = pytest.mark.usefixtures("read_in_process")


def figures() -> list[tuple[Any, ...]]:
    rows = SalesRow.objects.select_related("product").order_by("product__sku", "sold_on", "line_key")
    return [(row.product.sku, row.sold_on.isoformat(), row.units, row.unit_price) for row in rows]


def test_loads_own_layout(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, FILE)
    assert found.state == ImportState.LOADED, found.error
    assert (found.added_count, found.row_count, found.new_product_count) == (4, 4, 2)
    assert (found.data_from, found.data_until) == (date(2026, 11, 1), date(2026, 11, 3))
    with tenant(cast.umoja):
        assert figures()[0] == ("BREAD", "2026-11-01", Decimal("7"), Decimal("18"))
        assert figures()[3] == ("MILK", "2026-11-03", Decimal("-1"), Decimal("25.99"))
        milk = Product.objects.get(sku="MILK")
        assert milk.category is not None
        assert (milk.name, milk.category.name, milk.current_price) == ("MILK", "Dairy", Decimal("24.99"))
        costs = (
            ProductCost.objects.filter(product=milk).order_by("from_on").values_list("from_on", "unit_cost")
        )
        assert list(costs) == [(date(2026, 11, 1), Decimal("15")), (date(2026, 11, 3), Decimal("15.5"))]
        assert [row.extra for row in SalesRow.objects.of_product(milk.pk)] == [{"rain": 2}, {"rain": 0}, {}]


@IN_THIS_PROCESS
def test_tells_what_happened(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, FILE)
    with tenant(cast.umoja):
        names = list(OutboxEvent.objects.order_by("pk").values_list("name", flat=True))
        assert names == ["pricing.ImportUploaded", "pricing.ImportQueued", "pricing.ImportFinished"]
        told = OutboxEvent.objects.get(name="pricing.ImportFinished").payload
        assert (told["added"], told["products"], told["public_id"]) == (4, 2, found.public_id)
        assert AuditEntry.objects.filter(code="pricing.import.uploaded", object_id=found.public_id).exists()


@IN_THIS_PROCESS
def test_same_file_again_changes_nothing(cast: Cast) -> None:
    bring_in(cast.thandi.actor, FILE)
    with tenant(cast.umoja):
        before = figures(), list(Product.objects.order_by("pk").values())
    again = bring_in(cast.thandi.actor, FILE)
    assert again.state == ImportState.LOADED
    assert again.changed_nothing
    assert (again.added_count, again.changed_count, again.unchanged_count) == (0, 0, 4)
    with tenant(cast.umoja):
        assert (figures(), list(Product.objects.order_by("pk").values())) == before
        assert ProductCost.objects.count() == 2


@IN_THIS_PROCESS
def test_overlapping_file_adds_and_corrects(cast: Cast) -> None:
    bring_in(cast.thandi.actor, FILE)
    later = [("2026-11-02", "MILK", 14, "24.99"), ("2026-11-04", "MILK", 9, "26.99")]
    found = bring_in(cast.thandi.actor, history(*later))
    assert (found.added_count, found.changed_count, found.unchanged_count) == (1, 1, 0)
    with tenant(cast.umoja):
        assert ("MILK", "2026-11-02", Decimal("14"), Decimal("24.99")) in figures()
        assert Product.objects.get(sku="MILK").current_price == Decimal("26.99")


@IN_THIS_PROCESS
def test_older_file_does_not_move_price_back(cast: Cast) -> None:
    bring_in(cast.thandi.actor, FILE)
    bring_in(cast.thandi.actor, history(("2025-11-01", "MILK", 3, "19.99")))
    with tenant(cast.umoja):
        assert Product.objects.get(sku="MILK").current_price == Decimal("24.99")


@IN_THIS_PROCESS
def test_overlapping_receipts_are_counted_once(cast: Cast) -> None:
    def receipts(*numbers: int) -> bytes:
        rows = [
            {"Date": "2026-11-01", "Receipt number": f"1-{n}", "SKU": "TEA", "Item": "Tea", "Quantity": q,
             "Gross sales": 20 * q, "Net sales": 20 * q}
            for n in numbers for q in (1, 2)
        ]  # fmt: skip
        return program_csv("loyverse_receipts_by_item", rows)

    bring_in(cast.thandi.actor, receipts(1, 2, 3))
    found = bring_in(cast.thandi.actor, receipts(3, 2, 4))
    assert (found.added_count, found.changed_count, found.unchanged_count) == (2, 0, 4)
    with tenant(cast.umoja):
        assert SalesRow.objects.count() == 8


@IN_THIS_PROCESS
def test_refuses_weekly_totals_of_days_that_are_in(cast: Cast) -> None:
    bring_in(cast.thandi.actor, FILE, name="days.csv")
    weekly = history(("2026-10-26", "MILK", 40, "24.99"), headings="week,sku,units,unit_price")
    found = bring_in(cast.thandi.actor, weekly)
    assert found.state == ImportState.FAILED
    assert found.error_code == "pricing.import.counted_twice"
    assert "days.csv" in found.error
    with tenant(cast.umoja):
        assert SalesRow.objects.count() == 4
        assert Product.objects.count() == 2
    other = history(("2026-11-02", "JAM", 40, "24.99"), headings="week,sku,units,unit_price")
    assert bring_in(cast.thandi.actor, other).state == ImportState.LOADED


def test_product_list_overrides_and_dates_costs(cast: Cast) -> None:
    bring_in(cast.thandi.actor, FILE)
    listed = csv_bytes(
        ["code", "name", "price", "cost", "category"],
        [
            ("MILK", "Full-cream milk 2 l", "27.99", "16.20", "Dairy"),
            ("JAM", "Apricot jam", "39.99", "", "Spreads"),
        ],
    )
    asked = bring_in(cast.thandi.actor, listed)
    assert asked.state == ImportState.MAPPING
    found = answer(cast, asked, asked.mapping)
    assert found.kind == "catalogue"
    assert (found.added_count, found.changed_count) == (1, 1)
    with tenant(cast.umoja):
        milk = Product.objects.get(sku="MILK")
        assert (milk.name, milk.current_price, milk.version) == ("Full-cream milk 2 l", Decimal("27.99"), 2)
        newest = ProductCost.objects.filter(product=milk).order_by("-from_on")[0]
        assert (newest.unit_cost, newest.from_on) == (Decimal("16.2"), timezone.localdate())


def answer(cast: Cast, asked: Import, mapping: Any, **answers: Any) -> Import:
    with tenant(cast.umoja):
        imports.set_mapping(
            asked.pk, mapping=mapping, answers=Options(**answers), by=cast.thandi.actor, now=timezone.now()
        )
        importing.run(asked.pk)
        return Import.objects.get(pk=asked.pk)


@IN_THIS_PROCESS
def test_remembers_mapping_for_same_layout_only(cast: Cast) -> None:
    odd = ["when", "thing", "how many", "each"]
    asked = bring_in(cast.thandi.actor, csv_bytes(odd, [("2026-11-01", "A", 1, 5)]))
    assert asked.state == ImportState.MAPPING
    mapping = {"date": 0, "sku": 1, "units": 2, "unit_price": 3}
    assert answer(cast, asked, mapping).state == ImportState.LOADED
    again = bring_in(cast.thandi.actor, csv_bytes(odd, [("2026-11-02", "A", 1, 5)]))
    assert again.state == ImportState.LOADED
    other = bring_in(cast.thandi.actor, csv_bytes([*odd, "more"], [("2026-11-03", "A", 1, 5, 1)]))
    assert other.state == ImportState.MAPPING
    stranger = bring_in(cast.charlize.actor, csv_bytes(odd, [("2026-11-02", "A", 1, 5)]))
    assert stranger.state == ImportState.MAPPING


@IN_THIS_PROCESS
def test_asks_for_date_order_once(cast: Cast) -> None:
    asked = bring_in(cast.thandi.actor, history(("03/04/2026", "A", 1, 5)))
    assert asked.state == ImportState.MAPPING
    assert asked.facts["asks"] == ["date_order"]
    assert asked.facts["examples"] == ["03/04/2026"]
    found = answer(cast, asked, asked.mapping, date_order="dmy")
    assert found.data_from == date(2026, 4, 3)
    again = bring_in(cast.thandi.actor, history(("05/04/2026", "A", 1, 5)))
    assert (again.state, again.data_from) == (ImportState.LOADED, date(2026, 4, 5))


def test_doubled_heading_goes_to_person(cast: Cast) -> None:
    content = csv_bytes(["date", "sku", "units", "units", "unit_price"], [("2026-11-01", "A", 1, 2, 5)])
    asked = bring_in(cast.thandi.actor, content)
    assert asked.state == ImportState.MAPPING
    found = answer(cast, asked, {"date": 0, "sku": 1, "units": 3, "unit_price": 4})
    with tenant(cast.umoja):
        assert SalesRow.objects.get(source_id=found.pk).units == 2


def test_incomplete_mapping_names_what_is_missing(cast: Cast) -> None:
    asked = bring_in(cast.thandi.actor, csv_bytes(["when", "thing", "each"], [("2026-11-01", "A", 5)]))
    with pytest.raises(MappingIncomplete, match="units sold"):
        answer(cast, asked, {"date": 0, "sku": 1, "unit_price": 2})
    with pytest.raises(MappingIncomplete, match="only mean one thing"):
        answer(cast, asked, {"date": 0, "sku": 1, "units": 2, "unit_price": 2})
    with pytest.raises(MappingIncomplete, match="does not exist"):
        answer(cast, asked, {"date": 0, "sku": 1, "units": 9, "unit_price": 2})


def test_keeps_report_of_bad_rows(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, history(ROWS[0][:4], ("soon", "A", 1, 5), ROWS[1][:4]))
    assert (found.added_count, found.refused_count) == (2, 1)
    assert found.report_path
    assert found.findings[0]["code"] == "date_unclear"


def test_refuses_empty_and_large_files_and_viewers(cast: Cast, settings: Any) -> None:
    with pytest.raises(uploads.FileEmpty):
        upload(cast.thandi.actor, b"")
    viewer = cast.hire("viewer")
    with pytest.raises(NotAllowed):
        upload(viewer.actor, FILE)
    settings.UPLOAD_MAX_BYTES = 10
    with pytest.raises(FileTooLarge):
        upload(cast.thandi.actor, FILE)
    with tenant(cast.umoja):
        assert not Import.objects.exists()


def test_same_file_twice_at_once_is_refused(cast: Cast) -> None:
    upload(cast.thandi.actor, FILE)
    with pytest.raises(uploads.AlreadyImporting):
        upload(cast.bongani.actor, FILE)
    assert upload(cast.charlize.actor, FILE).state == ImportState.UPLOADED


def test_picture_called_csv_fails_with_sentence(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, b"\x89PNG\r\n\x1a\n" + bytes(100), name="sales.csv")
    assert found.state == ImportState.FAILED
    assert "PNG picture" in found.error
    with tenant(cast.umoja):
        assert OutboxEvent.objects.filter(name="pricing.ImportFailed").exists()


@IN_THIS_PROCESS
def test_organisations_never_meet(cast: Cast) -> None:
    bring_in(cast.thandi.actor, FILE)
    found = bring_in(cast.charlize.actor, FILE)
    assert found.added_count == 4
    with tenant(cast.karoo):
        assert Product.objects.count() == 2
        assert SalesRow.objects.count() == 4
        assert Category.objects.count() == 2


def test_lease_keeps_second_worker_out_and_expires(cast: Cast) -> None:
    found = upload(cast.thandi.actor, FILE)
    now = timezone.now()
    with tenant(cast.umoja):
        token = importing.claim(found.pk, (ImportState.UPLOADED,), now=now)
        with pytest.raises(importing.ImportBusy):
            importing.claim(found.pk, (ImportState.UPLOADED,), now=now + timedelta(seconds=20))
        assert importing.claim(found.pk, (ImportState.UPLOADED,), now=now + timedelta(seconds=31)) != token


@IN_THIS_PROCESS
def test_late_worker_cannot_load_what_another_took_over(cast: Cast, tmp_path: Path) -> None:
    found = upload(cast.thandi.actor, FILE)
    with tenant(cast.umoja):
        importing.inspect(found.pk)
        late = importing.claim(found.pk, (ImportState.WAITING,), now=timezone.now() - timedelta(minutes=5))
        importing.run(found.pk)
        with pytest.raises(imports.LeaseLost):
            import_loading.load(found.pk, {}, tmp_path, report="", token=str(late))
        assert SalesRow.objects.count() == 4


def test_gives_up_after_several_lost_workers(cast: Cast) -> None:
    found = upload(cast.thandi.actor, FILE)
    at = datetime(2026, 11, 21, tzinfo=UTC)
    with tenant(cast.umoja):
        for attempt in range(5):
            importing.claim(found.pk, (ImportState.UPLOADED,), now=at + timedelta(minutes=attempt))
        found.refresh_from_db()
        assert (found.state, found.error_code) == (ImportState.FAILED, "pricing.import.gave_up")


@IN_THIS_PROCESS
def test_cancel_before_and_while_reading(cast: Cast) -> None:
    waiting = upload(cast.thandi.actor, FILE)
    with tenant(cast.umoja):
        assert (
            imports.cancel(waiting.pk, by=cast.thandi.actor, now=timezone.now()).state
            == ImportState.CANCELLED
        )
        importing.inspect(waiting.pk)
        held = upload(cast.thandi.actor, FILE)
        importing.inspect(held.pk)
        Import.objects.filter(pk=held.pk).update(
            lease_until=timezone.now() + timedelta(minutes=1), lease_token="x"
        )
        imports.cancel(held.pk, by=cast.thandi.actor, now=timezone.now())
        held.refresh_from_db()
        assert held.state == ImportState.WAITING
        Import.objects.filter(pk=held.pk).update(lease_until=None)
        importing.run(held.pk)
        held.refresh_from_db()
        assert held.state == ImportState.CANCELLED
        assert not SalesRow.objects.exists()
        with pytest.raises(imports.NotCancellable):
            imports.cancel(held.pk, by=cast.thandi.actor, now=timezone.now())


def test_failed_import_can_be_tried_again(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, history(("x", "A", 1, 5)))
    assert found.state == ImportState.FAILED
    with tenant(cast.umoja):
        again = imports.retry(found.pk, by=cast.thandi.actor, now=timezone.now())
        assert (again.state, again.error) == (ImportState.UPLOADED, "")
        importing.inspect(found.pk)
        importing.run(found.pk)
        found.refresh_from_db()
        assert found.state == ImportState.FAILED


def test_stream_is_not_read_into_memory(cast: Cast) -> None:
    class Counting(io.BytesIO):
        largest = 0

        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert size > 0
            return super().read(size)

    with tenant(cast.umoja):
        uploads.upload(Counting(FILE), name="a.csv", by=cast.thandi.actor, now=timezone.now())
        assert Import.objects.get().size == len(FILE)
