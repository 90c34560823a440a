"""What the library holds about a person in the organisation they read in, for themselves (POPIA sections 23 and 25): what they
opened, kept and read, and every comment of theirs under its own pieces and the platform's. No other person is in it."""

from datetime import datetime
from typing import Any, Final

from publishing.models import Comment, ReaderChoice, Reading
from publishing.refusals import ReaderOnly
from publishing.selectors.platform import platform_id
from synthai.core.access import Actor
from synthai.core.tenancy import tenant

MOST: Final = 5000  # of what grows: the newest


def of_person(by: Actor, *, now: datetime) -> dict[str, Any]:
    """All of it, as JSON holds it. The queries do not grow with the rows. Raises ReaderOnly."""
    if by.user_id is None:
        raise ReaderOnly
    with tenant(by.organisation_id or 0):
        silent = ReaderChoice.objects.filter(user_id=by.user_id, wants_suggestions=False).exists()
        read = Reading.objects.of(by.user_id).order_by("-pk")[:MOST]
        kept = [_reading(row) for row in read]
        own = _comments(by, is_platform=False)
    return {
        "made_at": now.isoformat(),
        "wants_suggestions": not silent,
        "reading": kept,
        "comments": own + _on_platform(by),
    }


def _on_platform(by: Actor) -> list[dict[str, Any]]:
    found = platform_id()
    if found is None or found == by.organisation_id:
        return []
    with tenant(found):
        return _comments(by, is_platform=True)


def _comments(by: Actor, *, is_platform: bool) -> list[dict[str, Any]]:
    rows = Comment.objects.filter(author_id=by.user_id, home_key=by.organisation_public_id or "")
    return [
        {
            "under": row.piece.public_id,
            "is_platform": is_platform,
            "text": row.text,
            "signed": row.signed,
            "state": row.state,
            "hidden_reason": row.hidden_reason,
            "written_at": row.created_at.isoformat(),
            "changed_at": _text(row.edited_at),
            "taken_back_at": _text(row.removed_at),
        }
        for row in rows.select_related("piece").order_by("-pk")[:MOST]
    ]


def _reading(row: Reading) -> dict[str, Any]:
    return {
        "piece": row.key,
        "is_platform": row.is_platform,
        "opened_at": _text(row.opened_at),
        "finished_at": _text(row.finished_at),
        "bookmarked_at": _text(row.bookmarked_at),
        "to_read_later_since": _text(row.later_at),
    }


def _text(value: datetime | None) -> str | None:
    return value.isoformat() if value is not None else None
