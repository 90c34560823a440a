"""Whether a translation keeps what no language changes: every figure, every link, the marks of Markdown.

Figures are read by the rules of the guard of facts, in words too where the language is English or Afrikaans, and compared as numbers, so
that R 1 250.00 and R1 250,00 are the same. In other languages a word for a million is not known, so there the digits are compared alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from publishing.engine.told import told
from synthai.core.facts.guard import figures
from synthai.core.facts.guard.reading import plain

_READ: Final = ("en", "af")  # languages whose words for numbers are known
_LINK: Final = re.compile(r"\]\(([^()\s]+)")
_MARKS: Final = {
    "headings": re.compile(r"^\s{0,3}#{1,6}\s", re.MULTILINE),
    "items": re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s", re.MULTILINE),
}
_ITEM: Final = re.compile(r"^(\s*)\d{1,3}[.)]\s", re.MULTILINE)


@dataclass(frozen=True)
class Figure:
    """A figure as it is written, and the numbers that it may be."""

    shown: str
    values: frozenset[Decimal]
    is_in_words: bool


@dataclass(frozen=True, kw_only=True)
class Unlike:
    """What a translation changed that it should not have: figures and links by how they are written, marks by their names."""

    lost: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.strange or self.links or self.marks)


def unlike(original: Mapping[str, Any], mine: Mapping[str, Any], *, languages: tuple[str, str]) -> Unlike:
    """What differs between two blocks, the languages in the same order."""
    found = between(_said(original), _said(mine), languages=languages)
    links = _LINK.findall(original["text"]), _LINK.findall(mine["text"])
    marks = [name for name, mark in _MARKS.items() if _count(mark, original) != _count(mark, mine)]
    return Unlike(
        lost=found.lost,
        strange=found.strange,
        links=tuple(dict.fromkeys(each for each in links[0] if links[1].count(each) < links[0].count(each))),
        marks=tuple(marks),
    )


def between(original: str, mine: str, *, languages: tuple[str, str]) -> Unlike:
    """The figures that one text has and the other has not. A number in words may stand for one in digits, and need not."""
    is_known = all(language in _READ for language in languages)
    theirs = _figures(original, languages[0], is_scaled=is_known)
    ours = _figures(mine, languages[1], is_scaled=is_known)
    lost = _unmatched(theirs, ours)
    return Unlike(lost=lost, strange=_unmatched(ours, theirs))


def _unmatched(wanted: list[Figure], there: list[Figure]) -> tuple[str, ...]:
    left = sorted(there, key=lambda each: each.is_in_words)  # digits are met by digits first
    missing = []
    for figure in (each for each in wanted if not each.is_in_words):
        match = next((each for each in left if each.values & figure.values), None)
        if match is None:
            missing.append(figure.shown)
        else:
            left.remove(match)
    return tuple(dict.fromkeys(missing))


def _figures(text: str, language: str, *, is_scaled: bool) -> list[Figure]:
    read = plain(_ITEM.sub(r"\1", text)).text  # the number before an item of a list counts nothing
    return [
        Figure(
            read[claim.start : claim.end].strip(),
            frozenset(abs(each) for each in _values(claim, is_scaled=is_scaled)),
            claim.is_in_words,
        )
        for claim in figures.stated(read, _anywhere, language if language in _READ else "en")
        if claim.readings and (language in _READ or not claim.is_in_words)
    ]


def _values(claim: Any, *, is_scaled: bool) -> list[Decimal]:
    scaled = [reading * claim.scale for reading in claim.readings]
    return scaled if is_scaled else [*scaled, *claim.readings, *claim.split]


def _said(block: Mapping[str, Any]) -> str:
    """Its words without addresses: a link's own digits are compared as a link."""
    data = {name: value for name, value in block["data"].items() if name not in {"url", "asset", "pieces"}}
    if "assets" in data:
        data["assets"] = [{**item, "asset": ""} for item in data["assets"]]
    text = re.sub(r"(?<=\]\()[^()\s]+", "", block["text"])
    return told({**block, "text": text, "data": data})


def _count(mark: re.Pattern[str], block: Mapping[str, Any]) -> int:
    return len(mark.findall(block["text"]))


def _anywhere(_start: int, _end: int) -> bool:
    return True
