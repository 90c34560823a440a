"""What leaves the database leaves after the commit, and cannot undo it any more."""

from collections.abc import Callable
from typing import ParamSpec

from django.db import transaction

P = ParamSpec("P")


def after_commit(call: Callable[P, object], /, *args: P.args, **kwargs: P.kwargs) -> None:
    """Call it when the running transaction commits, or now outside of one. A failure is logged, never raised.

    Use this and not `on_commit(partial(…), robust=True)`: Django's log line for a failure reads `__qualname__`, which
    a partial has not, and what was meant to be logged becomes a crash after the commit.
    """

    def later() -> None:
        call(*args, **kwargs)

    later.__qualname__ = getattr(call, "__qualname__", type(call).__qualname__)
    transaction.on_commit(later, robust=True)
