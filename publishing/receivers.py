"""What follows what."""

from accounts import events as people
from publishing import check_tasks, events, tasks, translation_tasks, workflow_tasks
from synthai.core.events import on

on(events.PiecePublished, tasks.pages_forget)
on(events.PieceTakenDown, tasks.pages_forget)
on(events.PiecePublished, workflow_tasks.writers_tell)
on(events.PieceMissed, workflow_tasks.missed_tell)
on(events.ReviewAsked, workflow_tasks.reviewers_tell)
on(events.ReviewDecided, workflow_tasks.asker_tell)
on(events.DeskTaken, workflow_tasks.taken_tell)
on(events.NoteWritten, workflow_tasks.note_tell)
on(people.MemberRemoved, workflow_tasks.member_leave)
on(people.MemberRoleChanged, workflow_tasks.member_follow)
on(events.CommentShown, tasks.comments_tell)
on(events.CommentWaits, tasks.comments_wait)
on(people.MemberRemoved, tasks.comments_unsign)
on(events.QuestionAsked, tasks.question_answer)
on(events.PiecePublished, translation_tasks.translations_stale)
on(events.TranslationAsked, translation_tasks.translations_work)
on(events.TranslationDrafted, translation_tasks.translations_tell)
on(events.PiecePublished, check_tasks.check_want)
on(events.PieceTakenDown, check_tasks.check_want)
on(events.SuggestionAsked, check_tasks.suggestion_write)
