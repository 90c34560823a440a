"""A shop whose facts get their documents, and what the books must say at any moment."""

from decimal import Decimal

from billing.models import CreditEntry, JournalEntry, JournalLine, TaxDocument
from billing.selectors import ledger
from billing.services import entities, invoices
from billing.tests.factories import Shop
from synthai.core.models import OutboxEvent
from synthai.core.tenancy import all_tenants, tenant

SELLER = {
    "name": "SynthAI (Pty) Ltd",
    "vat_number": "4740101508",
    "address": "1 Long Street; Cape Town 8001",
    "registration_number": "2019/123456/07",
    "email": "accounts@synthai.example",
}
FOLLOWED = ("billing.ChargePaid", "billing.RefundMade", "billing.ChargeVoided", "billing.UnusedReturned")


def follow(shop: Shop, *, times: int = 1, after: int = 0) -> int:
    """What a worker does for every fact there is, or those that came after another; again and again, if asked.

    Returns the key of the last one.
    """
    with tenant(shop.organisation_id):
        facts = list(OutboxEvent.objects.filter(name__in=FOLLOWED, pk__gt=after).order_by("pk"))
        for fact in facts * times:
            invoices.follow(fact.name, fact.payload, now=shop.now)
    return facts[-1].pk if facts else after


def documents(shop: Shop) -> list[TaxDocument]:
    with tenant(shop.organisation_id):
        return list(TaxDocument.objects.order_by("pk"))


def balance(code: str) -> Decimal:
    """An account of the entity that sells, in rand."""
    return Decimal(ledger.balance(entities.selling().pk, code)) / 100


def check_books() -> None:
    """Every entry balances, so does the whole, nothing is in suspense, and customers' credit is what they are told."""
    with all_tenants(reason="test"):
        credit = sum(CreditEntry.objects.values_list("amount", flat=True), Decimal(0))
        for entry in JournalEntry.objects.prefetch_related("lines"):
            assert sum(line.cents for line in entry.lines.all()) == 0, entry.key
    assert sum(JournalLine.objects.values_list("cents", flat=True)) == 0
    assert balance("suspense") == 0
    assert -balance("customer_credit") == credit
