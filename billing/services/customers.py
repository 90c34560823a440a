"""Who pays for an organisation: where bills go, and the name on them."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from billing import events, locks, permissions
from billing.models import Customer
from synthai.core import vat_numbers as vat
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.events import publish
from synthai.core.versions import check_version

_FIELDS = ("email", "legal_name", "address", "vat_number", "registration_number", "cellphone")


class VatNumberWrong(DomainError):
    """Not a VAT number as SARS gives them."""

    code = "billing.customer.vat_number"
    title = _("The VAT number is wrong")
    message = _(
        "“%(number)s” is no VAT number: it has 10 digits, starts with 4, and its last digit checks the others. Compare it with "
        "your registration letter, or leave it empty."
    )
    remedy = _("Send ten digits as on the registration letter, or an empty text.")
    field = "vat_number"


@dataclass(frozen=True, kw_only=True)
class Details:
    """As a person typed them, cleaned."""

    email: str = ""
    legal_name: str = ""
    address: str = ""
    vat_number: str = ""
    registration_number: str = ""
    cellphone: str = ""


@transaction.atomic
def change(details: Details, *, by: Actor, expected: str | None = None) -> Customer:
    """Write the billing details down. Needs the tenant. Raises NotAllowed, PreconditionFailed, ValidationError, VatNumberWrong."""
    require(by, permissions.PAYMENT_MAKE)
    details = replace(details, vat_number=_checked_vat_number(details.vat_number))
    customer = locks.lock_customer(by.organisation_id)
    check_version(customer, expected)
    changes = {
        name: [getattr(customer, name), getattr(details, name)]
        for name in _FIELDS
        if getattr(customer, name) != getattr(details, name)
    }
    if not changes:
        return customer
    for name in changes:
        setattr(customer, name, getattr(details, name))
    customer.version += 1
    customer.full_clean()
    customer.save(update_fields=[*changes, "version"])
    audit(customer, "billing.customer.changed", by=by, changes=changes)
    publish(events.BillingDetailsChanged(fields=sorted(changes)))
    return customer


def _checked_vat_number(text: str) -> str:
    """On an invoice a wrong number costs the customer the input tax, so here none is kept that breaks the rule."""
    number = vat.normalise(text)
    if number and not vat.is_plausible(number):
        raise VatNumberWrong(number=text.strip())
    return number


@transaction.atomic
def present(organisation_id: int) -> Customer:
    """The details as they stand; empty ones are made, so that a first edit has a version to name. Needs the tenant."""
    return locks.lock_customer(organisation_id)
