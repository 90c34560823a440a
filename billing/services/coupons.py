"""Coupons on a subscription: judged and used under the coupon's lock, so its last use goes to one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import events, locks, permissions
from billing.models import Coupon, CouponDuration, CouponRedemption, Plan, Subscription
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


def check(code: str, plan: Plan, *, now: datetime) -> Coupon:
    """The coupon, if it could be used for this plan now; nothing is changed. Raises CouponRefused."""
    typed = code.strip().upper()
    found = Coupon.objects.filter(code=typed).first()
    return _judged(found, typed, plan, now)


def redeem(code: str, subscription: Subscription, plan: Plan, *, now: datetime) -> CouponRedemption:
    """Use it for this subscription, instead of one it may have. The subscription's lock is held. Raises CouponRefused."""
    typed = code.strip().upper()
    locked = locks.lock_coupon(typed)
    present = active_on(subscription)
    if present is not None and locked is not None and present.coupon_id == locked.pk:
        return present  # asked for again before the first period was paid
    coupon = _judged(locked, typed, plan, now)
    if CouponRedemption.objects.filter(coupon=coupon).exists():
        raise used_before(coupon)
    CouponRedemption.objects.filter(subscription=subscription, ended_at__isnull=True).update(ended_at=now)
    made = CouponRedemption.objects.create(
        coupon=coupon, subscription=subscription, periods_left=_periods(coupon), redeemed_at=now
    )
    coupon.redeemed += 1
    coupon.save(update_fields=["redeemed"])
    publish(events.CouponRedeemed(coupon=coupon.code, subscription=subscription.public_id))
    return made


def release_unpaid(subscription: Subscription) -> None:
    """What was asked for with a coupon was never paid: its use is free again. The subscription's lock is held."""
    for used in (
        CouponRedemption.objects.filter(subscription=subscription).select_related("coupon").order_by("pk")
    ):
        coupon = locks.lock_coupon(used.coupon.code)
        if coupon is not None and coupon.redeemed:
            coupon.redeemed -= 1
            coupon.save(update_fields=["redeemed"])
        used.delete()


def active_on(subscription: Subscription) -> CouponRedemption | None:
    """The coupon that still takes something off this subscription's charges."""
    rows = CouponRedemption.objects.filter(subscription=subscription, ended_at__isnull=True)
    return rows.exclude(periods_left=0).select_related("coupon").order_by("pk").first()


def count_period(redemption: CouponRedemption, *, now: datetime) -> None:
    """One period has been charged with it."""
    if redemption.periods_left is None:
        return
    redemption.periods_left -= 1
    if redemption.periods_left <= 0:
        redemption.ended_at = now
    redemption.save(update_fields=["periods_left", "ended_at"])


def used_before(coupon: Coupon) -> CouponRefused:
    """The refusal for a business that has had it."""
    return CouponRefused(
        _("You have used the coupon “%(coupon)s” before; it works once for a business."), coupon=coupon.code
    )


def _periods(coupon: Coupon) -> int | None:
    if coupon.duration == CouponDuration.FOREVER:
        return None
    return 1 if coupon.duration == CouponDuration.ONCE else coupon.periods


def _judged(coupon: Coupon | None, typed: str, plan: Plan, now: datetime) -> Coupon:
    if coupon is None or not coupon.is_active:
        raise CouponRefused(coupon=typed)
    if coupon.valid_from and now < coupon.valid_from:
        raise CouponRefused(_("The coupon “%(coupon)s” is not valid yet."), coupon=typed)
    if coupon.valid_until and now >= coupon.valid_until:
        raise CouponRefused(_("The coupon “%(coupon)s” is no longer valid."), coupon=typed)
    if coupon.max_redemptions is not None and coupon.redeemed >= coupon.max_redemptions:
        raise CouponRefused(_("The coupon “%(coupon)s” has been used up."), coupon=typed)
    only_for = list(coupon.plans.all())
    if only_for and plan not in only_for:
        names = ", ".join(each.name for each in only_for)
        raise CouponRefused(_("The coupon “%(coupon)s” is only for: %(plans)s."), coupon=typed, plans=names)
    return coupon
