"""Bank lines that name a charge for which no EFT was begun: found, and given a payment so that they count like any EFT.

Functions look over customers and need `all_tenants()`.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from billing import locks
from billing.gateways.eft import Eft
from billing.gateways.eft.references import squeezed
from billing.models import BankLine, Charge, Payment, PaymentState
from billing.services import references
from synthai.core.tenancy import tenant

_NAMED: Final = re.compile(f"(?=(SY[{references.ALPHABET}]{{{references.LENGTH}}}))")


def add(rows: Sequence[BankLine]) -> None:
    """To lines without a suggestion, the charge whose reference stands whole on them. Not saved. Two queries."""
    named = {
        row.pk: _NAMED.findall(squeezed(row.description)) for row in rows if not row.suggestion["choices"]
    }
    wanted = {each for found in named.values() for each in found}
    charges = Charge.objects.filter(reference__in=wanted) if wanted else Charge.objects.none()
    known = {charge.reference: charge for charge in charges}
    with_eft = Payment.objects.filter(charge__in=[charge.pk for charge in known.values()], gateway=Eft.code)
    efts = dict(with_eft.order_by("pk").values_list("charge__reference", "reference"))
    for row in rows:
        found = next((known[each] for each in named.get(row.pk, ()) if each in known), None)
        if found is not None:
            row.suggestion |= _suggestion(row, found, efts.get(found.reference, found.reference))


def _suggestion(row: BankLine, charge: Charge, reference: str) -> dict[str, Any]:
    said = _("The reference of the charge %(reference)s stands on the line.") % {
        "reference": charge.reference
    }
    choice = {
        "reference": reference,
        "confidence": "0.97",
        "difference": str(row.amount - charge.total),
        "reasons": [said, _("No EFT is awaited for it.")],
    }
    return {"note": "", "is_clear": False, "choices": [choice], "reference": reference, "confidence": "0.97"}


def eft_for(reference: str, *, now: datetime) -> tuple[int, Payment] | None:
    """A payment by EFT of the charge with this reference, made now, with whose it is. In the caller's transaction."""
    charge = Charge.objects.filter(reference=reference).order_by("pk").first()
    if charge is None or not charge.taxed:
        return None
    owner = charge.organisation_id or 0
    with tenant(owner):
        locks.lock_customer(owner)
        payment: Payment = Payment.objects.create(
            reference=references.new(),
            charge=charge,
            gateway=Eft.code,
            state=PaymentState.PENDING,
            amount=charge.total or charge.taxed,
            currency=charge.currency,
            created_at=now,
        )
        references.route(payment.reference, owner)
    return owner, payment
