"""The suppliers' invoices that an organisation kept."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum

from billing.models import CheckClaim, CheckedInvoice
from billing.models.checked import CheckedInvoiceQuerySet
from synthai.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Sums:
    """Over everything kept."""

    number: int
    amount: Decimal


def checks() -> CheckedInvoiceQuerySet:
    """All that are kept, for a list by key."""
    return CheckedInvoice.objects.kept()


def get_check(public_id: str) -> CheckedInvoice:
    """One of them. Raises NotFound."""
    found: CheckedInvoice | None = checks().filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def is_removed(public_id: str) -> bool:
    """Whether it was kept once, and can be put back."""
    return CheckedInvoice.objects.filter(public_id=public_id, removed_at__isnull=False).exists()


def sums() -> Sums:
    """How many are kept, and the input tax of those that may be claimed. One query."""
    said = Sum("amount", filter=~Q(claim=CheckClaim.ASK))
    found = checks().aggregate(number=Count("pk"), amount=said)
    return Sums(number=found["number"], amount=found["amount"] or Decimal(0))
