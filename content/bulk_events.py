"""Facts of tables that become documents."""

from dataclasses import dataclass
from typing import Final

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BulkAsked(Event):
    """A table is to be checked, or its good rows to be written."""

    run_id: int
    public_id: str


@dataclass(frozen=True, kw_only=True)
class BulkFinished(Event):
    """The rows of a table were written; `failed` could not be, and `bad` had to be mended first."""

    run_id: int
    public_id: str
    templates: list[str]
    written: int
    failed: int
    bad: int


@dataclass(frozen=True, kw_only=True)
class BulkFailed(Event):
    """A run ended before its rows were written; `error` is the sentence for the customer."""

    run_id: int
    public_id: str
    error: str


BULK_NAMES: Final[dict[type[Event], str]] = {
    BulkAsked: "document.bulk_asked",
    BulkFinished: "document.bulk_finished",
    BulkFailed: "document.bulk_failed",
}
