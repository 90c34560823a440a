"""Optimistic locking: an edit names the version it was made on, and loses when that is no longer the current one."""

import hashlib
from datetime import datetime
from typing import Any

from synthai.core.errors import PreconditionFailed

ANY = "*"


def version_of(row: Any) -> str:
    """The version of a row: changes with `version` (a counter) or `updated_at`, whichever the model has.

    Raises TypeError for a model that has neither.
    """
    marker = getattr(row, "version", None) or getattr(row, "updated_at", None)
    if marker is None:
        raise TypeError(f"{type(row).__name__} has neither version nor updated_at.")
    text = marker.isoformat() if isinstance(marker, datetime) else str(marker)
    # __class__ and not type(): request.user is a lazy proxy of the row.
    return hashlib.sha256(f"{row.__class__.__name__}:{row.pk}:{text}".encode()).hexdigest()[:20]


def check_version(row: Any, expected: str | None) -> None:
    """Raise PreconditionFailed when `row` is no longer at `expected`.

    Call it on the locked row, in the service: two edits at the same moment then cannot both pass. None (the caller
    named no version) and "*" pass.
    """
    if expected not in {None, ANY, version_of(row)}:
        raise PreconditionFailed
