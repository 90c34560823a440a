"""Sales of courses as rows of a table, for the bookkeeper."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from courses import permissions
from courses.selectors import selling as selectors
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.spreadsheets import neutralise


def rows(*, by: Actor) -> Iterator[list[str]]:
    """A heading, then a row for each sale, the newest first. Raises NotAllowed."""
    require(by, permissions.SALE_VIEW)
    audit(None, "courses.sale.downloaded", by=by)
    return _rows()


def _rows() -> Iterator[list[str]]:
    yield [
        _("Paid on"),
        _("Order"),
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
    for sale in selectors.rows_of_sales().order_by("-created_at", "-pk").iterator(chunk_size=500):
        yield [
            neutralise(cell)
            for cell in (
                f"{timezone.localtime(sale.paid_at):%Y-%m-%d}" if sale.paid_at else "",
                sale.reference,
                sale.title,
                sale.buyer_name,
                sale.buyer_email,
                sale.invoice or "",
                f"{sale.price:.2f}",
                sale.coupon_code,
                f"{sale.discount:.2f}",
                f"{sale.total:.2f}",
                f"{sale.vat:.2f}",
                f"{sale.net:.2f}",
                str(sale.get_state_display()),
                f"{timezone.localtime(sale.returned_at):%Y-%m-%d}" if sale.returned_at else "",
            )
        ]
