"""Whom apps below can tell something without knowing memberships: people who hold a capability in an organisation."""

from collections.abc import Sequence
from typing import Any

from accounts import selectors
from notifications import audiences


def offer() -> None:
    """Offer the audience "holders": `args["capability"]` says of what."""
    audiences.offer("holders", _holders)


def _holders(organisation_id: int | None, args: dict[str, Any], after: int, limit: int) -> Sequence[int]:
    if organisation_id is None:
        return []
    found = sorted(selectors.member_ids_holding(organisation_id, args["capability"]))
    return [user_id for user_id in found if user_id > after][:limit]
