"""Who works at a row: a worker takes it for a short while, renews that as long as it works, and stores under the token that it was given.

    token = leases.take(rows, now=now)                  # None: another worker has it, or there is none
    with leases.pulse(lambda: leases.renew(rows, token, now=timezone.now()), organisation_id=…):
        …                                               # minutes; no transaction is open

The rows have `lease_until` (empty: free) and `lease_token`. A killed worker leaves a lease that runs out. Who stores compares the token
under the row's lock: whoever was thought dead and comes back stores nothing.
"""

import logging
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any, Final

from django.db import DatabaseError, connection
from django.db.models import Q, QuerySet

from synthai.core.tenancy import tenant

LEASE: Final = timedelta(seconds=30)
PULSE: Final = 5.0  # seconds between two renewals
logger = logging.getLogger("synthai.leases")


def take(rows: QuerySet[Any], *, now: datetime, **changes: Any) -> str | None:
    """Take the one row of these that is free, with these changes to it: the token, or None."""
    token = uuid.uuid4().hex
    free = rows.filter(Q(lease_until__isnull=True) | Q(lease_until__lt=now))
    taken = free.update(lease_token=token, lease_until=now + LEASE, **changes)
    return token if taken else None


def renew(rows: QuerySet[Any], token: str, *, now: datetime, **changes: Any) -> bool:
    """Hold it for another while. False: it is another worker's by now, or nobody's."""
    return rows.filter(lease_token=token).update(lease_until=now + LEASE, **changes) > 0


@contextmanager
def pulse(
    renewed: Callable[[], bool], *, organisation_id: int, lost: Callable[[], None] = lambda: None
) -> Iterator[None]:
    """Renew from a thread of its own, for the block's time: what is waited for may be silent for half a minute.

    `lost` is called when `renewed` says no. A killed worker takes the thread with it. A database that is away is asked again.
    """
    done = Event()

    def beat() -> None:
        with tenant(organisation_id):
            while not done.wait(PULSE):
                try:
                    if not renewed():
                        lost()
                except DatabaseError:
                    logger.warning("A lease could not be renewed; trying again.")
                    connection.close()
        connection.close()

    thread = Thread(target=beat, name="synthai-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(PULSE)
