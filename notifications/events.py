"""Facts of notifications."""

from dataclasses import dataclass

from synthai.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailQueued(Event):
    """A mail waits to be sent."""

    mail_id: int


@dataclass(frozen=True, kw_only=True)
class DeliveriesPlanned(Event):
    """Deliveries wait to go out."""

    delivery_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class FactTold(Event):
    """A fact for many waits to be spread."""

    fact_id: int


@dataclass(frozen=True, kw_only=True)
class ReplayAsked(Event):
    """Staff want failed deliveries sent once more."""

    replay_id: int


class TemplateFailed(Event):
    """A published template could not be filled for a message; the words in code went out."""

    version_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class TemplateLinksAsked(Event):
    """Somebody wants the addresses of a template looked at."""

    version_id: int
