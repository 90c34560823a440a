"""Facts of machine writing."""

from dataclasses import dataclass
from typing import Final

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class WritingRequested(Event):
    """Somebody asked for sections of a document."""

    run_id: int
    public_id: str
    document: str


@dataclass(frozen=True, kw_only=True)
class WritingFinished(Event):
    """A run has ended and its sections stand in the document; `machine` and `template` count who wrote them."""

    run_id: int
    public_id: str
    document: str
    requested_by_id: int | None
    machine: int
    template: int
    failed: int


@dataclass(frozen=True, kw_only=True)
class WritingFailed(Event):
    """A run ended before its sections were written; `error` is the sentence for the customer."""

    run_id: int
    public_id: str
    document: str
    requested_by_id: int | None
    error: str


@dataclass(frozen=True, kw_only=True)
class WritingCancelled(Event):
    """Somebody stopped a run; what was written by then stands in the document."""

    run_id: int
    public_id: str
    document: str
    machine: int
    template: int


@dataclass(frozen=True, kw_only=True)
class AiSwitched(Event):
    """An organisation let its text go to language models, or none of it."""

    is_off: bool


WRITING_NAMES: Final[dict[type[Event], str]] = {
    WritingRequested: "document.writing_requested",
    WritingFinished: "document.writing_finished",
    WritingFailed: "document.writing_failed",
    WritingCancelled: "document.writing_cancelled",
    AiSwitched: "document.ai_switched",
}
