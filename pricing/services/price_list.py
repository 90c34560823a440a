"""The price list: every product with the price it should have, as CSV or XLSX for the till."""

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from pricing import permissions
from pricing.selectors.price_list import PriceListRow, of_day
from pricing.services.judging import FURTHEST
from synthai.core import spreadsheets
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError


class NoListOfThatDay(DomainError):
    """There are lists from today to a year ahead."""

    code = "pricing.price_list.no_such_day"
    status = 422
    field = "on"


def listed_day(asked: date | None, *, today: date) -> date:
    """The day to list: the one asked for, or today. Raises NoListOfThatDay for a day past or more than a year ahead."""
    day = asked or today
    if today <= day <= today + FURTHEST:
        return day
    raise NoListOfThatDay(
        _("There is no price list of %(day)s. Choose a day from today to %(last)s.")
        % {"day": date_format(day, "j F Y"), "last": date_format(today + FURTHEST, "j F Y")}
    )


def as_csv(*, by: Actor, day: date, only_changed: bool = False) -> bytes:
    """The list of a day as CSV: UTF-8 with BOM, comma, decimal point, no currency sign. Needs the tenant."""
    rows = _rows(by, day, only_changed=only_changed, file_format="csv")
    return spreadsheets.as_csv(_headers(), (_csv_cells(row) for row in rows))


def as_xlsx(*, by: Actor, day: date, only_changed: bool = False) -> bytes:
    """The list of a day as an Excel workbook with real numbers; text is never taken for a formula."""
    import xlsxwriter  # noqa: PLC0415 - it takes every process a while, and few write workbooks

    rows = _rows(by, day, only_changed=only_changed, file_format="xlsx")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Price list"))
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
    dated = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, _headers(), bold)
    for index, row in enumerate(rows, start=1):
        sheet.write_string(index, 0, row.sku)
        sheet.write_string(index, 1, row.name)
        sheet.write_string(index, 2, row.category)
        for column, amount in ((3, row.current_price), (4, row.new_price), (6, row.coming_price)):
            if amount is not None:
                sheet.write_number(index, column, float(amount), money)
        sheet.write_string(index, 5, _("yes") if row.is_changed else _("no"))
        if row.coming_on is not None:
            sheet.write_datetime(index, 7, row.coming_on, dated)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 2, 32)
    sheet.set_column(3, 7, 14)
    book.close()
    return out.getvalue()


def _rows(by: Actor, day: date, *, only_changed: bool, file_format: str) -> Iterable[PriceListRow]:
    require(by, permissions.PRICE_LIST_EXPORT)
    changes = {"format": ["", file_format], "on": ["", day]}
    audit(None, "pricing.price_list.downloaded", by=by, changes=changes)
    rows = of_day(day)
    return [row for row in rows if row.is_changed] if only_changed else rows


def _headers() -> list[str]:
    return [
        "sku", "name", "category", "current_price", "new_price", "changed", "coming_price", "coming_on",
    ]  # fmt: skip


def _csv_cells(row: PriceListRow) -> list[str]:
    return [
        spreadsheets.neutralise(row.sku),
        spreadsheets.neutralise(row.name),
        spreadsheets.neutralise(row.category),
        _plain(row.current_price),
        _plain(row.new_price),
        "yes" if row.is_changed else "no",
        _plain(row.coming_price),
        row.coming_on.isoformat() if row.coming_on else "",
    ]


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"
