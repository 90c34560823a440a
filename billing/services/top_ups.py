"""Buy a pack by itself when few prepaid units are left: a rule of the customer's, with a limit a month."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine.periods import local_date, month_of
from billing.models import Charge, PlanValue, Price, TopUp
from billing.services import items, methods, wallets
from synthai.core import entitlements
from synthai.core.access import Actor, require, system_actor
from synthai.core.audit import audit
from synthai.core.errors import Conflict, DomainError

MOST_A_MONTH = 30


class TopUpWrong(DomainError):
    """The rule makes no sense."""

    code = "billing.top_up.wrong"
    title = _("This top-up cannot be set")
    message = _("%(why)s")
    remedy = _("Mend what the detail names.")


class NoCardForTopUp(Conflict):
    """Nothing could be charged."""

    code = "billing.top_up.no_card"
    title = _("No card is kept")
    message = _("A top-up needs a card that can be charged. Pay once with a card and keep it.")
    remedy = _("Keep a card first.")


@transaction.atomic
def put(price: Price, *, below: Decimal, most_a_month: int, by: Actor, now: datetime) -> TopUp:
    """Set the rule of the pack's feature, or change it. Raises NotAllowed, TopUpWrong, NoCardForTopUp."""
    require(by, permissions.PAYMENT_MAKE)
    feature = feature_of(price)
    if feature is None:
        raise TopUpWrong(why=_("This item gives nothing that is counted, so it cannot top anything up."))
    if not below.is_finite() or below <= 0 or below != round(below, 6):
        raise TopUpWrong(field="below", why=_("Top up below a number above nothing."))
    if not 1 <= most_a_month <= MOST_A_MONTH:
        raise TopUpWrong(field="most_a_month", why=_("Top up between 1 and 30 times a month at most."))
    locks.lock_customer(by.organisation_id)
    method = methods.default(by.organisation_id)
    if method is None or method.is_scheduled_by_gateway or method.is_expired(on=local_date(now)):
        raise NoCardForTopUp
    made, _is_new = TopUp.objects.update_or_create(
        organisation_id=by.organisation_id or 0,
        feature=feature,
        defaults={"below": below, "price": price, "most_a_month": most_a_month},
    )
    told = {"below": [None, below], "most_a_month": [None, most_a_month], "feature": [feature, feature]}
    audit(made, "billing.top_up.set", by=by, changes=told)
    return made


@transaction.atomic
def remove(feature: str, *, by: Actor) -> None:
    """Nothing is bought by itself any more. Raises NotAllowed."""
    require(by, permissions.PAYMENT_MAKE)
    locks.lock_customer(by.organisation_id)
    found = wallets.rule_of(feature)
    if found is not None:
        audit(found, "billing.top_up.removed", by=by, changes={"feature": [feature, None]})
        TopUp.objects.filter(pk=found.pk).delete()


@transaction.atomic
def run(organisation_id: int, feature: str, *, now: datetime) -> Charge | None:
    """Buy the pack when it is time: below the line, none under way, and not too often this month. Needs the tenant."""
    locks.lock_customer(organisation_id)
    rule = wallets.rule_of(feature)
    if rule is None or wallets.balance(feature, at=now) >= rule.below:
        return None
    mine = Charge.objects.filter(key__startswith=f"item:top-up:{feature}:")
    this_month = mine.filter(created_at__gte=month_of(now)[0]).count()
    if mine.open().exists() or this_month >= rule.most_a_month:
        return None
    key = f"top-up:{feature}:{local_date(now):%Y-%m}:{this_month + 1}"
    return items.buy(rule.price, 1, key=key, try_at=now, by=system_actor(organisation_id), now=now)


def feature_of(price: Price) -> str | None:
    """The one metered feature that a pack fills; None when it fills none."""
    known = entitlements.features()
    given = (
        PlanValue.objects.filter(plan_id=price.plan_id).order_by("feature").values_list("feature", flat=True)
    )
    return next((code for code in given if code not in known or known[code].kind == "meter"), None)
