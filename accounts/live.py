"""Who may hear an organisation's live hints: its members."""

from accounts.models import Membership, User
from synthai.core.realtime import register_guard

PREFIX = "org."
_PARTS = 3


def offer() -> None:
    """Register the guard of `org.<public id>.<area>`."""
    register_guard(PREFIX, is_member)


def is_member(user: User, topic: str) -> bool:
    """Whether the person belongs to the organisation a topic names, now. One query."""
    parts = topic.split(".")
    if len(parts) != _PARTS:
        return False
    mine = Membership.objects.of_person(user.pk)
    return mine.filter(organisation__public_id=parts[1]).exists()
