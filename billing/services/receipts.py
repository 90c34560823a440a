"""What a receipt by mail says of a paid charge. The tax invoice, which tells the VAT and every line, comes in a mail of its own."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from billing.engine.periods import local_date
from billing.models import Charge
from billing.services import entities


def rows(charge: Charge) -> list[tuple[str, str]]:
    """What was paid for, how much and when, to whom, and where the invoice is: each with what it is called. One query at most."""
    found = [(_("For"), ", ".join(line["text"] for line in charge.lines))]
    if charge.period_start and charge.last_day:
        named = {"start": _day(charge.period_start), "end": _day(charge.last_day)}
        found.append((_("Period"), _("%(start)s to %(end)s") % named))
    found.append((_("Paid"), str(charge.money)))
    if charge.paid_at:
        found.append((_("Paid on"), _day(charge.paid_at)))
    found.append((_("Reference"), charge.reference))
    found.append((_("From"), entities.shown(local_date(charge.paid_at or charge.created_at)).name))
    name = _("Tax invoice") if charge.vat_percent else _("Invoice")
    found.append((name, _("comes in a mail of its own, and stands under Plan and payments, Invoices")))
    return found


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y")
