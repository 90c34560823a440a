"""Our Markdown, read once into a small tree that all three drawings walk.

Paragraphs, lists two deep, tables, **bold**, *italic* and links to http, https, mailto and tel. Whatever else somebody types (HTML, pictures,
headings, code) stands there as it was typed: the reader has no rule for it.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEMES: Final = frozenset({"http", "https", "mailto", "tel"})
DEEPEST_LIST: Final = 2
_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")
_CONTROLS: Final = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]")
_RULES: Final = ("list", "table", "emphasis", "link", "image", "escape", "newline")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text in one manner. "\\n" alone is a line break that was asked for."""

    text: str
    is_strong: bool = False
    is_italic: bool = False
    href: str = ""


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list, with the list below it."""

    lines: tuple[Line, ...]
    below: "Listing | None" = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. `first` is the number it begins with."""

    items: tuple[Item, ...]
    is_numbered: bool = False
    first: int = 1


@dataclass(frozen=True, slots=True)
class Tabular:
    """A table of the text: its headings and rows; `are_numbers` says which columns stand to the right."""

    heads: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    are_numbers: tuple[bool, ...]


Part = Paragraph | Listing | Tabular


class _Reader(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - its name in markdown-it
        """What is no link of ours is not read as one: it stays as it was typed."""
        try:
            return urlsplit(url).scheme in SCHEMES
        except ValueError:
            return False


@functools.cache
def _reader() -> MarkdownIt:
    return _Reader("zero", {"html": False}).enable(list(_RULES))


def read(text: str) -> tuple[Part, ...]:
    """A text as its parts."""
    return tuple(_parts(_Tokens(_reader().parse(_cleaned(text)))))


def read_line(text: str) -> Line:
    """One line: bold, italic and links, nothing else."""
    found = _reader().parseInline(" ".join(_cleaned(text).split("\n")).strip())
    return _line(found[0].children or [])


def _cleaned(text: str) -> str:
    """Line ends are "\\n"; other control characters, which no paper can hold, are blanks."""
    return "\n".join(without_controls(line) for line in _LINE_ENDS.split(text))


def without_controls(text: str) -> str:
    """A text with blanks for the characters that mean nothing on paper and that XML refuses."""
    return _CONTROLS.sub(" ", text)


class _Tokens:
    """The reader's flat list, taken one after the other."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._place = 0

    def next(self) -> Token | None:
        if self._place >= len(self._tokens):
            return None
        self._place += 1
        return self._tokens[self._place - 1]

    def until(self, kind: str) -> Iterator[Token]:
        """What comes before the end mark `kind`, which is taken too."""
        while (token := self.next()) is not None and token.type != kind:
            yield token


def _parts(tokens: _Tokens) -> Iterator[Part]:
    while (token := tokens.next()) is not None:
        if token.type == "inline":
            line = _line(token.children or [])
            if line:
                yield Paragraph(line)
        elif token.type in {"bullet_list_open", "ordered_list_open"}:
            yield _listing(token, tokens, 1)
        elif token.type == "table_open":
            yield _table(tokens)


def _listing(opening: Token, tokens: _Tokens, depth: int) -> Listing:
    items: list[Item] = []
    for token in tokens.until(opening.type.replace("_open", "_close")):
        if token.type == "list_item_open":
            items += _items(tokens, depth)
    first = opening.attrGet("start")
    return Listing(
        tuple(items),
        is_numbered=opening.type == "ordered_list_open",
        first=first if isinstance(first, int) else 1,
    )


def _items(tokens: _Tokens, depth: int) -> Iterator[Item]:
    """One item; what is nested deeper than we draw follows as items of the deepest list."""
    lines: list[Line] = []
    below: list[Listing] = []
    for token in tokens.until("list_item_close"):
        if token.type == "inline":
            lines.append(_line(token.children or []))
        elif token.type.endswith("_list_open"):
            below.append(_listing(token, tokens, depth + 1))
        elif token.type == "table_open":
            lines += _table_as_lines(_table(tokens))
    if depth >= DEEPEST_LIST:
        yield Item(tuple(lines))
        for listing in below:
            yield from listing.items
        return
    yield Item(tuple(lines), _joined(below))


def _joined(found: list[Listing]) -> Listing | None:
    if not found:
        return None
    return replace(found[0], items=tuple(item for listing in found for item in listing.items))


def _table(tokens: _Tokens) -> Tabular:
    rows: list[list[Line]] = []
    numbers: list[bool] = []
    for token in tokens.until("table_close"):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "th_open":
            numbers.append("right" in str(token.attrGet("style") or ""))
        elif token.type == "inline":
            rows[-1].append(_line(token.children or []))
    width = len(numbers)
    heads, *body = [tuple(row[:width]) + ((),) * (width - len(row)) for row in rows]
    return Tabular(heads, tuple(body), tuple(numbers))


def _table_as_lines(table: Tabular) -> Iterator[Line]:
    for row in (table.heads, *table.rows):
        yield tuple(span for cell in row for span in (*cell, Span(" ")))


def _line(tokens: Sequence[Token]) -> Line:
    spans: list[Span] = []
    strong = italic = 0
    href = ""
    for token in tokens:
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                italic += token.nesting
            case "link_open":
                href = str(token.attrGet("href") or "")
            case "link_close":
                href = ""
            case "image":
                spans.append(
                    Span(f"![{token.content}]({token.attrGet('src')})", strong > 0, italic > 0, href)
                )
            case _:
                text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
                if text:
                    spans.append(Span(text, strong > 0, italic > 0, href))
    return tuple(_merged(spans))


def _merged(spans: list[Span]) -> Iterator[Span]:
    """Neighbours of one manner as one span; a line break stays alone."""
    held: Span | None = None
    for span in spans:
        if (
            held is not None
            and "\n" not in {held.text, span.text}
            and replace(held, text="") == replace(span, text="")
        ):
            held = replace(held, text=held.text + span.text)
            continue
        if held is not None:
            yield held
        held = span
    if held is not None:
        yield held
