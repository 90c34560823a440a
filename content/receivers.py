"""What follows what."""

from content import events, reading_tasks
from synthai.core.events import on

on(events.ReadUploaded, reading_tasks.read_run)
on(events.ReadSummaryAsked, reading_tasks.read_summarise)
on(events.CopyAsked, reading_tasks.copy_write)
