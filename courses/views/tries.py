"""How often somebody may try: six digits are not to be guessed, and places not to be held by who never pays."""

from typing import Any

from allauth.core.internal import ratelimit

TRIES = {"check-in": "12/5m/key", "order": "40/h/ip"}


def may_try_code(request: Any, *, organisation_id: int, user_id: int | None) -> bool:
    """Whether a person may try a code once more. Counts the try."""
    key = f"{organisation_id}:{user_id}"
    return bool(ratelimit.consume(request, app="courses", action="check-in", config=TRIES, key=key))


def may_order(request: Any) -> bool:
    """Whether one more order may begin from this network address: each holds a place for half an hour. Counts it."""
    return bool(ratelimit.consume(request, app="courses", action="order", config=TRIES))
