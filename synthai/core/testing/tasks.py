"""Background work inside a test: at once, in the test's own connection, errors raised."""

from collections.abc import Iterator
from contextlib import contextmanager

from celery import current_app
from django.test import TestCase


@contextmanager
def tasks_at_once() -> Iterator[None]:
    """What the block commits is followed at once: events are relayed, tasks run, and what they raise is raised.

    Inside a test that rolls back, commits are played as the block ends. Real workers, with their kills and
    retries, are the business of tests that start one.
    """
    configuration = current_app.conf
    before = configuration.task_always_eager, configuration.task_eager_propagates
    configuration.task_always_eager = configuration.task_eager_propagates = True
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            yield
    finally:
        configuration.task_always_eager, configuration.task_eager_propagates = before
