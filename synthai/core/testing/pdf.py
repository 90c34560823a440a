"""What an independent reader (pypdf) finds in a PDF of ours, for assertions."""

import io
import re
from collections.abc import Iterable
from typing import Any

from pypdf import PdfReader

_BLANK = re.compile(r"[\s\u200b\u00a0]+")


def read(content: bytes) -> PdfReader:
    """The PDF, opened strictly."""
    return PdfReader(io.BytesIO(content), strict=True)


def text_of(content: bytes) -> str:
    """The words of all pages in their order, without blanks: lines are broken where they must."""
    return squeezed("".join(page.extract_text() for page in read(content).pages))


def squeezed(text: str) -> str:
    """A text without blanks and invisible break places."""
    return _BLANK.sub("", text)


def first_out_of_order(whole: str, parts: Iterable[str]) -> str | None:
    """The first of `parts` that does not follow the one before it in `whole`; None when all do."""
    place = 0
    for part in parts:
        found = whole.find(squeezed(part), place)
        if found < 0:
            return part
        place = found + len(squeezed(part))
    return None


def structure_of(content: bytes) -> list[str]:
    """The tags of the structure tree in reading order: Document, H1, Table, TR …"""
    root: Any = read(content).trailer["/Root"]
    found: list[str] = []
    waiting: list[Any] = [root["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            if "/S" in node and "/P" in node:
                found.append(str(node["/S"]).removeprefix("/"))
            waiting += [node["/K"]] if "/K" in node else []
    return found
