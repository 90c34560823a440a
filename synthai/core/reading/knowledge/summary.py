"""The sentences that say most, by TextRank (Mihalcea and Tarau, 2004): a sentence counts that shares its words with many that count.

Nothing is written anew, so nothing can be wrong that is not wrong in the text.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from synthai.core.reading.knowledge.sentences import Sentence

MOST: Final = 5
_LOOKED_AT: Final = 400
_WORDS: Final = range(6, 61)
_DAMPING: Final = 0.85
_ROUNDS: Final = 60
_LITTLE: Final = 4  # letters; shorter words join sentences that have nothing to do with each other


def of(sentences: Sequence[Sentence], language: str) -> list[dict[str, Any]]:
    """[{"text", "page"}], in the order of the text; empty when it is too short to be made shorter."""
    fit = [each for each in sentences if len(each.words) in _WORDS]
    fit = list({each.text: each for each in fit}.values())  # what is printed on every page counts once
    step = max(1, math.ceil(len(fit) / _LOOKED_AT))
    fit = fit[::step]
    if len(fit) < MOST * 2:
        return []
    scores = _ranks(_likeness([_telling(each) for each in fit]))
    best = sorted(np.argsort(-scores, kind="stable")[:MOST])
    return [{"text": fit[place].text, "page": fit[place].page} for place in best]


def _telling(sentence: Sentence) -> frozenset[str]:
    return frozenset(word for word in sentence.words if len(word) >= _LITTLE)


def _likeness(words: list[frozenset[str]]) -> npt.NDArray[np.float64]:
    """Shared words, less the longer both sentences are."""
    size = len(words)
    made = np.zeros((size, size))
    for one in range(size):
        for two in range(one + 1, size):
            shared = len(words[one] & words[two])
            if shared:
                length = math.log(len(words[one]) + 1) + math.log(len(words[two]) + 1)
                made[one, two] = made[two, one] = shared / length
    return made


def _ranks(likeness: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    size = len(likeness)
    sums = likeness.sum(axis=0)
    moves = np.divide(likeness, sums, out=np.full_like(likeness, 1 / size), where=sums > 0)
    ranks = np.full(size, 1 / size)
    for _round in range(_ROUNDS):
        after = (1 - _DAMPING) / size + _DAMPING * (moves @ ranks)
        if np.abs(after - ranks).sum() < 1e-6:
            break
        ranks = after
    return ranks
