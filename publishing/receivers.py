"""What follows what."""

from publishing import events, tasks, translation_tasks
from synthai.core.events import on

on(events.PiecePublished, tasks.pages_forget)
on(events.PieceTakenDown, tasks.pages_forget)
on(events.PiecePublished, translation_tasks.translations_stale)
on(events.TranslationAsked, translation_tasks.translations_work)
on(events.TranslationDrafted, translation_tasks.translations_tell)
