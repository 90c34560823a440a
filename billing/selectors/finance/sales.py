"""What was sold: by treatment and rate out of the documents, by kind of revenue out of the books, month by month."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from billing.engine import ledger
from billing.models import BillingEntity, JournalLine, VatRow

NOTHING = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class Sold:
    """Sums of one treatment and rate; credit notes are taken off."""

    excl: Decimal = NOTHING
    vat: Decimal = NOTHING
    incl: Decimal = NOTHING
    rows: int = 0

    def __add__(self, other: "Sold") -> "Sold":
        return Sold(
            excl=self.excl + other.excl,
            vat=self.vat + other.vat,
            incl=self.incl + other.incl,
            rows=self.rows + other.rows,
        )


@dataclass(frozen=True, kw_only=True)
class Sales:
    """By month (its first day): what each treatment and rate came to, and each kind of revenue without VAT."""

    months: list[date]
    by_rate: dict[tuple[str, Decimal], dict[date, Sold]] = field(default_factory=dict)
    by_kind: dict[str, dict[date, Decimal]] = field(default_factory=dict)

    def of_rate(self, treatment: str, rate: Decimal) -> Sold:
        return sum(self.by_rate[treatment, rate].values(), Sold())

    def of_month(self, month: date) -> Sold:
        return sum((months.get(month, Sold()) for months in self.by_rate.values()), Sold())

    def of_kind(self, kind: str) -> Decimal:
        return sum(self.by_kind[kind].values(), NOTHING)

    def revenue_of(self, month: date) -> Decimal:
        return sum((months.get(month, NOTHING) for months in self.by_kind.values()), NOTHING)

    @property
    def total(self) -> Sold:
        return sum((self.of_month(month) for month in self.months), Sold())

    @property
    def revenue(self) -> Decimal:
        return sum((self.revenue_of(month) for month in self.months), NOTHING)

    @property
    def difference(self) -> Decimal:
        """Documents less books: nothing, unless something is wrong."""
        return self.total.excl - self.revenue


def sales(entity: BillingEntity, *, since: date, until: date) -> Sales:
    """What counts on those days. Two queries."""
    months = _months(since, until)
    found = Sales(months=months)
    for row in _documents(entity, since, until):
        held = found.by_rate.setdefault((row["treatment"], row["rate"]), {})
        held[row["month"]] = Sold(
            excl=row["sum_excl"], vat=row["sum_vat"], incl=row["sum_incl"], rows=row["count"]
        )
    for row in _books(entity, since, until):
        kind = row["account__code"].partition(".")[2]
        held_by = found.by_kind.setdefault(kind, {})
        held_by[row["month"]] = -Decimal(int(row["total"])) / 100
    return found


def _documents(entity: BillingEntity, since: date, until: date) -> Any:
    rows = VatRow.objects.filter(entity=entity, declared_on__gte=since, declared_on__lte=until)
    return (
        rows.annotate(month=TruncMonth("declared_on"))
        .values("treatment", "rate", "month")
        .annotate(sum_excl=Sum("excl"), sum_vat=Sum("vat"), sum_incl=Sum("incl"), count=Count("pk"))
        .order_by("treatment", "-rate", "month")
    )


def _books(entity: BillingEntity, since: date, until: date) -> Any:
    rows = JournalLine.objects.filter(
        account__entity=entity,
        account__code__startswith=f"{ledger.REVENUE}.",
        entry__entity=entity,
        entry__posted_on__gte=since,
        entry__posted_on__lte=until,
    )
    return (
        rows.annotate(month=TruncMonth("entry__posted_on"))
        .values("account__code", "month")
        .annotate(total=Sum("cents"))
        .order_by("account__code", "month")
    )


def _months(since: date, until: date) -> list[date]:
    found, month = [], since.replace(day=1)
    while month <= until:
        found.append(month)
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return found
