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
COMPARED: Final = 14  # sentences whose meaning is compared
LEAST: Final = 0.655  # of a passage's score, where words and meaning are known
WORTH_ASKING: Final = 0.5
LEAST_BY_WORDS: Final = 0.7  # where there are no vectors
_SHORTEST: Final = 4  # words
_WORTH: Final = 0.72  # of the best sentence, for another to stand beside it


@dataclass(frozen=True)
class Extract:
    """A sentence as it stands, and the passage it stands in."""

    text: str
    passage: Passage
    score: float


def answers(ranked: Sequence[Ranked]) -> bool:
    """Whether the best passage has enough to do with the question for its sentences to stand as an answer."""
    return any(each.score >= _bound(each, LEAST, LEAST_BY_WORDS) for each in ranked[:PASSAGES])


def is_near(ranked: Sequence[Ranked]) -> bool:
    """Whether it is worth asking a model: it may read between the words, but not what is not there."""
    return any(each.score >= _bound(each, WORTH_ASKING, LEAST_BY_WORDS) for each in ranked[:PASSAGES])


def _bound(each: Ranked, least: float, by_words: float) -> float:
    return by_words if each.nearness is None else least


def chosen(held: Held, ranked: Sequence[Ranked]) -> list[Extract]:
    """The sentences, in the order of their passages. One statement."""
    found = [
        (each, sentence)
        for each in [one for one in ranked if one.passage.anchor][:PASSAGES]
        for sentence in orders.without(each.passage.sentences)
        if len(sentence.split()) >= _SHORTEST and not sentence.endswith("?")
    ]
    order = {sentence: place for place, (_each, sentence) in enumerate(found)}
    best = sorted(_scored(held, found), key=lambda each: -each.score)
    kept = [each for each in best[:SENTENCES] if each.score >= _WORTH * best[0].score]
    return sorted(_once(kept), key=lambda each: order[each.text])


def _scored(held: Held, found: Sequence[tuple[Ranked, str]]) -> list[Extract]:
    """Half by the sentence itself, half by its passage. Only of the best by words is the meaning compared: that takes time."""
    covered = [held.coverage(its) for its in stems.of([sentence for _each, sentence in found])]
    by_words = sorted(zip(found, covered, strict=True), key=lambda one: -(one[0][0].score + one[1]))[
        :COMPARED
    ]
    near = scoring.nearness(held, [sentence for (_each, sentence), _coverage in by_words])
    return [
        Extract(sentence, each.passage, 0.5 * each.score + 0.5 * scoring.joined(coverage, how))
        for ((each, sentence), coverage), how in zip(by_words, near, strict=True)
    ]


def _once(kept: Sequence[Extract]) -> list[Extract]:
    return list({each.text: each for each in kept}.values())
