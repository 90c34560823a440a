"""Documents on paper: a sheet of words and figures, set as a PDF (typst) or shown as HTML.

An app says what stands on the paper (`sheets`); how it looks is decided here once (`layout/*.typ`, and the component
`components/sheet.html`), so the page and the PDF cannot tell different things. `typesetting` runs typst, `fonts` knows
what can be printed. Nothing here knows what an invoice is.
"""

from synthai.core.documents.sheets import (
    Block,
    Brand,
    Column,
    Fact,
    Logo,
    Panel,
    Row,
    Sheet,
    Table,
    Total,
    texts_of,
)
from synthai.core.documents.typesetting import (
    Attachment,
    DocumentTooLarge,
    RenderingFailed,
    as_pdf,
)

__all__ = [
    "Attachment",
    "Block",
    "Brand",
    "Column",
    "DocumentTooLarge",
    "Fact",
    "Logo",
    "Panel",
    "RenderingFailed",
    "Row",
    "Sheet",
    "Table",
    "Total",
    "as_pdf",
    "texts_of",
]
