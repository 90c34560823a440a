"""Whole teams as audiences: they may follow topics, and facts are told to them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.audiences import team
from notifications import audiences

MEMBERS = "accounts.members"


def offer() -> None:
    """Let everybody of an organisation be an audience, and a team that follows things."""
    audiences.offer(MEMBERS, members, team=_("the whole team"))


def members(organisation_id: int | None, _args: dict[str, Any], after: int, limit: int) -> list[int]:
    """The next people of an organisation after a key."""
    return list(team(organisation_id, {}, after, limit))
