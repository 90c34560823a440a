"""What a choice would mean, before anybody confirms it: the sum, and what would no longer fit. Read only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from billing.engine.quotes import Quote
from billing.models import Charge, Coupon, Plan, PlanValue, Price, Subscription
from billing.selectors import catalogue, portal
from billing.services import coupons, grants, quoting
from billing.services.subscriptions import refuse_quantity
from synthai.core import entitlements

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Excess:
    """One thing of which there is more than the chosen plan has. `allowed` None: the plan does not have it at all."""

    title: "_StrOrPromise"
    used: int | None
    allowed: Decimal | None


def start(
    price: Price, quantity: int, coupon: str, subscription: Subscription | None, *, now: datetime
) -> Quote:
    """What `subscriptions.start` would charge. Raises CouponRefused, NotNow."""
    refuse_quantity(quantity)
    found = coupon_of(price, coupon, subscription, now=now)
    freed = Decimal(0)
    if subscription is not None:
        freed = quoting.held_in(Charge.objects.open().filter(subscription=subscription))
    return quoting.first(price, quantity, {}, found, now=now, credit_freed=freed)


def coupon_of(
    price: Price, coupon: str, subscription: Subscription | None, *, now: datetime
) -> Coupon | None:
    """The coupon that starting the plan would use: the one typed, else the one on the trial. Raises CouponRefused."""
    is_live = subscription is not None and subscription.is_live
    present = coupons.active_on(subscription) if subscription is not None and is_live else None
    if coupon and (present is None or present.coupon.code != coupon.strip().upper()):
        return coupons.usable(coupon, subscription, price, now=now)
    return present.coupon if present is not None and coupons.fits(present.coupon, price) else None


def extras(
    typed: Mapping[str, int] | None, subscription: Subscription, price: Price, *, now: datetime
) -> dict[int, int]:
    """The add-ons of a choice, by price key: those typed (by price id), else those there are.

    With another interval each becomes the same add-on at that interval; one that is not sold at it is left out.
    """
    if typed is not None:
        return {
            row.pk: typed[row.public_id]
            for row in catalogue.add_on_prices(list(typed), now=now, held=subscription)
        }
    held = {extra.price.plan_id: extra for extra in portal.extras_of(subscription)}
    if price.interval == subscription.price.interval:
        return {extra.price_id: extra.quantity for extra in held.values()}
    rows = catalogue.newest_prices(held, price.interval, now=now)
    return {row.pk: held[row.plan_id].quantity for row in rows}


def excesses(organisation_id: int, plan: Plan | None, quantity: int, metric: str = "") -> list[Excess]:
    """What the organisation has more of than the plan gives, and switches in use that it would lose. Counts what apps count."""
    if plan is None:
        return []
    given = {row.feature: grants.as_number(row.value) for row in PlanValue.objects.filter(plan=plan)}
    found = []
    for code, feature in entitlements.features().items():
        allowed = given.get(code, Decimal(0))
        if allowed is not None and code == metric:
            allowed = max(allowed, Decimal(quantity))
        if feature.kind == "limit" and feature.count is not None and allowed is not None:
            used = feature.count(organisation_id)
            if used > allowed:
                found.append(Excess(title=feature.title, used=used, allowed=allowed))
        elif feature.kind == "switch" and allowed == 0 and _is_used(feature, organisation_id):
            found.append(Excess(title=feature.title, used=None, allowed=None))
    return found


def _is_used(feature: entitlements.Feature, organisation_id: int) -> bool:
    """Whether a switch is on and something uses it: who never did loses nothing that she would miss."""
    if feature.count is None or not entitlements.allows(organisation_id, feature.code):
        return False
    return feature.count(organisation_id) > 0


@dataclass(frozen=True, kw_only=True)
class InUse:
    """How much of a limit is in use now. `allowed` None: without limit."""

    title: "_StrOrPromise"
    used: int
    allowed: Decimal | None

    @property
    def percent(self) -> int | None:
        """Of the limit, at most 100; None without one."""
        if self.allowed is None:
            return None
        return 100 if not self.allowed else min(100, int(100 * self.used / self.allowed))


def in_use(organisation_id: int) -> list[InUse]:
    """Limits that an app can count, with what is in use. One count for each."""
    return [
        InUse(
            title=feature.title,
            used=feature.count(organisation_id),
            allowed=entitlements.limit(organisation_id, code),
        )
        for code, feature in entitlements.features().items()
        if feature.kind == "limit" and feature.count is not None
    ]
