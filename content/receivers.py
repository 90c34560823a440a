"""What follows what."""

from content import document_tasks, events, reading_tasks
from synthai.core.events import on

on(events.ApprovalAsked, document_tasks.approvers_tell)
on(events.DocumentApproved, document_tasks.asker_tell)
on(events.DocumentSentBack, document_tasks.asker_tell)

on(events.ReadUploaded, reading_tasks.read_run)
on(events.ReadSummaryAsked, reading_tasks.read_summarise)
on(events.CopyAsked, reading_tasks.copy_write)
