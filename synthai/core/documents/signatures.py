"""What stands behind a signed paper, and what is laid into its places: who signed, how that was made sure, what happened. Words are the app's."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from synthai.core import qr_codes
from synthai.core.documents import fonts, typesetting
from synthai.core.documents.sheets import Brand, Fact, Table


@dataclass(frozen=True, kw_only=True)
class SignedBy:
    """One signature: in which place of the paper, by whom, and how we know. `alt` says what a drawing shows."""

    label: str
    name: str
    facts: tuple[Fact, ...]
    alt: str = ""


@dataclass(frozen=True, kw_only=True)
class SignaturesPaper:
    """From top to bottom. `hash` is of the file that was signed; `link` leads to where the sealed one is checked."""

    sender: str
    title: str
    subject: str
    lead: str
    facts: tuple[Fact, ...]
    hash_label: str
    hash: str
    signers_title: str
    signers: tuple[SignedBy, ...]
    events: Table
    notes: tuple[str, ...]
    footer: str
    link: str
    code_alt: str
    language: str = "en-ZA"
    page_words: str = "Page {page} of {pages}"

    @property
    def heading(self) -> str:
        """The title of the page."""
        return f"{self.title}: {self.subject}"


def as_pdf(
    paper: SignaturesPaper, drawings: tuple[bytes, ...], *, at: datetime, brand: Brand | None = None
) -> bytes:
    """The page (or pages) as PDF. `drawings` are PNGs in the order of the signers, b"" for a typed name."""
    data: dict[str, Any] = json.loads(
        typesetting.data_of(paper, brand or Brand(), (), code=qr_codes.picture(paper.link))
    )
    data["drawings"] = [list(drawing) if drawing else None for drawing in drawings]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return typesetting.pdf_of(text, at=at, layout="signatures.typ")


def mark_of(words: str, *, is_name: bool = False, drawing: bytes = b"") -> bytes:
    """What is laid into a place of a page: a drawing, a name in the place of one, or words such as the date."""
    data = {
        "words": fonts.printable(words),
        "is_name": is_name,
        "drawing": list(drawing) if drawing else None,
    }
    return typesetting.drawing_of(json.dumps(data), layout="signature-mark.typ")
