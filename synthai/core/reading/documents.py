"""Reading a file from outside of the child process: its limits, its refusals in words, and the file from storage."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from synthai.core import limits
from synthai.core.errors import DomainError
from synthai.core.reading.shapes import Reading

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

MEMORY_MB: Final = 1_500
SECONDS: Final = 150
MOST_BYTES: Final = 25 * 1024 * 1024
_INSIDE: Final = "synthai.core.reading.inside.read"


class ReadingRefused(DomainError):
    """The file cannot be read as text."""

    code = "core.reading.refused"
    title = _("The file cannot be read")
    remedy = _("Save it as PDF, Word (.docx), Excel (.xlsx), CSV or text, without a password, and send that.")
    status = 422
    field = "file"
    reason = ""

    def __init__(self, reason: str) -> None:
        super().__init__(REFUSALS[reason])
        self.reason = reason


REFUSALS: Final[dict[str, "_StrOrPromise"]] = {
    "empty": _("This file is empty. Save it again and upload that."),
    "locked": _(
        "This file is locked with a password. Open it, save it without the password, and upload that; or ask its sender for such a copy."
    ),
    "damaged": _(
        "This file is damaged and cannot be read. Save it again from the mail or program it came from."
    ),
    "scan": _(
        "There is no text in this PDF, only pictures of it. Photos and scans cannot be read here: ask the sender for the file it was printed from."
    ),
    "no_text": _("There is no text in this file. Check that it is the right one."),
    "picture": _(
        "This is a picture, whatever its name ends in. Photos and scans cannot be read here: upload the document as PDF, Word, Excel or text."
    ),
    "swollen": _(
        "This file unpacks to far more than its size lets one expect, so it was not opened. Save it again in its own program and upload that."
    ),
    "trap": _(
        "This file holds instructions that reach outside it, as files made for attacks do, so it was not opened. Save it again in Word and upload that."
    ),
    "old_office": _(
        "This is a file of an old Office program (.doc, .xls, .ppt). Open it, save it as .docx, .xlsx or PDF, and upload that."
    ),
    "slides": _("This is a presentation. Save it as PDF and upload that."),
    "archive": _("This is an archive of files (ZIP). Unpack it and upload the documents one by one."),
    "rich_text": _("This is rich text (RTF). Open it, save it as .docx or PDF, and upload that."),
    "markup": _("This is a web page or XML, and not a document. Print the page to PDF and upload that."),
    "program": _("This is a program, whatever its name ends in. It was not opened."),
    "unknown": _(
        "This kind of file cannot be read. Upload PDF, Word (.docx), Excel (.xlsx), CSV, Markdown or text."
    ),
    "too_much": _(
        "Reading this file takes more time or memory than is allowed. Save a smaller part of it, a few pages for instance, and upload that."
    ),
}


def read(path: Path, *, tick: Callable[[int], None] | None = None, seconds: int = SECONDS) -> Reading:
    """What stands in a file, read in a child process with bounded memory and time.

    `tick` is called with the per cent done a few times a second; what it raises ends the child and passes on. Raises ReadingRefused, and
    LimitedWorkFailed where the fault is ours.
    """
    if path.stat().st_size > MOST_BYTES:
        raise ReadingRefused("too_much")
    with tempfile.TemporaryDirectory(prefix="synthai-reading-") as folder:
        try:
            found: dict[str, Any] = limits.run_limited(
                _INSIDE,
                (str(path), folder),
                memory_mb=MEMORY_MB,
                seconds=seconds,
                tick=None if tick is None else lambda: tick(_share(Path(folder))),
            )
        except limits.LimitExceeded as error:
            raise ReadingRefused("too_much") from error
    if "refused" in found:
        raise ReadingRefused(found["refused"])
    return Reading.from_json(found)


def _share(folder: Path) -> int:
    try:
        return min(100, int((folder / "progress").read_text()))
    except (OSError, ValueError):
        return 0
