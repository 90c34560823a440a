"""Tell the buyer how to come in, and the sellers that a course was sold."""

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import selectors as people
from billing.selectors import sales
from courses import permissions
from courses.models import Purchase, PurchaseState
from courses.services.selling import claims
from notifications.services import inbox, mail
from synthai.core.money import format_zar

SOLD: Final = "courses.sold"


def bought(purchase: Purchase) -> None:
    """After a place was paid: the buyer's way in, and a line for who looks after sales. The second is once for a purchase."""
    if purchase.state == PurchaseState.PAID:
        access(purchase)
    owner = purchase.organisation_id or 0
    sale = sales.get_sale(purchase.sale)
    inbox.notify(
        SOLD,
        people.member_ids_holding(owner, permissions.SALE_VIEW),
        title=_("Sold: %(title)s") % {"title": purchase.course.title},
        body=_("%(amount)s, order %(reference)s")
        % {"amount": format_zar(sale.total), "reference": sale.reference},
        url=reverse("courses:sale-list", args=[people.slug_of(owner)]),
        organisation_id=owner,
        key=f"sold:{purchase.public_id}",
    )


def access(purchase: Purchase) -> None:
    """Mail the link that opens the course to the buyer's address."""
    sale = sales.get_sale(purchase.sale)
    if not sale.buyer_email:
        return
    owner = purchase.organisation_id or 0
    context: dict[str, Any] = {
        "title": purchase.course.title,
        "name": sale.buyer_name,
        "organisation": people.name_of(owner),
        "url": claims.address_of(purchase),
    }
    mail.send("courses/access", sale.buyer_email, context, organisation_id=owner)
