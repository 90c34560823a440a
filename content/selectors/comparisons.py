"""Two versions of a document, or a version and the document as it stands, section by section."""

from collections.abc import Iterator
from dataclasses import dataclass

from content.models import Document, DocumentVersion
from content.selectors import compositions
from synthai.core.comparing import Change, Part, compare
from synthai.core.documents.papers import blocks as paper

Row = Document | DocumentVersion


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What is other in `new`, and how many words came and went."""

    old: Row
    new: Row
    changes: tuple[Change, ...]

    @property
    def changed(self) -> list[Change]:
        """The sections that are not the same."""
        return [change for change in self.changes if change.state != "same"]

    @property
    def added(self) -> int:
        """Words that came."""
        return sum(change.added for change in self.changes)

    @property
    def removed(self) -> int:
        """Words that went."""
        return sum(change.removed for change in self.changes)


def between(old: Row, new: Row) -> Comparison:
    """Both as they read on paper. Raises TemplateGone."""
    changes = compare(list(parts_of(old)), list(parts_of(new)))
    return Comparison(old=old, new=new, changes=tuple(changes))


def parts_of(row: Row) -> Iterator[Part]:
    """The paper in parts with keys that stay from version to version: sections by theirs, other blocks by their place below a heading."""
    heading, count = "", 0
    title = compositions.current(row)
    for block in title.paper.blocks:
        if isinstance(block, paper.Heading):
            heading, count = block.text, 0
            yield Part(f"heading:{block.text}", block.text, block.text)
            continue
        if isinstance(block, paper.Prose) and block.key:
            yield Part(f"section:{block.key}", block.title or heading, block.body)
            continue
        text = text_of(block)
        if text:
            count += 1
            yield Part(f"block:{heading}:{type(block).__name__}:{count}", _title_of(block) or heading, text)


def text_of(block: paper.Block) -> str:
    """What a block says, a line for each row of it."""
    match block:
        case paper.Prose() | paper.Note():
            return block.body
        case paper.Facts():
            return "\n".join(f"{row.label}: {row.value}" for row in block.rows)
        case paper.Grid():
            rows = ["\t".join(row.cells) for row in block.rows] or [block.empty]
            return "\n".join([*rows, *(f"{total.label}: {total.value}" for total in block.totals)])
        case paper.Chart():
            return "\n".join(f"{point.label}: {point.words}" for point in block.points)
        case paper.Parties():
            return "\n\n".join("\n".join([party.name, *party.lines]) for party in block.blocks)
        case paper.Bullets():
            return "\n".join(block.items)
        case paper.Signature():
            return ", ".join(filter(None, (block.label, block.name, block.capacity)))
    return ""


def _title_of(block: paper.Block) -> str:
    match block:
        case paper.Prose() | paper.Chart() | paper.Note():
            return block.title
        case paper.Grid():
            return block.caption
    return ""
