"""Idempotency keys of verbs that draw or store files first, so that no transaction is open meanwhile: the key lies on the row that was made.

An answer that holds a link's secret is kept by no record either: it is made again from the row.
"""

import hashlib
from typing import Any, Final

from synthai.core.access import Actor
from synthai.core.api.kinds import IdempotencyKeyReused

LENGTH: Final = 64


def fingerprint(by: Actor, request_key: str) -> str:
    """What the row keeps of a key; "" without one. One person's key is not another's."""
    if not request_key:
        return ""
    return hashlib.sha256(f"{by.kind}:{by.user_public_id}:{request_key}".encode()).hexdigest()


def made_before(rows: Any, key: str) -> Any:
    """The row that was made with this key; None when there is none. One query at most."""
    return rows.filter(request_key=key).order_by("pk").first() if key else None


def refuse_other(*, is_same: bool) -> None:
    """Raises IdempotencyKeyReused when the key came with something else before."""
    if not is_same:
        raise IdempotencyKeyReused
