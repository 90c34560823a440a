"""Uses of metered features, each counted once, and what limits say of them.

A period is a calendar month in South Africa. Totals (UsageTotal) always equal a recount of the events: both are written in
one transaction under the total's row lock. Locks: totals in the order of metric and month, then events, in whose unique
ids a second sending ends. Everything here needs the tenant.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Final

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from billing import events, locks
from billing.engine.periods import month_of
from billing.models import UsageEvent, UsageTotal
from billing.services import grants, usage_limits, usage_rows, wallets
from billing.services.usage_caps import set_cap
from billing.services.usage_limits import CapReached, limits_changed
from billing.services.usage_live import hint_on_commit
from synthai.core import entitlements
from synthai.core.access import Actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, NotFound
from synthai.core.events import publish

__all__ = ["CapReached", "Recorded", "Use", "consume", "correct", "limits_changed", "record_many", "set_cap"]

CHUNK: Final = 5_000
LONGEST_ID: Final = 80
LONGEST_METRIC: Final = 60
LARGEST: Final = Decimal(10**12)


class UseWrong(DomainError):
    """A use that cannot be counted."""

    code = "billing.usage.wrong"
    title = _("This use cannot be counted")
    message = _(
        "The use “%(event)s” cannot be counted: it needs an id of 1 to 80 characters, a quantity above zero with at most "
        "6 decimals, a metric, and a moment with its time zone."
    )
    remedy = _("Correct the use that the detail names and send all of them again: none is counted twice.")
    status = 422


class UseUnknown(NotFound):
    """A correction of nothing."""

    code = "billing.usage.unknown"
    title = _("No such use")
    message = _("No use with the id “%(event)s” was counted here, so there is nothing to correct.")
    remedy = _("Name the id of a use that was counted.")


class CorrectionTaken(Conflict):
    """An id that counts already, for something else."""

    code = "billing.usage.correction_taken"
    title = _("The correction's id is taken")
    message = _("The id “%(correction)s” was used for something else already. Choose another one.")
    remedy = _("Send the correction with an id of its own.")


@dataclass(frozen=True, slots=True)
class Use:
    """One use, as its sender knows it. `event_id` counts once in an organisation; `subject` is for unique counts."""

    event_id: str
    metric: str
    occurred_at: datetime
    quantity: Decimal | int = 1
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch."""

    counted: int
    repeated: int


@transaction.atomic
def consume(
    organisation_id: int,
    feature: entitlements.Feature,
    grant: entitlements.Grant,
    quantity: Decimal,
    *,
    event_id: str,
    at: datetime,
    subject: str = "",
) -> None:
    """Count one use now, if it fits; in the caller's transaction. Sent again, it passes and counts nothing.

    The plan's own quantity of the month is used first, then prepaid units, whole or not at all (services.wallets).

    Who consumes several metrics in one transaction does so in the order of their codes. Raises LimitReached for a hard
    limit of the plan, CapReached for the customer's own cap, UseWrong.
    """
    use = _checked(Use(event_id, feature.code, at, quantity, subject))
    total = locks.lock_usage_total(organisation_id, feature.code, month_of(at)[0])
    if UsageEvent.objects.filter(event_id=event_id).exists():
        return
    limits, adding = usage_limits.of_metric(feature.code, grant), Decimal(use.quantity)
    usage_limits.judge_cap(organisation_id, feature, limits, used=total.quantity, adding=adding)
    included = total.quantity - total.from_wallet
    prepaid = wallets.pay(total, limits, adding, event_id=event_id, at=at)
    usage_limits.judge_plan(organisation_id, feature, limits, used=included, adding=adding - prepaid)
    row = usage_rows.row(
        use.event_id, use.metric, Decimal(use.quantity), subject=subject, occurred_at=at, received_at=at
    )
    for _key, added, _count in usage_rows.insert(organisation_id, [row]):
        _add(total, added)
        usage_limits.tell(total, limits)
        hint_on_commit(organisation_id, feature.code)


def record_many(organisation_id: int, uses: Iterable[Use], *, now: datetime) -> Recorded:
    """Count uses that happened, however late, each once and in its own month; no limit refuses them.

    CHUNK at a time, each part in a transaction of its own (or all in the caller's): cut short, send everything again.
    Raises UseWrong for the first that cannot be counted; whole parts before it stay counted.
    """
    counted = sent = 0
    left = iter(uses)
    while part := list(islice(left, CHUNK)):
        counted += _record(organisation_id, part, now=now)
        sent += len(part)
    return Recorded(counted, sent - counted)


@transaction.atomic
def correct(
    event_id: str, *, quantity: Decimal | int, correction_id: str, by: Actor, now: datetime, reason: str = ""
) -> None:
    """Say what a counted use really was (0: it never happened); its own month's total is exact afterwards.

    The caller has judged whether `by` may. Idempotent by `correction_id`. Raises UseUnknown, UseWrong, CorrectionTaken.
    """
    first = UsageEvent.objects.filter(event_id=event_id, corrects="").order_by("pk").first()
    if first is None:
        raise UseUnknown(event=event_id)
    organisation_id = first.organisation_id or 0
    _checked(Use(correction_id, first.metric, now, quantity), least=Decimal(0))
    total = locks.lock_usage_total(organisation_id, first.metric, month_of(first.occurred_at)[0])
    before = UsageEvent.objects.filter(event_id=correction_id).order_by("pk").first()
    if before is not None:
        if before.corrects != event_id:
            raise CorrectionTaken(correction=correction_id)
        return
    corrections = UsageEvent.objects.filter(corrects=event_id).aggregate(sum=Sum("quantity"))["sum"]
    present = first.quantity + (corrections or 0)
    _write_correction(first, total, Decimal(quantity) - present, correction_id, now=now)
    changes = {"quantity": [present, Decimal(quantity)], "feature": [first.metric, first.metric]}
    audit(
        first,
        "billing.usage.corrected",
        by=by,
        changes=changes | ({"reason": [None, reason]} if reason else {}),
    )
    publish(events.UsageCorrected(metric=first.metric, event=event_id, quantity=f"{Decimal(quantity):f}"))


@transaction.atomic
def plan_changed(organisation_id: int, *, now: datetime) -> None:
    """What is given has changed: forget what was kept of it (Valkey may have been away), judge thresholds anew."""
    grants.changed(organisation_id)
    limits_changed(organisation_id, now=now)


def _write_correction(
    first: UsageEvent, total: UsageTotal, change: Decimal, correction_id: str, *, now: datetime
) -> None:
    row = usage_rows.row(
        correction_id,
        first.metric,
        change,
        subject=first.subject,
        occurred_at=first.occurred_at,
        received_at=now,
        corrects=first.event_id,
    )
    written = list(usage_rows.insert(total.organisation_id or 0, [row]))
    if not written:
        raise CorrectionTaken(correction=correction_id)
    wallets.give_back(total, first, -change, correction_id, at=now)
    _add(total, change)
    hint_on_commit(total.organisation_id or 0, first.metric)


@transaction.atomic
def _record(organisation_id: int, part: list[Use], *, now: datetime) -> int:
    months = usage_rows.Months()
    rows = [_row(_checked(use), now) for use in part]
    keys = sorted({(use.metric, months.start(use.occurred_at)) for use in part})
    totals = {key: locks.lock_usage_total(organisation_id, *key) for key in keys}
    counted = 0
    this_month = month_of(now)[0]
    for key, added, count in usage_rows.insert(organisation_id, rows):
        total = totals[key]
        _add(total, added)
        counted += count
        if total.period_start == this_month:
            usage_limits.tell(
                total, usage_limits.of_metric(total.metric, entitlements.grant(organisation_id, total.metric))
            )
        hint_on_commit(organisation_id, total.metric)
    return counted


def _row(use: Use, now: datetime) -> usage_rows.Row:
    return usage_rows.row(
        use.event_id,
        use.metric,
        use.quantity,
        subject=use.subject,
        occurred_at=use.occurred_at,
        received_at=now,
    )


def _add(total: UsageTotal, change: Decimal) -> None:
    total.quantity += change
    total.save(update_fields=["quantity", "from_wallet"])


def _checked(use: Use, *, least: Decimal | None = None) -> Use:
    """The use, when it can be kept as it is. Raises UseWrong, which names it."""
    quantity = Decimal(use.quantity)
    is_number = quantity.is_finite() and quantity < LARGEST and quantity == round(quantity, 6)
    is_enough = is_number and (quantity > 0 if least is None else quantity >= least)
    is_named = 0 < len(use.event_id) <= LONGEST_ID and len(use.subject) <= LONGEST_ID
    if (
        is_enough
        and is_named
        and 0 < len(use.metric) <= LONGEST_METRIC
        and use.occurred_at.tzinfo is not None
    ):
        return use
    raise UseWrong(event=use.event_id[:LONGEST_ID])
