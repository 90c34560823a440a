"""An answer by a language model from numbered passages, as it is written, and what is left of it when it was held against them.

    for event in machine.stream(held, passages, language="af", now=now, …): …     # Piece, Restarted, then Finished or Stopped

What is shown before `Finished` was not checked. Raises what `synthai.core.ai.calling` raises.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from synthai.core.ai import calling
from synthai.core.ai.calling import Piece, Reply, Restarted, Stopped
from synthai.core.ai.prompts import Prompts
from synthai.core.ai.protocol import IsCancelled
from synthai.core.answers import checking, orders
from synthai.core.answers.checking import Sentence
from synthai.core.answers.passages import Passage
from synthai.core.answers.questions import Held
from synthai.core.answers.scoring import Ranked

PROMPTS: Final = Prompts(Path(__file__).parent / "prompts")
PASSAGES: Final = 8
LETTERS: Final = 7000  # of all passages together
MOST_WORDS: Final = 150
_LANGUAGES: Final = {"en": "South African English", "af": "Afrikaans"}
_NUMBER: Final = re.compile(r"\[\s*(\d)")


@dataclass(frozen=True)
class Finished:
    """The answer is whole. `sentences` are those that stand; `left_out` counts the others. `declined`: it says itself that nothing answers."""

    sentences: tuple[Sentence, ...]
    left_out: int
    declined: bool
    is_cut_short: bool
    reply: Reply
    prompt_version: int


Event = Piece | Restarted | Stopped | Finished


def passages_for(ranked: Sequence[Ranked]) -> list[Passage]:
    """The passages that a model is given, best first, without orders to machines and without what only announces a text."""
    made: list[Passage] = []
    for each in (one for one in ranked if one.passage.anchor):
        spoken = "\n".join(orders.without(each.passage.sentences))
        letters = sum(len(known.text) for known in made)
        if spoken and len(made) < PASSAGES and letters + len(spoken) <= LETTERS:
            source = each.passage
            made.append(
                replace(
                    source, title=orders.line(source.title), heading=orders.line(source.heading), text=spoken
                )
            )
    return made


def stream(
    held: Held,
    passages: Sequence[Passage],
    *,
    now: datetime,
    purpose: str,
    is_cancelled: IsCancelled = lambda: False,
    details: Mapping[str, str] | None = None,
) -> Iterator[Event]:
    """The answer in the language of the question, as it is written."""
    template = PROMPTS.get("answer")
    prompt = template.filled(
        {
            "language": _LANGUAGES.get(held.language, _LANGUAGES["en"]),
            "most_words": MOST_WORDS,
            "passages": "\n\n".join(_numbered(number, each) for number, each in enumerate(passages, 1)),
            "question": held.text,
        }
    )
    origin = replace(template.origin(purpose, **(details or {})), is_personal=True)
    for event in calling.stream(prompt, origin=origin, now=now, is_cancelled=is_cancelled):
        if isinstance(event, calling.Done):
            yield _finished(event.reply, held, passages, template.version)
        else:
            yield event


def _numbered(number: int, passage: Passage) -> str:
    """A passage under its number. Numbers in brackets that stand in it are no citations."""
    return f"[{number}] " + _NUMBER.sub(r"(\1", f"{passage.above}\n{passage.text}")


def _finished(reply: Reply, held: Held, passages: Sequence[Passage], version: int) -> Finished:
    declined = checking.declines(reply.text)
    said = [] if declined else checking.said(reply.text)
    if reply.is_cut_short:
        said = said[:-1]
    kept = checking.checked(said, passages, language=held.language) if said else []
    return Finished(tuple(kept), len(said) - len(kept), declined, reply.is_cut_short, reply, version)
