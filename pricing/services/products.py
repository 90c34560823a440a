"""Products as people keep them: price, VAT, limits, costs, on the shelf or away."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from pricing import events, features, locks, permissions
from pricing.models import Product, ProductCost
from synthai.core import entitlements
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish
from synthai.core.versions import check_version

if TYPE_CHECKING:
    from decimal import Decimal

UNCHANGED: Final = object()


class LimitsCrossed(DomainError):
    """The lowest price is above the highest."""

    code = "pricing.product.limits_crossed"
    title = _("The limits of the price cross")
    status = 422
    field = "floor_price"
    message = _("The lowest price is above the highest. Lower the one or raise the other.")


@dataclass(frozen=True, kw_only=True)
class Changes:
    """What is to change; UNCHANGED leaves a value as it is, None takes it away.

    Prices are rand with VAT, `unit_cost` rand without, in force from `cost_from_on` (today when left out).
    """

    name: Any = UNCHANGED
    current_price: Any = UNCHANGED
    vat: Any = UNCHANGED
    floor_price: Any = UNCHANGED
    ceiling_price: Any = UNCHANGED
    is_archived: Any = UNCHANGED
    unit_cost: Any = UNCHANGED
    cost_from_on: date | None = None


_PLAIN: Final = ("name", "current_price", "vat", "floor_price", "ceiling_price")


@transaction.atomic
def change(
    product_id: int, changes: Changes, *, by: Actor, now: datetime, today: date, version: str | None = None
) -> Product:
    """Change a product. `version` is what the person saw (If-Match); None accepts any.

    Raises NotAllowed, PreconditionFailed, LimitsCrossed, ValidationError for values the model refuses; LimitReached when
    the plan has no room for a product that comes back.
    """
    if (
        changes.is_archived is False
        and Product.objects.filter(pk=product_id, archived_at__isnull=False).exists()
    ):
        locks.lock_sales_of_organisation(
            by.organisation_id or 0
        )  # it will be counted; before its lock, as imports do
    product = locks.lock_product(product_id)
    require(by, permissions.PRODUCT_CHANGE)
    check_version(product, version)
    told = _apply(product, changes, now=now, today=today)
    told |= _note_cost(product, changes, today=today)
    if not told:
        return product
    if product.floor_price and product.ceiling_price and product.floor_price > product.ceiling_price:
        raise LimitsCrossed
    product.version += 1
    product.updated_at = now
    product.full_clean()
    product.save()
    audit(product, "pricing.product.changed", by=by, changes=told)
    publish(
        events.ProductChanged(product_id=product.pk, public_id=product.public_id, fields=tuple(sorted(told)))
    )
    return product


def _apply(product: Product, changes: Changes, *, now: datetime, today: date) -> dict[str, list[Any]]:
    told: dict[str, list[Any]] = {}
    for name in _PLAIN:
        value = getattr(changes, name)
        if value is not UNCHANGED and value != getattr(product, name):
            told[name] = [getattr(product, name), value]
            setattr(product, name, value)
    if "current_price" in told:
        product.price_as_of = today
    if changes.is_archived is not UNCHANGED and changes.is_archived != product.is_archived:
        if product.is_archived and not product.is_sample:
            entitlements.room_for(product.organisation_id or 0, features.PRODUCTS)
        told["is_archived"] = [product.is_archived, changes.is_archived]
        product.archived_at = now if changes.is_archived else None
    return told


def _note_cost(product: Product, changes: Changes, *, today: date) -> dict[str, list[Any]]:
    if changes.unit_cost is UNCHANGED or changes.unit_cost is None:
        return {}
    day = changes.cost_from_on or today
    before: Decimal | None = (
        ProductCost.objects.filter(product_id=product.pk, from_on__lte=day)
        .order_by("-from_on")
        .values_list("unit_cost", flat=True)
        .first()
    )
    if before == changes.unit_cost:
        return {}
    cost = ProductCost.objects.filter(product_id=product.pk, from_on=day).order_by("pk").first()
    if cost is None:
        cost = ProductCost(organisation_id=product.organisation_id, product=product, from_on=day)
    # A cost that an import noted is the person's from now on: the import's undo leaves it alone.
    cost.unit_cost, cost.source = changes.unit_cost, None
    cost.full_clean()
    cost.save()
    return {"unit_cost": [before, changes.unit_cost]}


def changes_from(values: dict[str, Any]) -> Changes:
    """Cleaned input as changes; unknown names are ignored."""
    known = {field.name for field in fields(Changes)}
    return Changes(**{name: value for name, value in values.items() if name in known})
