"""Whoever pays by a link from outside and leaves an address: told once when the EFT arrives, then the address is forgotten."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from billing import locks
from billing.gateways.eft import Eft
from billing.models import Payment, PaymentState
from billing.services import pay_links
from notifications.services import mail
from synthai.core.money import Money


def remember(payment: Payment, email: str) -> None:
    """Keep where the receipt of an EFT goes; gateways send their own. The newest address counts. Payment is locked or new."""
    if payment.gateway == Eft.code and email and payment.payer_email != email:
        payment.payer_email = email
        payment.save(update_fields=["payer_email"])


@transaction.atomic
def tell(payment_public_id: str, *, now: datetime) -> bool:
    """Send the receipt of a confirmed payment to who paid it, if we know where; once. Needs the tenant."""
    found = Payment.objects.filter(public_id=payment_public_id).exclude(payer_email="").first()
    if found is None:
        return False
    payment = locks.lock_payment(found.pk)
    if payment.state != PaymentState.CONFIRMED or not payment.payer_email:
        return False
    organisation = payment.organisation.name
    token = pay_links.make(payment.charge, payment.organisation.public_id, now=now)
    amount = {"amount": Money(payment.amount, payment.currency), "organisation": organisation}
    context = {
        "title": _("Received: %(amount)s for %(organisation)s") % amount,
        "organisation": organisation,
        "reference": payment.reference,
        "url": settings.SITE_URL.rstrip("/") + reverse("billing-public:pay", args=[token]),
    }
    mail.send("billing/payer", payment.payer_email, context, organisation_id=payment.organisation_id)
    _forget(payment)
    return True


@transaction.atomic
def forget_old(*, now: datetime) -> int:
    """Forget addresses whose money did not come; returns how many. Needs the tenant."""
    rows = Payment.objects.payer_to_forget(now=now).order_by("pk")
    return int(rows.update(payer_email=""))


def _forget(payment: Payment) -> None:
    payment.payer_email = ""
    payment.save(update_fields=["payer_email"])
