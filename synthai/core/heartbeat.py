"""A worker's sign of life: written to Valkey every ten seconds by its main process, so a busy pool does not hide it.

Readiness reads the sign instead of pinging workers, which waits for the slowest.
"""

import logging
from typing import Any

from celery import bootsteps

from synthai.core import valkey

EVERY_SECONDS = 10
FORGOTTEN_AFTER_SECONDS = 35
logger = logging.getLogger("synthai.worker")


class Heartbeat(bootsteps.StartStopStep):
    """Part of Celery's consumer: starts with each connection to the broker, and so stops when that is gone."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.timer_entry: Any = None

    def start(self, parent: Any) -> None:
        """Write the first sign at once."""
        queues = sorted(parent.app.amqp.queues.consume_from)
        self.timer_entry = parent.timer.call_repeatedly(EVERY_SECONDS, write, (queues,))
        write(queues)

    def stop(self, parent: Any) -> None:
        """End with the connection."""
        del parent
        if self.timer_entry:
            self.timer_entry.cancel()
            self.timer_entry = None


def write(queues: list[str]) -> None:
    """Say that a worker answers these queues now."""
    try:
        pipeline = valkey.client().pipeline(transaction=False)
        for queue in queues:
            pipeline.set(_key(queue), "1", ex=FORGOTTEN_AFTER_SECONDS)
        pipeline.execute()
    except valkey.Unreachable as error:
        logger.warning("The sign of life was not written: %s", type(error).__name__)


def answered_queues(queues: tuple[str, ...]) -> dict[str, bool]:
    """Which of the queues a worker answers. Raises valkey.Unreachable."""
    found = valkey.client().mget([_key(queue) for queue in queues])
    return dict(zip(queues, (sign is not None for sign in found), strict=True))


def _key(queue: str) -> str:
    return valkey.key("heartbeat", queue)
