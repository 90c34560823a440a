"""Products as search finds them: by name, by code, by category."""

from collections.abc import Collection, Iterable
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import selectors as people
from pricing import permissions
from pricing.models import Product, ProductChange
from synthai.core.search import index
from synthai.core.search.kinds import SearchKind, itself
from synthai.core.search.pieces import SearchPiece
from synthai.core.tenancy import active_organisation_id

NAME: Final = "pricing.product"


def load(keys: Iterable[str]) -> list[SearchPiece]:
    """The products with these ids that were not put away. Two queries."""
    rows = Product.objects.on_sale().filter(public_id__in=list(keys)).select_related("category")
    slug = people.slug_of(active_organisation_id() or 0)
    return [_piece(row, slug) for row in rows]


def keys() -> list[str]:
    """Those of all products that were not put away."""
    return list(Product.objects.on_sale().order_by("pk").values_list("public_id", flat=True))


def many_changed(product_ids: Collection[int]) -> None:
    """Products were made, changed or taken away all at once, as by an import: they are read again behind what people change.

    Call it while the rows are there, in the transaction that changes them. One query, and one for each two thousand.
    """
    if product_ids:
        rows = Product.objects.filter(pk__in=product_ids).order_by("pk")
        index.changed_all(NAME, rows.values_list("public_id", flat=True), is_urgent=False)


def touched_by(import_id: int) -> list[int]:
    """Keys of the products that an import made or changed. One query."""
    changed = ProductChange.objects.filter(source_id=import_id).values("product_id")
    rows = Product.objects.filter(Q(source_id=import_id) | Q(pk__in=changed))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _piece(row: Product, slug: str) -> SearchPiece:
    category = row.category.name if row.category else ""
    return SearchPiece(
        key=row.public_id,
        title=row.name,
        summary=" · ".join(filter(None, (row.sku, category))),
        text="",
        path=f"/o/{slug}/pricing/products/{row.public_id}/",
        readers=(f"cap:{permissions.PRODUCT_VIEW}",),
        changed_at=row.updated_at,
        facets={"category": (category,)} if category else {},
    )


KIND: Final = SearchKind(
    name=NAME, label=_("Product"), icon="tag", load=load, keys=keys, follows={"pricing.product": itself}
)
