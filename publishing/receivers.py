"""What follows what."""

from publishing import check_tasks, events, tasks
from synthai.core.events import on

on(events.PiecePublished, tasks.pages_forget)
on(events.PieceTakenDown, tasks.pages_forget)
on(events.PiecePublished, check_tasks.check_want)
on(events.PieceTakenDown, check_tasks.check_want)
on(events.SuggestionAsked, check_tasks.suggestion_write)
