"""Sales of courses as a table, for the bookkeeper."""

from collections.abc import Iterator
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from courses import permissions
from courses.selectors import selling as selectors
from synthai.core import spreadsheets
from synthai.core.access import Actor, require
from synthai.core.audit import audit


def as_file(*, by: Actor) -> IO[bytes]:
    """CSV with a row for each sale, the newest first. Needs the tenant. Raises NotAllowed. Whoever sends the file closes it."""
    require(by, permissions.SALE_VIEW)
    audit(None, "courses.sale.downloaded", by=by)
    return spreadsheets.csv_file(
        spreadsheets.Sheet(title=_("Sales of courses"), heads=_heads(), rows=_rows())
    )


def _heads() -> list[str]:
    return [
        _("Paid on"),
        pgettext("purchase", "Order"),
        _("Course"),
        _("Buyer"),
        _("E-mail"),
        _("Invoice"),
        _("Price"),
        _("Coupon"),
        _("Discount"),
        _("Total"),
        _("VAT"),
        _("Without VAT"),
        _("State"),
        _("Paid back on"),
    ]


def _rows() -> Iterator[list[Any]]:
    for sale in selectors.rows_of_sales().order_by("-created_at", "-pk").iterator(chunk_size=500):
        yield [
            timezone.localdate(sale.paid_at) if sale.paid_at else None,
            sale.reference,
            sale.title,
            sale.buyer_name,
            sale.buyer_email,
            sale.invoice,
            sale.price,
            sale.coupon_code,
            sale.discount,
            sale.total,
            sale.vat,
            sale.net,
            sale.get_state_display(),
            timezone.localdate(sale.returned_at) if sale.returned_at else None,
        ]
