"""What follows what."""

from content import bulk_tasks, document_tasks, events, reading_tasks, sending_tasks, writing_tasks
from synthai.core.events import on

on(events.BulkAsked, bulk_tasks.bulk_work)
on(events.BulkFinished, bulk_tasks.bulk_tell)
on(events.BulkFailed, bulk_tasks.bulk_tell)
on(events.ApprovalAsked, document_tasks.approvers_tell)
on(events.DocumentApproved, document_tasks.asker_tell)
on(events.DocumentSentBack, document_tasks.asker_tell)
on(events.WritingRequested, writing_tasks.writing_write)
on(events.WritingFinished, writing_tasks.writing_tell)
on(events.WritingFailed, writing_tasks.writing_tell)
on(events.DocumentSent, sending_tasks.dates_note)
on(events.DocumentViewed, sending_tasks.view_tell)
on(events.SignatureAsked, sending_tasks.signer_ask)
on(events.DocumentSigned, sending_tasks.signature_tell)
on(events.SigningCompleted, sending_tasks.signing_seal)
on(events.SigningSealed, sending_tasks.signing_tell_sealed)
on(events.SigningEnded, sending_tasks.signing_tell_ended)
on(events.DocumentDue, sending_tasks.date_tell)

on(events.ReadUploaded, reading_tasks.read_run)
on(events.ReadSummaryAsked, reading_tasks.read_summarise)
on(events.CopyAsked, reading_tasks.copy_write)
