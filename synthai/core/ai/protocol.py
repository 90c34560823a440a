"""What every provider of language models implements, and the shapes that go to it and come back.

A provider makes one try at one call and tells apart what happened; when to try again, whom to ask next, what it costs and what is
kept of it is decided above it (`synthai.core.ai.calling`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, Protocol, Self


class Role(StrEnum):
    """Who says a message."""

    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, kw_only=True)
class Message:
    """One turn."""

    role: Role
    text: str


@dataclass(frozen=True, kw_only=True)
class Schema:
    """The shape an answer must have: a JSON Schema of an object, and a name for it (letters, digits, _ and -)."""

    name: str
    schema: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What a model is asked. `most_tokens` bounds the answer; `within` is the time for one try, thinking included."""

    system: str
    messages: Sequence[Message]
    most_tokens: int
    schema: Schema | None = None
    within: timedelta = timedelta(seconds=120)

    @property
    def length(self) -> int:
        """Characters that are sent."""
        return len(self.system) + sum(len(each.text) for each in self.messages)


LETTERS_A_TOKEN = 3  # on the careful side: English has about four


@dataclass(frozen=True, kw_only=True)
class Usage:
    """Tokens of one call. `input` counts those read anew; `cached` and `cache_written` come on top and have prices of their own.

    `is_estimated`: the provider told nothing (a stream that broke), so it was reckoned from the number of letters.
    """

    input: int = 0
    output: int = 0
    cached: int = 0
    cache_written: int = 0
    is_estimated: bool = False

    @property
    def total(self) -> int:
        """All tokens, in and out."""
        return self.input + self.output + self.cached + self.cache_written

    @classmethod
    def reckoned(cls, prompt: Prompt, text: str) -> Self:
        """By the number of letters, where no provider tells."""
        letters = (prompt.length, len(text))
        asked, said = (-(-each // LETTERS_A_TOKEN) for each in letters)
        return cls(input=asked, output=said, is_estimated=True)


class Stop(StrEnum):
    """Why the model ended."""

    END = "end"
    LENGTH = "length"  # `most_tokens` were written: the text is not whole


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a model said. `model` is the one that answered by the provider's own word."""

    text: str
    usage: Usage
    model: str
    stop: Stop = Stop.END
    request_id: str = ""


class Stream(Protocol):
    """An answer that is being written. Iterating gives pieces of text; then `answer` is whole. `close` ends the connection, from
    any thread."""

    def __iter__(self) -> Iterator[str]: ...

    @property
    def answer(self) -> Answer:
        """The whole. Only after the last piece."""

    @property
    def text(self) -> str:
        """All pieces so far."""

    def spent(self) -> Usage:
        """What it cost so far: as told, else reckoned."""

    def close(self) -> None:
        """End it now; the provider stops writing."""


class Provider(Protocol):
    """One model of one provider. Raises a ModelError for whatever goes wrong."""

    code: str
    model: str

    def generate(self, prompt: Prompt) -> Answer:
        """One answer, in one piece."""

    def stream(self, prompt: Prompt) -> Stream:
        """One answer, piece by piece; raises before the first piece what `generate` raises."""

    def close(self) -> None:
        """Let go of its connections."""


class ModelError(Exception):
    """A try that failed. `answer` is for staff: status and the provider's words, without prompt or secret."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer[:500])
        self.answer = answer[:500]


class Busy(ModelError):
    """Not now: unreachable, time-out, 429, 5xx. Try again, or another provider."""

    def __init__(self, answer: str, *, retry_after: timedelta | None = None) -> None:
        super().__init__(answer)
        self.retry_after = retry_after


class Garbled(ModelError):
    """It answered with what is no answer: half a stream, broken framing, no JSON. `usage` is what it may have cost."""

    def __init__(self, answer: str, *, usage: Usage | None = None) -> None:
        super().__init__(answer)
        self.usage = usage


class Declined(ModelError):
    """The model will not write this. Trying again is no use; another provider may."""

    def __init__(self, answer: str, *, usage: Usage | None = None) -> None:
        super().__init__(answer)
        self.usage = usage


class Unfit(ModelError):
    """The request is wrong for this model: too long, a schema it does not take."""


class Misconfigured(ModelError):
    """Wrong key, unknown model, no money left: staff must act."""


IsCancelled = Callable[[], bool]


@dataclass(frozen=True, kw_only=True)
class Origin:
    """For what a call is made: the prompt's name and version, and what the app wants to know again (never personal fields).

    `is_personal`: prompt and answer are one person's own and are not kept in the log, which others read; what it cost is."""

    purpose: str
    version: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    is_personal: bool = False
