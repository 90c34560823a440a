"""Products with the cost in force."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Subquery

from pricing.models import Category, Product, ProductCost, StockAlert
from synthai.core.errors import NotFound

SORTS: Final[dict[str, tuple[str, ...]]] = {
    "name": ("name", "id"),
    "-name": ("-name", "-id"),
    "sku": ("sku", "id"),
    "-sku": ("-sku", "-id"),
    "price": ("current_price", "id"),
    "-price": ("-current_price", "-id"),
}


@dataclass(frozen=True)
class ProductFilter:
    """What a list shows. `category` is a name; `shelf` is "on" for products on sale, "away" for those put away, "low" for those that run low."""

    words: str = ""
    category: str = ""
    shelf: str = "on"
    sort: str = "name"

    @property
    def ordering(self) -> tuple[str, ...]:
        """The sort keys; an unknown sort counts as by name."""
        return SORTS.get(self.sort, SORTS["name"])


def products(chosen: ProductFilter, *, today: date) -> Any:
    """Products with `unit_cost`, the cost in force today. One query."""
    rows = _with_cost(today).matching(chosen.words).select_related("category")
    if chosen.shelf in {"on", "away"}:
        rows = rows.filter(archived_at__isnull=chosen.shelf == "on")
    if chosen.shelf == "low":
        rows = rows.filter(Exists(StockAlert.objects.filter(product_id=OuterRef("pk"))), archived_at=None)
    return rows.filter(category__name=chosen.category) if chosen.category else rows


def get_product(public_id: str, *, today: date) -> Product:
    """One product with its category and `unit_cost`. Raises NotFound."""
    rows = _with_cost(today).select_related("category").filter(public_id=public_id)
    found: Product | None = rows.order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def _with_cost(today: date) -> Any:
    costs = ProductCost.objects.filter(product_id=OuterRef("pk"), from_on__lte=today).order_by("-from_on")
    return Product.objects.annotate(unit_cost=Subquery(costs.values("unit_cost")[:1]))


def counted(organisation_id: int) -> int:
    """Products that a plan counts: neither put away nor sample data. Needs the tenant."""
    return int(_counted(organisation_id).count())


def counted_since(organisation_id: int, since: datetime) -> int:
    """Those of them that were added after an instant."""
    return int(_counted(organisation_id).filter(created_at__gt=since).count())


def _counted(organisation_id: int) -> Any:
    return Product.objects.on_sale().filter(organisation_id=organisation_id, is_sample=False)


def costs_of(product: Product) -> list[ProductCost]:
    """All costs of a product, newest first."""
    return list(ProductCost.objects.filter(product_id=product.pk).order_by("-from_on")[:100])


def category_names() -> list[str]:
    """Names for a filter, at most 500."""
    return list(Category.objects.order_by("name").values_list("name", flat=True)[:500])
