"""Which passages have to do with a question: by its words, and by what it means."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Final

from synthai.core.answers import stems
from synthai.core.answers.passages import Passage
from synthai.core.answers.questions import Held
from synthai.core.answers.stems import Stems
from synthai.core.search import embeddings

if TYPE_CHECKING:
    from synthai.core.search.embeddings import Vector

BY_WORDS: Final = 12  # passages whose meaning is compared: the best by words, the summaries,
ELSEWHERE, MOST_ELSEWHERE = 2, 16  # and those of two texts in another language than the question
KEPT: Final = 6000  # vectors a process keeps: 1.5 kB each
_FAR, _NEAR = 0.76, 0.90  # cosines of e5 between what has nothing to do with a question and what answers it
_BESIDE: Final = 0.25  # what the next best passage of the same text counts
_vectors: OrderedDict[str, "Vector"] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Ranked:
    """A passage, with how much of the question it has (0 to 1), and how near it is (0 to 1; None without vectors)."""

    passage: Passage
    found: Stems
    coverage: float
    nearness: float | None

    @property
    def score(self) -> float:
        """What it is ranked by."""
        return joined(self.coverage, self.nearness)


def joined(coverage: float, nearness: float | None) -> float:
    """Words and meaning as one number, 0 to 1."""
    return coverage if nearness is None else 0.5 * coverage + 0.5 * nearness


def ranked(held: Held, passages: Sequence[Passage]) -> list[Ranked]:
    """The passages, best first. What stands over a passage counts as said in it."""
    found = stems.of([f"{each.above}\n{each.text}" for each in passages])
    every = [
        Ranked(passage, its, held.coverage(its), None) for passage, its in zip(passages, found, strict=True)
    ]
    every.sort(key=lambda each: -each.coverage)
    chosen = _with_nearness(held, [*every[:BY_WORDS], *_first_of_each(every)])
    elsewhere = _sources_in_other_languages(held, chosen)
    if elsewhere:  # few of their words can be met: they are found by what they mean
        seen = {each.passage for each in chosen}
        others = [each for each in every if each.passage.source in elsewhere and each.passage not in seen]
        chosen += _with_nearness(held, others[:MOST_ELSEWHERE])
    return _in_order(chosen)


def _in_order(chosen: Sequence[Ranked]) -> list[Ranked]:
    """Best first. A passage of a text that has more to say about it goes before one that stands alone."""
    of: dict[str, list[float]] = {}
    for each in sorted(chosen, key=lambda one: -one.score):
        of.setdefault(each.passage.source, []).append(each.score)

    def worth(each: Ranked) -> float:
        others = of[each.passage.source]
        beside = others[1] if len(others) > 1 and each.score == others[0] else others[0]
        return each.score + _BESIDE * (beside if len(others) > 1 else 0.0)

    return sorted(chosen, key=lambda each: -worth(each))


def _first_of_each(every: Sequence[Ranked]) -> list[Ranked]:
    """What each text begins with: its summary."""
    top = {each.passage for each in every[:BY_WORDS]}
    return [each for each in every if not each.passage.anchor and each.passage not in top]


def _sources_in_other_languages(held: Held, chosen: Sequence[Ranked]) -> set[str]:
    near: dict[str, float] = {}
    for each in chosen:
        if each.passage.language != held.language and each.nearness is not None:
            near[each.passage.source] = max(near.get(each.passage.source, 0.0), each.nearness)
    return set(sorted(near, key=lambda source: -near[source])[:ELSEWHERE])


def _with_nearness(held: Held, some: Sequence[Ranked]) -> list[Ranked]:
    near = nearness(held, [f"{each.passage.above}. {each.passage.text}" for each in some])
    return [replace(each, nearness=how) for each, how in zip(some, near, strict=True)]


def nearness(held: Held, texts: Sequence[str]) -> list[float | None]:
    """How near each text is to the question, 0 to 1; None where there are no vectors."""
    vectors = vectors_of(texts) if held.vector is not None else None
    if vectors is None:
        return [None] * len(texts)
    return [scaled(cosine(held.vector, each)) for each in vectors]


def scaled(cosine_: float) -> float:
    """A cosine of e5 between 0 and 1."""
    return min(1.0, max(0.0, (cosine_ - _FAR) / (_NEAR - _FAR)))


def cosine(one: "Vector | None", other: "Vector") -> float:
    """Of two vectors that are one long."""
    return float(one @ other) if one is not None else 0.0


def vectors_of(texts: Sequence[str]) -> "list[Vector] | None":
    """The vector of each text, kept for the next who asks; None where there are none to be had."""
    with _lock:
        known = {text: _vectors[text] for text in texts if text in _vectors}
    wanted = [text for text in dict.fromkeys(texts) if text not in known]
    made = embeddings.of_passages(wanted)
    if made is None:
        return None
    fresh = dict(zip(wanted, made, strict=True))
    with _lock:
        _vectors.update(fresh)
        while len(_vectors) > KEPT:
            _vectors.popitem(last=False)
    known |= fresh
    return [known[text] for text in texts]
