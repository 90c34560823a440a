"""An answer as its row keeps it: sentences with the numbers of their sources, and the sources."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from publishing.models import AnsweredBy, QuestionState
from publishing.selectors.sources import Material
from synthai.core.answers import stems
from synthai.core.answers.extracts import Extract
from synthai.core.answers.machine import Finished
from synthai.core.answers.passages import Passage
from synthai.core.answers.questions import Held
from synthai.core.answers.scoring import Ranked

Made = dict[str, Any]
QUOTED: Final = 600  # letters of a source that are kept
NEAREST: Final = 3
_NEAR: Final = 0.6


def by_machine(finished: Finished, given: Sequence[Passage], material: Material) -> Made:
    """What a language model wrote and its sources bear out. Sources are numbered anew, in the order in which they are cited."""
    cited = list(dict.fromkeys(number for each in finished.sentences for number in each.cites))
    numbers = {number: place for place, number in enumerate(cited, 1)}
    return {
        **_answered(AnsweredBy.MACHINE, ""),
        "answer": [
            {"text": each.text, "cites": [numbers[number] for number in each.cites]}
            for each in finished.sentences
        ],
        "sources": _sources([given[number - 1] for number in cited], material.held),
        "left_out": finished.left_out,
        "model": finished.reply.model[:120],
        "prompt_version": finished.prompt_version,
    }


def by_extracts(chosen: Sequence[Extract], material: Material, *, because: str) -> Made:
    """Sentences as they stand."""
    places = list(dict.fromkeys(each.passage for each in chosen))
    return {
        **_answered(AnsweredBy.EXTRACTS, because),
        "answer": [{"text": each.text, "cites": [places.index(each.passage) + 1]} for each in chosen],
        "sources": _sources(places, material.held),
    }


def nothing(
    because: str, state: QuestionState, *, material: Material | None = None, ranked: Iterable[Ranked] = ()
) -> Made:
    """No answer; `nearest` names what comes nearest all the same."""
    near = dict.fromkeys(each.passage.source for each in ranked if each.score >= _LEAST_NEAR)
    titles = {each.source: each.title for each in material.pieces} if material else {}
    return {
        "state": state,
        "by": AnsweredBy.NOBODY,
        "because": because,
        "nearest": [
            {"source": source, "title": titles[source]} for source in list(near)[:NEAREST] if source in titles
        ],
    }


_LEAST_NEAR: Final = 0.3


def _answered(by: AnsweredBy, because: str) -> Made:
    return {"state": QuestionState.ANSWERED, "by": by, "because": because}


def _sources(passages: Sequence[Passage], held: Held) -> list[dict[str, Any]]:
    """The passages with why they were chosen: the words of the question that they have."""
    found = stems.of([f"{each.above}\n{each.text}" for each in passages])
    return [
        {
            "number": number,
            "source": each.source,
            "anchor": each.anchor,
            "title": each.title,
            "heading": each.heading,
            "language": each.language,
            "quote": each.text[:QUOTED],
            "words": [term.word for term in held.terms if term.met(its) >= _NEAR],
        }
        for number, (each, its) in enumerate(zip(passages, found, strict=True), 1)
    ]
