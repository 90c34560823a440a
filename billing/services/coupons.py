"""Coupons on a subscription: judged and used under the coupon's lock, so its last use goes to one."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from billing import events, locks
from billing.models import Coupon, CouponDuration, CouponRedemption, Plan, Subscription
from synthai.core.errors import DomainError
from synthai.core.events import publish


class CouponRefused(DomainError):
    """The code does not work here; the message says why."""

    code = "billing.coupon.refused"
    title = _("The coupon cannot be used")
    message = _("There is no coupon “%(coupon)s”. Check the spelling.")
    remedy = _("Check the code's spelling, its dates, and which plans it is for.")
    field = "coupon"


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
        raise CouponRefused(
            _("You have used the coupon “%(coupon)s” before; it works once for a business."), coupon=typed
        )
    CouponRedemption.objects.filter(subscription=subscription, ended_at__isnull=True).update(ended_at=now)
    made = CouponRedemption.objects.create(
        coupon=coupon, subscription=subscription, periods_left=_periods(coupon), redeemed_at=now
    )
    coupon.redeemed += 1
    coupon.save(update_fields=["redeemed"])
    publish(events.CouponRedeemed(coupon=coupon.code, subscription=subscription.public_id))
    return made


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
