"""What an entity's documents come to in a VAT period, and whether the books say the same. Rows of VatRow, which outlive their customers.

Every function asks a constant number of queries, however many rows there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Case, Count, DateField, Exists, F, Min, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.fields import BooleanField

from billing.engine import ledger, vat201, vat_periods
from billing.engine.vat_periods import VatPeriod
from billing.models import (
    BillingEntity,
    BookClosing,
    DocumentKind,
    JournalLine,
    VatRow,
    VendorPeriod,
    WaitingDocument,
    charges_of,
)

_NOTES: Final = (DocumentKind.CREDIT_NOTE, DocumentKind.DEBIT_NOTE)
MOST_STRAYS: Final = 20
_ALWAYS: Final = Q(pk__isnull=False)


@dataclass(frozen=True, kw_only=True)
class Check:
    """One rate: VAT by the documents, and by the account of the books."""

    code: str
    account: int | None
    documents: Decimal
    books: Decimal

    @property
    def difference(self) -> Decimal:
        return self.documents - self.books


@dataclass(frozen=True, kw_only=True)
class Late:
    """Documents that count in another period than the one they belong to."""

    rows: int
    vat: Decimal


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that the page of a period says."""

    period: VatPeriod
    found: vat201.Return
    checks: list[Check]
    late: Late
    moved: Late
    registrations: list[VendorPeriod]
    closed_until: date | None
    waiting: int
    written_off: Decimal
    strays: list[JournalLine]

    @property
    def difference(self) -> Decimal:
        return sum((check.difference for check in self.checks), Decimal("0.00"))

    @property
    def is_reconciled(self) -> bool:
        return not any(check.difference for check in self.checks)

    @property
    def is_closed(self) -> bool:
        return self.closed_until is not None and self.closed_until >= self.period.last

    @property
    def unregistered_days(self) -> int:
        """On how many days of the period the entity was no vendor."""
        days = (self.period.last - self.period.first).days + 1
        return days - sum(_overlap(each, self.period) for each in self.registrations)


def report(entity: BillingEntity, period: VatPeriod) -> Report:
    """The period's return, as far as it is kept here. Eight queries; one more where documents and books differ."""
    held = list(VendorPeriod.objects.filter(entity=entity).order_by("since"))
    groups = grouped(rows_of(entity, period), registered(held))
    compared = checks(entity, period, groups)
    last = BookClosing.objects.filter(entity=entity).order_by("-until").values_list("until", flat=True)
    return Report(
        period=period,
        found=vat201.work_out(groups, period),
        checks=compared,
        late=_late(rows_of(entity, period).filter(is_late(period))),
        moved=_late(moved(entity, period)),
        registrations=[each for each in held if _overlap(each, period)],
        closed_until=last.first(),
        waiting=_waiting(entity, period),
        written_off=_written_off(entity, period),
        strays=_strays(entity, period) if any(check.difference for check in compared) else [],
    )


def periods_of(entity: BillingEntity, *, today: date) -> list[VatPeriod]:
    """From the one of the first document to today's, newest first; at least the last two. One query."""
    oldest = VatRow.objects.filter(entity=entity).aggregate(first=Min("declared_on"))["first"] or today
    period = vat_periods.containing(entity.vat_periods, today)
    found = [period, vat_periods.before(entity.vat_periods, period)]
    while found[-1].first > oldest:
        found.append(vat_periods.before(entity.vat_periods, found[-1]))
    return found


def rows_of(entity: BillingEntity, period: VatPeriod) -> "QuerySet[VatRow]":
    """What counts in a period."""
    return VatRow.objects.filter(entity=entity, declared_on__gte=period.first, declared_on__lte=period.last)


def grouped(rows: "QuerySet[VatRow]", is_vendor: Q) -> list[vat201.Group]:
    """Rows summed by treatment and rate, credit notes and days without a registration apart. One query."""
    said = rows.annotate(
        note=Case(
            When(kind=DocumentKind.CREDIT_NOTE, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
        vendor=Case(When(is_vendor, then=Value(True)), default=Value(False), output_field=BooleanField()),
    )
    sums = said.values("treatment", "rate", "note", "vendor").annotate(
        count=Count("pk"), sum_excl=Sum("excl"), sum_vat=Sum("vat"), sum_incl=Sum("incl")
    )
    return [
        vat201.Group(
            treatment=row["treatment"],
            rate=row["rate"],
            is_note=row["note"],
            is_vendor=row["vendor"],
            rows=row["count"],
            excl=row["sum_excl"],
            vat=row["sum_vat"],
            incl=row["sum_incl"],
        )
        for row in sums.order_by("treatment", "-rate", "note", "-vendor")
    ]


def registered(held: list[VendorPeriod]) -> Q:
    """Rows whose time of supply is a day of a registration."""
    found = Q(pk__isnull=True)
    for each in held:
        days = _ALWAYS
        if each.since:
            days &= Q(supplied_on__gte=each.since)
        if each.until:
            days &= Q(supplied_on__lte=each.until)
        found |= days
    return found


def is_late(period: VatPeriod) -> Q:
    """Rows that belong to days before the period: an invoice by its time of supply, a note by its day."""
    return Q(kind__in=_NOTES, issued_on__lt=period.first) | (
        ~Q(kind__in=_NOTES) & Q(supplied_on__lt=period.first)
    )


def checks(entity: BillingEntity, period: VatPeriod, groups: list[vat201.Group]) -> list[Check]:
    """The documents' VAT by rate beside what was posted to its account. One query."""
    documents: dict[str, Decimal] = {}
    for group in groups:
        code = ledger.vat_account(group.rate)
        documents[code] = documents.get(code, Decimal("0.00")) + group.vat
    posted = _posted(entity, period, Q(account__code__startswith=f"{ledger.VAT}."))
    codes = sorted({code for code, vat in documents.items() if vat} | posted.keys())
    return [
        Check(
            code=code,
            account=posted[code][0] if code in posted else None,
            documents=documents.get(code, Decimal("0.00")),
            books=-posted[code][1] if code in posted else Decimal("0.00"),
        )
        for code in codes
    ]


def _posted(entity: BillingEntity, period: VatPeriod, which: Q) -> Mapping[str, tuple[int, Decimal]]:
    """What the period moved on accounts, in rand, debit positive: by code, with the account's key."""
    rows = JournalLine.objects.filter(
        which,
        account__entity=entity,
        entry__entity=entity,
        entry__posted_on__gte=period.first,
        entry__posted_on__lte=period.last,
    )
    summed = rows.values("account_id", "account__code").annotate(total=Sum("cents"))
    return {
        row["account__code"]: (row["account_id"], Decimal(int(row["total"])) / 100)
        for row in summed.order_by("account__code")
    }


def _strays(entity: BillingEntity, period: VatPeriod) -> list[JournalLine]:
    """Output tax of the period that no document made, oldest first; at most so many as somebody reads."""
    documents = VatRow.objects.filter(entity=entity, number=OuterRef("entry__source"))
    rows = JournalLine.objects.filter(
        ~Exists(documents),
        account__entity=entity,
        account__code__startswith=f"{ledger.VAT}.",
        entry__posted_on__gte=period.first,
        entry__posted_on__lte=period.last,
    )
    return list(rows.select_related("entry", "account").order_by("entry__posted_on", "pk")[:MOST_STRAYS])


def _late(rows: "QuerySet[VatRow]") -> Late:
    found: dict[str, Any] = rows.aggregate(rows=Count("pk"), vat=Sum("vat"))
    return Late(rows=found["rows"], vat=found["vat"] or Decimal("0.00"))


def moved(entity: BillingEntity, period: VatPeriod) -> "QuerySet[VatRow]":
    """What belongs to the period and counts later, since its books were closed."""
    belongs = Case(
        When(kind__in=_NOTES, then=F("issued_on")), default=F("supplied_on"), output_field=DateField()
    )
    rows = VatRow.objects.filter(entity=entity, declared_on__gt=period.last).annotate(belongs=belongs)
    return rows.filter(belongs__gte=period.first, belongs__lte=period.last)


def _waiting(entity: BillingEntity, period: VatPeriod) -> int:
    """Documents of the period that are not issued yet. Needs `all_tenants()`."""
    ours = charges_of(entity, through="charge__")
    rows = WaitingDocument.objects.filter(ours, issued_at__isnull=True)
    return rows.filter(supplied_on__gte=period.first, supplied_on__lte=period.last).count()


def _written_off(entity: BillingEntity, period: VatPeriod) -> Decimal:
    """What was given up in the period, with VAT."""
    posted = _posted(entity, period, Q(account__code=ledger.WRITE_OFFS))
    return posted[ledger.WRITE_OFFS][1] if posted else Decimal("0.00")


def _overlap(held: VendorPeriod, period: VatPeriod) -> int:
    """How many days of the period a registration holds."""
    first, last = max(held.since or date.min, period.first), min(held.until or date.max, period.last)
    return max(0, (last - first).days + 1)
