"""Who pays for an organisation: where bills go, and the name on them."""

from dataclasses import dataclass

from django.db import transaction

from billing import locks, permissions
from billing.models import Customer
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.versions import check_version

_FIELDS = ("email", "legal_name", "address", "cellphone")


@dataclass(frozen=True, kw_only=True)
class Details:
    """As a person typed them, cleaned."""

    email: str = ""
    legal_name: str = ""
    address: str = ""
    cellphone: str = ""


@transaction.atomic
def change(details: Details, *, by: Actor, expected: str | None = None) -> Customer:
    """Write the billing details down. Needs the tenant. Raises NotAllowed, PreconditionFailed, ValidationError."""
    require(by, permissions.PAYMENT_MAKE)
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
    return customer


@transaction.atomic
def present(organisation_id: int) -> Customer:
    """The details as they stand; empty ones are made, so that a first edit has a version to name. Needs the tenant."""
    return locks.lock_customer(organisation_id)
