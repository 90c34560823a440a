"""Passages: a few sentences of a text with where they stand, and the sentences in them."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Final

MOST_WORDS: Final = 120
# Behind these a full stop ends no sentence.
_SHORT: Final = frozenset({
    "e.g", "i.e", "mr", "mrs", "ms", "dr", "prof", "no", "nr", "st", "vs", "approx", "incl", "excl", "etc", "bv", "dws", "asb", "mnr",
    "mev", "me", "nl", "ens", "sg", "fig", "par", "art", "pty", "ltd", "bpk", "edms",
})  # fmt: skip
_END: Final = re.compile(r"(?<=[.!?])[\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-ZÀ-ÖØ-Þ0-9’‘'])")
_ITEM: Final = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")


@dataclass(frozen=True)
class Passage:
    """Some sentences of a text. `source` is whatever the caller knows the text by, `anchor` the place in it.

    `text` is plain; a line is a paragraph, an item of a list or a row of a table.
    """

    source: str
    anchor: str
    title: str
    heading: str
    text: str
    language: str

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences. One that ends with a colon takes the short list along that it announces."""
        return tuple(_with_lists(self.text))

    @property
    def above(self) -> str:
        """What stands over it: the title of the text, and the heading."""
        return f"{self.title} › {self.heading}" if self.heading else self.title

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands."""
        return self.source, self.anchor


def split(line: str) -> list[str]:
    """The sentences of a paragraph."""
    made: list[str] = []
    for part in _END.split(line.strip()):
        last = made[-1].rstrip("\"”’')]").rstrip(".").rpartition(" ")[2] if made else ""
        if made and made[-1].rstrip().endswith(".") and (last.lower() in _SHORT or len(last) == 1):
            made[-1] = f"{made[-1]} {part}"
        elif part.strip():
            made.append(part.strip())
    return made


def _with_lists(text: str) -> list[str]:
    made: list[str] = []
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    at = 0
    while at < len(lines):
        found = split(_ITEM.sub("", lines[at]))
        at += 1
        if found and found[-1].endswith(":"):
            items = _items(lines[at:])
            if items and len(" ".join([found[-1], *items]).split()) <= _LONGEST_LIST:
                found[-1] = "\n".join([found[-1], *(f"– {each}" for each in items)])
                at += len(items)
        made += found
    return made


def _items(lines: list[str]) -> list[str]:
    """The items of the list that these lines begin with."""
    return [_ITEM.sub("", line) for line in takewhile(_ITEM.match, lines)]


_LONGEST_LIST: Final = 50  # words


def windows(lines: list[str], *, most: int = MOST_WORDS) -> list[str]:
    """Lines put together as long as they hold at most so many words; a line is never cut, and an item stays with its announcement."""
    made: list[list[str]] = []
    for line in lines:
        words = sum(len(each.split()) for each in made[-1]) if made else 0
        is_item = bool(
            made and _ITEM.match(line) and (made[-1][-1].endswith(":") or _ITEM.match(made[-1][-1]))
        )
        fits = words + len(line.split()) <= (most * 2 if is_item else most)
        if made and fits:
            made[-1].append(line)
        else:
            made.append([line])
    return ["\n".join(each) for each in made]
