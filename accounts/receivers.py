"""What follows what."""

from accounts import tasks
from notifications import events as notifications
from synthai.core.events import on

for fact in (notifications.SenderProven, notifications.SenderLapsed):
    on(fact, tasks.sender_tell)
