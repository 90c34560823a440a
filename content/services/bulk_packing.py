"""What is written of a table, as files: parts of the archive, then one ZIP with a table of contents. Nothing is held in memory but one document.

Names in the ZIP are made of the line and of what the document is called, so the same table gives the same names. Files in it are not compressed again:
PDF and Word files are already.
"""

import shutil
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Final

from django.utils.text import slugify
from django.utils.translation import gettext as _

from content import events, permissions
from content.models import BulkPart, BulkRow, BulkRun, Document, RowState
from content.selectors.bulk_press import Press, RowRefused, Sheet
from content.services import changing
from content.terms import TITLE_LENGTH
from synthai.core import files
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish
from synthai.core.facts import storing
from synthai.core.facts.base import Fact
from synthai.core.spreadsheets import Sheet as Table
from synthai.core.spreadsheets import csv_file

FOLDER: Final = "content/bulk"
INDEX: Final = "index.csv"
_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the clock is no part of what was written
_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Written:
    """A row that was tried, and the documents that it became."""

    row: BulkRow
    sheets: Sequence[Sheet]


def write_part(
    run: BulkRun, path: str, rows: Sequence[BulkRow], ready: Press, *, at: datetime, seconds: float
) -> list[Written]:
    """Write rows into a part at that place in storage, as many as the time allows and at least one; they are changed and not saved."""
    found: list[Written] = []
    begun = time.monotonic()
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            for row in rows:
                if found and time.monotonic() - begun > seconds:
                    break
                found.append(Written(row, _write(run, row, ready, archive, at)))
        files.save_at(path, file)
    return found


def _write(
    run: BulkRun, row: BulkRow, ready: Press, archive: zipfile.ZipFile, at: datetime
) -> Sequence[Sheet]:
    try:
        sheets = ready.sheets(row.cells)
        drawn = [
            each for place, sheet in enumerate(sheets) for each in _drawn(run, row, place, sheet, ready, at)
        ]
    except RowRefused as refused:
        row.state, row.errors = RowState.FAILED, refused.errors
        return ()
    except DomainError as refused:  # too large for a page, or a Word file that cannot be filled
        row.state = RowState.FAILED
        row.errors = [{"column": "", "question": "", "says": str(refused)}]
        return ()
    for name, content in drawn:
        archive.writestr(zipfile.ZipInfo(name, _DATE), content)
    row.state, row.name = RowState.DONE, sheets[0].name[:TITLE_LENGTH]
    row.files = [name for name, _content in drawn]
    return sheets


def _drawn(
    run: BulkRun, row: BulkRow, place: int, sheet: Sheet, ready: Press, at: datetime
) -> Iterator[tuple[str, bytes]]:
    number = f"-{place + 1}" if len(run.refs) > 1 else ""
    name = f"{row.line:05}{number}-{slugify(sheet.name)[:80] or 'document'}"
    if "pdf" in run.formats and not sheet.is_of_word:
        yield f"{name}.pdf", ready.pdf(sheet, at=at)
    if "docx" in run.formats or sheet.is_of_word:
        yield f"{name}.docx", ready.docx(sheet, at=at)


def make_documents(run: BulkRun, written: Sequence[Written], known: Sequence[Fact], *, now: datetime) -> None:
    """Have the list of documents hold them too, as drafts that a person reads. Needs the run's lock; the rows are changed and not saved."""
    by = Actor(
        kind="automation",
        label=_("Documents from a table"),
        user_id=run.created_by_id,
        organisation_id=run.organisation_id,
        capabilities=frozenset({permissions.DOCUMENT_WRITE}),
    )
    facts = storing.dump(known)
    for each in written:
        for sheet in reversed(each.sheets):  # the row names the first
            each.row.document = _document(run, sheet, facts, by=by, now=now)


def _document(run: BulkRun, sheet: Sheet, facts: list[storing.Row], *, by: Actor, now: datetime) -> Document:
    document = Document(
        title=sheet.name[:TITLE_LENGTH],
        ref=sheet.ref,
        language=sheet.language,
        answers=dict(sheet.answers),
        facts=facts,
        is_confidential=run.is_confidential,
        created_by_id=by.user_id,
        changed_by_id=by.user_id,
        created_at=now,
        changed_at=now,
    )
    changing.check(document)
    document.save()
    audit(document, "content.document.begun", by=by, changes={"ref": ["", document.ref]})
    publish(
        events.DocumentBegun(
            document_id=document.pk, public_id=document.public_id, ref=document.ref, copied_from=""
        )
    )
    return document


def pack(run: BulkRun, *, beat: Callable[[], None]) -> None:
    """One ZIP of all parts that count, and a table of contents; a former one goes. Nothing is packed where nothing was written."""
    parts = BulkPart.objects.filter(run=run, is_done=True).order_by("pk")
    if not BulkRow.objects.filter(run=run, state=RowState.DONE).exists():
        return
    with tempfile.TemporaryFile() as file:
        with zipfile.ZipFile(file, "w") as archive:
            for part in parts:
                with files.open_file(part.path) as stored, zipfile.ZipFile(stored) as taken:
                    _copy(taken, archive)
                beat()
            with csv_file(contents(run)) as index:
                _put(archive, zipfile.ZipInfo(INDEX, _DATE), index, zipfile.ZIP_DEFLATED)
        former, path = run.path, files.new_path(FOLDER, "documents.zip")
        rows = BulkRun.objects.filter(pk=run.pk, attempts=run.attempts)
        if not rows.update(path=path):  # before the file is there: no file is ever forgotten
            return  # another worker has the run by now, and packs it
        size = files.save_at(path, file)
        rows.update(size=size)
    if former:
        files.delete(former)


def contents(run: BulkRun) -> Table:
    """Every row: what it became, or why it did not. What people typed never becomes a formula."""
    heads = [_("Line"), _("Document"), _("State"), _("Files"), _("What to mend")]
    return Table(title=_("Documents"), heads=heads, rows=(_line(row) for row in _rows(run)))


def _line(row: BulkRow) -> list[Any]:
    says = "; ".join(f"{each['column'] or each['question']}: {each['says']}" for each in row.errors)
    return [row.line, row.name, str(RowState(row.state).label), ", ".join(row.files), says]


def _rows(run: BulkRun) -> Iterator[BulkRow]:
    """By line, some at a time."""
    after = 0
    rows = BulkRow.objects.filter(run=run).defer("cells").order_by("line")
    while batch := list(rows.filter(line__gt=after)[:500]):
        yield from batch
        after = batch[-1].line


def forget_parts(run: BulkRun) -> None:
    """Delete the parts once they are one ZIP."""
    for part in BulkPart.objects.filter(run=run).order_by("pk"):
        files.delete(part.path)
        part.delete()


def _copy(taken: zipfile.ZipFile, archive: zipfile.ZipFile) -> None:
    for entry in taken.infolist():
        with taken.open(entry) as content:
            _put(archive, zipfile.ZipInfo(entry.filename, _DATE), content, zipfile.ZIP_STORED)


def _put(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, content: IO[bytes], how: int) -> None:
    entry.compress_type = how
    with archive.open(entry, "w", force_zip64=True) as out:
        shutil.copyfileobj(content, out, _BLOCK)
