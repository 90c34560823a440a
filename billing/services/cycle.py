"""The clock of subscriptions: one due step at a time, from the row and the instant alone.

Killed anywhere it is exact after a restart: each step is one transaction, its charge has a key made of subscription and period, and
a step that happened is not due any more. A run that comes days late makes the steps it missed, one by one, at the
instants they were due, so what is charged is the same.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from billing import events, locks
from billing.engine.periods import local_date, period_end
from billing.models import ChargeReason, Customer, Subscription, SubscriptionState
from billing.services import charges, chasing, coupons, effects, quoting, transitions
from synthai.core.access import Actor, system_actor
from synthai.core.events import publish
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.tenancy import tenant

PART = 50  # organisations in one task
AT_ONCE = 5_000  # organisations in one sweep, each minute
logger = logging.getLogger("synthai.billing")
MOST_STEPS = 60  # a subscription left alone for five years takes this many; more is a mistake


def run(organisation_id: int, *, now: datetime) -> int:
    """Every step that is due for the organisation's subscriptions; returns how many were made. Needs the tenant."""
    made = 0
    due = Subscription.objects.due(now=now).order_by("pk").values_list("pk", flat=True)
    for subscription_id in list(due):
        is_more = True
        while is_more and made < MOST_STEPS:
            is_more = step(organisation_id, subscription_id, now=now)
            made += 1
    return made


def run_many(organisation_ids: list[int], *, now: datetime) -> int:
    """As `run`, for several organisations: a fault of one is logged and stops none of the others."""
    made = 0
    for organisation_id in organisation_ids:
        try:
            with tenant(organisation_id):
                made += run(organisation_id, now=now)
        except Exception:  # noqa: BLE001 - the row stays due, and the next sweep finds it
            logger.exception("A subscription's step failed", extra={"tenant": organisation_id})
    return made


def due_parts(*, now: datetime) -> list[list[int]]:
    """Organisations with something due, in parts for the workers; at most AT_ONCE, in the order of their keys."""
    found = organisations_with_abandoned("billing.Subscription", "due")[:AT_ONCE]
    return [found[start : start + PART] for start in range(0, len(found), PART)]


@transaction.atomic(durable=True)
def step(organisation_id: int, subscription_id: int, *, now: datetime) -> bool:
    """Make the next step if one is due; returns whether another one is due then. A transaction of its own."""
    customer = locks.lock_customer(organisation_id)
    subscription = locks.lock_subscription(subscription_id)
    due = subscription.next_step_at
    if due is None or due > now or subscription.state == SubscriptionState.CANCELLED:
        return False
    if subscription.run_by:  # a gateway's schedule charges it: ours would do so twice
        return False
    by = system_actor(organisation_id)
    steps = {
        SubscriptionState.TRIALING: _trial,
        SubscriptionState.ACTIVE: _period_over,
        SubscriptionState.PAST_DUE: _chase,
        SubscriptionState.PAUSED: _pause_over,
    }
    act = steps.get(SubscriptionState(subscription.state))
    if act is None:
        return False
    act(subscription, customer, at=due, by=by)
    return subscription.next_step_at is not None and subscription.next_step_at <= now


def _trial(subscription: Subscription, customer: Customer, *, at: datetime, by: Actor) -> None:
    """Three days before its end people are told; at the end it goes on when there is a way to charge, else it is over."""
    ends_at = subscription.trial_ends_at or at
    if at < ends_at:
        transitions.trial_ending(subscription, by=by)
        return
    publish(events.TrialEnded(subscription=subscription.public_id, plan=subscription.price.plan.code))
    if not customer.default_method or subscription.cancel_at_end:
        charges.call_off_open(subscription, by=by, now=at)
        transitions.cancelled(subscription, reason="trial_ended", by=by, now=at)
        return
    charges.call_off_open(subscription, by=by, now=at)  # to pay and go on was asked for, and not paid
    extras = quoting.extras_of(subscription)
    redemption = coupons.holding_for(subscription, subscription.price)
    quote = quoting.first(
        subscription.price,
        subscription.quantity,
        extras,
        redemption.coupon if redemption else None,
        now=at,
        calendar_from=at if subscription.is_calendar_cycle else None,
    )
    if redemption is not None:
        coupons.count_period(redemption, now=at)
    wanted = charges.Wanted(
        key=f"{subscription.public_id}:first:trial",
        reason=ChargeReason.FIRST,
        quote=quote,
        effect=effects.renew(),
        due_at=at + timedelta(days=settings.BILLING_GRACE_DAYS),
        try_at=at,
    )
    begin_period(subscription, at)
    transitions.activated(subscription, by=by, now=at)
    charges.make(subscription.organisation_id, subscription, wanted, by=by, now=at)


def _period_over(subscription: Subscription, _customer: Customer, *, at: datetime, by: Actor) -> None:
    """Over, or the next one begins and is charged; or it begins now, paid for while a trial ran."""
    if subscription.waits_for_choice:
        effects.take_extras(subscription, quoting.planned_extras(subscription))
        take_planned(subscription, at=at)
        transitions.changed(subscription, by=by)
        return
    for charge in locks.lock_open_charges(subscription.pk):
        if charge.reason == ChargeReason.CHANGE:  # it was for the days of the period that is over
            charges.call_off(charge, by=by, now=at)
    if subscription.cancel_at_end:
        charges.call_off_open(subscription, by=by, now=at)
        transitions.cancelled(subscription, reason="asked", by=by, now=at)
        return
    coupons.drop_unfit(subscription, subscription.price_at(at), by=by, now=at)
    redemption = coupons.active_on(subscription)
    quote = quoting.renewal_with(subscription, redemption.coupon if redemption else None, at=at)
    if redemption is not None:
        coupons.count_period(redemption, now=at)
    effects.take_extras(subscription, quoting.planned_extras(subscription))
    take_planned(subscription, at=at)
    begin_period(subscription, subscription.period_end or at)
    wanted = charges.Wanted(
        key=f"{subscription.public_id}:renewal:{subscription.period_start:%Y-%m-%d}",
        reason=ChargeReason.RENEWAL,
        quote=quote,
        effect=effects.renew(),
        period_start=subscription.period_start,
        period_end=subscription.period_end,
        due_at=at + timedelta(days=settings.BILLING_GRACE_DAYS),
        try_at=at,
    )
    transitions.renewed(subscription, charge=wanted.key, by=by)
    charges.make(subscription.organisation_id, subscription, wanted, by=by, now=at)


def _chase(subscription: Subscription, _customer: Customer, *, at: datetime, by: Actor) -> None:
    chasing.advance(subscription, at=at, by=by)


def _pause_over(subscription: Subscription, _customer: Customer, *, at: datetime, by: Actor) -> None:
    transitions.resumed(subscription, by=by, now=at)


def take_planned(subscription: Subscription, *, at: datetime) -> None:
    """What was planned holds for the period that begins at that instant; an announced price waits for its day. Not saved."""
    subscription.price = subscription.price_at(at)
    subscription.quantity = subscription.next_quantity or subscription.quantity
    subscription.next_quantity, subscription.next_extras = None, None
    if subscription.next_price_from is None or subscription.next_price_from <= at:
        subscription.next_price, subscription.next_price_from = None, None


def begin_period(subscription: Subscription, start: datetime) -> None:
    """Dates of the period that starts then, and the anchor that a trial's end sets. Not saved."""
    if not subscription.is_calendar_cycle and subscription.trial_ends_at == start:
        subscription.anchor_day = local_date(start).day
    subscription.period_start = start
    subscription.period_end = period_end(start, subscription.price.interval, subscription.anchor_day)
