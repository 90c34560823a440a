"""What follows what."""

from content import document_tasks, events
from synthai.core.events import on

on(events.ApprovalAsked, document_tasks.approvers_tell)
on(events.DocumentApproved, document_tasks.asker_tell)
on(events.DocumentSentBack, document_tasks.asker_tell)
