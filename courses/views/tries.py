"""How often somebody may try a code: six digits are not to be guessed."""

from typing import Any

from allauth.core.internal import ratelimit

TRIES = {"check-in": "12/5m/key"}


def may_try_code(request: Any, *, organisation_id: int, user_id: int | None) -> bool:
    """Whether a person may try a code once more. Counts the try."""
    key = f"{organisation_id}:{user_id}"
    return bool(ratelimit.consume(request, app="courses", action="check-in", config=TRIES, key=key))
