"""Tables that customers upload (CSV or .xlsx), read in a child process under limits.

    table = tables.read(path, most_rows=10_000)      # raises TableRefused with a clear sentence
    for number, cells in table.rows(): …              # lines as a spreadsheet shows them: the headings stand in line 1

The child writes one line of JSON per row into a file of this process, so the memory is one row's, however many there are.
"""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.utils.translation import gettext_lazy as _

from synthai.core.errors import DomainError
from synthai.core.limits import LimitExceeded, run_limited

MEMORY_MB: Final = 1000
SECONDS: Final = 60
MOST_COLUMNS: Final = 300
_SENTENCES: Final = {
    "empty": _("The file is empty. Give it a line of headings and a row for each document."),
    "no_headings": _("The first line has no headings. Write over each column what it holds."),
    "not_text": _(
        "This is neither a CSV file nor an Excel workbook (.xlsx). Save it as one of them and upload that."
    ),
    "old_excel": _("This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password and upload that."),
    "encoding": _("The letters of this file cannot be read. Save it as “CSV UTF-8” and upload that."),
    "broken": _(
        "Line %(line)s stops being a table: probably a quotation mark that is never closed. Open the file in a spreadsheet, save it again, and upload that."
    ),
    "damaged": _("The Excel file is damaged or protected. Open it in Excel, save it again, and upload that."),
    "columns": _("The file has more than %(most)s columns. Leave out those that are not needed."),
    "rows": _("The file has more than %(most)s rows. Split it into several files."),
    "too_much": _("There is more text in this file than can be read at once. Split it into several files."),
}  # fmt: skip


class TableRefused(DomainError):
    """A file that cannot be read as a table."""

    code = "core.table.refused"
    title = _("This table cannot be read")
    message = _("%(what)s")
    remedy = _("Mend what the detail names, and upload the file again.")
    status = 422
    field = "file"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Headings as they stand, and the file with the rows."""

    headings: tuple[str, ...]
    count: int
    lines: IO[bytes]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row that has something in it: its line, and its cells as texts, as many as there are headings."""
        self.lines.seek(0)
        for line in self.lines:
            number, cells = json.loads(line)
            yield number, cells


@contextmanager
def read(path: Path, *, most_rows: int) -> Iterator[Table]:
    """The table of a file, for the block's time. Raises TableRefused."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as out:
        args = (str(path), out.name, most_rows, MOST_COLUMNS)
        try:
            told: dict[str, Any] = run_limited(
                "synthai.core.tables_reading.read", args, memory_mb=MEMORY_MB, seconds=SECONDS
            )
        except LimitExceeded as error:
            raise TableRefused(what=_SENTENCES["too_much"]) from error
        if told["error"]:
            named = {"most": told["most"], "line": told["line"]}
            raise TableRefused(what=str(_SENTENCES[told["error"]]) % named)
        with Path(out.name).open("rb") as lines:
            yield Table(headings=tuple(told["headings"]), count=told["count"], lines=lines)
