"""What reading documents and writing marketing texts register when the app starts."""

from content import permissions, reading_deeds  # noqa: F401 - registers words
from content.services import copy_machine, read_live
from synthai.core.realtime import register_area


def offer() -> None:
    """Open tabs of those who may see them hear of them."""
    register_area(read_live.AREA, capability=permissions.READING_USE)
    register_area(copy_machine.AREA, capability=permissions.COPY_USE)
