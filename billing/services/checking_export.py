"""The kept suppliers' invoices as a table for a spreadsheet program."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _

from billing import permissions
from billing.engine.periods import local_date
from billing.selectors import checks
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound
from synthai.core.spreadsheets import Sheet, csv_file, xlsx_file

if TYPE_CHECKING:
    from billing.models import CheckedInvoice

KINDS: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEADS: Final = (
    "supplier", "supplier_vat_number", "number", "issued_on", "supplied_on", "currency", "incl", "vat", "claim",
    "input_tax", "why", "checked_on", "by",
)  # fmt: skip


def as_file(file_format: str, *, by: Actor, now: datetime) -> tuple[str, str, IO[bytes]]:
    """Name, media type and the file, newest first. Needs the tenant. Raises NotAllowed, NotFound for another format."""
    require(by, permissions.INVOICE_CHECK)
    if file_format not in KINDS:
        raise NotFound
    audit(None, "billing.checked.exported", by=by, changes={"format": ["", file_format]})
    rows = checks.checks().order_by("-checked_at", "-id")
    sheet = Sheet(title=_("Checked invoices"), heads=HEADS, rows=_cells(rows.iterator(chunk_size=500)))
    file = csv_file(sheet) if file_format == "csv" else xlsx_file([sheet])
    return f"checked-invoices-{local_date(now)}.{file_format}", KINDS[file_format], file


def _cells(rows: "Iterator[CheckedInvoice]") -> Iterator[tuple[Any, ...]]:
    for row in rows:
        against = [each["message"] for each in row.rulings if each["outcome"] != "passed"]
        yield (
            row.supplier, row.supplier_vat_number, row.number, row.issued_on, row.supplied_on, row.currency,
            row.incl, row.vat, row.claim, row.amount, " ".join(against), local_date(row.checked_at), row.by_label,
        )  # fmt: skip
