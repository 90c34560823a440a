"""Tables for spreadsheet programs."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
UTF8_WITH_BOM = "utf-8-sig"  # Excel reads UTF-8 only with the mark


def neutralise(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def as_csv(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV: UTF-8 with BOM, comma. Cells are written as they are: neutralise what people typed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headers)
    writer.writerows(rows)
    return out.getvalue().encode(UTF8_WITH_BOM)
