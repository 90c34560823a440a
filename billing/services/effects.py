"""What becomes true when a charge is paid. The charge carries it as data, so that it holds whoever pays, and whenever."""

from datetime import datetime
from typing import Any

from billing import events
from billing.engine.periods import local_date, midnight, period_end
from billing.models import Charge, Price, Subscription, SubscriptionExtra, SubscriptionState
from billing.services import coupons, quoting, transitions, wallets
from synthai.core.access import Actor
from synthai.core.events import publish


def start(price: Price, quantity: int, extras: dict[int, int]) -> dict[str, Any]:
    """The first period begins: at once, or when the trial that is running ends."""
    return {"do": "start", **_choice(price, quantity, extras)}


def change(price: Price, quantity: int, extras: dict[int, int], *, restarts: bool) -> dict[str, Any]:
    """Another plan, other seats or add-ons now; `restarts` begins a new period (`quoting.restart_at`)."""
    return {"do": "change", "restarts": restarts, **_choice(price, quantity, extras)}


def renew() -> dict[str, Any]:
    """Nothing but being paid up."""
    return {"do": "renew"}


def item(code: str, quantity: int, subject: str) -> dict[str, Any]:
    """A one-off item: a pack fills the wallet; others are handed over by whoever listens to ItemBought."""
    return {"do": "item", "item": code, "quantity": quantity, "subject": subject}


def apply(charge: Charge, subscription: Subscription | None, *, by: Actor, now: datetime) -> None:
    """Make it true. Subscription and charge are locked. A subscription that was cancelled meanwhile stays so."""
    effect = charge.effect
    if effect.get("do") == "item":
        wallets.fill_bought(charge, effect["item"], effect["quantity"], at=now)
        publish(
            events.ItemBought(
                charge=charge.public_id,
                item=effect["item"],
                quantity=effect["quantity"],
                subject=effect["subject"],
            )
        )
        return
    if subscription is None or subscription.state == SubscriptionState.CANCELLED:
        return
    if effect.get("do") == "start":
        _start(subscription, effect, by=by, now=now)
        _pays_for(charge, subscription)
    elif effect.get("do") == "change":
        take_choice(subscription, effect)
        coupons.drop_unfit(subscription, subscription.price, by=by, now=now)
        if effect.get("restarts"):
            _new_period(subscription, now)
            _pays_for(charge, subscription)
            _count_coupon(subscription, now)
        transitions.changed(subscription, by=by)
    is_late = subscription.state == SubscriptionState.PAST_DUE
    if is_late and not Charge.objects.open().filter(subscription=subscription).exists():
        transitions.paid_up(subscription, by=by, now=now)


def take_choice(subscription: Subscription, choice: dict[str, Any]) -> None:
    """Price, seats and add-ons as chosen, on the row in hand; saved by the transition that follows."""
    stays = subscription.is_move_announced and choice["price"] == subscription.price_id
    subscription.price = Price.objects.select_related("plan").get(pk=choice["price"])
    subscription.quantity, subscription.next_quantity = choice["quantity"], None
    subscription.next_extras = None
    if not stays:  # a new price that was announced is not escaped by another number of seats
        subscription.next_price, subscription.next_price_from = None, None
    take_extras(subscription, {int(price): int(quantity) for price, quantity in choice.get("extras", [])})


def take_extras(subscription: Subscription, wanted: dict[int, int]) -> None:
    """These add-ons by price key and quantity, and no others."""
    SubscriptionExtra.objects.filter(subscription=subscription).exclude(price_id__in=wanted).delete()
    for price_id, quantity in sorted(wanted.items()):
        SubscriptionExtra.objects.update_or_create(
            subscription=subscription, price_id=price_id, defaults={"quantity": quantity}
        )


def loses_by(subscription: Subscription, price: Price, quantity: int, extras: dict[int, int]) -> bool:
    """Whether the choice gives less than the trial that is running: then the trial's plan goes on until its end."""
    if subscription.state != SubscriptionState.TRIALING:
        return False
    held = quoting.extras_of(subscription)
    return (
        price.plan.position < subscription.price.plan.position
        or quantity < subscription.quantity
        or any(extras.get(each, 0) < number for each, number in held.items())
    )


def _start(subscription: Subscription, effect: dict[str, Any], *, by: Actor, now: datetime) -> None:
    extras = {int(price): int(quantity) for price, quantity in effect.get("extras", [])}
    chosen = Price.objects.select_related("plan").get(pk=effect["price"])
    ends_later = subscription.trial_ends_at is not None and subscription.trial_ends_at > now
    waits = ends_later and loses_by(subscription, chosen, effect["quantity"], extras)
    if waits:
        subscription.next_price, subscription.next_price_from = chosen, None
        subscription.next_quantity, subscription.next_extras = effect["quantity"], sorted(extras.items())
    else:
        take_choice(subscription, effect)
    trial_ends = subscription.trial_ends_at
    begins = trial_ends if subscription.state == SubscriptionState.TRIALING and trial_ends else None
    if begins is None or begins <= now:
        begins = midnight(local_date(now))
    subscription.anchor_day = 1 if subscription.is_calendar_cycle else local_date(begins).day
    subscription.period_start = begins
    subscription.period_end = period_end(begins, chosen.interval, subscription.anchor_day)
    coupons.drop_unfit(subscription, chosen, by=by, now=now)
    _count_coupon(subscription, max(now, begins))  # when it is paid: who asks twice has used it once
    transitions.activated(subscription, by=by, now=now, later=chosen if waits else None)


def _pays_for(charge: Charge, subscription: Subscription) -> None:
    """Which time it pays for is known only now that this begins."""
    charge.period_start, charge.period_end = subscription.period_start, subscription.period_end
    charge.save(update_fields=["period_start", "period_end"])


def _count_coupon(subscription: Subscription, now: datetime) -> None:
    redemption = coupons.active_on(subscription)
    if redemption is not None:
        coupons.count_period(redemption, now=now)


def _new_period(subscription: Subscription, now: datetime) -> None:
    found = quoting.restarted(subscription, subscription.price, now=now)
    subscription.period_start, subscription.period_end, subscription.anchor_day = found


def _choice(price: Price, quantity: int, extras: dict[int, int]) -> dict[str, Any]:
    return {"price": price.pk, "quantity": quantity, "extras": sorted(extras.items())}
