"""The text of a piece as passages: what an answer may be taken from, each with the block it stands in."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from publishing.terms import BlockKind
from synthai.core.answers.passages import Passage, windows

_HEADING: Final = re.compile(r"^#{1,6}\s+(.*)$")
_LINK: Final = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_SIGN: Final = re.compile(r"[*_`~]+(?=\S)|(?<=\S)[*_`~]+|^>\s?|\|")
_RULE: Final = re.compile(r"^\s*\|?[\s:|-]*-{3,}[\s:|-]*\|?\s*$")
# A button, a list of other pieces and files say nothing themselves.
_SPEAKING: Final = frozenset(
    {BlockKind.TEXT, BlockKind.TABLE, BlockKind.QUOTE, BlockKind.CALLOUT, BlockKind.IMAGE, BlockKind.GALLERY}
)


def of(
    source: str, *, title: str, summary: str, language: str, blocks: Iterable[Mapping[str, Any]]
) -> list[Passage]:
    """The passages of a piece in their order, its summary first."""

    def passage(anchor: str, heading: str, text: str) -> Passage:
        return Passage(source, anchor, title, heading, text, language)

    made = [passage("", "", summary)] if summary.strip() else []
    heading = ""
    for block in blocks:
        if block["kind"] not in _SPEAKING:
            continue
        named = str(block["data"].get("title") or "")
        for above, lines in _parts(block, heading):
            heading = above
            made += [passage(str(block["id"]), named or above, each) for each in windows(lines)]
    return made


def _parts(block: Mapping[str, Any], heading: str) -> Iterator[tuple[str, list[str]]]:
    """The lines of a block below each heading in it."""
    lines: list[str] = []
    for line in str(block["text"]).split("\n"):
        found = _HEADING.match(line.strip())
        if found:
            if lines:
                yield heading, lines
            heading, lines = plain(found[1]), []
        elif line.strip() and not _RULE.match(line):
            lines.append(plain(line))
    lines += _rows(block)
    who = str(block["data"].get("who") or "")
    yield heading, [*lines, *([who] if who else [])]


def _rows(block: Mapping[str, Any]) -> list[str]:
    """A table, each row a line of its own that is understood by itself."""
    rows = [[plain(str(cell)) for cell in row] for row in block["data"].get("rows") or []]
    if not rows or not block["data"].get("head"):
        return [_line(" · ".join(filter(None, row))) for row in rows]
    head, *rest = rows
    return [_line(_row(head, row)) for row in rest]


def _row(head: list[str], row: list[str]) -> str:
    first, *others = row
    told = [f"{name}: {cell}" if name else cell for name, cell in zip(head[1:], others, strict=False) if cell]
    return f"{first} – {'; '.join(told)}" if told else first


def _line(text: str) -> str:
    return text if not text or text[-1] in ".!?" else f"{text}."


def plain(text: str) -> str:
    """Without the signs of Markdown; the sign of an item stays."""
    return " ".join(_SIGN.sub("", _LINK.sub(r"\1", text)).split())
