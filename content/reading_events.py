"""Facts of documents that are read in. Only ever extended."""

from dataclasses import dataclass
from typing import Final

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReadUploaded(Event):
    """A file arrived and wants to be read."""

    read_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class ReadFinished(Event):
    """Its text is there."""

    read_id: int
    public_id: str
    pages: int


@dataclass(frozen=True, kw_only=True)
class ReadFailed(Event):
    """It could not be read; `error` is the sentence for the customer."""

    read_id: int
    public_id: str
    error: str


@dataclass(frozen=True, kw_only=True)
class ReadSummaryAsked(Event):
    """A language model is to write the summary."""

    read_id: int
    public_id: str


READING_NAMES: Final[dict[type[Event], str]] = {
    ReadUploaded: "reading.uploaded",
    ReadFinished: "reading.finished",
    ReadFailed: "reading.failed",
    ReadSummaryAsked: "reading.summary_requested",
}


@dataclass(frozen=True, kw_only=True)
class CopyAsked(Event):
    """A language model is to write variants of a marketing text."""

    copy_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class CopyUsed(Event):
    """A variant of a marketing text was marked as used."""

    copy_id: int
    public_id: str
    kind: str


READING_NAMES[CopyAsked] = "copy.requested"
READING_NAMES[CopyUsed] = "copy.used"
