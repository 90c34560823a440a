"""What stands on a sheet of paper, in reading order, as finished words: every amount and date is text already.

The PDF and the HTML are two drawings of one Sheet. `texts_of` lists what both must show, in the order both must keep.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
HOUSE_COLOUR: Final = "#0b6b4f"
_READABLE: Final = 4.5  # WCAG contrast of text on its ground

Tone = Literal["plain", "success", "warning"]


@dataclass(frozen=True, kw_only=True)
class Logo:
    """A picture for the letterhead: PNG or JPEG. `ground` is what it was drawn for: "light", "dark" or "none"."""

    content: bytes
    alt: str
    ground: str = "none"


@dataclass(frozen=True, kw_only=True)
class Brand:
    """How the sender looks: a colour and a logo. Without a logo the name stands there in letters."""

    colour: str = HOUSE_COLOUR
    logo: Logo | None = None

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            raise ValueError(f"A colour is written like {HOUSE_COLOUR}, not {self.colour!r:.20}.")

    @property
    def ink(self) -> str:
        """The colour, darkened until it can be read on white paper."""
        red, green, blue = (int(self.colour[place : place + 2], 16) for place in (1, 3, 5))
        while 1.05 / (_luminance(red, green, blue) + 0.05) < _READABLE:
            red, green, blue = (round(part * 0.94) for part in (red, green, blue))
        return f"#{red:02x}{green:02x}{blue:02x}"


def _luminance(*parts: int) -> float:
    red, green, blue = (
        share / 12.92 if (share := part / 255) <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label with its value."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Block:
    """Who it is from or for: a small heading, a name, lines below it."""

    title: str
    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a table. The widest one takes what the others leave."""

    label: str
    is_number: bool = False
    is_wide: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """Cells in the order of the columns; `notes` stand small under the wide one. Emphasis is for opening and closing rows."""

    cells: tuple[str, ...]
    notes: tuple[str, ...] = ()
    is_strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under headings. `caption` is its name; `empty` is what to say when there are no rows."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: str = ""

    @property
    def body(self) -> Iterator[tuple[tuple[Column, str, tuple[str, ...]], ...]]:
        """Each row as its columns with their cells, and the notes that stand under the cell."""
        for row in self.rows:
            yield tuple(
                (column, cell, row.notes if column.is_wide else ())
                for column, cell in zip(self.columns, row.cells, strict=True)
            )


@dataclass(frozen=True, kw_only=True)
class Total:
    """A row of the sum. The strong one is what the paper is about."""

    label: str
    value: str
    is_strong: bool = False


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A box that catches the eye: how to pay, that it is paid, why it was corrected."""

    title: str
    text: str = ""
    facts: tuple[Fact, ...] = ()
    tone: Tone = "plain"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One document. What is empty takes no room."""

    language: str  # BCP 47: en-ZA
    sender: str
    title: str
    number: str = ""
    marks: tuple[str, ...] = ()  # short words beside the title: Copy, Paid
    facts: tuple[Fact, ...] = ()
    blocks: tuple[Block, ...] = ()
    notices: tuple[Panel, ...] = ()
    table: Table | None = None
    analysis: Table | None = None  # a small table beside the totals
    totals: tuple[Total, ...] = ()
    panels: tuple[Panel, ...] = ()
    notes: tuple[str, ...] = ()
    footer: str = ""
    watermark: str = ""
    page_words: str = "Page {page} of {pages}"

    @property
    def heading(self) -> str:
        """Title and number: how a window, a bookmark and a search result call it."""
        return " ".join(part for part in (self.title, self.number) if part)


def texts_of(sheet: Sheet) -> Iterator[str]:
    """Every text of a sheet that is not empty, in reading order. Both drawings show exactly these."""
    for text in _texts(sheet):
        if text:
            yield text


def _texts(sheet: Sheet) -> Iterator[str]:
    yield from (sheet.sender, sheet.title, sheet.number, *sheet.marks)
    yield from _facts(sheet.facts)
    for block in sheet.blocks:
        yield from (block.title, block.name, *block.lines)
    yield from _panels(sheet.notices)
    yield from _table(sheet.table)
    yield from _table(sheet.analysis)
    for total in sheet.totals:
        yield from (total.label, total.value)
    yield from _panels(sheet.panels)
    yield from sheet.notes
    yield sheet.footer


def _facts(facts: tuple[Fact, ...]) -> Iterator[str]:
    for fact in facts:
        yield from (fact.label, fact.value)


def _panels(panels: tuple[Panel, ...]) -> Iterator[str]:
    for panel in panels:
        yield from (panel.title, panel.text, *_facts(panel.facts))


def _table(table: Table | None) -> Iterator[str]:
    if table is None:
        return
    yield from (column.label for column in table.columns)
    for row in table.body:
        for _column, cell, notes in row:
            yield from (cell, *notes)
    if not table.rows:
        yield table.empty


def plain(value: Any) -> Any:
    """A part of a sheet as JSON values, quicker than dataclasses.asdict, which copies each text."""
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, (str, bool, int)) or value is None:
        return value
    return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
