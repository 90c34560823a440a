"""Reads of what an organisation sold: one sale for its buyer, all of one kind for the seller."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from billing.models import Sale, SaleDocument, SalePayment, SaleRefund, SaleState, SellerCoupon
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What sales came to. `net` is without VAT and without what was paid back."""

    sold: int
    returned: int
    gross: Decimal
    vat: Decimal
    net: Decimal


def get_sale(public_id: str) -> Sale:
    """A sale of the active organisation. Raises NotFound."""
    found: Sale | None = Sale.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def sales_of(kind: str, *, since: datetime | None = None, item: str = "") -> "QuerySet[Sale]":
    """Paid and returned sales of one kind with their invoice's number and their refund's state, for lists that page by key."""
    rows: Any = Sale.objects.of_money().filter(kind=kind)
    if since is not None:
        rows = rows.filter(paid_at__gte=since)
    if item:
        rows = rows.filter(item=item)
    invoices = SaleDocument.objects.filter(sale=OuterRef("pk"), kind__in=("invoice", "tax_invoice"))
    refunds = SaleRefund.objects.filter(payment__sale=OuterRef("pk"), ends_sale=True)
    return rows.annotate(  # type: ignore[no-any-return]
        invoice=Subquery(invoices.order_by("pk").values("number")[:1]),
        refund=Subquery(refunds.order_by("pk").values("state")[:1]),
    )


def figures_of(kind: str, *, since: datetime | None = None) -> Figures:
    """The sums of one kind's sales. One query."""
    rows: Any = Sale.objects.of_money().filter(kind=kind)
    if since is not None:
        rows = rows.filter(paid_at__gte=since)
    kept = Q(state=SaleState.PAID)
    found = rows.aggregate(
        sold=Count("pk"),
        returned=Count("pk", filter=~kept),
        gross=Sum("total", filter=kept),
        vat=Sum("vat", filter=kept),
    )
    gross, vat = found["gross"] or Decimal(0), found["vat"] or Decimal(0)
    return Figures(sold=found["sold"], returned=found["returned"], gross=gross, vat=vat, net=gross - vat)


def by_public_id(public_ids: list[str]) -> dict[str, Sale]:
    """Sales by public id. One query."""
    return {row.public_id: row for row in Sale.objects.filter(public_id__in=public_ids)}


def coupons() -> "QuerySet[SellerCoupon]":
    """The seller's coupons, newest first."""
    return SellerCoupon.objects.newest_first()


def documents_of(sale: Sale) -> list[SaleDocument]:
    """A sale's documents, oldest first."""
    return list(SaleDocument.objects.filter(sale=sale).order_by("pk"))


def last_try(sale: Sale) -> SalePayment | None:
    """The newest try to pay."""
    found: SalePayment | None = SalePayment.objects.filter(sale=sale).order_by("-pk").first()
    return found


def refund_of(sale: Sale) -> SaleRefund | None:
    """What goes back of a sale."""
    rows = SaleRefund.objects.filter(payment__sale=sale, ends_sale=True)
    found: SaleRefund | None = rows.order_by("pk").first()
    return found
