"""Whose word counts: a critical kind, then the person, then the organisation's default, then the kind's own."""

from dataclasses import dataclass
from enum import StrEnum

from notifications.engine.frequency import Frequency


class Source(StrEnum):
    """Who decided."""

    CRITICAL = "critical"
    PERSON = "person"
    ORGANISATION = "organisation"
    KIND = "kind"


@dataclass(frozen=True)
class Resolved:
    """How often, and by whose word."""

    frequency: Frequency
    source: Source


def resolve(
    *,
    default: Frequency | None,
    is_critical: bool,
    person: Frequency | None = None,
    organisation: Frequency | None = None,
) -> Resolved:
    """How often one kind speaks on one channel. `default` is the kind's own; None where it never uses the channel.

    What is critical comes at once on the channels it uses by itself; a channel that is off by default can be added by the
    person, then too at once.
    """
    if default is None:
        return Resolved(Frequency.OFF, Source.KIND)
    if is_critical and default is not Frequency.OFF:
        return Resolved(Frequency.NOW, Source.CRITICAL)
    found = _first(person, organisation, default)
    if is_critical and found.frequency is not Frequency.OFF:
        return Resolved(Frequency.NOW, found.source)
    return found


def _first(person: Frequency | None, organisation: Frequency | None, default: Frequency) -> Resolved:
    if person is not None:
        return Resolved(person, Source.PERSON)
    if organisation is not None:
        return Resolved(organisation, Source.ORGANISATION)
    return Resolved(default, Source.KIND)
