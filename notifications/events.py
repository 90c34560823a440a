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


@dataclass(frozen=True, kw_only=True)
class TemplateFailed(Event):
    """A published template could not be filled for a message; the words in code went out."""

    version_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class MailBounced(Event):
    """An organisation's mail did not arrive: it came back, was refused, or its address takes nothing. `about` names what it was about,
    `reason` is a state of a mail."""

    mail_id: int
    kind: str
    about: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class TemplateLinksAsked(Event):
    """Somebody wants the addresses of a template looked at."""

    version_id: int


@dataclass(frozen=True, kw_only=True)
class SenderProven(Event):
    """The organisation's mails come from its own address now."""

    domain: str


@dataclass(frozen=True, kw_only=True)
class SenderLapsed(Event):
    """The records of the organisation's own sender are gone or wrong: its mails come from our address again."""

    domain: str
