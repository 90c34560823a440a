"""Every step of a subscription from one state to the next: the row, the trail, the fact. No money, no permission.

The subscription is locked; callers have judged that the step is due. `next_step_at` is always left at the moment when the
cycle has to look again.
"""

from datetime import datetime, timedelta

from billing import events
from billing.models import CaseOutcome, Price, Subscription, SubscriptionState
from billing.services import cases, grants, live
from synthai.core.access import Actor
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.events import Event, publish

TRIAL_WARNING = timedelta(days=3)


def trial_started(subscription: Subscription, *, ends_at: datetime, by: Actor, now: datetime) -> None:
    """No card, no charge, until then."""
    subscription.started_at, subscription.trial_ends_at = now, ends_at
    subscription.period_start, subscription.period_end = now, ends_at
    subscription.next_step_at = max(now, ends_at - TRIAL_WARNING)
    fact = events.TrialStarted(
        subscription=subscription.public_id, plan=subscription.price.plan.code, ends_at=ends_at.isoformat()
    )
    _step(subscription, SubscriptionState.TRIALING, "trial_started", fact, by=by)


def trial_ending(subscription: Subscription, *, by: Actor) -> None:
    """People are told; the next look is at the end."""
    ends_at = subscription.trial_ends_at
    subscription.next_step_at = ends_at
    fact = events.TrialEnding(
        subscription=subscription.public_id,
        plan=subscription.price.plan.code,
        ends_at=ends_at.isoformat() if ends_at else "",
    )
    _step(subscription, SubscriptionState.TRIALING, "trial_ending", fact, by=by)


def activated(subscription: Subscription, *, by: Actor, now: datetime, later: Price | None = None) -> None:
    """The first period is paid for. `later` is what begins with it, where a larger trial goes on until then."""
    subscription.started_at = subscription.started_at or now
    subscription.past_due_since = None
    cases.close(subscription, CaseOutcome.PAID, now=now)
    begins = subscription.period_start if later is not None else None
    subscription.next_step_at = begins or subscription.period_end
    fact = events.SubscriptionStarted(
        subscription=subscription.public_id,
        plan=(later or subscription.price).plan.code,
        from_day=begins.isoformat() if begins else "",
    )
    _step(subscription, SubscriptionState.ACTIVE, "started", fact, by=by)


def changed(subscription: Subscription, *, by: Actor) -> None:
    """Another plan, other seats or add-ons, in the same state."""
    if subscription.state == SubscriptionState.ACTIVE:
        subscription.next_step_at = subscription.period_end
    fact = events.SubscriptionChanged(
        subscription=subscription.public_id,
        plan=subscription.price.plan.code,
        quantity=subscription.quantity,
    )
    _step(subscription, SubscriptionState(subscription.state), "changed", fact, by=by)


def change_planned(subscription: Subscription, *, by: Actor) -> None:
    """With the next period; `next_price` and `next_quantity` are set."""
    price = subscription.next_price or subscription.price
    ends = subscription.period_end
    fact = events.SubscriptionChangePlanned(
        subscription=subscription.public_id,
        plan=price.plan.code,
        quantity=subscription.next_quantity or subscription.quantity,
        from_day=ends.isoformat() if ends else "",
    )
    _step(subscription, SubscriptionState(subscription.state), "change_planned", fact, by=by)


def renewed(subscription: Subscription, *, charge: str, by: Actor) -> None:
    """A new period has begun; whether it is paid is the charge's matter."""
    subscription.next_step_at = subscription.period_end
    fact = events.SubscriptionRenewed(
        subscription=subscription.public_id, plan=subscription.price.plan.code, charge=charge
    )
    _step(subscription, SubscriptionState(subscription.state), "renewed", fact, by=by)


def past_due(subscription: Subscription, *, by: Actor, now: datetime) -> None:
    """A payment did not come: a case begins, and its steps are the subscription's (services.chasing).

    A gateway that runs the plan tries again and ends it by itself: then there is no case.
    """
    if subscription.state == SubscriptionState.PAST_DUE:
        return
    subscription.past_due_since = now
    case = None if subscription.run_by else cases.begin(subscription, now=now)
    again, narrows = (cases.next_day(case, action) if case else None for action in ("charge", "narrow"))
    fact = events.SubscriptionPastDue(
        subscription=subscription.public_id,
        plan=subscription.price.plan.code,
        again_on=again.isoformat() if again else "",
        narrows_on=narrows.isoformat() if narrows else "",
    )
    _step(subscription, SubscriptionState.PAST_DUE, "past_due", fact, by=by)


def chased(subscription: Subscription, next_at: datetime, action: str, *, by: Actor) -> None:
    """A step of the case was taken; `access` is as it left it."""
    subscription.next_step_at = next_at
    fact = events.ChaseStepTaken(
        subscription=subscription.public_id,
        plan=subscription.price.plan.code,
        action=action,
        access=subscription.access,
    )
    _step(subscription, SubscriptionState.PAST_DUE, f"chased_{action}", fact, by=by)


def paid_up(subscription: Subscription, *, by: Actor, now: datetime) -> None:
    """What was late is paid."""
    subscription.past_due_since = None
    cases.close(subscription, CaseOutcome.PAID, now=now)
    subscription.next_step_at = subscription.period_end
    fact = events.SubscriptionReactivated(
        subscription=subscription.public_id, plan=subscription.price.plan.code
    )
    _step(subscription, SubscriptionState.ACTIVE, "paid_up", fact, by=by)


def paused(subscription: Subscription, *, resumes_at: datetime | None, by: Actor, now: datetime) -> None:
    """Nothing is charged and the free plan holds; the days left are kept for afterwards."""
    subscription.paused_at, subscription.resumes_at = now, resumes_at
    subscription.next_step_at = resumes_at
    fact = events.SubscriptionPaused(
        subscription=subscription.public_id,
        plan=subscription.price.plan.code,
        resumes_at=resumes_at.isoformat() if resumes_at else "",
    )
    _step(subscription, SubscriptionState.PAUSED, "paused", fact, by=by)


def resumed(subscription: Subscription, *, by: Actor, now: datetime) -> None:
    """The days that were left begin to count again."""
    if subscription.period_end and subscription.paused_at:
        subscription.period_end += now - subscription.paused_at
    subscription.paused_at, subscription.resumes_at = None, None
    subscription.next_step_at = subscription.period_end
    fact = events.SubscriptionResumed(subscription=subscription.public_id, plan=subscription.price.plan.code)
    _step(subscription, SubscriptionState.ACTIVE, "resumed", fact, by=by)


def cancel_requested(subscription: Subscription, *, by: Actor) -> None:
    """It ends with the period that is paid for."""
    subscription.cancel_at_end = True
    ends = subscription.period_end
    fact = events.SubscriptionCancelRequested(
        subscription=subscription.public_id,
        plan=subscription.price.plan.code,
        ends_at=ends.isoformat() if ends else "",
    )
    _step(subscription, SubscriptionState(subscription.state), "cancel_requested", fact, by=by)


def kept(subscription: Subscription, *, by: Actor) -> None:
    """The wish to cancel is taken back."""
    subscription.cancel_at_end, subscription.cancel_reason = False, ""
    fact = events.SubscriptionReactivated(
        subscription=subscription.public_id, plan=subscription.price.plan.code
    )
    _step(subscription, SubscriptionState(subscription.state), "kept", fact, by=by)


def cancelled(subscription: Subscription, *, reason: str, by: Actor, now: datetime) -> None:
    """Over. The free plan holds from now on; no data is touched."""
    subscription.cancelled_at, subscription.next_step_at = now, None
    cases.close(subscription, CaseOutcome.UNPAID if reason == "unpaid" else CaseOutcome.CANCELLED, now=now)
    subscription.cancel_reason = subscription.cancel_reason or reason
    fact = events.SubscriptionCancelled(
        subscription=subscription.public_id, plan=subscription.price.plan.code, reason=reason
    )
    _step(subscription, SubscriptionState.CANCELLED, "cancelled", fact, by=by)


def coupon_changed(
    subscription: Subscription, word: str, *, before: str, after: str, by: Actor, fact: Event | None = None
) -> None:
    """Another coupon, or none, takes something off the next charges. Codes; empty for none."""
    subscription.version += 1
    subscription.save(update_fields=["version"])
    changes = {"coupon": [before or None, after or None]}
    audit(subscription, f"billing.subscription.{word}", by=by, changes=changes)
    if fact is not None:
        publish(fact)
    live.moved(subscription)


def _step(subscription: Subscription, state: SubscriptionState, word: str, fact: Event, *, by: Actor) -> None:
    before = subscription.state
    subscription.state = state
    if subscription.run_by:  # the gateway's schedule decides what is next, not ours
        subscription.next_step_at = None
    subscription.version += 1
    subscription.save()
    changes = {"state": [before, state]} if before != state else {}
    audit(subscription, f"billing.subscription.{word}", by=by, changes=changes)
    publish(fact)
    after_commit(grants.changed, organisation_id=subscription.organisation_id)
    live.moved(subscription)
