"""Answers without a machine: the sentences that say most of what was asked, as they stand, or nothing.

Whether anything answers a question is judged by its words and by its meaning together. The bounds were chosen with the first half of the
questions of benchmarks/data/ask_questions.txt and measured with the second (docs/benchmarks.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from synthai.core.answers import orders, scoring, stems
from synthai.core.answers.passages import Passage
from synthai.core.answers.questions import Held
from synthai.core.answers.scoring import Ranked

PASSAGES: Final = 4  # that sentences are taken from
SENTENCES: Final = 4
_WORTH: Final = 0.72  # of the best sentence, for another to stand beside it


@dataclass(frozen=True)
class Extract:
    """A sentence as it stands, and the passage it stands in."""

    text: str
    passage: Passage
    score: float


def answers(held: Held, ranked: Sequence[Ranked]) -> bool:
    """Whether the best passage has enough to do with the question."""
    return bool(ranked) and confidence(held, ranked) >= LEAST


def is_near(held: Held, ranked: Sequence[Ranked]) -> bool:
    """Whether it is worth asking a model: it may read between the words, but not what is not there."""
    return bool(ranked) and confidence(held, ranked) >= WORTH_ASKING


def confidence(held: Held, ranked: Sequence[Ranked]) -> float:
    """How sure it is that the passages answer the question, 0 to 1."""
    return max((_of_one(held, each) for each in ranked[:PASSAGES]), default=0.0)


LEAST: Final = 0.64
WORTH_ASKING: Final = 0.5


def _of_one(held: Held, each: Ranked) -> float:
    del held
    return each.score


def chosen(held: Held, ranked: Sequence[Ranked]) -> list[Extract]:
    """The sentences, in the order of their passages. One statement."""
    found: list[tuple[Ranked, str]] = [
        (each, sentence)
        for each in ranked[:PASSAGES]
        for sentence in orders.without(each.passage.sentences)
        if len(sentence.split()) >= _SHORTEST
    ]
    texts = [sentence for _each, sentence in found]
    near = scoring.nearness(held, texts)
    scored = [
        Extract(
            sentence,
            each.passage,
            0.5 * each.score + 0.5 * scoring.joined(held.coverage(its), how),
        )
        for (each, sentence), its, how in zip(found, stems.of(texts), near, strict=True)
    ]
    best = sorted(scored, key=lambda each: -each.score)
    kept = [each for each in best[:SENTENCES] if each.score >= _WORTH * best[0].score]
    order = {text: place for place, text in enumerate(texts)}
    return sorted(_once(kept), key=lambda each: order[each.text])


_SHORTEST: Final = 4


def _once(kept: Sequence[Extract]) -> list[Extract]:
    return list({each.text: each for each in kept}.values())
