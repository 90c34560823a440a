"""Real parallel transactions: each participant is a thread with its own database connection.

For tests marked `django_db(transaction=True)`, whose rows other connections can see.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

WAIT_SECONDS = 30
# On a busy machine the three seconds of a request are soon over, and who waits is told to try again.
LOCK_SECONDS = 20


@dataclass(frozen=True)
class Outcome:
    """What one participant returned, or what it raised."""

    value: Any = None
    error: BaseException | None = None

    @property
    def succeeded(self) -> bool:
        return self.error is None


def run_together(*participants: Callable[[], Any], is_patient: bool = True) -> list[Outcome]:
    """Start all participants at the same moment, wait for all; outcomes are in their order.

    Who is not `is_patient` waits no longer for a lock than a request. A participant starts with no tenant active, as a fresh request does. Raises TimeoutError when one is
    still at work after 30 seconds: a deadlock between participants must not hang the suite.
    """
    outcomes: list[Outcome] = [Outcome() for _ in participants]
    barrier = threading.Barrier(len(participants))

    def take_part(place: int, work: Callable[[], Any]) -> None:
        try:
            connections["default"].ensure_connection()
            if is_patient:
                with connections["default"].cursor() as cursor:
                    cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
            barrier.wait(WAIT_SECONDS)
            outcomes[place] = Outcome(value=work())
        except BaseException as error:  # noqa: BLE001 - handed to the test, which judges it
            outcomes[place] = Outcome(error=error)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=take_part, args=(place, work), daemon=True)
        for place, work in enumerate(participants)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    if any(thread.is_alive() for thread in threads):
        raise TimeoutError(f"A participant still works after {WAIT_SECONDS} s: deadlock?")
    return outcomes


def values(outcomes: Sequence[Outcome]) -> list[Any]:
    """What the successful participants returned."""
    return [outcome.value for outcome in outcomes if outcome.succeeded]


def errors(outcomes: Sequence[Outcome]) -> list[BaseException]:
    """What the others raised."""
    return [outcome.error for outcome in outcomes if outcome.error is not None]


class Meeting:
    """A point that participants wait at until all of them have come: to lay transactions across each other."""

    def __init__(self, participants: int) -> None:
        self._barrier = threading.Barrier(participants)

    def wait(self) -> None:
        """Wait for the others; raises threading.BrokenBarrierError after 30 seconds."""
        self._barrier.wait(WAIT_SECONDS)
