"""Tell the seller of an order that needs them."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import selectors as people
from billing import permissions
from billing.models import Sale
from notifications.services import inbox

KIND = "billing.sale_trouble"


def trouble(event_id: str, sale_public_id: str, *, failure: str) -> None:
    """Another amount came, or the gateway could not pay back. Idempotent by event. Needs the tenant."""
    sale = Sale.objects.filter(public_id=sale_public_id).order_by("pk").first()
    if sale is None:
        return
    owner = sale.organisation_id or 0
    title = (
        _("An order could not be paid back: pay it by EFT")
        if failure
        else _("An order was paid with another amount")
    )
    inbox.notify(
        KIND,
        people.member_ids_holding(owner, permissions.SELLER_CHANGE),
        title=title,
        body=f"{sale.title}, {sale.reference}. {failure}".strip(),
        url=reverse("billing:seller", args=[people.slug_of(owner)]),
        organisation_id=owner,
        key=f"sale:{event_id}",
    )
