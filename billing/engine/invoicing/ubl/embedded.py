"""The electronic invoice inside a PDF (PDF/A-3 with an XML file in it). Runs in a limited child process: PDFs of strangers."""

import base64
from pathlib import Path
from typing import Any, Final

LARGEST: Final = 10 * 1024 * 1024
FILES_AT_MOST: Final = 20
NAMES_FIRST: Final = ("xrechnung.xml", "factur-x.xml", "invoice.xml", "ubl.xml")


def find(path: str) -> dict[str, Any]:
    """The XML of the PDF in a file, as {"xml": base64} or {"refused": why}: "unreadable", "locked", "none" or "too_big"."""
    from pypdf import PdfReader  # noqa: PLC0415 - in the child only
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    try:
        reader = PdfReader(Path(path))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"refused": "locked"}
        return _first(reader)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        return {"refused": "unreadable"}  # a broken file, wherever pypdf stumbles over it


def _first(reader: Any) -> dict[str, Any]:
    """The XML file whose name is one of the usual ones, else the first."""
    names = [name for name in reader.attachments if name.lower().endswith(".xml")][:FILES_AT_MOST]
    for name in sorted(names, key=lambda each: (each.lower() not in NAMES_FIRST, names.index(each))):
        for content in reader.attachments[name]:
            if len(content) > LARGEST:
                return {"refused": "too_big"}
            return {"xml": base64.b64encode(content).decode()}
    return {"refused": "none"}
