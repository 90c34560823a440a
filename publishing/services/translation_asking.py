"""One part put to a language model, and what comes back held against the original: every figure, link and mark must be there again.

What went wrong is told to the model once. Then figures that differ stand in the draft, where they are flagged at the block until a person
mends them; an answer that does not fit is no translation. Addresses and what tells who a person is are not sent (engine/veil.py).
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.engine import glossary, likeness, pasted, wordings
from publishing.engine.blocks import Block, BlockRefused, cleaned
from publishing.engine.veil import NotVeiled, Veil
from publishing.selectors.machine import PURPOSE
from publishing.translation_terms import ENGLISH
from synthai.core.ai import calling
from synthai.core.ai.prompts import Prompts
from synthai.core.ai.protocol import IsCancelled, Schema
from synthai.core.ai.tries import WritingDeclined

PROMPTS: Final = Prompts(Path(__file__).parents[1] / "engine" / "prompts")
LETTERS: Final = 4500  # of one call; longer texts go in several, cut at blank lines
_SHAPE: Final = Schema(
    name="translation",
    schema={
        "type": "object",
        "properties": {"words": {"type": "array", "items": {"type": "string"}}},
        "required": ["words"],
        "additionalProperties": False,
    },
)
_GAP: Final = re.compile(r"(\n[ \t]*\n+)")


class NotTranslated(Exception):
    """This part could not be translated; why, for people."""


class Stopped(Exception):  # noqa: N818 - somebody asked
    """Nobody wants it any more."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A part of an original. `names` are its languages in English, `most` the letters it may have (0: what its kind allows)."""

    block: Block
    languages: tuple[str, str]
    names: tuple[str, str]
    article: str
    most: int
    piece: str


def translated(asked: Asked, *, is_cancelled: IsCancelled) -> Block:
    """The block in the other language. Raises NotTranslated, Stopped, and what `calling` raises when no model can be asked. Not inside a
    transaction."""
    wrong: list[str] = []
    made: Block | None = None
    for attempt in range(2):
        if is_cancelled():
            raise Stopped
        try:
            answer, lost = _answered(asked, wrong, is_cancelled)
        except WritingDeclined as refusal:
            raise NotTranslated(_("The language model will not translate this part.")) from refusal
        found, wrong = _judged(asked, answer, lost)
        made = found or made
        if not wrong:
            break
        if attempt and found is None:
            break
    if made is None:
        raise NotTranslated(_("What the language model answered did not fit this part, so it was left out."))
    return made


def _answered(
    asked: Asked, wrong: list[str], is_cancelled: IsCancelled
) -> tuple[dict[str, str] | None, list[str]]:
    """Words by their places, and addresses that were lost; no words when there were too many or too few."""
    veil, words = Veil(), wordings.words_of(asked.block)
    try:
        sent = [(place, veil.covered(text)) for place, text in _cut(words)]
    except NotVeiled as refusal:
        raise NotTranslated(
            _("This part holds numbers or addresses that are not sent to a model.")
        ) from refusal
    said: list[str] = []
    for batch in _batches(sent):
        if is_cancelled():
            raise Stopped
        answer = _ask(asked, [text for _place, text in batch], wrong)
        if len(answer) != len(batch):
            return None, []
        said += answer
    lost = [each for (_place, text), told in zip(sent, said, strict=True) for each in veil.lost(text, told)]
    return _joined(sent, [veil.uncovered(each) for each in said]), lost


def _cut(words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Places with stretches of their words, in order; the blank lines between stretches go with the one before."""
    for place, text in words.items():
        held = ""
        for each in _GAP.split(text):
            if held.strip() and len(held) + len(each) > LETTERS:
                yield place, held
                held = ""
            held += each
        if held:
            yield place, held


def _batches(sent: list[tuple[str, str]]) -> Iterator[list[tuple[str, str]]]:
    batch: list[tuple[str, str]] = []
    for each in sent:
        if batch and (sum(len(text) for _place, text in batch) + len(each[1]) > LETTERS or len(batch) >= 60):  # noqa: PLR2004 - items of a list that a model counts rightly
            yield batch
            batch = []
        batch.append(each)
    if batch:
        yield batch


def _joined(sent: list[tuple[str, str]], said: list[str]) -> dict[str, str]:
    """The answers at their places, with the blank ends that were sent."""
    found: dict[str, str] = {}
    for (place, text), told in zip(sent, said, strict=True):
        lead = text[: len(text) - len(text.lstrip())]
        tail = text[len(text.rstrip()) :]
        found[place] = found.get(place, "") + lead + told.strip() + tail
    return found


def _ask(asked: Asked, texts: list[str], wrong: list[str]) -> list[str]:
    template = PROMPTS.get("translate")
    article = Veil()
    try:
        about = article.covered(asked.article)
    except NotVeiled:
        about = "(not told)"
    terms = glossary.terms_for("\n".join(texts), asked.languages[1]) if asked.languages[0] == ENGLISH else []
    values = {
        "source": asked.names[0],
        "target": asked.names[1],
        "number": len(texts),
        "article": about,
        "terms": "\n".join(terms) or "(none)",
        "parts": json.dumps(texts, ensure_ascii=False, indent=1),
        "wrong": "\n".join(wrong[:20]) or "(nothing)",
    }
    prompt = template.filled(values, schema=_SHAPE)
    most = min(template.most_tokens, 400 + sum(map(len, texts)))
    value, _reply = calling.structured(
        replace(prompt, most_tokens=most),
        origin=template.origin(PURPOSE, piece=asked.piece),
        now=timezone.now(),
    )
    return list(value["words"])


def _judged(asked: Asked, answer: dict[str, str] | None, lost: list[str]) -> tuple[Block | None, list[str]]:
    """The block that an answer makes, or none, and what the model is told of it."""
    if answer is None:
        return None, ["The number of texts in the answer was not the number of parts."]
    if lost:
        return None, ["A sign like ⟦1⟧ was left out, repeated or made up."]
    clean = {place: pasted.cleaned(text) for place, text in answer.items()}
    if any(not text.strip() for text in clean.values()):
        return None, ["A part was answered with nothing."]
    block = wordings.with_words(asked.block, clean)
    if asked.most:
        block["text"] = " ".join(block["text"].split())
    if not _fits(block, asked.most):
        return None, [f"Too long: at most {asked.most} letters." if asked.most else "A part is too long."]
    unlike = likeness.unlike(asked.block, block, languages=asked.languages)
    return block, [
        *(f"This figure is missing: {each}" for each in unlike.lost),
        *(f"This figure is not in the original: {each}" for each in unlike.strange),
        *(f"These Markdown marks differ in number: {each}" for each in unlike.marks),
    ]


def _fits(block: Mapping[str, Any], most: int) -> bool:
    if most:
        return len(block["text"]) <= most
    try:
        kept = cleaned(block["id"], block["kind"], block["text"], block["data"])
    except BlockRefused:
        return False
    return wordings.words_of(kept) == wordings.words_of(block)
