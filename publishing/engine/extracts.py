"""Suggestions without a language model: taken from the text by rule, and labelled as such."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from publishing.engine.checks.texts import read
from synthai.core.reading.knowledge.sentences import joined, split, words_of

LEAST_WORDS: Final = 30  # of a text that something can be said about
ENOUGH: Final = 110  # letters; then no further sentence is taken
MOST_TAGS: Final = 5
_NUMBER: Final = re.compile(r"\d+(?:[\s\u00a0.,]\d+)*")
_TITLE_COUNTS: Final = 4  # times as much as the text


def paragraphs(blocks: Iterable[Mapping[str, Any]]) -> list[str]:
    """The running text of a piece, without headings, tables and Markdown."""
    return [paragraph for block in blocks for paragraph in read(block).paragraphs]


def summary(blocks: Iterable[Mapping[str, Any]], *, most: int) -> str:
    """The first sentences, as many as a summary holds; empty when the first does not fit."""
    taken = ""
    for paragraph in paragraphs(blocks):
        for sentence in split(joined(paragraph)):
            longer = f"{taken} {sentence}".strip()
            if len(longer) > most or len(taken) >= ENOUGH:
                return taken
            taken = longer
    return taken


def tags(title: str, blocks: Iterable[Mapping[str, Any]], known: Iterable[str]) -> list[str]:
    """The tags of the list whose words the text says most, at least twice or in its title; the most said first."""
    counts: Counter[str] = Counter()
    for text, times in ((title, _TITLE_COUNTS), ("\n".join(paragraphs(blocks)), 1)):
        for word in words_of(text):
            counts[_stem(word)] += times
    scores = {name: _score(name, counts) for name in known}
    best = sorted(
        (name for name, score in scores.items() if score > 1), key=lambda name: (-scores[name], name)
    )
    return best[:MOST_TAGS]


def strange_numbers(said: str, text: str) -> list[str]:
    """Numbers that are said and stand nowhere in the text: a model's summary with one of these is not taken."""
    there = {_digits(each) for each in _NUMBER.findall(text)}
    return [each for each in _NUMBER.findall(said) if _digits(each) not in there]


def _score(name: str, counts: Counter[str]) -> int:
    """A tag of several words is said as often as its rarest word."""
    stems = [_stem(word) for word in words_of(name)]
    return min((counts[stem] for stem in stems), default=0)


def _stem(word: str) -> str:
    """Without accents and the commonest endings of English and Afrikaans: prices and price, pryse and prys are near enough."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower() or word
    for ending in ("ing", "es", "s", "e"):
        if plain.endswith(ending) and len(plain) - len(ending) >= 4:  # noqa: PLR2004 - shorter ones are other words
            return plain[: -len(ending)]
    return plain


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number)
