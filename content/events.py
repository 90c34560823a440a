"""Facts of documents. Only ever extended. `PUBLIC_NAMES` is what others know them by (docs/content.md)."""

from typing import Final

from content.writing_events import (
    WRITING_NAMES,
    AiSwitched,
    WritingCancelled,
    WritingFailed,
    WritingFinished,
    WritingRequested,
)
from synthai.core.events import Event

PUBLIC_NAMES: Final[dict[type[Event], str]] = {
    **WRITING_NAMES,
}

__all__ = ["PUBLIC_NAMES"]
__all__ += ["AiSwitched", "WritingCancelled", "WritingFailed", "WritingFinished", "WritingRequested"]
