"""Coupons on a subscription: judged and used under the coupon's lock, so its last use goes to one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import events, locks, permissions
from billing.models import Coupon, CouponDuration, CouponEnd, CouponRedemption, Plan, Price, Subscription
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class CouponRefused(DomainError):
    """The code does not work here; the message says why."""

    code = "billing.coupon.refused"
    title = _("The coupon cannot be used")
    message = _("There is no coupon “%(coupon)s”. Check the spelling.")
    remedy = _("Check the code's spelling, its dates, and which plans it is for.")
    field = "coupon"


class CouponWrong(DomainError):
    """The coupon makes no sense; the message says why."""

    code = "billing.coupon.wrong"
    title = _("The coupon makes no sense")
    message = _("%(why)s")
    remedy = _("Mend what the detail names.")


@transaction.atomic
def make(terms: Mapping[str, Any], *, plans: Sequence[Plan] = (), by: Actor) -> Coupon:
    """A coupon with the fields of models.Coupon. Raises NotAllowed, CouponWrong."""
    require(by, permissions.CATALOGUE_CHANGE)
    coupon = Coupon(**{**terms, "code": str(terms["code"]).strip().upper()})
    why = _why_wrong(coupon)
    if why:
        raise CouponWrong(why=why)
    coupon.save()
    coupon.plans.set(plans)
    off = f"{coupon.percent_off} %" if coupon.percent_off else f"{coupon.amount_off} {coupon.currency}"
    audit(coupon, "billing.coupon.made", by=by, changes={"off": [None, off]})
    return coupon


@transaction.atomic
def end(coupon: Coupon, *, by: Actor) -> None:
    """Nobody can use it any more; who has used it keeps it as long as was promised. Raises NotAllowed."""
    require(by, permissions.CATALOGUE_CHANGE)
    if coupon.is_active:
        coupon.is_active = False
        coupon.save(update_fields=["is_active"])
        audit(coupon, "billing.coupon.ended", by=by)


def _why_wrong(coupon: Coupon) -> "_StrOrPromise":
    if Coupon.objects.filter(code=coupon.code).exists():
        return _("There is a coupon of this code already.")
    if (coupon.percent_off is None) == (coupon.amount_off is None):
        return _("Give per cent off or an amount off, one of the two.")
    if coupon.percent_off is not None and not 0 < coupon.percent_off <= 100:
        return _("Per cent off lies above 0 and not above 100.")
    if coupon.amount_off is not None and coupon.amount_off <= 0:
        return _("The amount off is more than nothing.")
    if coupon.duration == CouponDuration.REPEATING and not coupon.periods:
        return _("Say for how many periods.")
    if coupon.duration != CouponDuration.REPEATING and coupon.periods:
        return _(
            "A number of periods goes only with “a number of periods”. Choose that, or leave the number empty."
        )
    if coupon.valid_from and coupon.valid_until and coupon.valid_until <= coupon.valid_from:
        return _("It ends before it begins.")
    return ""


def check(code: str, price: Price, *, now: datetime) -> Coupon:
    """The coupon, if it could be used for this price now; nothing is changed. Raises CouponRefused."""
    typed = code.strip().upper()
    found = Coupon.objects.filter(code=typed).first()
    return _judged(found, typed, price, now)


def usable(code: str, subscription: Subscription | None, price: Price, *, now: datetime) -> Coupon:
    """The coupon, if `redeem` would work; nothing is changed. Raises CouponRefused."""
    typed = code.strip().upper()
    return _chosen(Coupon.objects.filter(code=typed).first(), typed, subscription, price, now)[0]


def redeem(code: str, subscription: Subscription, price: Price, *, now: datetime) -> CouponRedemption:
    """Use it for this subscription, instead of one it may have. The subscription's lock is held. Raises CouponRefused.

    One that was on it before and was taken off or replaced goes on with the periods it has left.
    """
    typed = code.strip().upper()
    locked = locks.lock_coupon(typed)
    present = active_on(subscription)
    if present is not None and locked is not None and present.coupon_id == locked.pk:
        return present  # asked for again before the first period was paid
    coupon, known = _chosen(locked, typed, subscription, price, now)
    if present is not None:
        _end(present, CouponEnd.REPLACED, now=now)
    if known is not None:
        known.ended_at, known.why_ended = None, ""
        known.save(update_fields=["ended_at", "why_ended"])
        return known
    made = CouponRedemption.objects.create(
        coupon=coupon, subscription=subscription, periods_left=periods_of(coupon), redeemed_at=now
    )
    coupon.redeemed += 1
    coupon.save(update_fields=["redeemed"])
    publish(events.CouponRedeemed(coupon=coupon.code, subscription=subscription.public_id))
    return made


def take_off(present: CouponRedemption, *, now: datetime) -> CouponRedemption | None:
    """It takes nothing off from now on. The subscription's lock is held.

    One that never took anything off is as if it had not been used: its use is free again, and the coupon whose place it
    took is back, which is returned.
    """
    if present.counted_at is not None:
        _end(present, CouponEnd.REMOVED, now=now)
        return None
    rows = CouponRedemption.objects.filter(subscription=present.subscription_id, ended_at=present.redeemed_at)
    before = rows.filter(why_ended=CouponEnd.REPLACED).select_related("coupon").order_by("-pk").first()
    _release(present)
    if before is not None:
        before.ended_at, before.why_ended = None, ""
        before.save(update_fields=["ended_at", "why_ended"])
    return before


def drop_unfit(subscription: Subscription, price: Price, *, by: Actor, now: datetime) -> None:
    """A coupon that is not for the plan the subscription goes on with ends. The subscription's lock is held."""
    present = active_on(subscription)
    if present is None or fits(present.coupon, price):
        return
    _end(present, CouponEnd.OTHER_PLAN, now=now)
    told = {"coupon": [present.coupon.code, None], "reason": [None, CouponEnd.OTHER_PLAN]}
    audit(subscription, "billing.subscription.coupon_ended", by=by, changes=told)


def release_unpaid(subscription: Subscription) -> None:
    """A first plan that was asked for with a coupon was never paid: its use is free again. The subscription's lock is held."""
    rows = CouponRedemption.objects.filter(subscription=subscription).select_related("coupon")
    for used in rows.order_by("pk"):
        _release(used)


def _release(used: CouponRedemption) -> None:
    coupon = locks.lock_coupon(used.coupon.code)
    if coupon is not None and coupon.redeemed:
        coupon.redeemed -= 1
        coupon.save(update_fields=["redeemed"])
    used.delete()


def active_on(subscription: Subscription) -> CouponRedemption | None:
    """The coupon that still takes something off this subscription's charges."""
    rows = CouponRedemption.objects.filter(subscription=subscription, ended_at__isnull=True)
    return rows.exclude(periods_left=0).select_related("coupon").order_by("pk").first()


def holding_for(subscription: Subscription, price: Price) -> CouponRedemption | None:
    """The coupon that takes something off a period at this price; None where it is not for its plan."""
    present = active_on(subscription)
    return present if present is not None and fits(present.coupon, price) else None


def counted_in(subscription: Subscription) -> CouponRedemption | None:
    """The coupon that the period that is running was charged with, whether it still goes on or not."""
    rows = CouponRedemption.objects.filter(
        subscription=subscription, counted_at__gte=subscription.period_start or subscription.created_at
    )
    return rows.select_related("coupon").order_by("-counted_at", "-pk").first()


def fits(coupon: Coupon, price: Price) -> bool:
    """Whether it is for this price's plan and currency."""
    return _unfit(coupon, price) is None


def count_period(redemption: CouponRedemption, *, now: datetime) -> None:
    """One period has been charged with it."""
    redemption.counted_at = now
    redemption.save(update_fields=["counted_at"])
    if redemption.periods_left is None:
        return
    redemption.periods_left -= 1
    redemption.save(update_fields=["periods_left"])
    if redemption.periods_left <= 0:
        _end(redemption, CouponEnd.USED_UP, now=now)


def periods_of(coupon: Coupon) -> int | None:
    """How many periods a new use of it lasts; None for ever."""
    if coupon.duration == CouponDuration.FOREVER:
        return None
    return 1 if coupon.duration == CouponDuration.ONCE else coupon.periods


def _end(redemption: CouponRedemption, why: CouponEnd, *, now: datetime) -> None:
    redemption.ended_at, redemption.why_ended = now, why
    redemption.save(update_fields=["ended_at", "why_ended"])
    coupon, subscription = redemption.coupon.code, redemption.subscription.public_id
    publish(events.CouponEnded(coupon=coupon, subscription=subscription, why=why))


def _chosen(
    coupon: Coupon | None, typed: str, subscription: Subscription | None, price: Price, now: datetime
) -> tuple[Coupon, CouponRedemption | None]:
    """The coupon, and its use that goes on again, if there is one. Raises CouponRefused."""
    known = CouponRedemption.objects.filter(coupon=coupon).order_by("pk").first() if coupon else None
    if coupon is None or known is None or subscription is None or known.subscription_id != subscription.pk:
        found = _judged(coupon, typed, price, now)
        if known is not None:
            raise _used_before(found, known)
        return found, None
    if not subscription.is_live:
        return _judged(coupon, typed, price, now), None  # never paid: it is released, and used anew
    if known.ended_at is None:
        raise CouponRefused(_("The coupon “%(coupon)s” is on your plan already."), coupon=typed)
    if known.why_ended not in (CouponEnd.REMOVED, CouponEnd.REPLACED):
        raise _used_before(coupon, known)
    unfit = _unfit(coupon, price)
    if unfit is not None:
        raise unfit
    return coupon, known


def _used_before(coupon: Coupon, known: CouponRedemption) -> CouponRefused:
    if known.why_ended == CouponEnd.OTHER_PLAN:
        why = _("You have used the coupon “%(coupon)s” before; it ended when you changed the plan.")
    else:
        why = _("You have used the coupon “%(coupon)s” before; it works once for a business.")
    return CouponRefused(why, coupon=coupon.code)


def _unfit(coupon: Coupon, price: Price) -> CouponRefused | None:
    if coupon.amount_off is not None and coupon.currency != price.currency:
        return CouponRefused(
            _("The coupon “%(coupon)s” is in %(off)s, and the plan is paid in %(paid)s."),
            coupon=coupon.code,
            off=coupon.currency,
            paid=price.currency,
        )
    only_for = list(coupon.plans.all())
    if only_for and price.plan not in only_for:
        names = ", ".join(each.name for each in only_for)
        return CouponRefused(
            _("The coupon “%(coupon)s” is only for: %(plans)s."), coupon=coupon.code, plans=names
        )
    return None


def _judged(coupon: Coupon | None, typed: str, price: Price, now: datetime) -> Coupon:
    if coupon is None or not coupon.is_active:
        raise CouponRefused(coupon=typed)
    if coupon.valid_from and now < coupon.valid_from:
        raise CouponRefused(_("The coupon “%(coupon)s” is not valid yet."), coupon=typed)
    if coupon.valid_until and now >= coupon.valid_until:
        raise CouponRefused(_("The coupon “%(coupon)s” is no longer valid."), coupon=typed)
    if coupon.max_redemptions is not None and coupon.redeemed >= coupon.max_redemptions:
        raise CouponRefused(_("The coupon “%(coupon)s” has been used up."), coupon=typed)
    unfit = _unfit(coupon, price)
    if unfit is not None:
        raise unfit
    return coupon
