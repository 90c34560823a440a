"""Where an app limits and counts calls, and keeps their log. Core knows no credits and no tables: it asks whoever registered.

`Meter.may` is asked before each try and raises a DomainError to refuse it (`Capped`, or the app's own); `Meter.spent` is told what each
try took, the failed ones too. `Keeper.keep` gets the record of each try, masked. Both are called outside of any transaction of ours;
what they raise after a call is logged and never costs the caller his answer.
"""

import logging
import traceback
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from synthai.core.ai import rates
from synthai.core.ai.masking import Masker
from synthai.core.ai.protocol import Origin, Prompt, Usage
from synthai.core.errors import DomainError

logger = logging.getLogger("synthai.ai")


class Capped(DomainError):
    """The organisation's limit, or the installation's, is used up."""

    code = "ai.capped"
    title = _("The limit for machine writing is used up")
    message = _(
        "The limit for machine writing is used up. The rest is written from your facts, word for word."
    )
    remedy = _("Raise the limit, or go on with text that is written from your facts.")
    status = 402


class Outcome(StrEnum):
    """What became of a try."""

    ANSWERED = "answered"
    CUT_SHORT = "cut_short"  # answered, but the limit of tokens ended it
    CANCELLED = "cancelled"
    BUSY = "busy"
    GARBLED = "garbled"
    DECLINED = "declined"
    UNFIT = "unfit"
    MISCONFIGURED = "misconfigured"


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A try that is about to be made: what it takes at most. `most` is None where no price is known."""

    provider: str
    model: str
    origin: Origin
    most_tokens: int
    most: rates.Cost | None


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What a try took. `cost` is None where no price is known: the tokens still count."""

    key: str  # the same for a try however often it is told: to meter it once
    provider: str
    model: str
    origin: Origin
    usage: Usage
    cost: rates.Cost | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class CallRecord:
    """What is kept of a try: prompt and answer masked, and the day on which it must be gone."""

    key: str
    provider: str
    model: str
    origin: Origin
    prompt: str
    answer: str
    outcome: Outcome
    error: str
    usage: Usage
    cost: rates.Cost | None
    at: datetime
    took: timedelta
    request_id: str
    kept_until: date
    masked: dict[str, int] = field(default_factory=dict)


class Meter(Protocol):
    """Who limits and counts."""

    def may(self, planned: Planned) -> None:
        """Nothing, or a DomainError."""

    def spent(self, spent: Spent) -> None:
        """Count it, once for each key."""


class Keeper(Protocol):
    """Who keeps the log, until `kept_until` and not longer."""

    def keep(self, record: CallRecord) -> None:
        """Write it down."""


_meters: dict[str, Meter] = {}
_keepers: dict[str, Keeper] = {}


def use_meter(name: str, meter: Meter | None) -> None:
    """Register who limits and counts; None takes it away. All that are registered are asked."""
    _meters.pop(name, None)
    if meter is not None:
        _meters[name] = meter


def use_keeper(name: str, keeper: Keeper | None) -> None:
    """Register who keeps the log; None takes it away."""
    _keepers.pop(name, None)
    if keeper is not None:
        _keepers[name] = keeper


def may(planned: Planned) -> None:
    """Ask every meter, and the installation's own ceiling for one call. Raises Capped, or what a meter raises."""
    ceiling = settings.AI_MOST_TOKENS_A_CALL
    if planned.most_tokens > ceiling:
        raise Capped(
            _(
                "One call may take %(ceiling)s tokens at most, and this one could take %(most)s. Give it less to read."
            ),
            ceiling=ceiling,
            most=planned.most_tokens,
        )
    for meter in list(_meters.values()):
        meter.may(planned)


def tell(spent: Spent, record: CallRecord) -> None:
    """Tell every meter and keeper. Never raises."""
    for meter in list(_meters.values()):
        try:
            meter.spent(spent)
        except Exception as error:  # noqa: BLE001 - told in words of ours
            _log("counted", spent, error)
    for keeper in list(_keepers.values()):
        try:
            keeper.keep(record)
        except Exception as error:  # noqa: BLE001 - told in words of ours
            _log("kept", spent, error)


def _log(what: str, spent: Spent, error: Exception) -> None:
    """The kind of error and the lines of code it passed. Never the error itself: a database may repeat what it refused, prompt and
    answer in it, and whoever collects errors reads the variables of each frame."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("a call of %s was not %s: %s\n%s", spent.provider, what, type(error).__qualname__, where)


NOT_KEPT = "[not kept: one person's own]"


def kept(prompt: Prompt, answer: str, origin: Origin) -> tuple[str, str, dict[str, int]]:
    """Prompt and answer as the log has them, and what was masked: nothing of either where they are one person's own."""
    return (NOT_KEPT, "", {}) if origin.is_personal else masked(prompt, answer)


def masked(prompt: Prompt, answer: str) -> tuple[str, str, dict[str, int]]:
    """Prompt and answer as they may be kept, and what was taken out."""
    masker = Masker()
    parts = [f"[system]\n{prompt.system}"] if prompt.system else []
    parts += [f"[{each.role.value}]\n{each.text}" for each in prompt.messages]
    asked = masker.mask("\n".join(parts))
    said = masker.mask(answer)
    return asked.text, said.text, said.counts
