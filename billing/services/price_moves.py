"""Move everybody from an old version of a price to a newer one, with notice.

A move is one row; what it does to each subscription is one short transaction, found by what is still to be done
(`Subscription.to_move`), so it may be killed and started again at any moment and tells nobody twice. Customers who
planned a change of their own, or who cancelled, are left alone and listed.
"""

import logging
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import events, locks, permissions
from billing.engine.periods import local_date, midnight, period_end
from billing.models import Price, PriceMove, Subscription, SubscriptionState
from synthai.core.access import Actor, require, system_actor
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish
from synthai.core.fan_out import organisations_with_abandoned
from synthai.core.tenancy import tenant

if TYPE_CHECKING:
    from django.db.models import QuerySet

NOTICE_DAYS: Final = 30
PART: Final = 50
AT_ONCE: Final = 5_000
logger = logging.getLogger("synthai.billing")


class MoveRefused(DomainError):
    """This move makes no sense; the message says why."""

    code = "billing.move.refused"
    title = _("Nobody can be moved like this")
    message = _("%(why)s")
    remedy = _("Choose an old version and the one that is sold now, and a day after the notice.")


@transaction.atomic
def start(
    old: Price, new: Price, *, from_day: date, notice_days: int = NOTICE_DAYS, by: Actor, now: datetime
) -> PriceMove:
    """Let everybody on `old` pay `new` from their first renewal on or after `from_day`. Idempotent while it is open.

    Raises NotAllowed, MoveRefused.
    """
    require(by, permissions.CATALOGUE_CHANGE)
    _refuse_wrong(old, new, from_day, notice_days, local_date(now))
    locks.lock_plan(old.plan_id)
    known = PriceMove.objects.open().filter(old=old).first()
    if known is not None:
        if known.new_id != new.pk:
            raise MoveRefused(why=_("This version is being moved already, to another one. Stop that first."))
        return known
    move = PriceMove.objects.create(
        old=old, new=new, from_day=from_day, notice_days=notice_days, by_label=by.label, created_at=now
    )
    audit(
        move,
        "billing.move.started",
        by=by,
        changes={"price": [old.public_id, new.public_id], "from_day": [None, from_day]},
    )
    return move


@transaction.atomic
def stop(move: PriceMove, *, by: Actor, now: datetime) -> None:
    """Tell nobody more. Those who were told move on their day. Raises NotAllowed."""
    require(by, permissions.CATALOGUE_CHANGE)
    if move.ended_at is None:
        move.ended_at = now
        move.save(update_fields=["ended_at"])
        audit(move, "billing.move.stopped", by=by)


def due_parts() -> list[list[int]]:
    """Organisations that are still to be told, in parts for the workers."""
    found = organisations_with_abandoned("billing.Subscription", "to_move")[:AT_ONCE]
    return [found[start : start + PART] for start in range(0, len(found), PART)]


def run_many(organisation_ids: list[int], *, now: datetime) -> int:
    """Tell these; a fault of one is logged and stops none of the others. Returns how many were told."""
    told = 0
    for organisation_id in organisation_ids:
        try:
            with tenant(organisation_id):
                told += plan(organisation_id, now=now)
        except Exception:  # noqa: BLE001 - the row stays to be moved, and the next sweep finds it
            logger.exception("A move to a new price failed", extra={"tenant": organisation_id})
    return told


@transaction.atomic
def plan(organisation_id: int, *, now: datetime) -> bool:
    """Plan the new price for the organisation's subscription and tell it; False when there is nothing to do. Needs the tenant."""
    locks.lock_customer(organisation_id)
    found = Subscription.objects.to_move(now=now).order_by("pk").first()
    if found is None:
        return False
    subscription = locks.lock_subscription(found.pk)
    move = PriceMove.objects.open().filter(old=subscription.price_id).select_related("new__plan").first()
    if move is None or subscription.next_price_id is not None:
        return False
    begins = first_renewal(subscription, not_before=_not_before(move, local_date(now)), now=now)
    subscription.next_price, subscription.next_price_from = move.new, begins
    subscription.version += 1
    subscription.save(update_fields=["next_price", "next_price_from", "version"])
    told = {"price": [subscription.price.public_id, move.new.public_id], "from_day": [None, begins]}
    by = system_actor(organisation_id)
    audit(subscription, "billing.subscription.price_change_announced", by=by, changes=told)
    publish(
        events.PriceChangeAnnounced(
            subscription=subscription.public_id,
            plan=move.new.plan.code,
            price=move.new.public_id,
            from_day=begins.isoformat(),
        )
    )
    return True


def first_renewal(subscription: Subscription, *, not_before: datetime, now: datetime) -> datetime:
    """When the first period begins that may cost more: the first renewal at or after `not_before`.

    On a pause nobody knows when periods begin again: then it is `not_before` itself.
    """
    begins = subscription.period_end
    if begins is None or subscription.paused_at is not None:
        return max(not_before, now)
    while begins < not_before:
        begins = period_end(begins, subscription.price.interval, _anchor(subscription))
    return begins


def _anchor(subscription: Subscription) -> int:
    """The day of the month on which its periods begin; on trial, the one that the trial's end will set."""
    if subscription.state == SubscriptionState.TRIALING and not subscription.is_calendar_cycle:
        return local_date(subscription.trial_ends_at).day if subscription.trial_ends_at else 1
    return subscription.anchor_day


def told(move: PriceMove) -> "QuerySet[Subscription]":
    """Those who were told and wait for their day. Needs `all_tenants()`."""
    return Subscription.objects.live().filter(
        price=move.old, next_price=move.new, next_price_from__isnull=False
    )


def left_alone(move: PriceMove) -> "QuerySet[Subscription]":
    """Those who planned something else or cancelled: nothing is changed for them. Needs `all_tenants()`."""
    rows = Subscription.objects.live().filter(price=move.old)
    return rows.exclude(next_price=move.new, next_price_from__isnull=False).exclude(
        next_price__isnull=True, cancel_at_end=False
    )


def progress(move: PriceMove, *, now: datetime) -> dict[str, Any]:
    """How far it is. Three queries. Needs `all_tenants()`."""
    waiting = Subscription.objects.to_move(now=now).filter(price=move.old).count() if not move.ended_at else 0
    return {"waiting": waiting, "told": told(move).count(), "left": left_alone(move).count()}


def _not_before(move: PriceMove, today: date) -> datetime:
    return midnight(max(move.from_day, today + timedelta(days=move.notice_days)))


def _refuse_wrong(old: Price, new: Price, from_day: date, notice_days: int, today: date) -> None:
    kin = ("plan_id", "currency", "interval")
    if any(getattr(old, name) != getattr(new, name) for name in kin):
        raise MoveRefused(why=_("Both versions must be of the same plan, interval and currency."))
    if new.version <= old.version or new.sold_until is not None:
        raise MoveRefused(why=_("Choose an old version, and the one that is sold now to move to."))
    earliest = today + timedelta(days=notice_days)
    if from_day < earliest:
        raise MoveRefused(
            why=_("With %(days)s days of notice the first possible day is %(day)s.")
            % {"days": notice_days, "day": earliest}
        )


__all__ = [
    "MoveRefused",
    "due_parts",
    "first_renewal",
    "left_alone",
    "plan",
    "progress",
    "run_many",
    "start",
    "stop",
    "told",
]
