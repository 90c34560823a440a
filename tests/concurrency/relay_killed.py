"""A relay that kills itself in the middle, for the test of lost facts. Run: python -m tests.concurrency.relay_killed N."""

import os
import signal
import sys
from typing import Any

import django

django.setup()

from synthai.core import outbox  # noqa: E402 - Django first
from synthai.core.tests import worker_receivers  # noqa: E402, F401 - somebody to hand over to

_send = outbox._send  # noqa: SLF001 - the moment between pushing and marking is what is tested
_left = int(sys.argv[1])


def send_and_die(*args: Any) -> None:
    """Hand one event over; after the last one die as by a power cut, before anything is marked."""
    global _left  # noqa: PLW0603 - the countdown of this process
    _send(*args)
    _left -= 1
    if _left <= 0:
        os.kill(os.getpid(), signal.SIGKILL)


setattr(outbox, "_send", send_and_die)  # noqa: B010
outbox.relay_waiting()
