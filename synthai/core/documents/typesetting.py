"""Typst, the one PDF engine: a sheet as JSON in, bytes out. No shell, no network, no font or file outside this package.

The same sheet gives the same bytes, in any process and on any machine: fonts are shipped, the time is an argument, the
file's id is made of its content. So a stored hash proves a document, and a lost PDF can be set again.

A sheet of ordinary size is set in this process. A large one goes to a child with limits on memory and time
(`synthai.core.limits`), which also gives its memory back. So does every sheet in a process that was forked from one
that had rendered before: typst keeps threads, and they do not live on in a fork.
"""

import base64
import json
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol, cast

import typst
from django.utils.translation import gettext_lazy as _

from synthai.core.documents import fonts
from synthai.core.documents.sheets import Brand, Sheet, plain
from synthai.core.errors import DomainError
from synthai.core.limits import LimitExceeded, run_limited

_LAYOUT: Final = Path(__file__).with_name("layout")
_NOWHERE: Final = _LAYOUT / "no-packages"  # typst could fetch packages; here it finds none and is never asked
SHEET: Final = "sheet.typ"
STANDARDS: Final = ("a-3a", "ua-1")  # archivable with attachments and tags; accessible
LARGE_BYTES: Final = 100_000  # of JSON: some 800 lines
LARGEST_BYTES: Final = 12_000_000
MEMORY_MB: Final = 4000
SECONDS: Final = 120
PREVIEW_PPI: Final = 110
# One thread of typst for one document: more cost a third more processor time and save no time (measured). Read at its first use.
os.environ.setdefault("RAYON_NUM_THREADS", "1")
_local = threading.local()
_ran_in: list[int] = []  # the process that rendered first


class DocumentTooLarge(DomainError):
    """The document has more on it than can be set."""

    code = "core.document.too_large"
    title = _("The document is too large")
    message = _("This document is too large to be made as a PDF. Split it into several.")
    remedy = _("Split it into several documents with fewer lines, or shorten the descriptions.")
    status = 422


class RenderingFailed(RuntimeError):
    """Typst refused a layout: a fault of ours. Holds its message and hints, never the document's data."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A text file inside the PDF. `relationship`: "alternative" is the same content for machines, "data" what it was made of."""

    name: str
    text: str
    media_type: str
    relationship: str
    description: str


class Printed(Protocol):
    """What can be set: a dataclass of words with a heading of its own."""

    @property
    def heading(self) -> str:
        """The document's title."""


def as_pdf(
    sheet: Sheet, *, at: datetime, brand: Brand | None = None, attachments: Sequence[Attachment] = ()
) -> bytes:
    """A sheet as tagged PDF/A-3a and PDF/UA-1. `at` becomes its date of creation and must be aware.

    Raises DocumentTooLarge, or RenderingFailed when the layout itself is wrong.
    """
    return pdf_of(data_of(sheet, brand or Brand(), attachments), at=at)


def pdf_of(data: str, *, at: datetime, layout: str = SHEET) -> bytes:
    """JSON of `data_of` as PDF, in this process or, when it is large, in a limited one. Raises as `as_pdf`."""
    if at.tzinfo is None:
        raise ValueError("The time of a document needs its time zone.")
    if len(data) <= LARGE_BYTES and not _is_forked():
        return typeset(data, int(at.timestamp()), layout=layout)
    if len(data) > LARGEST_BYTES:
        raise DocumentTooLarge
    try:
        encoded = run_limited(
            f"{__name__}.typeset_alone",
            (data, int(at.timestamp()), layout),
            memory_mb=MEMORY_MB,
            seconds=SECONDS,
        )
    except LimitExceeded as error:
        raise DocumentTooLarge from error
    return base64.b64decode(encoded)


def picture_of(data: str, *, layout: str, ppi: int = PREVIEW_PPI) -> bytes:
    """JSON of `data_of`, of one page, as PNG: for eyes, not for the record. Raises as `as_pdf`."""
    if len(data) > LARGE_BYTES:
        raise DocumentTooLarge
    pages = _compile(data, layout=layout, format="png", ppi=ppi)
    return cast("bytes", pages[0] if isinstance(pages, list) else pages)


def data_of(sheet: Printed, brand: Brand, attachments: Sequence[Attachment], **drawn: str) -> str:
    """What the layout reads, as JSON. Only the sheet's own words are made printable: attachments, and what is `drawn`, stay as they are."""
    return dressed({"sheet": _printable(plain(sheet)), **drawn}, sheet.heading, brand, attachments)


def dressed(
    values: Mapping[str, Any], heading: str, brand: Brand, attachments: Sequence[Attachment] = ()
) -> str:
    """Values that are printable already, with the brand's colours and logo, as the JSON that a layout reads."""
    logo = brand.logo
    return json.dumps(
        {
            **values,
            "heading": fonts.printable(heading),
            "ink": brand.ink,
            "colour": brand.colour,
            "logo": None
            if logo is None
            else {"bytes": list(logo.content), "alt": fonts.printable(logo.alt), "ground": logo.ground},
            "attachments": [plain(attachment) for attachment in attachments],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return fonts.printable(value)
    if isinstance(value, list):
        return [_printable(item) for item in value]
    if isinstance(value, dict):
        return {name: _printable(held) for name, held in value.items()}
    return value


def typeset(data: str, timestamp: int, *, layout: str = SHEET) -> bytes:
    """JSON of `data_of` as PDF, in this process."""
    found = _compile(data, layout=layout, format="pdf", pdf_standards=list(STANDARDS), timestamp=timestamp)
    return cast("bytes", found)


def drawing_of(data: str, *, layout: str) -> bytes:
    """A small PDF of a layout that is laid over a page of another file: neither archived nor read by itself."""
    return cast("bytes", _compile(data, layout=layout, format="pdf"))


def typeset_alone(data: str, timestamp: int, layout: str = SHEET) -> str:
    """`typeset` for the limited child: the PDF in base64, since its answer is JSON."""
    return base64.b64encode(typeset(data, timestamp, layout=layout)).decode()


def _is_forked() -> bool:
    return bool(_ran_in) and _ran_in[0] != os.getpid()


def _compile(data: str, *, layout: str = SHEET, **how: Any) -> Any:
    if _is_forked():
        raise RenderingFailed(
            "This process was forked from one that had rendered: render in a child of its own."
        )
    if not _ran_in:
        _ran_in.append(os.getpid())
    try:
        return _compiler(layout).compile(sys_inputs={"data": data}, **how)
    except typst.TypstError as error:
        raise RenderingFailed("; ".join([error.message, *error.hints])) from None


def _compiler(layout: str) -> typst.Compiler:
    """One for each thread and layout: a compiler refuses to be used by two at a time, and keeps layouts and fonts it has read."""
    kept: dict[str, typst.Compiler] = _local.__dict__.setdefault("compilers", {})
    compiler = kept.get(layout)
    if compiler is None:
        compiler = kept[layout] = typst.Compiler(
            input=str(_LAYOUT / layout),
            root=str(_LAYOUT),
            font_paths=_fonts(),
            package_path=str(_NOWHERE),
            package_cache_path=str(_NOWHERE),
        )
    return compiler


def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts.FOLDER)]
    )
