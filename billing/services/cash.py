"""The cash forecast: what is owed and what will be renewed, spread over the days on which customers pay. Needs `all_tenants()`.

Read only, a constant number of queries. New customers, changes of plan and one-off items are not in it: it says what comes from
those we have. docs/finance.md says how each figure arises.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from billing.engine.periods import local_date
from billing.engine.receipts import Outlook, Receivable, Settled, Way, learn
from billing.models import (
    BillingEntity,
    CaseOutcome,
    Charge,
    ChargeReason,
    ChargeState,
    ChaseCase,
    Payment,
    PaymentState,
    Subscription,
    SubscriptionState,
    charges_of,
)
from billing.services import cases, figures
from billing.services.cash_renewals import DAYS, Basis, renewals, with_card

LOOKED_BACK: Final = timedelta(days=400)
LOST_AFTER: Final = timedelta(days=60)  # what is open longer counts as never paid
LEAVING_LOOKED_AT: Final = timedelta(days=180)
LEAVING_MONTHS: Final = 6
USUAL_LEAVING: Final = (1, 33)  # one of 33 a month, as if seen once
KEPT_PROMISES: Final = (7, 10)  # seven of ten, as if seen
USUAL_CONVERSION: Final = 0.5
_OF_ITS_CHARGE: Final = {"organisation": OuterRef("organisation"), "charge": OuterRef("pk")}
_OF_IT: Final = {"organisation": OuterRef("organisation"), "subscription": OuterRef("pk")}


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The outlook with what it rests on, and what customers are called."""

    outlook: Outlook
    basis: Basis
    receivables: tuple[Receivable, ...]
    names: Mapping[int, str]
    today: date

    @property
    def until(self) -> date:
        return self.today + timedelta(days=DAYS - 1)


def forecast(entity: BillingEntity | None, *, now: datetime) -> Forecast:
    """The next DAYS days of an entity. A constant number of queries."""
    today = local_date(now)
    names: dict[int, str] = {}
    basis = _basis(entity, now)
    receivables = (*_owed(entity, basis, names, now), *renewals(entity, basis, names, now=now))
    outlook = Outlook(receivables, basis.habits, today=today, kept_promises=basis.kept_promises)
    return Forecast(outlook=outlook, basis=basis, receivables=receivables, names=names, today=today)


def _basis(entity: BillingEntity | None, now: datetime) -> Basis:
    ended = ChaseCase.objects.filter(has_promised=True, ended_at__isnull=False)
    outcomes = list(ended.order_by("pk").values_list("outcome", flat=True)[:1000])
    kept = sum(outcome == CaseOutcome.PAID for outcome in outcomes)
    trials = figures.trials(now=now)
    converting = trials.converted / trials.ended if trials.ended else USUAL_CONVERSION
    return Basis(
        habits=learn(_history(entity, now)),
        leaving=_leaving(now),
        kept_promises=(kept + KEPT_PROMISES[0]) / (len(outcomes) + KEPT_PROMISES[1]),
        converting=converting,
    )


def _history(entity: BillingEntity | None, now: datetime) -> Iterator[Settled]:
    """Renewals of the last year and a bit, and what became of each."""
    by_card = Payment.objects.filter(method__isnull=False, **_OF_ITS_CHARGE)
    gone = Q(state=ChargeState.GIVEN_UP) | Q(state=ChargeState.OPEN, created_at__lt=now - LOST_AFTER)
    rows = Charge.objects.filter(
        charges_of(entity),
        Q(state=ChargeState.PAID) | gone,
        reason=ChargeReason.RENEWAL,
        currency="ZAR",
        total__gt=0,
        created_at__gte=now - LOOKED_BACK,
    ).annotate(by_card=Exists(by_card))
    for created, paid, is_card in rows.order_by("pk").values_list("created_at", "paid_at", "by_card"):
        yield Settled(
            way=Way.CARD if is_card else Way.HAND,
            asked=local_date(created),
            paid=local_date(paid) if paid else None,
        )


def _leaving(now: datetime) -> float:
    """The share of paying customers who leave in a month by their own wish; who is chased to the end is in the habits."""
    unpaid = Charge.objects.filter(state=ChargeState.GIVEN_UP, **_OF_IT)
    paid = Charge.objects.filter(state=ChargeState.PAID, **_OF_IT)
    left = Subscription.objects.filter(
        ~Exists(unpaid),
        Exists(paid),
        state=SubscriptionState.CANCELLED,
        cancelled_at__gte=now - LEAVING_LOOKED_AT,
    ).count()
    paying = Subscription.objects.filter(state__in=figures.PAYING).count()
    usual, of = USUAL_LEAVING
    return (left + usual) / (paying * LEAVING_MONTHS + left + of)


def _owed(
    entity: BillingEntity | None, basis: Basis, names: dict[int, str], now: datetime
) -> Iterator[Receivable]:
    """What is open and owed. Upgrades and items that were asked for and not paid are wishes, nobody owes them."""
    waits = Payment.objects.filter(gateway="eft", state=PaymentState.PENDING, **_OF_ITS_CHARGE)
    rows = (
        Charge.objects.filter(charges_of(entity), currency="ZAR", total__gt=0, state=ChargeState.OPEN)
        .filter(Q(reason=ChargeReason.RENEWAL) | Q(effect__do="renew"))
        .annotate(has_card=Exists(with_card()), waits_for_eft=Exists(waits))
        .select_related("organisation")
        .order_by("pk")
    )
    held = {case.subscription_id: case for case in ChaseCase.objects.open().order_by("pk")}
    found: Iterable[Any] = rows
    for charge in found:
        names[charge.organisation_id] = charge.organisation.name
        is_card = charge.has_card and not charge.waits_for_eft
        yield Receivable(
            key=charge.reference,
            customer=charge.organisation_id,
            way=Way.CARD if is_card else Way.HAND,
            amount=charge.due,
            asked=local_date(charge.created_at),
            **_chased(held.get(charge.subscription_id), is_card=is_card, today=local_date(now)),
        )


def _chased(case: ChaseCase | None, *, is_card: bool, today: date) -> dict[str, Any]:
    """What the case of an overdue plan says of the days to come."""
    if case is None:
        return {}
    coming = zip(case.plan_of_steps[case.position :], cases.days(case)[case.position :], strict=True)
    tries = tuple(day for step, day in coming if step.action == "charge" and day >= today)
    return {
        "retries": tries if is_card else (),
        "promised": case.promised_on,
        "held_until": case.held_until,
    }
