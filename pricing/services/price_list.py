"""The price list: every product with the price it should have, as CSV or XLSX for the till."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext as _

from pricing import permissions
from pricing.selectors import decisions
from synthai.core.access import Actor, require
from synthai.core.audit import audit

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
UTF8_WITH_BOM = "utf-8-sig"  # Excel reads UTF-8 only with the mark


def as_csv(*, by: Actor, only_changed: bool = False) -> bytes:
    """The list as CSV: UTF-8 with BOM, comma, decimal point, no currency sign. Needs the tenant."""
    rows = _rows(by, only_changed=only_changed, file_format="csv")
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_headers())
    writer.writerows(_csv_cells(row) for row in rows)
    return out.getvalue().encode(UTF8_WITH_BOM)


def as_xlsx(*, by: Actor, only_changed: bool = False) -> bytes:
    """The list as an Excel workbook with real numbers; text is never taken for a formula."""
    rows = _rows(by, only_changed=only_changed, file_format="xlsx")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Price list"))
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
    sheet.write_row(0, 0, _headers(), bold)
    for index, row in enumerate(rows, start=1):
        sheet.write_string(index, 0, row.sku)
        sheet.write_string(index, 1, row.name)
        sheet.write_string(index, 2, row.category)
        for column, amount in ((3, row.current_price), (4, row.new_price)):
            if amount is not None:
                sheet.write_number(index, column, float(amount), money)
        sheet.write_string(index, 5, _("yes") if row.is_changed else _("no"))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 2, 32)
    book.close()
    return out.getvalue()


def neutralise(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _rows(by: Actor, *, only_changed: bool, file_format: str) -> Iterable[decisions.PriceListRow]:
    require(by, permissions.PRICE_LIST_EXPORT)
    audit(None, "pricing.price_list.downloaded", by=by, changes={"format": ["", file_format]})
    rows = decisions.price_list()
    return [row for row in rows if row.is_changed] if only_changed else rows


def _headers() -> list[str]:
    return ["sku", "name", "category", "current_price", "new_price", "changed"]


def _csv_cells(row: decisions.PriceListRow) -> list[str]:
    return [
        neutralise(row.sku),
        neutralise(row.name),
        neutralise(row.category),
        _plain(row.current_price),
        _plain(row.new_price),
        "yes" if row.is_changed else "no",
    ]


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"
