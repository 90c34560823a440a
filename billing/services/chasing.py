"""A payment did not come: it is asked for again step by step, until it comes or the plan ends.

The cycle calls `advance` when a step is due; each is one transaction. A run that comes late takes the steps it missed one by
one. A customer may promise a day once, and may object once: both give time, in which nothing else happens.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from billing import events, locks, permissions
from billing.engine.periods import local_date
from billing.models import Access, Charge, ChaseCase, Subscription, SubscriptionState
from billing.services import cases, charges, elsewhere, transitions
from synthai.core import entitlements
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import Conflict
from synthai.core.events import publish

LONGEST_PROMISE = timedelta(days=14)
OBJECTION_DAYS = 10  # what we take to look into it


class NothingOverdue(Conflict):
    """Nothing is asked for."""

    code = "billing.chase.nothing_overdue"
    title = _("Nothing is overdue")
    message = _("No payment is overdue, so there is nothing to promise or to object to.")
    remedy = _("Fetch the plan again; it may have been paid meanwhile.")


class PromiseRefused(Conflict):
    """Not that day, or not again."""

    code = "billing.chase.promise_refused"
    title = _("That day cannot be promised")
    message = _("%(reason)s")
    remedy = _("Choose a day within two weeks, or pay now.")


class ObjectionRefused(Conflict):
    """Once is enough."""

    code = "billing.chase.objection_refused"
    title = _("We are looking into it already")
    message = _("You have objected to this payment before. Write to us to add to it.")
    remedy = _("Wait for our answer, or pay and ask for the amount back.")


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A step as the customer reads it."""

    day: date
    action: str
    is_done: bool

    @property
    def label(self) -> str:
        """What happens then, in words for the customer."""
        words, counted = str(_WORDS[self.action]), _counted()
        return f"{words} ({counted})" if self.action == "narrow" and counted else words


_WORDS = {
    "tell": _("We write to you again"),
    "charge": _("We try your card again"),
    "narrow": _("What is counted by the month is held to the free plan"),
    "free": _("The free plan holds. Nothing is deleted"),
    "end": _("The plan ends. Nothing is deleted"),
}


def _counted() -> str:
    """What apps that are there count by the month: "price runs"."""
    meters = [each for each in entitlements.features().values() if each.kind == "meter"]
    return ", ".join(each.in_sentence for each in meters)


def advance(subscription: Subscription, *, at: datetime, by: Actor) -> None:
    """Take the step that is due at that instant. Customer and subscription are locked."""
    case = cases.open_of(subscription)
    if case is None:  # overdue from before there were cases
        cases.begin(subscription, now=at)
        subscription.save()
        return
    if case.held_until is not None:
        _let_go(case, today=local_date(at))
        transitions.chased(subscription, cases.due_at(case), "hold_over", by=by)
    elif case.promised_on is not None:
        case.promised_on = None
        case.save(update_fields=["promised_on"])
        _charge_again(subscription, at)
        transitions.chased(subscription, cases.due_at(case), "promise_due", by=by)
    else:
        _take(case, subscription, at=at, by=by)


def _take(case: ChaseCase, subscription: Subscription, *, at: datetime, by: Actor) -> None:
    step = case.plan_of_steps[case.position]
    case.position += 1
    case.save(update_fields=["position"])
    if step.action == "end":
        charges.call_off_open(subscription, by=by, now=at, given_up=True)
        transitions.cancelled(subscription, reason="unpaid", by=by, now=at)
        return
    if step.action == "charge":
        _charge_again(subscription, at)
    elif step.action == "narrow" and subscription.access == Access.FULL:
        subscription.access = Access.NARROWED
    elif step.action == "free":
        subscription.access = Access.FREE
    transitions.chased(subscription, cases.due_at(case), step.action, by=by)


def _charge_again(subscription: Subscription, at: datetime) -> None:
    """What is open is due to the kept card now; the collector finds it."""
    for charge in locks.lock_open_charges(subscription.pk):
        if charge.collected_by:
            continue  # a gateway tries it again by itself: ours would charge it twice
        charge.next_try_at = at
        charge.save(update_fields=["next_try_at"])


@transaction.atomic
def promise(on: date, *, by: Actor, now: datetime) -> ChaseCase:
    """The customer says when it will be paid: until then nothing is narrowed, and on the day the kept card is tried.

    Raises NotAllowed, NothingOverdue, RunElsewhere, PromiseRefused.
    """
    require(by, permissions.PAYMENT_MAKE)
    subscription, case = _lock_case(by)
    today = local_date(now)
    if case.has_promised:
        raise PromiseRefused(reason=_("A day was promised before. It can be done once."))
    latest = today + LONGEST_PROMISE
    if not today < on <= latest:
        said = _("Choose a day from tomorrow until %(latest)s.") % {"latest": date_format(latest, "j F Y")}
        raise PromiseRefused(field="on", reason=said)
    case.promised_on, case.has_promised = on, True
    case.waited += (on - today).days
    case.save(update_fields=["promised_on", "has_promised", "waited"])
    subscription.next_step_at = cases.due_at(case)
    subscription.save(update_fields=["next_step_at"])
    audit(subscription, "billing.subscription.promised", by=by, changes={"on": [None, on.isoformat()]})
    publish(
        events.PaymentPromised(
            subscription=subscription.public_id, plan=subscription.price.plan.code, on=on.isoformat()
        )
    )
    return case


@transaction.atomic
def object_to(reason: str, *, by: Actor, now: datetime) -> ChaseCase:
    """The customer does not agree with what is asked: nothing happens until staff have looked, ten days at most.

    Raises NotAllowed, NothingOverdue, RunElsewhere, ObjectionRefused.
    """
    require(by, permissions.PAYMENT_MAKE)
    subscription, case = _lock_case(by)
    if case.held_at is not None:
        raise ObjectionRefused
    until = local_date(now) + timedelta(days=OBJECTION_DAYS)
    case.held_at, case.held_until, case.held_reason = now, until, reason.strip()[:200]
    case.save(update_fields=["held_at", "held_until", "held_reason"])
    Charge.objects.open().filter(subscription=subscription).update(next_try_at=None)
    subscription.next_step_at = cases.due_at(case)
    subscription.save(update_fields=["next_step_at"])
    audit(subscription, "billing.subscription.objected", by=by, changes={"reason": [None, case.held_reason]})
    publish(events.PaymentObjected(subscription=subscription.public_id, plan=subscription.price.plan.code))
    return case


@transaction.atomic
def go_on(case_public_id: str, *, by: Actor, now: datetime) -> ChaseCase:
    """Staff have looked into an objection: the steps go on. Raises NotAllowed, NothingOverdue."""
    require(by, permissions.CREDIT_GIVE)
    subscription, case = _lock_case(by)
    if case.public_id != case_public_id or case.held_until is None:
        raise NothingOverdue
    _let_go(case, today=local_date(now))
    subscription.next_step_at = max(now, cases.due_at(case))
    subscription.save(update_fields=["next_step_at"])
    audit(subscription, "billing.subscription.objection_closed", by=by)
    return case


def _let_go(case: ChaseCase, *, today: date) -> None:
    """The days of the hold do not count."""
    began = local_date(case.held_at) if case.held_at else today
    case.waited += max(0, (today - began).days)
    case.held_until = None
    case.save(update_fields=["waited", "held_until"])


def _lock_case(by: Actor) -> tuple[Subscription, ChaseCase]:
    locks.lock_customer(by.organisation_id or 0)
    subscription = locks.lock_live_subscription()
    if subscription is None or subscription.state != SubscriptionState.PAST_DUE:
        raise NothingOverdue
    elsewhere.refuse_run(subscription)
    case = cases.open_of(subscription)
    if case is None:
        raise NothingOverdue
    return subscription, case


def timeline(case: ChaseCase) -> list[Coming]:
    """Every step with its day, those that were taken first. The last word to the customer is none of them."""
    rows = zip(case.plan_of_steps, cases.days(case), strict=True)
    return [
        Coming(day=day, action=step.action, is_done=number < case.position)
        for number, (step, day) in enumerate(rows)
    ]
