"""Whole teams as audiences: they may follow topics, and facts are told to them."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from notifications import audiences

MEMBERS = "accounts.members"


def offer() -> None:
    """Let everybody of an organisation be an audience, and a team that follows things."""
    audiences.offer(MEMBERS, members, team=_("the whole team"))


def members(organisation_id: int | None, _args: dict[str, Any], after: int, limit: int) -> list[int]:
    """The next people of an organisation after a key."""
    if organisation_id is None:
        return []
    rows = Membership.objects.filter(organisation_id=organisation_id, user_id__gt=after, user__is_active=True)
    return list(rows.order_by("user_id").values_list("user_id", flat=True)[:limit])
