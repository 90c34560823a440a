"""Who is asked, how often, and what is written down of each try."""

import logging
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from synthai.core.ai import breaker, metering, rates, registry
from synthai.core.ai.masking import mask
from synthai.core.ai.metering import CallRecord, Outcome, Planned, Spent
from synthai.core.ai.protocol import (
    Answer,
    Busy,
    Declined,
    Garbled,
    IsCancelled,
    Misconfigured,
    ModelError,
    Origin,
    Prompt,
    Provider,
    Stop,
    Unfit,
    Usage,
)
from synthai.core.ai.structured import Misshapen
from synthai.core.errors import Unavailable

ATTEMPTS = 2  # of one provider
PATIENCE = timedelta(seconds=5)  # who wants us to wait longer is left alone, and the next one asked
_ASIDE = timedelta(minutes=1)  # a wrong key does not mend itself sooner
_FIRST_PAUSE = 0.5
_OUTCOMES: Sequence[tuple[type[ModelError], Outcome]] = (
    (Busy, Outcome.BUSY),
    (Garbled, Outcome.GARBLED),
    (Declined, Outcome.DECLINED),
    (Unfit, Outcome.UNFIT),
    (Misconfigured, Outcome.MISCONFIGURED),
)
logger = logging.getLogger("synthai.ai")


class NoModel(Unavailable):
    """No provider is set up: the ordinary state of an installation without a key."""

    code = "ai.no_model"
    title = _("No machine writes here")
    message = _("No language model is set up here. Text is written from your facts, word for word.")
    remedy = _(
        "Nothing needs doing: documents are written from templates and facts. Staff can set up a provider."
    )
    retry_after = None


class ModelsUnavailable(Unavailable):
    """None of the providers answered."""

    code = "ai.unavailable"
    title = _("The writing machine does not answer")
    message = _(
        "The writing machine does not answer for the moment. The text is written from your facts instead."
    )
    remedy = _("Try again in some minutes, or go on with the text that is written from your facts.")
    retry_after = 60


class WritingDeclined(Unavailable):
    """Every provider that answered would not write this."""

    code = "ai.declined"
    title = _("The writing machine will not write this")
    message = _(
        "The writing machine will not write this. Say it in other words, or take the text from your facts."
    )
    remedy = _("Change what you ask for. Text that is written from your facts is always there.")
    status = 422
    retry_after = None


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What was written, by whom, and what it took. `is_cut_short`: the limit of tokens ended it."""

    text: str
    provider: str
    model: str
    usage: Usage
    cost: rates.Cost | None
    is_cut_short: bool
    key: str


class Try:
    """One try at one provider. Exactly one of `answered`, `failed` and `cancelled` is called."""

    def __init__(self, provider: Provider, prompt: Prompt, origin: Origin, now: datetime) -> None:
        self.provider, self.prompt, self.origin, self.now = provider, prompt, origin, now
        self.key = str(uuid4())
        self.error: ModelError | None = None
        self._began = time.monotonic()

    def answered(self, answer: Answer) -> Reply:
        """It worked."""
        breaker.worked(self.provider.code)
        is_cut_short = answer.stop is Stop.LENGTH
        cost = self._tell(
            answer.usage, answer.text, Outcome.CUT_SHORT if is_cut_short else Outcome.ANSWERED, answer=answer
        )
        return Reply(
            text=answer.text,
            provider=self.provider.code,
            model=answer.model,
            usage=answer.usage,
            cost=cost,
            is_cut_short=is_cut_short,
            key=self.key,
        )

    def failed(self, error: ModelError, *, text: str = "") -> None:
        """It did not. `text` is what had been written."""
        self.error = error
        outcome = next(each for kind, each in _OUTCOMES if isinstance(error, kind))
        usage = getattr(error, "usage", None) or (Usage.reckoned(self.prompt, text) if text else Usage())
        said = mask(error.answer).text  # a provider may repeat what it was sent, a key even
        self._tell(usage, text, outcome, error=said)
        code = self.provider.code
        if isinstance(error, Misconfigured):
            breaker.failed(code, retry_after=_ASIDE)
            logger.error("%s must be set up anew: %s", code, said)
        elif isinstance(error, Busy):
            wait = error.retry_after
            breaker.failed(code, retry_after=wait if wait and wait > PATIENCE else None)
        elif isinstance(error, Garbled) and not isinstance(error, Misshapen):
            breaker.failed(code)

    def cancelled(self, text: str, usage: Usage | None) -> None:
        """Nobody wants it any more."""
        if text:
            breaker.worked(self.provider.code)
        self._tell(usage or Usage(), text, Outcome.CANCELLED)

    @property
    def pause(self) -> timedelta | None:
        """How long to wait before this provider is asked again; None: it is no use."""
        error = self.error
        if isinstance(error, Busy):
            if error.retry_after is None:
                return timedelta(seconds=_FIRST_PAUSE * random.uniform(0.75, 1.25))  # noqa: S311 - no secret
            return error.retry_after if error.retry_after <= PATIENCE else None
        return timedelta(0) if isinstance(error, Garbled) else None

    def _tell(
        self, usage: Usage, text: str, outcome: Outcome, *, answer: Answer | None = None, error: str = ""
    ) -> rates.Cost | None:
        model = (answer.model if answer else "") or self.provider.model
        on = timezone.localdate(self.now)
        known = rates.current()
        cost = known.cost(usage, provider=self.provider.code, model=model, on=on)
        asked, said, counts = metering.kept(self.prompt, text, self.origin)
        took = timedelta(seconds=time.monotonic() - self._began)
        spent = Spent(
            key=self.key,
            provider=self.provider.code,
            model=model,
            origin=self.origin,
            usage=usage,
            cost=cost,
            at=self.now,
        )
        record = CallRecord(
            key=self.key,
            provider=self.provider.code,
            model=model,
            origin=self.origin,
            prompt=asked,
            answer=said,
            outcome=outcome,
            error=error,
            usage=usage,
            cost=cost,
            at=self.now,
            took=took,
            request_id=answer.request_id if answer else "",
            kept_until=on + timedelta(days=settings.AI_LOG_DAYS),
            masked=counts,
        )
        metering.tell(spent, record)
        logger.info(
            "%s %s",
            self.provider.code,
            outcome.value,
            extra={"tokens_used": usage.total, "ms": round(took.total_seconds() * 1000)},
        )
        return cost


def tries(
    prompt: Prompt, origin: Origin, now: datetime, *, is_cancelled: IsCancelled = lambda: False
) -> Iterator[Try]:
    """The tries, until one has no error. Raises what the module `calling` says."""
    providers = registry.active()
    if not providers:
        raise NoModel
    errors: list[ModelError] = []
    for provider in providers:
        metering.may(_planned(provider, prompt, origin, now))
        if breaker.is_open(provider.code):
            continue
        for number in range(ATTEMPTS):
            if number and breaker.is_open(provider.code):
                break
            if number:
                metering.may(_planned(provider, prompt, origin, now))
            attempt = Try(provider, prompt, origin, now)
            yield attempt
            if attempt.error is None:
                return
            errors.append(attempt.error)
            pause = attempt.pause
            if pause is None or number + 1 == ATTEMPTS:
                break
            _wait(pause, is_cancelled)
    if errors and all(isinstance(error, Declined) for error in errors):
        raise WritingDeclined
    raise ModelsUnavailable


def _planned(provider: Provider, prompt: Prompt, origin: Origin, now: datetime) -> Planned:
    most = replace(Usage.reckoned(prompt, ""), output=prompt.most_tokens)
    return Planned(
        provider=provider.code,
        model=provider.model,
        origin=origin,
        most_tokens=most.total,
        most=rates.current().cost(
            most, provider=provider.code, model=provider.model, on=timezone.localdate(now)
        ),
    )


def _wait(pause: timedelta, is_cancelled: IsCancelled) -> None:
    until = time.monotonic() + pause.total_seconds()
    while time.monotonic() < until and not is_cancelled():
        time.sleep(min(0.1, max(0.0, until - time.monotonic())))
