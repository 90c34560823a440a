"""What follows a fact, inside a test: as workers do it, at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from publishing import workflow_tasks
from publishing.schedule import SCHEDULE
from synthai.core.events import wake_relay
from synthai.core.tasks import task_named
from synthai.core.testing.tasks import tasks_at_once


@contextmanager
def followed() -> Iterator[None]:
    """What the block does is followed, and what follows from that. In a test, which never commits, the relay is woken once only: it is
    woken again here."""
    with tasks_at_once():
        yield
    for _ in range(2):
        with tasks_at_once():
            transaction.on_commit(wake_relay, robust=True)


def beat() -> None:
    """What beat and the workers do within a minute."""
    for entry in SCHEDULE.values():
        if entry["kwargs"]["task"] == workflow_tasks.pieces_turn.name:
            with followed():
                task_named(str(entry["task"])).enqueue(**entry["kwargs"])
