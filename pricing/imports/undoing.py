# ruff: noqa: S608 - the statements are put together from this module's own words; values are parameters
"""Taking an import back, in the caller's transaction.

Rows it added go. Rows it changed say again what they said before, unless a later import changed them since: then
the later import's own note of "before" is mended, so that undoing that one as well leads to the right value.
Products it created go unless they have been used since: other sales, decisions or advice. Products it changed get
their old values back where nobody changed them since.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from pricing.models import Product, ProductChange, ProductCost

_FIGURES = "source_id, grain, units, unit_price, promo, competitor_price, stock, extra"
_SAME = "organisation_id = %(organisation)s AND {0}.product_id = {1}.product_id AND {0}.sold_on = {1}.sold_on AND {0}.line_key = {1}.line_key"


@dataclass
class Undone:
    """What went back."""

    removed_rows: int = 0
    restored_rows: int = 0
    removed_products: int = 0
    kept_products: int = 0


def undo(import_id: int, *, organisation_id: int) -> Undone:
    """Take one loaded import back. Needs the lock on the organisation's sales."""
    params: dict[str, Any] = {"organisation": organisation_id, "source": import_id, "now": timezone.now()}
    done = Undone()
    with connection.cursor() as cursor:
        _mend_later_notes(cursor, params)
        done.restored_rows = _restore_rows(cursor, params)
        cursor.execute(
            "DELETE FROM pricing_salesrow WHERE organisation_id = %(organisation)s AND source_id = %(source)s",
            params,
        )
        done.removed_rows = cursor.rowcount
        cursor.execute(
            "DELETE FROM pricing_replacedsalesrow WHERE organisation_id = %(organisation)s "
            "AND replaced_by_id = %(source)s",
            params,
        )
        _restore_products(import_id)
        ProductCost.objects.filter(source_id=import_id).delete()
        done.removed_products, done.kept_products = _remove_products(cursor, params)
    ProductChange.objects.filter(source_id=import_id).delete()
    return done


def _mend_later_notes(cursor: CursorWrapper, params: dict[str, Any]) -> None:
    """Later imports that noted this one's values as "before" get what this one found there, or nothing."""
    same = _SAME.format("later", "mine")
    sets = ", ".join(f"{name} = mine.{name}" for name in _FIGURES.split(", "))
    cursor.execute(
        f"UPDATE pricing_replacedsalesrow later SET {sets} FROM pricing_replacedsalesrow mine "
        f"WHERE later.{same} AND mine.organisation_id = %(organisation)s AND mine.replaced_by_id = %(source)s "
        "AND later.source_id = %(source)s",
        params,
    )
    cursor.execute(
        "DELETE FROM pricing_replacedsalesrow WHERE organisation_id = %(organisation)s AND source_id = %(source)s",
        params,
    )


def _restore_rows(cursor: CursorWrapper, params: dict[str, Any]) -> int:
    same = _SAME.format("s", "r")
    sets = ", ".join(f"{name} = r.{name}" for name in _FIGURES.split(", "))
    cursor.execute(
        f"UPDATE pricing_salesrow s SET {sets} FROM pricing_replacedsalesrow r "
        f"WHERE s.{same} AND s.source_id = %(source)s AND r.organisation_id = %(organisation)s "
        "AND r.replaced_by_id = %(source)s",
        params,
    )
    return int(cursor.rowcount)


def _restore_products(import_id: int) -> None:
    """Give changed products their old values back, field by field, where they still have the import's."""
    changes = ProductChange.objects.filter(source_id=import_id).select_related("product").order_by("pk")
    for change in changes.iterator(chunk_size=2000):
        product = change.product
        names = [
            name
            for name, before in change.before.items()
            if name != "costs"
            and before != change.after.get(name)
            and _now(product, name) == change.after.get(name)
        ]
        if names:
            Product.objects.filter(pk=product.pk).update(
                version=product.version + 1,
                updated_at=timezone.now(),
                **{name: _value(name, change.before[name]) for name in names},
            )
        for day, cost in change.before.get("costs", {}).items():
            still = ProductCost.objects.filter(
                product_id=product.pk, from_on=day, unit_cost=Decimal(change.after["costs"][day])
            )
            still.update(unit_cost=Decimal(cost))


def _now(product: Product, name: str) -> Any:
    value = getattr(product, name)
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def _value(name: str, kept: Any) -> Any:
    if kept is None:
        return None
    if name == "current_price":
        return Decimal(kept)
    return date.fromisoformat(kept) if name == "price_as_of" else kept


def _remove_products(cursor: CursorWrapper, params: dict[str, Any]) -> tuple[int, int]:
    """Delete the products this import created that nothing else uses; put the others out of its name."""
    users = ("salesrow", "productcost", "recommendation", "decision", "productchange")
    unused = " ".join(
        f"AND NOT EXISTS (SELECT 1 FROM pricing_{user} u WHERE u.organisation_id = p.organisation_id "
        "AND u.product_id = p.id" + (" AND u.source_id <> %(source)s)" if user == "productchange" else ")")
        for user in users
    )
    cursor.execute(
        "DELETE FROM pricing_productchange c USING pricing_product p WHERE c.organisation_id = %(organisation)s "
        "AND c.source_id = %(source)s AND p.id = c.product_id AND p.source_id = %(source)s",
        params,
    )
    cursor.execute(
        "DELETE FROM pricing_product p WHERE p.organisation_id = %(organisation)s AND p.source_id = %(source)s "
        f"AND p.floor_price IS NULL AND p.ceiling_price IS NULL {unused}",
        params,
    )
    removed = cursor.rowcount
    cursor.execute(
        "UPDATE pricing_product SET source_id = NULL WHERE organisation_id = %(organisation)s "
        "AND source_id = %(source)s",
        params,
    )
    return removed, cursor.rowcount
