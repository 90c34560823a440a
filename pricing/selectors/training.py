"""What the engine learns from: the organisation's sales, products and costs as data frames."""

import io
import json

import pandas as pd
from django.db import connection, transaction
from django.utils import timezone

from pricing.models import Product, ProductCost
from synthai.core import tenancy

# Rows leave through COPY as CSV: a million rows in two seconds and a tenth of the memory of model instances.
# The organisation is a bound parameter, and row-level security holds for COPY too.
_SALES = """
COPY (
    SELECT p.sku, s.sold_on AS date, s.units, s.unit_price, s.promo, s.competitor_price, s.stock,
           c.name AS category, cost.unit_cost, s.grain, s.extra
      FROM pricing_salesrow s
      JOIN pricing_product p ON p.organisation_id = s.organisation_id AND p.id = s.product_id
      LEFT JOIN pricing_category c ON c.organisation_id = p.organisation_id AND c.id = p.category_id
      LEFT JOIN LATERAL (
          SELECT k.unit_cost FROM pricing_productcost k
           WHERE k.organisation_id = p.organisation_id AND k.product_id = p.id AND k.from_on <= %(today)s
           ORDER BY k.from_on DESC LIMIT 1
      ) cost ON true
     WHERE s.organisation_id = %(organisation)s AND p.archived_at IS NULL
     ORDER BY p.sku, s.sold_on
) TO STDOUT WITH (FORMAT csv, HEADER true)
"""
_TEXT = {"sku": str, "category": str, "extra": str}


def sales_frame() -> pd.DataFrame:
    """Every sales row of products on sale, in the engine's HISTORY columns. Needs the tenant.

    `unit_price`, `competitor_price`: rand incl. VAT; `unit_cost`: rand excl. VAT, today's. Columns that hold
    nothing at all are left out, so that the engine does not learn from their absence.
    """
    out = io.BytesIO()
    with transaction.atomic():
        tenancy.bind()
        # The driver's own cursor: the one Django wraps around it under DEBUG binds nothing in a COPY.
        with connection.cursor() as cursor, cursor.cursor.copy(_SALES, _parameters()) as copy:
            for block in copy:
                out.write(block)
    out.seek(0)
    # Only an empty cell is missing: a product coded "NA" or "null" is a product.
    frame = pd.read_csv(out, dtype=_TEXT, parse_dates=["date"], keep_default_na=False, na_values=[""])
    return _with_extra(frame.drop(columns=["grain"])).dropna(axis="columns", how="all")


def candidates_frame() -> pd.DataFrame:
    """Products on sale with a price: sku, current_price, unit_cost, floor, ceiling, vat share. Needs the tenant."""
    today = timezone.localdate()
    costs = dict(ProductCost.objects.known_on(today).values_list("product_id", "unit_cost"))
    rows = Product.objects.on_sale().exclude(current_price=None).order_by("sku")
    return pd.DataFrame(
        [
            {
                "sku": product.sku,
                "current_price": float(product.current_price or 0),
                "unit_cost": _number(costs.get(product.pk)),
                "floor_price": _number(product.floor_price),
                "ceiling_price": _number(product.ceiling_price),
                "vat": float(product.vat_rate),
            }
            for product in rows
        ]
    )


def _parameters() -> dict[str, object]:
    return {"organisation": tenancy.active(), "today": timezone.localdate()}


def _number(value: object) -> float:
    return float("nan") if value is None else float(str(value))


def _with_extra(frame: pd.DataFrame) -> pd.DataFrame:
    """Further numeric columns, kept as JSON per row, become columns of their own."""
    filled = frame["extra"].dropna()
    if filled.empty:
        return frame.drop(columns=["extra"])
    extra = pd.json_normalize(filled.map(json.loads).tolist())
    extra.index = filled.index
    return frame.drop(columns=["extra"]).join(extra.drop(columns=extra.columns.intersection(frame.columns)))
