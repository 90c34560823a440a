"""What the reading of documents registers when the app starts."""

from content import permissions
from content.services import read_live
from synthai.core.realtime import register_area


def offer() -> None:
    """Open tabs of those who may read documents in hear of them."""
    register_area(read_live.AREA, capability=permissions.READING_USE)
