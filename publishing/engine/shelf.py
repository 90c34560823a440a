"""The pieces of our own writing as they lie in publishing/library/: a file in each language, read into blocks.

A file is TOML between two lines `+++`, then text. `# Heading` begins a block of text; lines that begin with `|` are a table with a
head; `::: kind name="value"` to `:::` is a block of another kind: callout, quote, related (an address of a piece a line), action.
What a piece says about law and tax stands in `facts` as well, and becomes its last note with the day it was checked.
"""

import base64
import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from publishing.engine import blocks
from publishing.engine.shelf_words import closing
from publishing.terms import Audience, BlockKind, PieceKind

_MONEY: Final = re.compile(r"(?<=\bR) (?=\d)|(?<=\d) (?=\d{3}(?!\d))|(?<=\d) (?=%)")
_OPENS: Final = re.compile(r":::\s*(callout|quote|related|action)\b(.*)")
_NAMED: Final = re.compile(r'(\w+)="([^"]*)"')
_RULE: Final = re.compile(r"\|[\s:|-]+\|")


class NotReadable(ValueError):
    """A file that is not written as the files of the library are: which, and what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One block before it has an id and knows the pieces it names."""

    kind: str
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Written:
    """One piece in one language, as its file has it. `folder` is what its languages have in common."""

    folder: str
    language: str
    slug: str
    title: str
    summary: str
    kind: str
    audience: str
    tags: tuple[str, ...]
    series: str
    position: int
    checked_on: dt.date
    check_on: dt.date
    facts: tuple[str, ...]
    doubtful: tuple[str, ...]
    parts: tuple[Part, ...]

    @property
    def names(self) -> list[str]:
        """The folders of the pieces it leads to."""
        return [name for part in self.parts for name in part.data.get("pieces", [])]

    def blocks(self, keys: Mapping[str, str]) -> list[blocks.Block]:
        """Its blocks; `keys` are the public ids of pieces by folder, and a piece without one is not named."""
        return [
            blocks.cleaned(self._id(number), part.kind, part.text, _led(part.data, keys))
            for number, part in enumerate(self.parts)
        ]

    def _id(self, number: int) -> str:
        told = hashlib.sha256(f"{self.language}/{self.folder}/{number}".encode()).digest()
        return base64.b32encode(told)[:16].decode().lower()


def read(text: str, *, folder: str, language: str) -> Written:
    """The piece in a file. Raises NotReadable."""
    try:
        _, front, body = text.split("+++\n", 2)
        head = tomllib.loads(front)
        facts, doubtful = _texts(head, "facts"), _texts(head, "doubtful")
        note = closing(language, head["checked_on"], facts, doubtful)
        last = Part(
            kind=BlockKind.CALLOUT.value, text=_spaced(note.text), data={"tone": "info", "title": note.title}
        )
        return Written(
            folder=folder,
            language=language,
            slug=head.get("slug", folder),
            title=head["title"],
            summary=_spaced(head["summary"]),
            kind=PieceKind(head["kind"]).value,
            audience=Audience(head["audience"]).value,
            tags=tuple(head["tags"]),
            series=head.get("series", ""),
            position=head.get("position", 0),
            checked_on=head["checked_on"],
            check_on=head["check_on"],
            facts=facts,
            doubtful=doubtful,
            parts=(*_parts(body), last),
        )
    except (KeyError, ValueError) as error:
        msg = f"{folder}/{language}.md: {error}"
        raise NotReadable(msg) from error


def _texts(head: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(" ".join(text.split()) for text in head.get(name, []))


def _parts(body: str) -> Iterator[Part]:
    lines, text = iter(body.splitlines()), list[str]()
    table: list[str] = []
    for line in lines:
        if table and not line.startswith("|"):
            yield _table(table)
            table = []
        opened = _OPENS.fullmatch(line)
        if opened or line.startswith(("# ", "|")):
            yield from _text(text)
            text = []
        if opened:
            yield _special(opened[1], dict(_NAMED.findall(opened[2])), _to_close(lines))
        elif line.startswith("|"):
            table.append(line)
        elif line.startswith(":::"):
            msg = f"this line opens or closes nothing: {line}"
            raise NotReadable(msg)
        else:
            text.append(line)
    if table:
        yield _table(table)
    yield from _text(text)


def _to_close(lines: Iterator[str]) -> str:
    found: list[str] = []
    for line in lines:
        if line == ":::":
            return "\n".join(found)
        found.append(line)
    msg = "a block ::: is not closed"
    raise NotReadable(msg)


def _text(lines: list[str]) -> Iterator[Part]:
    if words := "\n".join(lines).strip():
        yield Part(kind=BlockKind.TEXT.value, text=_spaced(words))


def _table(lines: list[str]) -> Part:
    rows = [
        [_spaced(cell.strip()) for cell in line.strip().strip("|").split("|")]
        for line in lines
        if not _RULE.fullmatch(line.strip())
    ]
    if len({len(row) for row in rows}) != 1:
        msg = f"the rows of a table differ in their cells: {rows[0]}"
        raise NotReadable(msg)
    return Part(kind=BlockKind.TABLE.value, data={"rows": rows, "head": True})


def _special(kind: str, named: Mapping[str, str], text: str) -> Part:
    if kind == BlockKind.RELATED:
        return Part(kind=kind, data={"pieces": text.split()})
    if kind == BlockKind.CALLOUT and named.get("tone") not in blocks.TONES:
        msg = f"a callout has no such tone: {named.get('tone')}"
        raise NotReadable(msg)
    return Part(
        kind=kind, text=_spaced(text.strip()), data={name: _spaced(value) for name, value in named.items()}
    )


def _led(data: Mapping[str, Any], keys: Mapping[str, str]) -> dict[str, Any]:
    if "pieces" not in data:
        return dict(data)
    return {"pieces": [keys[name] for name in data["pieces"] if name in keys]}


def _spaced(text: str) -> str:
    """The text with amounts that no line end parts."""
    return _MONEY.sub("\N{NO-BREAK SPACE}", text)
