"""What follows what."""

from accounts import events as people
from publishing import events, tasks
from synthai.core.events import on

on(events.PiecePublished, tasks.pages_forget)
on(events.PieceTakenDown, tasks.pages_forget)
on(events.CommentShown, tasks.comments_tell)
on(events.CommentWaits, tasks.comments_wait)
on(people.MemberRemoved, tasks.comments_unsign)
