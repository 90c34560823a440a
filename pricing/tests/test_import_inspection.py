"""What a file is: known programs, unknown layouts, and what is no table at all."""

import io
import zipfile
from pathlib import Path

import pytest

from pricing.imports.layout import fingerprint, guess
from pricing.imports.presets import recognise
from pricing.tests.import_files import HEADERS, Read, csv_bytes, history, layout_of, program_csv, workbook

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def _zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \r\n\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (PNG, "PNG picture"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "old Excel file"),
        (b"<!DOCTYPE html><html><table></table></html>", "web page"),
        (bytes(range(256)) * 20, "not a text file"),
        (b"justoneheading\n1\n2\n", "Only one column"),
        (_zip(readme=b"hello"), "not an Excel workbook"),
        (b"PK\x03\x04" + bytes(50), "damaged"),
    ],
)
def test_says_what_is_wrong_with_file(tmp_path: Path, content: bytes, words: str) -> None:
    facts = Read(tmp_path, content).facts
    assert words in facts["error"]
    assert facts["error_code"] == "pricing.import.unreadable"


def test_refuses_zip_bomb_before_unpacking(tmp_path: Path) -> None:
    bomb = _zip(xl__workbook=b"", **{"xl__workbook.xml": b"<workbook/>", "xl__sheet1.xml": bytes(60_000_000)})
    assert len(bomb) < 100_000
    facts = Read(tmp_path, bomb, name="sales.xlsx").facts
    assert "unpacks to far more" in facts["error"]


def test_reads_headings_without_rows_and_says_so(tmp_path: Path) -> None:
    assert Read(tmp_path, b"date,sku,units,unit_price\n").reply["code"] == "pricing.import.no_rows"


@pytest.mark.parametrize(
    "name",
    ["shopify_orders", "woocommerce_products", "loyverse_receipts_by_item", "xero_sales_invoice_import"],
)
def test_recognises_programs_that_carry_items(name: str) -> None:
    for headings in (layout_of(name), [heading.upper() for heading in layout_of(name)]):
        preset, mapping = recognise(headings)
        assert preset is not None
        assert preset.instead is None
        assert "sku" in mapping


@pytest.mark.parametrize(
    ("headings", "words"),
    [
        (layout_of("woocommerce_analytics_orders"), "one row per product"),
        (layout_of("loyverse_receipts"), "Receipts by item"),
        (layout_of("xero_bill_import"), "bill"),
        (layout_of("yoco_transactions"), "Product sales"),
        *((variant, "bank statement") for variant in HEADERS["sa_bank_statements"]["variants"].values()),
    ],
)
def test_answers_files_without_items_with_what_to_export(
    tmp_path: Path, headings: list[str], words: str
) -> None:
    facts = Read(tmp_path, csv_bytes(headings, [["1"] * len(headings)])).facts
    assert facts["error_code"] == "pricing.import.no_item_sales"
    assert words in facts["error"]


def test_guesses_unknown_headings_and_leaves_doubled_ones(tmp_path: Path) -> None:
    assert guess(["Datum", "Kode", "Beskrywing", "Aantal", "Prys"]) == {
        "date": 0, "sku": 1, "name": 2, "units": 3, "unit_price": 4,
    }  # fmt: skip
    assert "units" not in guess(["date", "code", "qty", "qty", "price"])


def test_guesses_by_words_of_headings_and_by_what_cells_hold(tmp_path: Path) -> None:
    headings = ["Dag", "Artikel", "Beskrywing", "Stuks verkoop", "Prys per stuk", "Afdeling"]
    row = ["14/09/2026", "MM-5", "Mieliemeel 5 kg", "41", "79,99", "Kruideniersware"]
    assert guess(headings, [row]) == {
        "date": 0, "sku": 1, "name": 2, "units": 3, "unit_price": 4, "category": 5,
    }  # fmt: skip
    assert "units" not in guess(["date", "code", "qty"], [["2026-11-01", "A", "many"]])
    headings = ["Verkoopdatum", "Item nr", "Omskrywing", "Aantal verkoop", "Prys incl BTW", "Inkoopprys"]
    assert guess(headings, [["29/09/2026", "K1", "Maas 2 L", "14", "46,99", "20,84"]]) == {
        "date": 0, "sku": 1, "name": 2, "units": 3, "unit_price": 4, "unit_cost": 5,
    }  # fmt: skip


def test_a_column_of_dates_is_the_date_whatever_it_is_called() -> None:
    row = ["29/09/2026", "K1", "3", "9,99"]
    assert guess(["Gekoop", "Kode", "Aantal", "Prys"], [row])["date"] == 0
    assert "date" not in guess(["Gekoop", "Kode", "Aantal", "Afgelewer"], [[*row[:3], "30/09/2026"]])
    assert guess(["Week", "Kode", "Gekoop"], [["2026-W05", "K1", "29/09/2026"]]).get("date") is None
    assert guess(["Receipt total", "Price"], [["9", "5"]]) == {"unit_price": 1, "reference": 0}


def test_names_doubled_headings_of_own_layout(tmp_path: Path) -> None:
    content = csv_bytes(["date", "sku", "units", "units", "unit_price"], [("2026-11-01", "A", 1, 2, 5)])
    assert Read(tmp_path, content).facts["doubled"] == ["units"]


def test_fingerprint_ignores_capitals_and_spaces_but_not_order() -> None:
    assert fingerprint(["Date ", "SKU"]) == fingerprint(["\ufeffdate", "sku"])
    assert fingerprint(["sku", "date"]) != fingerprint(["date", "sku"])


def test_takes_sheet_with_most_rows(tmp_path: Path) -> None:
    facts = Read(
        tmp_path, workbook([["date", "sku", "units", "unit_price"], ["2026-11-01", "A", 1, 5]])
    ).facts
    assert facts["layout"]["sheet"] == "Sales"
    assert facts["preset"] == "history"


def test_shopify_orders(tmp_path: Path) -> None:
    """Order cells stand on the first line only; a cancelled order and one in dollars do not count."""
    at = "2026-10-31 23:30:00 +0000"
    rows = [
        {"Name": "#1001", "Created at": at, "Currency": "ZAR", "Financial Status": "paid", "Lineitem quantity": 2,
         "Lineitem name": "Rusks", "Lineitem price": "50.00", "Lineitem sku": "RUSK", "Lineitem discount": "10.00",
         "Subtotal": "90.00", "Shipping": "0.00", "Taxes": "11.74", "Total": "90.00"},
        {"Name": "#1001", "Lineitem quantity": 1, "Lineitem name": "Tea", "Lineitem price": "30.00", "Lineitem sku": ""},
        {"Name": "#1002", "Created at": at, "Currency": "ZAR", "Cancelled at": at, "Lineitem quantity": 1,
         "Lineitem name": "Tea", "Lineitem price": "30.00"},
        {"Name": "#1003", "Created at": at, "Currency": "USD", "Lineitem quantity": 1, "Lineitem name": "Tea",
         "Lineitem price": "3.00"},
        {"Name": "#1003", "Lineitem quantity": 1, "Lineitem name": "Mug", "Lineitem price": "5.00"},
    ]  # fmt: skip
    read = Read(tmp_path, program_csv("shopify_orders", rows))
    assert read.facts["preset"] == "shopify_orders"
    assert read.skus == ["RUSK", "Tea"]
    assert read.amounts("unit_price") == [45, 30]
    assert read.days() == ["2026-11-01"] * 2
    assert read.found("line_cancelled")["count"] == 1
    assert read.found("currency_other")["count"] == 2


def test_shopify_prices_without_tax_get_it(tmp_path: Path) -> None:
    row = {"Name": "#1", "Created at": "2026-10-31 10:00:00 +0200", "Lineitem quantity": 1, "Lineitem name": "Tea",
           "Lineitem price": "100.00", "Subtotal": "100.00", "Shipping": "0", "Taxes": "15.00", "Total": "115.00"}  # fmt: skip
    assert Read(tmp_path, program_csv("shopify_orders", [row])).amounts("unit_price") == [115]


def test_loyverse_refunds_taxes_and_costs(tmp_path: Path) -> None:
    rows = [
        {"Date": "2026-11-01 10:00", "Receipt number": "1-1", "Receipt type": "Sale", "SKU": "10001", "Item": "Coffee",
         "Variant": "Large", "Category": "Drinks", "Quantity": "2", "Gross sales": "60.00", "Net sales": "60.00",
         "Cost of goods": "20.00", "Taxes": "7.83", "Status": "Closed"},
        {"Date": "2026-11-02 10:00", "Receipt number": "1-2", "Receipt type": "Refund", "SKU": "10001", "Item": "Coffee",
         "Variant": "Large", "Category": "Drinks", "Quantity": "-1", "Gross sales": "-30.00", "Net sales": "-30.00",
         "Cost of goods": "-10.00", "Taxes": "-3.91", "Status": "Closed"},
    ]  # fmt: skip
    read = Read(tmp_path, program_csv("loyverse_receipts_by_item", rows))
    assert read.amounts("units") == [2, -1]
    assert read.amounts("unit_price") == [30, 30]
    assert read.products[0][:3] == ["10001", "Coffee (Large)", "Drinks"]
    assert [cost / 10_000 for _, _, cost in read.array("costs")] == [10]


def test_loyverse_taxes_on_top_are_added(tmp_path: Path) -> None:
    row = {"Date": "2026-11-01", "Receipt number": "1-1", "SKU": "1", "Item": "Tea", "Quantity": "2",
           "Gross sales": "100.00", "Net sales": "100.00", "Taxes": "15.00"}  # fmt: skip
    assert Read(tmp_path, program_csv("loyverse_receipts_by_item", [row])).amounts("unit_price") == [57.5]


def test_xero_asks_for_vat_and_takes_discount(tmp_path: Path) -> None:
    row = {"*InvoiceNumber": "INV-1", "*InvoiceDate": "25/10/2026", "InventoryItemCode": "A", "*Description": "Tea",
           "*Quantity": "4", "*UnitAmount": "100.00", "Discount": "10", "Currency": "ZAR", "EmailAddress": "x@y.z"}  # fmt: skip
    content = program_csv("xero_sales_invoice_import", [row])
    read = Read(tmp_path, content, answers={"prices_include_vat": False})
    assert read.facts["asks"] == ["vat"]
    assert read.amounts("unit_price") == [103.5]
    assert Read(tmp_path, content, answers={"prices_include_vat": True}).amounts("unit_price") == [90]


def test_woocommerce_products(tmp_path: Path) -> None:
    rows = [
        {"SKU": "T1", "Name": "T-shirt", "Categories": "Clothing > Shirts, New", "Regular price": "199,00",
         "Sale price": "149,50", "Cost of goods": "80,00", "Tax status": "taxable", "Tax class": ""},
        {"SKU": "B1", "Name": "Brown bread", "Categories": "", "Regular price": "18,00", "Tax class": "zero-rate"},
    ]  # fmt: skip
    read = Read(tmp_path, program_csv("woocommerce_products", rows, delimiter=";"))
    assert read.facts["kind"] == "catalogue"
    assert read.products == [
        ["T1", "T-shirt", "Shirts", 1_495_000, None, 800_000, "standard"],
        ["B1", "Brown bread", None, 180_000, None, None, "zero"],
    ]


def test_semicolons_byte_order_mark_and_missing_columns_do_not_matter(tmp_path: Path) -> None:
    headings = ["Date", "Receipt number", "SKU", "Item name", "Quantity", "Gross sales", "Net sales"]
    content = csv_bytes(
        headings, [("2026-11-01", "1", "A", "Tea", 1, 20, 20)], delimiter=";", encoding="utf-8-sig"
    )
    read = Read(tmp_path, content)
    assert read.facts["preset"] == "loyverse_receipts_by_item"
    assert read.products[0][:2] == ["A", "Tea"]


def test_history_alone_needs_no_preset_name(tmp_path: Path) -> None:
    assert Read(tmp_path, history(("2026-11-01", "A", 1, 5))).facts["preset"] == "history"
