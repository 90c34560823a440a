"""Decide: accept, reject and undo, one by one or many at once.

Two people may press at the same moment: the row is locked and its version compared, the second one is told
who was first. Guard rails are checked at every acceptance, whoever proposed the price.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Max, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from pricing import events, locks, permissions
from pricing.models import Decision, DecisionState, PricingSettings, Recommendation
from pricing.services import guardrails, totals
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError
from synthai.core.events import publish
from synthai.core.versions import check_version

BULK_LIMIT = 10_000
AUDITED_ONE_BY_ONE = 50  # above this a bulk decision is one audit line; the decision log still has each
VERBS = {DecisionState.ACCEPTED: "accept", DecisionState.REJECTED: "reject", DecisionState.OPEN: "undo"}
DECISION_FIELDS = ["state", "decided_price", "decided_at", "decided_by", "decided_by_label", "version"]


class AlreadyDecided(Conflict):
    """Somebody was first."""

    code = "pricing.recommendation.already_decided"


class NotDecided(Conflict):
    """There is no decision to take back."""

    code = "pricing.recommendation.not_decided"
    message = _("Nobody has decided about this price, so there is nothing to undo.")


class CoolingDown(Conflict):
    """The product's price changed too recently."""

    code = "pricing.recommendation.cooling_down"


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
    below_cost_is_wanted: bool = False,
    expected: str | None = None,
) -> Recommendation:
    """Accept the advised price, or `price` instead (rand incl. VAT).

    Selling below cost needs `below_cost_is_wanted` and its own capability.
    Raises NotAllowed, PreconditionFailed, AlreadyDecided, CoolingDown, GuardRailBroken, BelowCost.
    """
    found = locks.lock_recommendation(recommendation_id)
    require(by, permissions.RECOMMENDATION_ACCEPT)
    check_version(found, expected)
    if below_cost_is_wanted:
        require(by, permissions.RECOMMENDATION_OVERRIDE_COST)
    rules = guardrails.current()
    judge = _Judge(rules, [found], now=now, below_cost_is_wanted=below_cost_is_wanted)
    judge.check(found, price or found.price)
    _decide([found], DecisionState.ACCEPTED, {found.pk: price or found.price}, by=by, now=now)
    return found


@transaction.atomic
def reject(
    recommendation_id: int, *, by: Actor, now: datetime, expected: str | None = None
) -> Recommendation:
    """Refuse the advice; today's price stays. Raises NotAllowed, AlreadyDecided."""
    found = locks.lock_recommendation(recommendation_id)
    require(by, permissions.RECOMMENDATION_ACCEPT)
    check_version(found, expected)
    _refuse_if_decided(found)
    _decide([found], DecisionState.REJECTED, {}, by=by, now=now)
    return found


@transaction.atomic
def undo(recommendation_id: int, *, by: Actor, now: datetime, expected: str | None = None) -> Recommendation:
    """Take a decision back, whoever took it. Raises NotAllowed, NotDecided."""
    found = locks.lock_recommendation(recommendation_id)
    require(by, permissions.RECOMMENDATION_ACCEPT)
    check_version(found, expected)
    if found.is_open:
        raise NotDecided
    _decide([found], DecisionState.OPEN, {}, by=by, now=now)
    return found


@transaction.atomic
def accept_many(recommendation_ids: Iterable[int], *, by: Actor, now: datetime) -> BulkResult:
    """Accept the advised price of each; refusals are listed with their reason, the rest goes through.

    Raises NotAllowed, TooMany.
    """
    wanted = sorted(set(recommendation_ids))
    require(by, permissions.RECOMMENDATION_ACCEPT)
    if len(wanted) > BULK_LIMIT:
        raise TooMany
    locked = locks.lock_recommendations(wanted)
    judge = _Judge(guardrails.current(), locked, now=now)
    good, refused = [], []
    for found in locked:
        try:
            judge.check(found, found.price)
        except DomainError as error:
            refused.append((found.sku, str(error)))
        else:
            good.append(found)
    _decide(good, DecisionState.ACCEPTED, {found.pk: found.price for found in good}, by=by, now=now)
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


class _Judge:
    """Checks acceptances against decisions, cool-down and guard rails; asks the database once for all."""

    def __init__(
        self,
        rules: PricingSettings,
        asked: Sequence[Recommendation],
        *,
        now: datetime,
        below_cost_is_wanted: bool = False,
    ) -> None:
        self.rules, self.now, self.below_cost_is_wanted = rules, now, below_cost_is_wanted
        self.endings = guardrails.parse_endings(rules.endings)
        self.last_change = self._last_changes(asked)

    def _last_changes(self, asked: Sequence[Recommendation]) -> dict[int, datetime]:
        """When each product's price was last accepted in another run, within the cool-down."""
        since = self.now - timedelta(days=self.rules.cooldown_days)
        others = Recommendation.objects.filter(
            Q(state=DecisionState.ACCEPTED, decided_at__gt=since),
            product_id__in={found.product_id for found in asked},
        ).exclude(run_id__in={found.run_id for found in asked})
        found = others.values_list("product_id").annotate(last=Max("decided_at"))
        return {product_id: last for product_id, last in found.order_by("product_id") if last}

    def check(self, found: Recommendation, price: Decimal) -> None:
        """Raises AlreadyDecided, CoolingDown, GuardRailBroken or BelowCost."""
        _refuse_if_decided(found)
        last = self.last_change.get(found.product_id)
        if last is not None and price != found.current_price:
            until = localtime(last + timedelta(days=self.rules.cooldown_days))
            raise CoolingDown(
                text("This product's price changed less than %(days)s days ago. Change it after %(until)s.")
                % {"days": self.rules.cooldown_days, "until": date_format(until, "j F Y")}
            )
        guardrails.check(price, self._limits(found), below_cost_is_wanted=self.below_cost_is_wanted)

    def _limits(self, found: Recommendation) -> guardrails.Limits:
        return guardrails.Limits(
            current_price=found.current_price,
            unit_cost=found.unit_cost,
            vat_rate=found.product.vat_rate * 100,
            min_margin=self.rules.min_margin,
            max_change=self.rules.max_change,
            endings=self.endings,
            floor_price=found.product.floor_price,
            ceiling_price=found.product.ceiling_price,
        )


def _refuse_if_decided(found: Recommendation) -> None:
    if found.is_open or found.decided_at is None:
        return
    verb = text("accepted") if found.state == DecisionState.ACCEPTED else text("rejected")
    raise AlreadyDecided(
        text("%(who)s already %(verb)s this price at %(when)s. Undo that first to decide again.")
        % {
            "who": found.decided_by_label or text("Somebody"),
            "verb": verb,
            "when": date_format(localtime(found.decided_at), "H:i"),
        }
    )


def _decide(
    rows: Sequence[Recommendation],
    state: DecisionState,
    prices: dict[int, Decimal],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Change locked rows, log and audit each decision, publish one fact, and bring the runs' sums up to date."""
    if not rows:
        return
    verb = VERBS[state]
    for found in rows:
        if state == DecisionState.OPEN:
            found.mark_open()
        else:
            price = prices.get(found.pk)
            found.mark_decided(state, price=price, by_id=by.user_id, label=by.label, at=now)
    Recommendation.objects.bulk_update(rows, DECISION_FIELDS, batch_size=1000)
    Decision.objects.bulk_create([_log_line(found, verb, by=by, now=now) for found in rows], batch_size=1000)
    for found in rows[:AUDITED_ONE_BY_ONE]:
        old, new = str(found.current_price), found.decided_price and str(found.decided_price)
        audit(found, f"pricing.recommendation.{verb}", by=by, changes={"price": [old, new]})
    if len(rows) > AUDITED_ONE_BY_ONE:
        audit(None, f"pricing.recommendation.{verb}_many", by=by, changes={"count": [0, len(rows)]})
    publish(
        events.RecommendationsDecided(
            public_ids=tuple(found.public_id for found in rows[:AUDITED_ONE_BY_ONE]),
            count=len(rows),
            verb=verb,
        )
    )
    for run_id in sorted({found.run_id for found in rows}):
        _refresh_totals(run_id)


def _log_line(found: Recommendation, verb: str, *, by: Actor, now: datetime) -> Decision:
    return Decision(
        organisation_id=found.organisation_id,
        recommendation=found,
        product_id=found.product_id,
        verb=verb,
        price=found.decided_price,
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
