"""Decide: accept, reject and undo, one by one or many at once.

Two people may press at the same moment: the row is locked and its version compared, the second one is told
who was first. Guard rails are checked at every acceptance, whoever proposed the price. An accepted price starts
on a day, today or later: services/judging.py.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from pricing import events, locks, permissions
from pricing.models import Decision, DecisionState, Recommendation
from pricing.services import guardrails, totals
from pricing.services.judging import (
    AlreadyDecided,
    BadStart,
    CoolingDown,
    Judge,
    first_day,
    refuse_if_decided,
    step_facts,
)
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError
from synthai.core.events import publish
from synthai.core.versions import check_version

BULK_LIMIT = 10_000
AUDITED_ONE_BY_ONE = 50  # above this a bulk decision is one audit line; the decision log still has each
VERBS = {DecisionState.ACCEPTED: "accept", DecisionState.REJECTED: "reject", DecisionState.OPEN: "undo"}
DECISION_FIELDS = [
    "state", "decided_price", "starts_on", "start_told_at", "decided_at", "decided_by", "decided_by_label", "version",
]  # fmt: skip
__all__ = ["AlreadyDecided", "BadStart", "CoolingDown"]  # raised here, kept beside the rules


class NotDecided(Conflict):
    """There is no decision to take back."""

    code = "pricing.recommendation.not_decided"
    message = _("Nobody has decided about this price, so there is nothing to undo.")


class TooMany(DomainError):
    """A bulk decision has a limit."""

    code = "pricing.recommendation.too_many"
    message = _("At most 10 000 prices can be accepted at once. Filter the list and accept in parts.")


@dataclass(frozen=True)
class BulkResult:
    """What a bulk acceptance did; `refused` pairs a product's code with the reason in words."""

    accepted: list[str]
    refused: list[tuple[str, str]]


@transaction.atomic
def accept(
    recommendation_id: int,
    *,
    by: Actor,
    now: datetime,
    price: Decimal | None = None,
    starts_on: date | None = None,
    below_cost_is_wanted: bool = False,
    expected: str | None = None,
) -> Recommendation:
    """Accept the advised price, or `price` instead (rand incl. VAT), from `starts_on` on (today when left out).

    Selling below cost needs `below_cost_is_wanted` and its own capability.
    Raises NotAllowed, PreconditionFailed, BadStart, AlreadyDecided, CoolingDown, GuardRailBroken, BelowCost.
    """
    found = locks.lock_recommendation(recommendation_id)
    require(by, permissions.RECOMMENDATION_ACCEPT)
    check_version(found, expected)
    day, wanted = first_day(starts_on, today=localdate(now)), price or found.price
    judge = Judge(guardrails.current(), [found], starts_on=day, below_cost_is_wanted=below_cost_is_wanted)
    facts = step_facts(judge.price_before(found), wanted, found.category)
    require(by, permissions.RECOMMENDATION_ACCEPT, facts)
    if below_cost_is_wanted:
        require(by, permissions.RECOMMENDATION_OVERRIDE_COST, facts)
    judge.check(found, wanted)
    _decide([found], DecisionState.ACCEPTED, {found.pk: wanted}, by=by, now=now, starts_on=day)
    return found


@transaction.atomic
def reject(
    recommendation_id: int, *, by: Actor, now: datetime, expected: str | None = None
) -> Recommendation:
    """Refuse the advice; today's price stays. Raises NotAllowed, AlreadyDecided."""
    found = locks.lock_recommendation(recommendation_id)
    no_step = step_facts(found.current_price, found.current_price, found.category)
    require(by, permissions.RECOMMENDATION_ACCEPT, no_step)
    check_version(found, expected)
    refuse_if_decided(found)
    _decide([found], DecisionState.REJECTED, {}, by=by, now=now)
    return found


@transaction.atomic
def undo(recommendation_id: int, *, by: Actor, now: datetime, expected: str | None = None) -> Recommendation:
    """Take a decision back, whoever took it, if one could have taken it oneself. Raises NotAllowed, NotDecided."""
    found = locks.lock_recommendation(recommendation_id)
    decided = found.current_price if found.decided_price is None else found.decided_price
    facts = step_facts(found.current_price, decided, found.category)
    require(by, permissions.RECOMMENDATION_ACCEPT, facts)
    check_version(found, expected)
    if found.is_open:
        raise NotDecided
    _decide([found], DecisionState.OPEN, {}, by=by, now=now)
    return found


@transaction.atomic
def accept_many(
    recommendation_ids: Iterable[int], *, by: Actor, now: datetime, starts_on: date | None = None
) -> BulkResult:
    """Accept the advised price of each from `starts_on` on (today when left out); refusals are listed with their
    reason, the rest goes through.

    Raises NotAllowed, TooMany, BadStart.
    """
    wanted = sorted(set(recommendation_ids))
    require(by, permissions.RECOMMENDATION_ACCEPT)
    if len(wanted) > BULK_LIMIT:
        raise TooMany
    day = first_day(starts_on, today=localdate(now))
    locked = locks.lock_recommendations(wanted)
    judge = Judge(guardrails.current(), locked, starts_on=day)
    good, refused = [], []
    for found in locked:
        try:
            facts = step_facts(judge.price_before(found), found.price, found.category)
            require(by, permissions.RECOMMENDATION_ACCEPT, facts)
            judge.check(found, found.price)
        except DomainError as error:
            refused.append((found.sku, str(error)))
        else:
            judge.note(found, found.price)
            good.append(found)
    prices = {found.pk: found.price for found in good}
    _decide(good, DecisionState.ACCEPTED, prices, by=by, now=now, starts_on=day)
    return BulkResult(accepted=[found.public_id for found in good], refused=refused)


@transaction.atomic
def undo_many(decided_at: datetime, *, by: Actor, now: datetime) -> int:
    """Take back what this person accepted at that very moment: a bulk acceptance. Returns how many are open again."""
    require(by, permissions.RECOMMENDATION_ACCEPT)
    mine = Recommendation.objects.filter(
        decided_by_id=by.user_id, decided_at=decided_at, state=DecisionState.ACCEPTED
    )
    locked = locks.lock_recommendations(sorted(mine.values_list("pk", flat=True)[:BULK_LIMIT]))
    decided = [found for found in locked if found.decided_at == decided_at]
    _decide(decided, DecisionState.OPEN, {}, by=by, now=now)
    return len(decided)


def _decide(
    rows: Sequence[Recommendation],
    state: DecisionState,
    prices: dict[int, Decimal],
    *,
    by: Actor,
    now: datetime,
    starts_on: date | None = None,
) -> None:
    """Change locked rows, log and audit each decision, publish one fact, and bring the runs' sums up to date."""
    if not rows:
        return
    verb = VERBS[state]
    before = {found.pk: found.starts_on for found in rows}
    for found in rows:
        if state == DecisionState.OPEN:
            found.mark_open()
        else:
            found.mark_decided(
                state,
                price=prices.get(found.pk),
                starts_on=starts_on,
                by_id=by.user_id,
                label=by.label,
                at=now,
            )
    Recommendation.objects.bulk_update(rows, DECISION_FIELDS, batch_size=1000)
    lines = [_log_line(found, verb, starts_on or before[found.pk], by=by, now=now) for found in rows]
    Decision.objects.bulk_create(lines, batch_size=1000)
    _audit(rows, verb, before, by=by, starts_on=starts_on)
    publish(
        events.RecommendationsDecided(
            public_ids=tuple(found.public_id for found in rows[:AUDITED_ONE_BY_ONE]),
            count=len(rows),
            verb=verb,
            starts_on=starts_on.isoformat() if starts_on else "",
        )
    )
    for run_id in sorted({found.run_id for found in rows}):
        _refresh_totals(run_id)


def _audit(
    rows: Sequence[Recommendation],
    verb: str,
    before: dict[int, date | None],
    *,
    by: Actor,
    starts_on: date | None,
) -> None:
    """One entry a decision, and one for all when there are many; each says from when to when the first day moved."""
    for found in rows[:AUDITED_ONE_BY_ONE]:
        new = found.decided_price and str(found.decided_price)
        changes: dict[str, Any] = {
            "product": [None, f"{found.name} ({found.sku})"],
            "price": [str(found.current_price), new],
        }
        if before[found.pk] != found.starts_on:
            changes["starts_on"] = [before[found.pk], found.starts_on]
        audit(found, f"pricing.recommendation.{verb}", by=by, changes=changes)
    if len(rows) > AUDITED_ONE_BY_ONE:
        changes = {"count": [0, len(rows)]} | ({"starts_on": [None, starts_on]} if starts_on else {})
        audit(None, f"pricing.recommendation.{verb}_many", by=by, changes=changes)


def _log_line(
    found: Recommendation, verb: str, starts_on: date | None, *, by: Actor, now: datetime
) -> Decision:
    """`starts_on` is the first day that was decided, or that an undo takes back."""
    return Decision(
        organisation_id=found.organisation_id,
        recommendation=found,
        product_id=found.product_id,
        verb=verb,
        price=found.decided_price,
        starts_on=starts_on,
        predicted_units=found.units_after,
        predicted_units_low=found.units_after_low,
        predicted_units_high=found.units_after_high,
        by_id=by.user_id,
        by_label=by.label,
        at=now,
    )


def _refresh_totals(run_id: int) -> None:
    run = locks.lock_run(run_id)
    run.totals = totals.of_run(run)
    run.save(update_fields=["totals"])
