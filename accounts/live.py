"""Who may hear an organisation's live hints: its members, where the area asks for a capability those who hold it."""

from accounts import actors
from accounts.models import Membership, User
from synthai.core.realtime import capability_of_area, register_guard

PREFIX = "org."
_PARTS = 3


def offer() -> None:
    """Register the guard of `org.<public id>.<area>`."""
    register_guard(PREFIX, is_member)


def is_member(user: User, topic: str) -> bool:
    """Whether the person belongs to the organisation a topic names, now, and may see its area. One query."""
    parts = topic.split(".")
    if len(parts) != _PARTS:
        return False
    mine = Membership.objects.of_person(user.pk).select_related("organisation")
    found = mine.filter(organisation__public_id=parts[1]).first()
    if found is None:
        return False
    needed = capability_of_area(parts[2])
    return needed is None or actors.of_member(found, user).can(needed)
