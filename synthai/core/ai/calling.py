"""Asking a model: the providers in their order, each tried again when that makes sense, every try counted and kept.

    reply = generate(prompt, origin=Origin(purpose="content.section", version="1"), now=now)
    value, reply = structured(prompt, origin=…, now=now)      # prompt.schema says the shape
    for event in stream(prompt, origin=…, now=now, is_cancelled=…): …

None of these may run inside a transaction: a model takes seconds. Raises NoModel without any provider, ModelsUnavailable or
WritingDeclined when none of them wrote, and what a meter raises (`metering.Capped`). The caller then writes from his facts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from synthai.core.ai import registry
from synthai.core.ai import structured as shapes
from synthai.core.ai.protocol import Answer, IsCancelled, Message, ModelError, Origin, Prompt, Role
from synthai.core.ai.pumping import Cancelled, Pump
from synthai.core.ai.tries import ModelsUnavailable, NoModel, Reply, WritingDeclined, tries

__all__ = [
    "Done",
    "Event",
    "ModelsUnavailable",
    "NoModel",
    "Piece",
    "Reply",
    "Restarted",
    "Stopped",
    "WritingDeclined",
    "generate",
    "is_there",
    "stream",
    "structured",
]
_POLL = timedelta(milliseconds=100)
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Piece:
    """Some more text."""

    text: str


@dataclass(frozen=True)
class Restarted:
    """What was shown so far is void: its writer fell silent, and it begins anew."""


@dataclass(frozen=True)
class Stopped:
    """It was cancelled; `text` is what had been written."""

    text: str


@dataclass(frozen=True)
class Done:
    """It is whole."""

    reply: Reply


Event = Piece | Restarted | Stopped | Done


def is_there() -> bool:
    """Whether a machine can write here at all."""
    return registry.is_there()


def generate(prompt: Prompt, *, origin: Origin, now: datetime) -> Reply:
    """One answer in one piece."""
    reply, _text = _asked(prompt, origin, now, lambda answer: answer.text)
    return reply


def structured(prompt: Prompt, *, origin: Origin, now: datetime) -> tuple[dict[str, Any], Reply]:
    """One answer as an object of the shape in `prompt.schema`, checked. A model that misses it is told once what was wrong."""
    schema = prompt.schema
    if schema is None:
        raise ValueError("structured() needs a prompt with a schema.")
    shapes.check(schema)
    reply, value = _asked(prompt, origin, now, lambda answer: shapes.read(answer, schema))
    return value, reply


def stream(
    prompt: Prompt, *, origin: Origin, now: datetime, is_cancelled: IsCancelled = lambda: False
) -> Iterator[Event]:
    """One answer, piece by piece, ending with Done or Stopped. Closing the iterator cancels as well.

    `is_cancelled` is asked every tenth of a second, while the model is silent too. A stream that breaks in the middle is begun anew, with
    the same provider or the next, after a `Restarted`.
    """
    for attempt in tries(prompt, origin, now, is_cancelled=is_cancelled):
        pump = Pump(attempt.provider, prompt)
        try:
            for piece in pump.pieces(_POLL, is_cancelled):
                yield Piece(piece)
        except ModelError as error:
            attempt.failed(error, text=pump.text)
            if pump.text:
                yield Restarted()
        except Cancelled:
            attempt.cancelled(pump.text, pump.spent())
            yield Stopped(pump.text)
            return
        except GeneratorExit:
            pump.close()
            attempt.cancelled(pump.text, pump.spent())
            raise
        else:
            yield Done(attempt.answered(pump.answer))
            return


def _asked(
    prompt: Prompt, origin: Origin, now: datetime, read: Callable[[Answer], _Value]
) -> tuple[Reply, _Value]:
    asked = prompt
    for attempt in tries(prompt, origin, now):
        try:
            answer = attempt.provider.generate(asked)
        except ModelError as error:
            attempt.failed(error)
            continue
        try:
            value = read(answer)
        except shapes.Misshapen as error:
            attempt.failed(error, text=answer.text)
            asked = _told(prompt, answer, error)
        else:
            return attempt.answered(answer), value
    raise ModelsUnavailable


def _told(prompt: Prompt, answer: Answer, error: shapes.Misshapen) -> Prompt:
    """The question again, with what was wrong about the answer."""
    said = (
        Message(role=Role.ASSISTANT, text=answer.text[:4000] or "(nothing)"),
        Message(
            role=Role.USER,
            text=f"That cannot be read: {error.answer}. Answer again with JSON of the given schema and nothing else.",
        ),
    )
    return replace(prompt, messages=(*prompt.messages, *said))
