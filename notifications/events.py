"""Facts of notifications."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailQueued(Event):
    """A mail waits to be sent."""

    mail_id: int
