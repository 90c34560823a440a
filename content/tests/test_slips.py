"""The fields of an invoice as printers set it: columns, a table, totals at the right."""

from pathlib import Path

from content.engine import slips
from synthai.core.reading import pdfs
from synthai.core.reading.shapes import Block
from synthai.core.reading.tests import making

PRINTED = r"""
#grid(columns: (1fr, 1fr),
  [*Karoo Office Supplies (Pty) Ltd*\ 14 Church Street\ Beaufort West 6970\ VAT Reg No: 4470101504\ Tel: 023 555 0177],
  align(right)[#text(20pt)[TAX INVOICE]\ Invoice No. KOS/2026/0815\ Date: 05/11/2026\ Due date: 05/12/2026])
*Bill to* \ Umoja Foods (Pty) Ltd \ 1 Loop Street, Cape Town \ VAT No 4740101508
#table(columns: (1fr, auto, auto, auto), [Description], [Qty], [Unit price], [Amount],
  [A4 paper, box], [4], [R 389.00], [R 1 556.00], [Toner black], [2], [R 1 250.00], [R 2 500.00])
#align(right)[#table(columns: 2, [Subtotal], [R 4 056.00], [VAT \@ 15%], [R 608.40], [*Total due*], [*R 4 664.40*])]
"""


def fields(text: str) -> dict[str, str]:
    found = slips.of([Block(kind="text", page=1, text=text)], own_vat_number="4740101508")
    return {each["name"]: each["value"] for each in found.get("fields", [])}


def test_a_printed_invoice_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(making.pdf(PRINTED))
    found = slips.of(pdfs.read(path).blocks, own_vat_number="4740101508", own_names=("Umoja Foods",))
    assert found["is_likely"]
    assert {each["name"]: (each["value"], each["confidence"]) for each in found["fields"]} == {
        "heading": ("TAX INVOICE", "high"),
        "supplier_name": ("Karoo Office Supplies (Pty) Ltd", "high"),
        "supplier_vat_number": ("4470101504", "high"),
        "recipient_vat_number": ("4740101508", "high"),
        "number": ("KOS/2026/0815", "high"),
        "issued_on": ("2026-11-05", "medium"),
        "excl": ("4056.00", "high"),
        "vat": ("608.40", "high"),
        "incl": ("4664.40", "high"),
    }


def test_what_is_no_invoice_has_no_fields() -> None:
    assert fields("Dear Thandi\nThe total of our complaints is R 500.00.\nYours") == {}


def test_a_quotation_is_said_to_be_none() -> None:
    text = "QUOTATION\nBlue Crane CC\nDate: 2026-11-05\nSubtotal R 100.00\nVAT R 15.00\nTotal R 115.00"
    found = slips.of([Block(kind="text", page=1, text=text)])
    assert found["fields"]
    assert not found["is_likely"]


def test_our_own_number_is_never_the_suppliers() -> None:
    text = "TAX INVOICE\nUmoja Foods VAT 4740101508\nInvoice no: 7\nDate: 2026-11-05\nTotal R 115.00\nVAT R 15.00"
    assert "supplier_vat_number" not in fields(text)
