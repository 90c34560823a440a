"""Import and product pages: what people see and do."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from pricing.models import Category, Import, ImportState, Product, ProductCost, Run, SalesRow
from pricing.services import importing
from pricing.tests.advice import make_advice, make_run
from pricing.tests.factories import bring_in, upload
from pricing.tests.import_files import csv_bytes, history
from synthai.core.models import AuditEntry
from synthai.core.tenancy import tenant
from synthai.core.testing.cast import Cast, Person

pytestmark = pytest.mark.usefixtures("files_in_tmp", "read_in_process")

GOOD = history(("2026-11-01", "MILK", 10, "24.99"), ("2026-11-02", "BREAD", 4, "18.00"))
ODD = csv_bytes(["when", "thing", "how many", "each"], [("2026-11-01", "A", 1, 5), ("2026-11-02", "B", 2, 7)])


def at(name: str, *args: str) -> str:
    return reverse(f"pricing:{name}", args=["umoja-foods", *args])


def send(person: Person, content: bytes, name: str = "sales.csv") -> Any:
    return person.client().post(at("import-create"), {"file": SimpleUploadedFile(name, content)})


def latest(cast: Cast) -> Import:
    with tenant(cast.umoja):
        return Import.objects.order_by("-pk")[0]


def work(cast: Cast, found: Import) -> None:
    with tenant(cast.umoja):
        importing.inspect(found.pk)
        importing.run(found.pk)


def test_uploads_and_shows_result(cast: Cast) -> None:
    reply = send(cast.thandi, GOOD)
    found = latest(cast)
    assert reply.status_code == 302
    assert reply.url == at("import-detail", found.public_id)
    waiting = cast.thandi.client().get(reply.url)
    assert f'data-live-id="{found.public_id}"' in waiting.content.decode()
    assert "Show the progress again" in waiting.content.decode()
    work(cast, found)
    page = cast.thandi.client().get(reply.url).content.decode()
    assert "The file is in" in page
    assert "data-live=" not in page.split("<section")[1].split(">")[0]
    again = send(cast.thandi, GOOD)
    work(cast, latest(cast))
    assert "Nothing new in this file" in cast.thandi.client().get(again.url).content.decode()


def test_empty_and_missing_file_are_told_on_the_form(cast: Cast) -> None:
    empty = send(cast.thandi, b"")
    assert empty.status_code == 200
    assert "The file is empty" in empty.content.decode()
    missing = cast.thandi.client().post(at("import-create"), {})
    assert "Choose a CSV or Excel file first." in missing.content.decode()


def test_too_large_file_is_told_on_the_form(cast: Cast, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100
    reply = send(cast.thandi, GOOD * 10)
    assert "larger than" in reply.content.decode()
    with tenant(cast.umoja):
        assert not Import.objects.exists()


def test_maps_unknown_layout_on_the_page(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, ODD)
    client = cast.thandi.client()
    page = client.get(at("import-detail", found.public_id)).content.decode()
    assert "Say once which column is which" in page
    assert "D  each  (5, 7)" in page
    wrong = client.post(at("import-map", found.public_id), {"sku": "1", "date": "0"})
    assert "units sold" in wrong.content.decode()
    right = {"date": "0", "sku": "1", "units": "2", "unit_price": "3", "repeats": "add"}
    assert client.post(at("import-map", found.public_id), right).status_code == 302
    work(cast, found)
    with tenant(cast.umoja):
        assert SalesRow.objects.count() == 2


def test_asks_for_date_order_on_the_page(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, history(("03/04/2026", "A", 1, 5)))
    client = cast.thandi.client()
    page = client.get(at("import-detail", found.public_id)).content.decode()
    assert "One question before the file is read" in page
    assert "<b>03/04/2026</b>" in page
    mapping = {"date": "0", "sku": "1", "units": "2", "unit_price": "3"}
    unanswered = client.post(at("import-map", found.public_id), mapping)
    assert unanswered.status_code == 200
    assert client.post(at("import-map", found.public_id), {**mapping, "date_order": "dmy"}).status_code == 302


def test_offers_report_with_row_and_cure(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, history(("2026-11-01", "A", 1, 5), ("soon", "=A", 1, 5)))
    client = cast.thandi.client()
    page = client.get(at("import-detail", found.public_id)).content.decode()
    assert "This is not a date." in page
    assert "row 3: “soon”" in page
    report: Any = client.get(at("import-report", found.public_id))
    assert report["Content-Type"].startswith("text/csv")
    assert b"3,date,soon,This is not a date.,Write dates like 2026-11-21.,Left out" in b"".join(
        report.streaming_content
    )


def test_failed_import_can_be_mapped_anew(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, history(("soon", "A", 1, 5), ("later", "A", 1, 5)))
    client = cast.thandi.client()
    assert "Nothing was imported" in client.get(at("import-detail", found.public_id)).content.decode()
    client.post(at("import-remap", found.public_id))
    assert latest(cast).state == ImportState.MAPPING


def test_cancels_and_undoes(cast: Cast) -> None:
    client = cast.thandi.client()
    waiting = upload(cast.thandi.actor, ODD)
    client.post(at("import-cancel", waiting.public_id))
    assert latest(cast).state == ImportState.CANCELLED
    loaded = bring_in(cast.thandi.actor, GOOD)
    client.post(at("import-undo", loaded.public_id))
    assert latest(cast).state == ImportState.UNDONE
    assert "This import was undone" in client.get(at("import-detail", loaded.public_id)).content.decode()


def test_viewer_looks_and_member_imports_but_does_not_undo(cast: Cast) -> None:
    found = bring_in(cast.thandi.actor, GOOD)
    viewer = cast.hire("viewer").client()
    assert viewer.get(at("import-list")).status_code == 200
    assert viewer.get(at("product-list")).status_code == 200
    assert viewer.get(at("import-create")).status_code == 403
    assert cast.bongani.client().get(at("import-create")).status_code == 200
    assert cast.bongani.client().post(at("import-undo", found.public_id)).status_code == 403
    assert cast.charlize.client().get(at("import-detail", found.public_id)).status_code == 404


def test_strangers_import_is_not_found(cast: Cast) -> None:
    found = bring_in(cast.charlize.actor, GOOD)
    for name in ("import-detail", "import-report"):
        assert cast.thandi.client().get(at(name, found.public_id)).status_code == 404
    assert cast.thandi.client().post(at("import-undo", found.public_id)).status_code == 404


def test_import_list_costs_the_same_queries_for_many(
    cast: Cast, django_assert_max_num_queries: Any, tmp_path: Path
) -> None:
    for day in range(1, 8):
        bring_in(cast.thandi.actor, history((f"2026-11-{day:02}", "MILK", 1, 5)))
    client = cast.thandi.client()
    with django_assert_max_num_queries(9):
        assert client.get(at("import-list")).status_code == 200


def test_product_list_filters_sorts_and_costs_few_queries(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    rows = [("2026-11-01", f"SKU-{n:03}", 1, 10 + n, "Dairy" if n % 2 else "Bakery", 4) for n in range(120)]
    bring_in(cast.thandi.actor, history(*rows, headings="date,sku,units,unit_price,category,unit_cost"))
    client = cast.thandi.client()
    with django_assert_max_num_queries(9):
        first = client.get(at("product-list"), {"sort": "-price"}).content.decode()
    assert "SKU-119" in first
    assert "SKU-001" not in first
    found = client.get(at("product-list"), {"q": "sku-007"}).content.decode()
    assert "SKU-007" in found
    assert "SKU-008" not in found
    dairy = client.get(at("product-list"), {"category": "Dairy"}).content.decode()
    assert "SKU-001" in dairy
    assert "SKU-002" not in dairy
    fragment = client.get(
        at("product-list"), headers={"HX-Request": "true", "HX-Target": "rows"}
    ).content.decode()
    assert fragment.lstrip().startswith('<div id="rows">')


def test_changes_product_and_refuses_stale_or_crossed_input(cast: Cast) -> None:
    bring_in(cast.thandi.actor, GOOD)
    with tenant(cast.umoja):
        milk = Product.objects.get(sku="MILK")
    client = cast.bongani.client()
    address = at("product-edit", milk.public_id)
    version = client.get(address).context["form"].initial["version"]
    values = {"name": "Milk 2 l", "vat": "zero", "current_price": "R 26,49", "unit_cost": "15,25", "floor_price": "20",
              "ceiling_price": "", "version": version}  # fmt: skip
    assert client.post(address, values).status_code == 302
    with tenant(cast.umoja):
        milk.refresh_from_db()
        assert (str(milk.current_price), milk.vat, str(milk.floor_price)) == ("26.49", "zero", "20.00")
        assert str(ProductCost.objects.get(product=milk).unit_cost) == "15.2500"
        changes = AuditEntry.objects.get(code="pricing.product.changed").changes
        assert changes["current_price"] == ["24.99", "26.49"]
    stale = client.post(address, values)
    assert stale.status_code == 200
    assert "changed" in stale.content.decode()
    crossed = {**values, "ceiling_price": "10", "version": ""}
    assert "The lowest price is above the highest" in client.post(address, crossed).content.decode()


def test_removes_sample_data_and_keeps_the_rest(cast: Cast) -> None:
    bring_in(cast.thandi.actor, GOOD, is_sample=True)
    bring_in(cast.thandi.actor, history(("2026-11-01", "JAM", 3, "40")))
    client = cast.thandi.client()
    assert "These are sample data" in client.get(at("product-list")).content.decode()
    assert client.get(at("sample-remove")).status_code == 200
    assert client.post(at("sample-remove")).status_code == 302
    with tenant(cast.umoja):
        assert list(Product.objects.values_list("sku", flat=True)) == ["JAM"]
        assert SalesRow.objects.count() == 1
        assert AuditEntry.objects.filter(code="pricing.sample.removed").count() == 1
    assert "These are sample data" not in client.get(at("product-list")).content.decode()


def test_removing_sample_data_leaves_no_figures_of_it(cast: Cast) -> None:
    bring_in(cast.thandi.actor, GOOD, is_sample=True)
    bring_in(cast.thandi.actor, history(("2026-11-01", "JAM", 3, "40")))
    with tenant(cast.umoja):
        sample, jam = Product.objects.samples().order_by("pk")[0], Product.objects.get(sku="JAM")
    only_sample, both = make_run(cast.umoja), make_run(cast.umoja)
    for run, product in ((only_sample, sample), (both, sample), (both, jam)):
        make_advice(cast.umoja, run, product)
    cast.thandi.client().post(at("sample-remove"))
    with tenant(cast.umoja):
        assert [run.pk for run in Run.objects.order_by("pk")] == [both.pk]
        both.refresh_from_db()
        assert (both.totals["products"], both.totals["gain"]) == (1, "28.07")
        used = set(Product.objects.values_list("category_id", flat=True))
        assert set(Category.objects.values_list("pk", flat=True)) <= used
