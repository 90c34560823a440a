"""What follows what."""

from pricing import events, tasks
from synthai.core.events import on

on(events.RunRequested, tasks.run_train)
on(events.RunFinished, tasks.run_tell)
on(events.RunFailed, tasks.run_tell)
