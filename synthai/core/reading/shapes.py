"""What a file holds, as it goes between the parts and, as JSON, out of the child process."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

MOST_PAGES: Final = 300
MOST_LETTERS: Final = 1_500_000
MOST_ROWS: Final = 5_000  # of one workbook or CSV file
MOST_COLUMNS: Final = 60
PART_LETTERS: Final = 3_000  # a file without pages is cut into parts of about this many


class Kind(StrEnum):
    """What a file is."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    CSV = "csv"
    TEXT = "text"


class Cut(StrEnum):
    """Why a file was not read to its end."""

    PAGES = "pages"
    LETTERS = "letters"
    ROWS = "rows"


@dataclass(frozen=True, kw_only=True)
class Block:
    """A heading (`level` 1 to 3), a paragraph with its lines, or a table."""

    kind: str  # heading | text | table
    page: int
    text: str = ""
    level: int = 0
    rows: Sequence[Sequence[str]] = ()

    @property
    def words(self) -> str:
        """All of it as text."""
        return "\n".join("\t".join(row) for row in self.rows) if self.rows else self.text


@dataclass(kw_only=True)
class Reading:
    """A file that was read. `pages` are the file's own; `pages_read` may be fewer, and `cut` says why. `has_pages` is false where a file
    knows none, so that parts of it were numbered. `empty_pages` are those with no text on them: pictures, mostly."""

    kind: Kind
    blocks: list[Block]
    pages: int
    pages_read: int
    has_pages: bool = True
    title: str = ""
    author: str = ""
    encoding: str = ""
    cut: str = ""
    empty_pages: int = 0
    knowledge: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All of it as text."""
        return "\n\n".join(block.words for block in self.blocks)

    def as_json(self) -> dict[str, Any]:
        """For the way out of the child."""
        return asdict(self)

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> "Reading":
        """What `as_json` gave."""
        blocks = [Block(**each) for each in found["blocks"]]
        return cls(**{**found, "kind": Kind(found["kind"]), "blocks": blocks})


class Refused(Exception):  # noqa: N818 - raised in the child, told by its word
    """The file cannot be read; `reason` is a key of `documents.REFUSALS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def in_parts(blocks: Sequence[Block]) -> list[Block]:
    """Blocks of a file that has no pages, numbered by parts of about `PART_LETTERS`. A heading begins a part when one is half full."""
    made: list[Block] = []
    page, letters = 1, 0
    for block in blocks:
        size = len(block.words)
        is_full = letters + size > PART_LETTERS and letters
        if is_full or (block.kind == "heading" and letters > PART_LETTERS // 2):
            page, letters = page + 1, 0
        letters += size
        made.append(Block(**{**asdict(block), "page": page}))
    return made


def within(blocks: list[Block]) -> tuple[list[Block], bool]:
    """As many blocks as `MOST_LETTERS` allow, and whether some were left out."""
    left = MOST_LETTERS
    for place, block in enumerate(blocks):
        left -= len(block.words)
        if left < 0:
            return blocks[:place], True
    return blocks, False
