"""Who hears of machines that translate: whoever writes pieces."""

from publishing import permissions
from publishing.services import translation_hints
from synthai.core import realtime


def offer() -> None:
    """Register the area."""
    realtime.register_area(translation_hints.AREA, capability=permissions.PIECE_WRITE)
