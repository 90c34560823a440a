"""A callback on its way in: as it arrived, what judging it said, and what it turned out to mean."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from billing.gateways.facts import Fact


@dataclass(frozen=True, kw_only=True)
class RawMessage:
    """What came over the wire, untouched. Header names in lower case; `source_ip` by our trusted proxy hop."""

    body: bytes
    headers: Mapping[str, str]
    source_ip: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Check:
    """One test a message must pass, for the staff's inbox: "signature", "source address", "amount"."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What can be said without asking anybody: before the reply, in microseconds.

    `dedupe_key` is the same for every delivery of the same thing, unique within the gateway, at most 120 characters.
    A message that fails a check is kept for staff and never acted on.
    """

    kind: str
    dedupe_key: str
    checks: tuple[Check, ...]

    @property
    def is_genuine(self) -> bool:
        return bool(self.checks) and all(check.passed for check in self.checks)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a genuine message came to, once the gateway was asked again: further checks, and facts."""

    checks: tuple[Check, ...] = ()
    facts: tuple[Fact, ...] = ()

    @property
    def is_believed(self) -> bool:
        return all(check.passed for check in self.checks)
