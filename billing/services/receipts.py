"""What a receipt by mail says of a paid charge. It is no tax invoice."""

from decimal import Decimal

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.models import Charge
from synthai.core.money import Money


def rows(charge: Charge) -> list[tuple[str, str]]:
    """Its lines, sums, VAT, seller and days, each with what it is called."""
    found = [(line["text"], _money(charge, line["amount"])) for line in charge.lines]
    if charge.discount:
        found.append((_("Coupon"), _money(charge, -charge.discount)))
    if charge.credit:
        found.append((_("Your credit"), _money(charge, -charge.credit)))
    found.append((_("Paid"), str(charge.money)))
    found.append((_("VAT"), _vat(charge)))
    if charge.paid_at:
        found.append((_("Paid on"), date_format(timezone.localtime(charge.paid_at), "j F Y")))
    found.append((_("Reference"), charge.reference))
    found.append((_("From"), _seller()))
    return found


def _money(charge: Charge, amount: Decimal | str) -> str:
    return str(Money(Decimal(amount), charge.currency))


def _vat(charge: Charge) -> str:
    if not charge.vat_percent:
        return _("No VAT is charged.")
    named = {
        "percent": f"{charge.vat_percent.normalize():f}",
        "taxed": Money(charge.taxed, charge.currency),
        "amount": Money(charge.vat_amount, charge.currency),
    }
    return _("%(percent)s%% in %(taxed)s: %(amount)s") % named


def _seller() -> str:
    seller = settings.BILLING_ENTITY
    if not seller["vat_number"]:
        return str(seller["name"])
    return _("%(name)s, VAT number %(number)s") % {"name": seller["name"], "number": seller["vat_number"]}
