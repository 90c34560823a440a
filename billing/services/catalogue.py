"""The price list: made and changed by staff; old customers keep what they agreed to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from billing import locks, permissions
from billing.engine.amounts import TiersWrong, tiers_from
from billing.models import Interval, Plan, PlanKind, PlanValue, Price, PriceModel
from billing.services import grants
from synthai.core.access import Actor, require
from synthai.core.after_commit import after_commit
from synthai.core.audit import audit
from synthai.core.errors import DomainError


class TermsWrong(DomainError):
    """The price makes no sense; the message says why."""

    code = "billing.price.terms_wrong"
    title = _("The price makes no sense")
    message = _("%(why)s")
    remedy = _("Mend what the detail names.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a new price version says; as models.Price."""

    interval: str
    amount: Decimal = Decimal(0)
    model: str = PriceModel.FLAT
    unit_amount: Decimal = Decimal(0)
    included_quantity: int = 0
    package_size: int = 1
    minimum_amount: Decimal = Decimal(0)
    tiers: list[dict[str, Any]] = field(default_factory=list)
    metric: str = ""
    currency: str = "ZAR"
    includes_vat: bool = True


@transaction.atomic
def put_plan(
    code: str,
    *,
    name: str,
    kind: PlanKind = PlanKind.PLAN,
    summary: str = "",
    position: int = 0,
    trial_days: int = 0,
    is_public: bool = True,
    values: Mapping[str, Any] | None = None,
    soft: frozenset[str] = frozenset(),
    by: Actor,
) -> Plan:
    """Make the plan of this code, or bring it and what it gives up to date. Idempotent. Raises NotAllowed."""
    require(by, permissions.CATALOGUE_CHANGE)
    said = {
        "name": name,
        "kind": kind,
        "summary": summary,
        "position": position,
        "trial_days": trial_days,
        "is_public": is_public,
    }
    plan, is_new = Plan.objects.update_or_create(code=code, defaults=said)
    for feature, value in (values or {}).items():
        PlanValue.objects.update_or_create(
            plan=plan, feature=feature, defaults={"value": value, "is_soft": feature in soft}
        )
    audit(plan, "billing.plan.made" if is_new else "billing.plan.changed", by=by)
    after_commit(grants.catalogue_changed)
    return plan


@transaction.atomic
def put_values(plan: Plan, values: Mapping[str, tuple[Any, bool]], *, by: Actor) -> None:
    """The plan gives exactly this: by feature a value (None: without limit) and whether it is soft. Raises NotAllowed."""
    require(by, permissions.CATALOGUE_CHANGE)
    before = {each.feature: (each.value, each.is_soft) for each in PlanValue.objects.filter(plan=plan)}
    PlanValue.objects.filter(plan=plan).exclude(feature__in=values).delete()
    for feature, (value, is_soft) in values.items():
        PlanValue.objects.update_or_create(
            plan=plan, feature=feature, defaults={"value": value, "is_soft": is_soft}
        )
    changed = {
        feature: [_given(before.get(feature)), _given(values.get(feature))]
        for feature in sorted({*before, *values})
        if before.get(feature) != values.get(feature)
    }
    if changed:
        audit(plan, "billing.plan.changed", by=by, changes=changed)
        after_commit(grants.catalogue_changed)


def _given(pair: tuple[Any, bool] | None) -> str:
    if pair is None:
        return ""
    value, is_soft = pair
    return ("no limit" if value is None else str(value)) + (" (soft)" if is_soft else "")


@transaction.atomic
def archive(plan: Plan, *, by: Actor, now: datetime) -> None:
    """Sell it to nobody any more; who has it keeps it. Raises NotAllowed."""
    require(by, permissions.CATALOGUE_CHANGE)
    if plan.archived_at is None:
        plan.archived_at = now
        plan.save(update_fields=["archived_at"])
        audit(plan, "billing.plan.archived", by=by)


@transaction.atomic
def unarchive(plan: Plan, *, by: Actor) -> None:
    """Sell it again, at the prices it had. Raises NotAllowed."""
    require(by, permissions.CATALOGUE_CHANGE)
    if plan.archived_at is not None:
        plan.archived_at = None
        plan.save(update_fields=["archived_at"])
        audit(plan, "billing.plan.unarchived", by=by)


@transaction.atomic
def new_price(plan: Plan, terms: Terms, *, by: Actor, now: datetime) -> Price:
    """Sell the plan on these terms from now on; the version before is sold no more, who has it keeps it.

    The same terms as now change nothing. Raises NotAllowed, TermsWrong.
    """
    require(by, permissions.CATALOGUE_CHANGE)
    _check(plan, terms)
    locks.lock_plan(plan.pk)
    mine = Price.objects.filter(plan=plan, currency=terms.currency, interval=terms.interval)
    current = mine.filter(sold_until__isnull=True).order_by("-version").first()
    if current is not None and _says(current) == terms:
        return current
    mine.filter(sold_until__isnull=True).update(sold_until=now)
    highest = mine.aggregate(highest=Max("version"))["highest"] or 0
    price = Price.objects.create(
        plan=plan,
        version=highest + 1,
        sold_from=now,
        **{name: getattr(terms, name) for name in Terms.__dataclass_fields__},
    )
    audit(price, "billing.price.made", by=by, changes={"amount": [None, terms.amount]})
    return price


def _says(price: Price) -> Terms:
    return Terms(**{name: getattr(price, name) for name in Terms.__dataclass_fields__})


def _check(plan: Plan, terms: Terms) -> None:
    try:
        tiers = tiers_from(terms.tiers)
    except TiersWrong as error:
        raise TermsWrong(why=str(error)) from error
    if terms.model in (PriceModel.GRADUATED, PriceModel.VOLUME) and not tiers:
        raise TermsWrong(why=_("A tiered price needs at least one tier."))
    if (plan.kind == PlanKind.ONE_OFF) != (terms.interval == Interval.ONCE):
        raise TermsWrong(why=_("A one-off item is paid once; plans and add-ons monthly or yearly."))
