"""Follow a subscription that a gateway runs: our plan is made to stand as it stands there, and what it took is booked once.

A fact is the whole of it as fetched a moment ago, so messages may come twice, late, or in any order.
Order of locks: customer, subscription, charge, payment.
"""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine.periods import local_date
from billing.gateways import GatewayError, GatewayRefused, OwnSchedule, ScheduleFact, registry
from billing.models import Price, Subscription, SubscriptionState
from billing.services import charges, elsewhere, invoices_elsewhere, methods, references, transitions
from synthai.core.access import Actor, require, system_actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError, Unavailable

S = SubscriptionState
_STATES: Final[dict[str, SubscriptionState]] = {
    "trialing": S.TRIALING,
    "active": S.ACTIVE,
    "late": S.PAST_DUE,
    "paused": S.PAUSED,
    "ended": S.CANCELLED,
}


class PlanUnknown(DomainError):
    """Nobody said which plan it pays for."""

    code = "billing.schedule.plan_unknown"
    title = _("Which plan is it?")
    message = _(
        "Subscription %(agreement)s at the gateway names no price of ours. Link it to the customer by hand, or write our "
        "price's id into the metadata of its price as `price`, and run the message again."
    )
    remedy = _("Link the subscription to the customer by hand.")


class TwoPlans(Conflict):
    """One plan at a time."""

    code = "billing.schedule.two_plans"
    title = _("There is a plan already")
    message = _(
        "The customer of subscription %(agreement)s at the gateway has a plan already. End one of the two; nothing of this "
        "one was booked."
    )


class NoSuchSchedule(DomainError):
    """The gateway runs none of that number."""

    code = "billing.schedule.unknown"
    title = _("There is no such subscription")
    message = _("%(gateway)s runs no subscription %(agreement)s.")
    remedy = _("Copy its number from the gateway's dashboard.")
    field = "agreement"


@transaction.atomic
def take(organisation_id: int, gateway: str, fact: ScheduleFact, *, now: datetime) -> bool:
    """Let our plan stand as the gateway's. False: nothing was begun of it, or it ended before we knew it. Needs the tenant.

    Raises PlanUnknown, TwoPlans.
    """
    locks.lock_customer(organisation_id)
    known = _known(gateway, fact)
    if known is None:
        if fact.status in ("waiting", "ended"):
            return False
        price = Price.objects.select_related("plan").filter(public_id=fact.price).first()
        if price is None:
            raise PlanUnknown(agreement=fact.agreement)
        known = _new(organisation_id, gateway, fact, price, by=system_actor(organisation_id), now=now)
    _follow(known.pk, fact, now=now)
    return True


def link(
    organisation_id: int, gateway: str, agreement: str, *, price: Price, by: Actor, now: datetime
) -> Subscription:
    """Staff say whose a gateway's subscription is, and which plan it pays for: for customers who come with one.

    Needs the tenant. Raises NotAllowed, GatewayUnknown, NoSuchSchedule, TwoPlans, Unavailable.
    """
    require(by, permissions.SCHEDULE_LINK)
    chosen = registry.get(gateway)
    fact = _asked(chosen, agreement) if isinstance(chosen, OwnSchedule) else None
    if fact is None or fact.status in ("waiting", "ended"):
        raise NoSuchSchedule(gateway=chosen.title, agreement=agreement)
    return _link(organisation_id, gateway, fact, price, by=by, now=now)


def tell_gateways(*, now: datetime) -> int:
    """Tell gateways what is wanted of the plans they run, and take over what they answer; returns how many. Needs the tenant."""
    told = 0
    for subscription_id in elsewhere.to_tell(now=now):
        fact = elsewhere.tell(subscription_id, now=now)
        if fact is not None:
            row: Subscription = Subscription.objects.get(pk=subscription_id)
            take(row.organisation_id or 0, row.run_by, fact, now=now)
            told += 1
    return told


def _asked(gateway: OwnSchedule, agreement: str) -> ScheduleFact | None:
    try:
        return gateway.schedule(agreement)
    except GatewayRefused:
        return None
    except GatewayError as error:
        raise Unavailable(_("The payment service does not answer. Try again later.")) from error


@transaction.atomic(durable=True)
def _link(
    organisation_id: int, gateway: str, fact: ScheduleFact, price: Price, *, by: Actor, now: datetime
) -> Subscription:
    locks.lock_customer(organisation_id)
    owner = references.owner_of(references.method_key(gateway, fact.agreement))
    if owner not in (None, organisation_id):
        raise TwoPlans(_("This subscription belongs to another customer already."))
    known = _known(gateway, fact) or _new(organisation_id, gateway, fact, price, by=by, now=now)
    return _follow(known.pk, fact, now=now)


def _known(gateway: str, fact: ScheduleFact) -> Subscription | None:
    rows = Subscription.objects.filter(run_by=gateway, agreement=fact.agreement)
    found: Subscription | None = rows.order_by("pk").first()
    return found


def _new(
    organisation_id: int, gateway: str, fact: ScheduleFact, price: Price, *, by: Actor, now: datetime
) -> Subscription:
    """Our plan beside the gateway's. A trial of ours that is running ends: what was bought takes its place."""
    live = locks.lock_live_subscription()
    if live is not None and (live.state != S.TRIALING or live.run_by):
        raise TwoPlans(agreement=fact.agreement)
    if live is not None:
        charges.call_off_open(live, by=by, now=now)
        transitions.cancelled(live, reason="replaced", by=by, now=now)
    made: Subscription = Subscription.objects.create(
        run_by=gateway,
        agreement=fact.agreement,
        price=price,
        quantity=fact.quantity,
        anchor_day=local_date(fact.period_start).day,
        created_at=now,
    )
    references.route(references.method_key(gateway, fact.agreement), organisation_id)
    references.route(references.customer_key(gateway, fact.customer), organisation_id)
    audit(made, "billing.subscription.linked", by=by, changes={"agreement": [None, fact.agreement]})
    return made


def _follow(subscription_id: int, fact: ScheduleFact, *, now: datetime) -> Subscription:
    subscription = locks.lock_subscription(subscription_id)
    by = system_actor(subscription.organisation_id)
    if subscription.state != S.CANCELLED:
        _take_terms(subscription, fact, by=by, now=now)
        _take_state(subscription, fact, by=by, now=now)
    invoices_elsewhere.book(subscription, fact.invoices, by=by, now=now)
    if fact.method is not None:
        methods.keep_found(subscription.organisation_id or 0, subscription.run_by, fact.method, now=now)
    return subscription


def _take_terms(subscription: Subscription, fact: ScheduleFact, *, by: Actor, now: datetime) -> None:
    """Period, price, seats and amount, as they are there."""
    was = (subscription.price_id, subscription.quantity)
    price = Price.objects.select_related("plan").filter(public_id=fact.price).first() if fact.price else None
    subscription.price = price or subscription.price
    subscription.quantity, subscription.agreement_amount = fact.quantity, fact.amount
    begins_anew = subscription.period_start is not None and fact.period_start > subscription.period_start
    subscription.period_start, subscription.period_end = fact.period_start, fact.period_end
    if was != (subscription.price_id, subscription.quantity):
        transitions.changed(subscription, by=by)
    if begins_anew:
        transitions.renewed(subscription, charge="", by=by)
    subscription.save()


def _take_state(subscription: Subscription, fact: ScheduleFact, *, by: Actor, now: datetime) -> None:
    before, wanted = subscription.state, _STATES.get(fact.status)
    if wanted == S.CANCELLED:
        charges.call_off_open(subscription, by=by, now=now, given_up=before == S.PAST_DUE)
        transitions.cancelled(subscription, reason=fact.reason or "asked", by=by, now=now)
        return
    if wanted is not None and wanted != before:
        _move(subscription, wanted, fact, by=by, now=now)
    if subscription.wish:  # the gateway is still to be told of it, so what it says is old
        return
    if fact.ends_with_period and not subscription.cancel_at_end:
        transitions.cancel_requested(subscription, by=by)
    elif subscription.cancel_at_end and not fact.ends_with_period:
        transitions.kept(subscription, by=by)


def _move(
    subscription: Subscription, wanted: SubscriptionState, fact: ScheduleFact, *, by: Actor, now: datetime
) -> None:
    if wanted == S.TRIALING:
        transitions.trial_started(subscription, ends_at=fact.period_end, by=by, now=fact.period_start)
    elif wanted == S.PAST_DUE:
        transitions.past_due(subscription, by=by, now=now)
    elif wanted == S.PAUSED:
        transitions.paused(subscription, resumes_at=None, by=by, now=now)
    elif subscription.state == S.PAUSED:
        subscription.paused_at = None  # its days are counted there
        transitions.resumed(subscription, by=by, now=now)
    elif subscription.state == S.PAST_DUE:
        transitions.paid_up(subscription, by=by, now=now)
    else:
        transitions.activated(subscription, by=by, now=now)
