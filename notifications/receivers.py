"""What follows what."""

from notifications import events, tasks
from synthai.core.events import on

on(events.MailQueued, tasks.mail_deliver)
