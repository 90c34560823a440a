"""The books, read: balances of a day, and the way down from a balance to its entries and sides."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max, Q, Sum

from billing.models import Account, BookClosing, JournalEntry, JournalLine


@dataclass(frozen=True, kw_only=True)
class Balance:
    """One account on a day: debit is positive."""

    code: str
    kind: str
    cents: int

    @property
    def debit(self) -> Decimal:
        return Decimal(max(self.cents, 0)) / 100

    @property
    def credit(self) -> Decimal:
        return Decimal(max(-self.cents, 0)) / 100


def rand(cents: int) -> Decimal:
    """Cents as rand."""
    return Decimal(cents) / 100


def trial_balance(entity_id: int, *, on: date, since: date | None = None) -> list[Balance]:
    """Every account that moved, by code; their sum is nothing. With `since` only what was posted from that day on. One query."""
    posted = Q(entry__entity_id=entity_id, entry__posted_on__lte=on)
    if since is not None:
        posted &= Q(entry__posted_on__gte=since)
    rows = JournalLine.objects.filter(posted).values("account__code", "account__kind")
    summed = rows.annotate(total=Sum("cents")).order_by("account__code")
    return [
        Balance(code=row["account__code"], kind=row["account__kind"], cents=int(row["total"]))
        for row in summed
    ]


def balance(entity_id: int, code: str) -> int:
    """One account as it stands, in cents."""
    rows = JournalLine.objects.filter(account__entity_id=entity_id, account__code=code)
    return int(rows.aggregate(total=Sum("cents"))["total"] or 0)


def closed_until(entity_id: int) -> date | None:
    """The last day whose books are closed."""
    found: date | None = BookClosing.objects.filter(entity_id=entity_id).aggregate(last=Max("until"))["last"]
    return found


def newest_sides(account: Account, *, count: int) -> "list[JournalLine]":
    """What moved an account last."""
    rows = JournalLine.objects.filter(account=account).select_related("entry")
    return list(rows.order_by("-entry_id")[:count])


def entries_of(source: str) -> list[JournalEntry]:
    """Everything that was posted for a document, a payment or a charge, oldest first, with its sides."""
    rows = JournalEntry.objects.filter(source=source)
    return list(rows.order_by("pk"))
