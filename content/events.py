"""Facts of documents. Only ever extended. `PUBLIC_NAMES` is what others know them by (docs/content.md)."""

from typing import Final

from content.reading_events import READING_NAMES, ReadFailed, ReadFinished, ReadSummaryAsked, ReadUploaded
from synthai.core.events import Event

PUBLIC_NAMES: Final[dict[type[Event], str]] = {
    **READING_NAMES,
}

__all__ = ["PUBLIC_NAMES"]
__all__ += ["ReadFailed", "ReadFinished", "ReadSummaryAsked", "ReadUploaded"]
