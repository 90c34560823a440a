"""The seller's coupons: judged and used under the coupon's lock, so that its last use goes to one.

They are not `services.coupons`: those are the platform's own, global, for plans, and count a subscription's periods.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks
from billing.engine.periods import local_date
from billing.models import SellerCoupon
from billing.services.coupons import CouponRefused, CouponWrong
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import NotFound

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@transaction.atomic
def make(values: Mapping[str, Any], *, capability: str, by: Actor) -> SellerCoupon:
    """A coupon with the fields of models.SellerCoupon; `capability` is that of the app that sells. Raises NotAllowed, CouponWrong."""
    require(by, capability)
    coupon = SellerCoupon(**{**values, "code": str(values["code"]).strip().upper()})
    why = _why_wrong(coupon)
    if why:
        raise CouponWrong(why=why)
    coupon.save()
    off = f"{coupon.percent_off} %" if coupon.percent_off else f"{coupon.amount_off} ZAR"
    audit(
        coupon, "billing.seller.coupon_made", by=by, changes={"code": [None, coupon.code], "off": [None, off]}
    )
    return coupon


@transaction.atomic
def set_active(public_id: str, is_active: bool, *, capability: str, by: Actor) -> SellerCoupon:  # noqa: FBT001 - the new value
    """Nobody can use it any more, or again. Idempotent. Raises NotAllowed, NotFound."""
    require(by, capability)
    found: SellerCoupon | None = SellerCoupon.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    if found.is_active is not is_active:
        found.is_active = is_active
        found.save(update_fields=["is_active"])
        code = "billing.seller.coupon_opened" if is_active else "billing.seller.coupon_ended"
        audit(found, code, by=by, changes={"code": [None, found.code]})
    return found


def check(code: str, item: str, *, now: datetime) -> SellerCoupon:
    """The coupon, if it could be used for this now; nothing is changed. Raises CouponRefused."""
    typed = code.strip().upper()
    return _judged(SellerCoupon.objects.filter(code=typed).order_by("pk").first(), typed, item, now)


def use(code: str, item: str, *, now: datetime) -> SellerCoupon:
    """Count one use of it, in a transaction. Raises CouponRefused."""
    typed = code.strip().upper()
    coupon = _judged(locks.lock_seller_coupon(typed), typed, item, now)
    coupon.used += 1
    coupon.save(update_fields=["used"])
    return coupon


def give_back(code: str) -> None:
    """A sale came to nothing: its use is free again. In a transaction."""
    coupon = locks.lock_seller_coupon(code)
    if coupon is not None and coupon.used:
        coupon.used -= 1
        coupon.save(update_fields=["used"])


def take_again(code: str) -> None:
    """A sale that had been dropped was paid after all: its use counts, if one is left. In a transaction."""
    coupon = locks.lock_seller_coupon(code)
    if coupon is not None and (coupon.most is None or coupon.used < coupon.most):
        coupon.used += 1
        coupon.save(update_fields=["used"])


def _judged(coupon: SellerCoupon | None, typed: str, item: str, now: datetime) -> SellerCoupon:
    today = local_date(now)
    if coupon is None or not coupon.is_active:
        raise CouponRefused(coupon=typed)
    if coupon.valid_from and today < coupon.valid_from:
        raise CouponRefused(_("The coupon “%(coupon)s” is not valid yet."), coupon=typed)
    if coupon.valid_until and today > coupon.valid_until:
        raise CouponRefused(_("The coupon “%(coupon)s” is no longer valid."), coupon=typed)
    if coupon.most is not None and coupon.used >= coupon.most:
        raise CouponRefused(_("The coupon “%(coupon)s” has been used up."), coupon=typed)
    if coupon.item and coupon.item != item:
        raise CouponRefused(_("The coupon “%(coupon)s” is for something else."), coupon=typed)
    return coupon


def _why_wrong(coupon: SellerCoupon) -> "_StrOrPromise":
    if not coupon.code.replace("-", "").isalnum():
        return _("A code is made of letters, digits and hyphens.")
    if SellerCoupon.objects.filter(code=coupon.code).exists():
        return _("There is a coupon of this code already.")
    if (coupon.percent_off is None) == (coupon.amount_off is None):
        return _("Give per cent off or an amount off, one of the two.")
    if coupon.percent_off is not None and not 0 < coupon.percent_off <= 100:
        return _("Per cent off lies above 0 and not above 100.")
    if coupon.amount_off is not None and coupon.amount_off <= 0:
        return _("The amount off is more than nothing.")
    if coupon.valid_from and coupon.valid_until and coupon.valid_until < coupon.valid_from:
        return _("It ends before it begins.")
    return ""
