"""Billing's documents on paper: what of a `shapes.Document` is printed, in which words and which order.

`sheet_of` says it once; `as_pdf` and the component `components/sheet.html` draw it. No amount is worked
out here but the two sums of a statement's movements: all others are the document's, as it was issued.
"""

from collections.abc import Callable
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import translation

from billing.documents.invoices import invoice_sheet
from billing.documents.receipts import receipt_sheet
from billing.documents.statements import statement_sheet
from billing.engine.invoicing.shapes import Document, Kind
from synthai.core import documents
from synthai.core.documents import Attachment, Brand, Sheet

_JOHANNESBURG: Final = ZoneInfo("Africa/Johannesburg")
_SHEETS: Final[dict[Kind, Callable[[Document], Sheet]]] = {
    Kind.STATEMENT: statement_sheet,
    Kind.RECEIPT: receipt_sheet,
}


def sheet_of(document: Document) -> Sheet:
    """What is printed of a document, in the document's own language whatever the reader's is."""
    with translation.override(document.language):
        return _SHEETS.get(document.kind, invoice_sheet)(document)


def as_pdf(document: Document, *, ubl: bytes = b"", brand: Brand | None = None) -> bytes:
    """The document as PDF/A-3a, always the same bytes; `ubl`, its UBL as XML in UTF-8, is attached to it.

    Raises `synthai.core.documents.DocumentTooLarge`.
    """
    return documents.as_pdf(
        sheet_of(document),
        at=datetime.combine(document.issued_on, time(), _JOHANNESBURG),
        brand=brand,
        attachments=[_ubl_of(document, ubl)] if ubl else [],
    )


def file_name(document: Document, ending: str = "pdf") -> str:
    """How a download or an attachment is called: `tax-invoice-INV-000042.pdf`, with nothing a file system minds."""
    kind = document.kind.value.replace("_", "-")
    number = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in document.number)
    parts = (kind, number or document.issued_on.isoformat(), "copy" if document.is_copy else "")
    return f"{'-'.join(part for part in parts if part)}.{ending}"


def _ubl_of(document: Document, ubl: bytes) -> Attachment:
    return Attachment(
        name=file_name(document, "xml"),
        text=ubl.decode(),
        media_type="application/xml",
        relationship="alternative",
        description="The same document as UBL 2.1",
    )


__all__ = ["as_pdf", "file_name", "sheet_of"]
