"""What an organisation is given now: its plan's values, its add-ons', and what was agreed with it. Entitlements' source.

Order: an agreed value (ValueOverride) beats all; a plan's number grows by each add-on's, times its quantity; without limit
beats a number. The effective plan is the live subscription's, else the free plan; an empty catalogue limits nobody.
Kept in Valkey under a number that every change renews: whoever read the rows before a change keeps what it found under
the old number, where nobody looks any more. So a change counts within a second everywhere. Without Valkey the database is
asked, at most once in FRESH_SECONDS for an organisation and process.
"""

import logging
from datetime import datetime
from decimal import Decimal
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from redis.exceptions import RedisError

from accounts import selectors as people
from billing.models import Access, Plan, PlanValue, Subscription, SubscriptionExtra, ValueOverride
from synthai.core import entitlements
from synthai.core.entitlements import EVERYTHING, NOTHING, Grant, Grants
from synthai.core.tenancy import active_or_none, tenant

KEPT_SECONDS = 60  # also how long an agreed value may outlive its end
_CATALOGUE = "billing.grants.catalogue"
logger = logging.getLogger("synthai.billing")


def of_organisation(organisation_id: int) -> Grants:
    """What it is given, from Valkey or the database. Works with or without its tenant active."""
    key, kept = _kept(organisation_id)
    if kept is not None:
        return _from_plain(kept)
    if active_or_none() == organisation_id:
        found = work_out(now=timezone.now())
    else:
        with tenant(organisation_id):
            found = work_out(now=timezone.now())
    if not key:
        return found
    try:
        cache.set(key, _as_plain(found), timeout=KEPT_SECONDS)
    except (RedisError, OSError):
        logger.warning("What an organisation is given could not be kept.")
    return found


def work_out(*, now: datetime) -> Grants:
    """From the rows of the active organisation. At most four queries."""
    subscription = Subscription.objects.live().select_related("price__plan").order_by("pk").first()
    plan = subscription.price.plan if subscription is not None and subscription.gives_plan else _free_plan()
    if plan is None:
        return EVERYTHING
    given = _given_by(plan)
    if subscription is not None and subscription.gives_plan:
        _add_bought(given, subscription)
        for feature, grant in _of_extras(subscription):
            given[feature] = _more(given.get(feature), grant)
        if subscription.access == Access.NARROWED:
            _narrow(given)
    for override in ValueOverride.objects.in_force(at=now):
        given[override.feature] = Grant(as_number(override.value), override.is_soft)
    return Grants(by_feature=given, plan=plan.name)


def changed(organisation_id: int | None) -> None:
    """Something about it changed and is committed: every process asks anew within a second."""
    entitlements.forget(organisation_id or 0)
    _renew(_number_of(organisation_id or 0))


def catalogue_changed() -> None:
    """What plans give changed for everybody: what is kept counts no more."""
    entitlements.forget_all()
    _renew(_CATALOGUE)


def _renew(name: str) -> None:
    """A new number that was never used; kept for as long as anything may be kept under an older one."""
    try:
        cache.set(name, token_hex(8), timeout=2 * KEPT_SECONDS)
    except (RedisError, OSError):
        logger.warning("A change of what plans give counts only when its cache runs out.")


def as_number(value: Any) -> Decimal | None:
    """A value of the catalogue: true and null are without limit, false is none, else a number."""
    if value is None or value is True:
        return None
    return Decimal(0) if value is False else Decimal(str(value))


class BillingSource:
    """What core asks when it wants to know."""

    def grants(self, organisation_id: int) -> Grants:
        """What it is given now."""
        return of_organisation(organisation_id)

    def consume(
        self,
        organisation_id: int,
        feature: entitlements.Feature,
        grant: Grant,
        quantity: Decimal,
        event_id: str,
        at: datetime,
    ) -> None:
        """Count one use of a meter, once."""
        from billing.services import usage  # noqa: PLC0415 - usage asks grants

        usage.consume(organisation_id, feature, grant, quantity, event_id=event_id, at=at)

    def has_prepaid(self, organisation_id: int, code: str) -> bool:
        """Whether prepaid units of it are left. One query."""
        from billing.services import wallets  # noqa: PLC0415 - wallets asks usage_limits, which asks entitlements

        del organisation_id
        return wallets.has_any(code, at=timezone.now())

    def where_to_upgrade(self, organisation_id: int) -> str:
        """The page of plans, in the organisation's own address."""
        return reverse("billing:plans", args=[people.slug_of(organisation_id)])


def _given_by(plan: Plan) -> dict[str, Grant]:
    return {value.feature: Grant(as_number(value.value), value.is_soft) for value in plan.values.all()}


def _narrow(given: dict[str, Grant]) -> None:
    """While a payment is overdue: what is metered is held to the free plan's; what she has stays as it is."""
    free = _free_plan()
    least = _given_by(free) if free else {}
    known = entitlements.features()
    for code in given:
        if code not in known or known[code].kind == "meter":
            given[code] = least.get(code, NOTHING)


def _free_plan() -> Plan | None:
    return Plan.objects.filter(code=settings.BILLING_FREE_PLAN).prefetch_related("values").first()


def _of_extras(subscription: Subscription) -> list[tuple[str, Grant]]:
    extras = list(SubscriptionExtra.objects.filter(subscription=subscription))
    if not extras:
        return []
    by_price = {extra.price_id: extra.quantity for extra in extras}
    rows = PlanValue.objects.filter(plan__prices__in=by_price).values_list(
        "feature", "value", "is_soft", "plan__prices"
    )
    found = []
    for feature, value, is_soft, price_id in rows:
        number = as_number(value)
        found.append((feature, Grant(None if number is None else number * by_price[price_id], is_soft)))
    return found


def _add_bought(given: dict[str, Grant], subscription: Subscription) -> None:
    """What a price counts (seats) is given as often as it was bought, and never less than the plan has in it."""
    metric, bought = subscription.price.metric, Decimal(subscription.quantity)
    plan = given.get(metric)
    if metric and plan is not None and plan.value is not None and plan.value < bought:
        given[metric] = Grant(bought, plan.is_soft)


def _more(first: Grant | None, second: Grant) -> Grant:
    if first is None:
        return second
    if first.value is None or second.value is None:
        return Grant(None, first.is_soft)
    return Grant(first.value + second.value, first.is_soft)


def _number_of(organisation_id: int) -> str:
    return f"billing.grants.number.{organisation_id}"


def _kept(organisation_id: int) -> tuple[str, dict[str, Any] | None]:
    """Where it is kept now, and what is there; no place while Valkey is away."""
    own = _number_of(organisation_id)
    try:
        numbers = cache.get_many([_CATALOGUE, own])
        key = f"billing.grants.{organisation_id}.{numbers.get(_CATALOGUE, '')}.{numbers.get(own, '')}"
        return key, cache.get(key)
    except (RedisError, OSError):
        return "", None


def _as_plain(found: Grants) -> dict[str, Any]:
    given = {
        code: [None if g.value is None else str(g.value), g.is_soft] for code, g in found.by_feature.items()
    }
    return {"given": given, "plan": found.plan, "everything": found.is_everything}


def _from_plain(kept: dict[str, Any]) -> Grants:
    if kept["everything"]:
        return EVERYTHING
    given = {
        code: Grant(None if value is None else Decimal(value), is_soft)
        for code, (value, is_soft) in kept["given"].items()
    }
    return Grants(by_feature=given, plan=kept["plan"])
