"""What follows what."""

from content import events, tasks
from synthai.core.events import on

on(events.WritingRequested, tasks.writing_write)
on(events.WritingFinished, tasks.writing_tell)
on(events.WritingFailed, tasks.writing_tell)
