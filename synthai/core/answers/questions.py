"""A question as it is held against passages: its words with what means the same, how rare they are, and its vector."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from synthai.core.answers import stems
from synthai.core.answers.stems import Stems
from synthai.core.search import embeddings, synonyms, words

if TYPE_CHECKING:
    from synthai.core.search.embeddings import Vector

SAME: Final = 0.9  # what another word for it counts
MENDED: Final = 0.8
AKIN: Final = 0.6  # of one root: fraud, fraudster
_ROOT: Final = 5  # letters
LETTERS: Final = 300


@dataclass(frozen=True)
class Term:
    """A word of the question. `rarity` is 1 for a word that nothing has, and near 0 for one that everything has."""

    word: str
    rarity: float
    ways: tuple[tuple[Stems, float], ...]  # stems that meet it when all are there, and what that counts

    def met(self, found: Stems) -> float:
        """How well a text with these stems has the word, 0 to 1."""
        best = max((counts for wanted, counts in self.ways if wanted and wanted <= found), default=0.0)
        return best or (AKIN if any(are_akin(self.word, stem) for stem in found) else 0.0)


@dataclass(frozen=True)
class Held:
    """A question, ready to be held against passages."""

    text: str
    language: str
    terms: tuple[Term, ...]
    vector: "Vector | None"

    def coverage(self, found: Stems) -> float:
        """Which part of what the question says a text with these stems has, 0 to 1; rare words count more."""
        total = sum(term.rarity for term in self.terms)
        return sum(term.rarity * term.met(found) for term in self.terms) / total if total else 0.0


def held(
    text: str, *, organisation_ids: Sequence[int], mended: Mapping[str, Sequence[str]], language: str
) -> Held:
    """The question. `mended` are misspelt words as search read them. A constant number of statements."""
    said = " ".join(text[:LETTERS].replace("\x00", "").split())
    asked = words.asked(said)
    others = _others(said, asked, mended)
    counts, total = stems.held(asked, organisation_ids=organisation_ids)
    flat = [*asked, *(other for each in others for other, _counts in each)]
    found = iter(stems.of(flat))
    own = [next(found) for _ in asked]
    terms = []
    for word, its, count, also in zip(asked, own, counts, others, strict=True):
        ways = [(frozenset({stem}), 1.0) for stem in its]
        ways += [(next(found), worth) for _other, worth in also]
        if not count and _says_nothing(word, mended):
            continue
        known = count if count or not also else 1  # it stands there under another word
        terms.append(Term(word, math.log(1 + total / (known + 1)) / math.log(2 + total), tuple(ways)))
    vector = embeddings.of_question(synonyms.in_english(said, mended))
    return Held(said, language, tuple(terms), vector)


def _says_nothing(word: str, mended: Mapping[str, Sequence[str]]) -> bool:
    """Whether it is a misspelt word of those that questions are made of: `shuold`."""
    near = [*mended.get(word, ()), *words.alike(word, words.SAY_NOTHING)] if len(word) >= _ROOT else []
    return word not in synonyms.known() and any(each in words.SAY_NOTHING for each in near)


def are_akin(one: str, other: str) -> bool:
    """Whether one is the other with an ending."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _ROOT and long.startswith(short) and len(short) * 2 > len(long)


def _others(
    said: str, asked: Sequence[str], mended: Mapping[str, Sequence[str]]
) -> list[list[tuple[str, float]]]:
    """For each word what else meets it: what means the same, what a misspelt one was meant to be, and what means the same as that."""
    same = synonyms.meaning_the_same(said)
    made = []
    for word in asked:
        also = [
            (other, SAME) for phrase, others in same.items() if word in phrase.split() for other in others
        ]
        for near in mended.get(word, ()):
            also.append((near, MENDED))
            also += [(other, MENDED) for other in synonyms.meaning_the_same(near).get(near, ())]
        made.append([each for each in also if not each[0].startswith("-")])
    return made
