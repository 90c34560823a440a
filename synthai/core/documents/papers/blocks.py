"""What stands on a paper: blocks of finished words. Amounts and days are text already; only a chart holds figures, beside their words.

`body` of a Prose is our Markdown: paragraphs, lists, tables, **bold**, *italic* and links, nothing else. It is read once, by `prose.py`,
for all three drawings.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from synthai.core.documents.sheets import Column, Fact, Row, Total

Layout = Literal["letter", "report", "agreement", "form", "copy"]
Tone = Literal["plain", "success", "warning"]
# Who wrote a text: a language model, a template of ours, or a person.
By = Literal["machine", "template", "person"]


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A heading of level 1 to 3. `number` is "2." or "2.1", empty when headings are not numbered."""

    text: str
    level: int = 1
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class Prose:
    """Text with its optional heading. `key` is the section's, empty for text that nobody edits; `is_clause` are numbered paragraphs of an agreement."""

    body: str
    key: str = ""
    title: str = ""
    number: str = ""
    by: By = "template"
    is_clause: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Labels with their values, in two columns."""

    rows: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table, and the totals under it."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Total, ...] = ()
    empty: str = ""


@dataclass(frozen=True, kw_only=True)
class Point:
    """One bar or point of a chart: its label, its figure and how that is written."""

    label: str
    value: Decimal
    words: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars or a line. `alt` says in a sentence what it shows, for who cannot see it."""

    title: str
    kind: Literal["bar", "line"]
    points: tuple[Point, ...]
    alt: str


@dataclass(frozen=True, kw_only=True)
class Party:
    """Who it is from or for."""

    title: str
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Parties:
    """Who it is between, side by side where there is room."""

    blocks: tuple[Party, ...]


@dataclass(frozen=True, kw_only=True)
class Bullets:
    """A list. Each item is one line of our Markdown."""

    items: tuple[str, ...]
    is_numbered: bool = False
    is_checklist: bool = False


@dataclass(frozen=True, kw_only=True)
class Note:
    """A box that catches the eye."""

    body: str
    title: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, kw_only=True)
class Signed:
    """That and how a place was signed: by whom, when, and a drawing of the hand (PNG) when there is one."""

    name: str
    words: str  # "Signed electronically on 29 November 2026 at 14:05"
    drawing: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """A place to sign: for whom (`label`), by whom, in which capacity."""

    role: str
    label: str
    name: str = ""
    capacity: str = ""
    has_witness: bool = False
    signed: Signed | None = None


@dataclass(frozen=True, kw_only=True)
class PageBreak:
    """What follows begins on a new page."""


Block = Heading | Prose | Facts | Grid | Chart | Parties | Bullets | Note | Signature | PageBreak


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One document. `watermark` stands across each page ("DRAFT"); `sources` lists in small print which fact came from where; `machine_note`
    says which parts a machine drafted."""

    language: str  # BCP 47: en-ZA
    layout: Layout
    sender: str
    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    sender_lines: tuple[str, ...] = ()  # address, phone, registration and VAT number: the letterhead
    facts: tuple[Fact, ...] = ()  # number, date, reference: beside the title
    marks: tuple[str, ...] = ()
    has_cover: bool = False
    has_contents: bool = False
    watermark: str = ""
    footer: str = ""
    disclaimer: str = ""
    machine_note: str = ""
    sources: tuple[Fact, ...] = ()
    page_words: str = "Page {page} of {pages}"

    @property
    def heading(self) -> str:
        """How a window, a bookmark and a search result call it."""
        return self.title
