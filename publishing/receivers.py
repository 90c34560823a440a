"""What follows what."""

from publishing import events, tasks
from synthai.core.events import on

on(events.PiecePublished, tasks.pages_forget)
on(events.PieceTakenDown, tasks.pages_forget)
on(events.QuestionAsked, tasks.question_answer)
