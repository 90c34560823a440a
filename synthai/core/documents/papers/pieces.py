"""The pieces of a paper as they are drawn: Markdown read, levels settled, charts reckoned. HTML, PDF and Word walk the same `Laid`."""

from dataclasses import dataclass
from typing import ClassVar

from synthai.core.documents.papers import blocks as b
from synthai.core.documents.papers import prose
from synthai.core.documents.papers.figures import Figure
from synthai.core.documents.papers.wording import Wording
from synthai.core.documents.sheets import Column, Fact, Total


@dataclass(frozen=True, kw_only=True)
class Title:
    """A heading: level 1 to 3 below the paper's own. `anchor` is where the contents lead to."""

    kind: ClassVar[str] = "title"
    text: str
    number: str
    level: int
    anchor: str
    is_clause: bool = False


@dataclass(frozen=True, kw_only=True)
class Text:
    """Prose without its heading. `number` is that of a clause that has no heading to stand in."""

    kind: ClassVar[str] = "text"
    parts: tuple[prose.Part, ...]
    number: str = ""
    key: str = ""
    by: str = "template"
    is_clause: bool = False


@dataclass(frozen=True, kw_only=True)
class Points:
    """A list of one-line items."""

    kind: ClassVar[str] = "points"
    listing: prose.Listing
    is_checklist: bool = False


@dataclass(frozen=True, kw_only=True)
class Box:
    """A note with its text read."""

    kind: ClassVar[str] = "box"
    title: str
    parts: tuple[prose.Part, ...]
    tone: str


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart with its places."""

    kind: ClassVar[str] = "drawing"
    figure: Figure


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Labels with values."""

    kind: ClassVar[str] = "facts"
    rows: tuple[Fact, ...]


@dataclass(frozen=True, kw_only=True)
class Cells:
    """One row: its columns with their cells, and the notes that stand under the cell."""

    cells: tuple[tuple[Column, str, tuple[str, ...]], ...]
    is_strong: bool


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table with its totals."""

    kind: ClassVar[str] = "grid"
    caption: str
    columns: tuple[Column, ...]
    body: tuple[Cells, ...]
    totals: tuple[Total, ...]
    empty: str  # said when there are no rows

    @property
    def texts(self) -> list[tuple[str, ...]]:
        """All cells in words, headings first."""
        return [
            tuple(column.label for column in self.columns),
            *(tuple(cell for _column, cell, _notes in row.cells) for row in self.body),
        ]


@dataclass(frozen=True, kw_only=True)
class Parties:
    """Who it is between."""

    kind: ClassVar[str] = "parties"
    blocks: tuple[b.Party, ...]


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place to sign: what was signed, or rows to fill by hand. A row without a value is a line to write on."""

    label: str
    rows: tuple[Fact, ...]
    signed: b.Signed | None


@dataclass(frozen=True, kw_only=True)
class Signing:
    """Places to sign, two side by side."""

    kind: ClassVar[str] = "signing"
    places: tuple[Place, ...]


@dataclass(frozen=True, kw_only=True)
class Break:
    """A new page."""

    kind: ClassVar[str] = "break"


Piece = Title | Text | Points | Box | Drawing | Facts | Grid | Parties | Signing | Break


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A paper and its pieces."""

    paper: b.Paper
    pieces: tuple[Piece, ...]
    wording: Wording
    locale: str

    @property
    def titles(self) -> tuple[Title, ...]:
        """What stands in the contents."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Title))
