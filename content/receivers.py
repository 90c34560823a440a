"""What follows what."""

from content import document_tasks, events, writing_tasks
from synthai.core.events import on

on(events.ApprovalAsked, document_tasks.approvers_tell)
on(events.DocumentApproved, document_tasks.asker_tell)
on(events.DocumentSentBack, document_tasks.asker_tell)
on(events.WritingRequested, writing_tasks.writing_write)
on(events.WritingFinished, writing_tasks.writing_tell)
on(events.WritingFailed, writing_tasks.writing_tell)
