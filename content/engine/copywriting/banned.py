"""Words that are never used, found in any of their forms and never inside another word: "cheap" finds cheaper and cheapest, not cheapside.

By rules for English and Afrikaans: plurals, degrees, -ed, -ing, -ly, -e, -er, -ste, -s. An irregular form (best for good) must be listed itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from synthai.core.facts.guard.reading import folded

_WORD: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENDINGS: Final = (
    "",
    "s",
    "es",
    "'s",
    "’s",
    "ed",
    "d",
    "ing",
    "er",
    "r",
    "est",
    "st",
    "ly",
    "e",
    "te",
    "ste",
    "de",
    "ers",
    "tes",
)
_MOST_WORDS: Final = 8
_SHORTEST: Final = 3  # letters; shorter words have no forms


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of a text that must not be there, and the word that forbids it."""

    start: int
    end: int
    text: str
    word: str


def find(text: str, words: Iterable[str]) -> list[Hit]:
    """Where these words or phrases stand in any form, in the order of the text."""
    tokens = [(found.start(), found.end(), folded(found.group())) for found in _WORD.finditer(text)]
    hits = [hit for word in dict.fromkeys(words) for hit in _of(word, tokens, text)]
    return sorted(hits, key=lambda hit: (hit.start, hit.end))


def _of(word: str, tokens: list[tuple[int, int, str]], text: str) -> Iterator[Hit]:
    wanted = [forms(folded(each)) for each in _WORD.findall(word)[:_MOST_WORDS]]
    if not wanted:
        return
    for place in range(len(tokens) - len(wanted) + 1):
        stretch = tokens[place : place + len(wanted)]
        if all(token in known for (_start, _end, token), known in zip(stretch, wanted, strict=True)):
            yield Hit(stretch[0][0], stretch[-1][1], text[stretch[0][0] : stretch[-1][1]], word)


@lru_cache(maxsize=2_000)
def forms(word: str) -> frozenset[str]:
    """The forms of a word, itself among them."""
    if len(word) < _SHORTEST or not word.isalpha():
        return frozenset({word, f"{word}s", f"{word}'s"})
    made = {word + ending for ending in _ENDINGS}
    if word.endswith("y"):
        made |= {word[:-1] + ending for ending in ("ies", "ied", "ier", "iest", "ily")}
    if word.endswith("e"):
        made |= {word[:-1] + ending for ending in ("ing", "ed", "er", "est", "y")}
    if re.search(r"[^aeiou][aeiou][^aeiouwxy]\Z", word):  # big, bigger
        made |= {word + word[-1] + ending for ending in ("ed", "ing", "er", "est", "e", "es")}
    if word.endswith("ble"):
        made |= {word[:-1] + "y"}
    if found := re.search(r"([aeou])\1([^aeiou])\Z", word):  # groot, grote
        made |= {word[: found.start()] + found[1] + found[2] + ending for ending in ("e", "er", "es")}
    return frozenset(made)
