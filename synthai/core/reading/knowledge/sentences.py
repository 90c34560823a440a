"""Sentences of running text, each with its page. Headings and tables are none."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from synthai.core.reading.shapes import Block

_END: Final = re.compile(
    r"(?<=[.!?])[\"')\]”’]*\s+(?=[\"'(\[“‘]*(?:['’]n\s)?[A-ZÀ-Þ0-9])"
)  # an Afrikaans sentence may begin with ’n
_SHORT_WORDS: Final = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Adv|Mnr|Mev|Me|St|No|Nr|nr|no|Inc|Ltd|Pty|Bpk|Edms|e\.g|i\.e|bv|bl|p|pp|vs|approx|etc|Tel|tel)|\b[A-Z])\.\Z"
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BULLET: Final = re.compile(r"\A(?:[-*•·–]|\(?[0-9a-z]{1,3}[.)])\s+")
MOST: Final = 20_000


@dataclass(frozen=True, kw_only=True)
class Sentence:
    """One sentence and the page it stands on."""

    text: str
    page: int

    @property
    def words(self) -> list[str]:
        """Its words, small letters."""
        return words_of(self.text)


def words_of(text: str) -> list[str]:
    """The words of a text, small letters."""
    return [word.lower() for word in _WORD.findall(text)]


def of_blocks(blocks: Iterable[Block]) -> list[Sentence]:
    """The sentences of the paragraphs, `MOST` at most."""
    made: list[Sentence] = []
    for block in blocks:
        if block.kind == "text":
            made += [Sentence(text=text, page=block.page) for text in split(joined(block.text))]
        if len(made) >= MOST:
            break
    return made[:MOST]


def joined(text: str) -> str:
    """Lines of a paragraph as one; a word that a hyphen parted at the end of a line is whole again. A bullet begins anew."""
    made = ""
    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            continue
        if _BULLET.match(line):
            made += f"\n{line}"
        elif made.endswith("-") and line[:1].islower():
            made = made[:-1] + line
        else:
            made = f"{made} {line}" if made else line
    return made.strip()


def split(text: str) -> list[str]:
    """A paragraph's sentences, in order."""
    made: list[str] = []
    for line in text.split("\n"):
        start = 0
        for end in _END.finditer(line):
            if not _SHORT_WORDS.search(line[start : end.start()]):
                made.append(line[start : end.start()].strip())
                start = end.end()
        made.append(line[start:].strip())
    return [each for each in made if each]
