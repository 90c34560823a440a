"""What the shop sold, by month and product: sums for documents, exact to the cent, in rand with VAT."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Max, Min, Sum
from django.db.models.functions import TruncMonth

from pricing.models import Product, SalesRow
from pricing.terms import Grain
from synthai.core.money import round_half_up

_WEEK = timedelta(days=6)
_LATE = timedelta(days=7)  # a shop may be closed on the last days of a month


@dataclass(frozen=True, kw_only=True)
class Month:
    """One calendar month of sales."""

    first: date
    total: Decimal

    @property
    def last(self) -> date:
        """Its last day."""
        return next_month(self.first) - timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Best:
    """A product and what was sold of it."""

    name: str
    units: Decimal
    total: Decimal


@dataclass(frozen=True, kw_only=True)
class Reach:
    """From the first day to the last day that sales were told of; `is_sample` when they are those of the sample data."""

    first: date
    last: date
    is_sample: bool

    def last_whole_month(self, today: date) -> date:
        """The first day of the newest month that is over and whose sales are in up to its last week."""
        month = first_of(min(self.last, today))
        if self.last < next_month(month) - _LATE or next_month(month) > today:
            month = first_of(month - timedelta(days=1))
        return month

    def has_all_of(self, month: date) -> bool:
        """Whether the sales began before the month was a week old."""
        return self.first <= month + _LATE


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def months_before(first: date, count: int) -> date:
    """The first day of the month that many months before."""
    number = first.year * 12 + first.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def history() -> tuple[Reach, list[Month]] | None:
    """How far sales reach, and every month of them, oldest first; those of the sample data only where there are no others. None without any.

    A month without sales is left out, and a week counts where its Monday is. Some queries, of which one reads every row.
    """
    is_sample = next((each for each in (False, True) if _rows(is_sample=each).exists()), None)
    if is_sample is None:
        return None
    summed = _rows(is_sample=is_sample).annotate(month=TruncMonth("sold_on")).values("month")
    figures = {"total": _worth(), "first": Min("sold_on"), "last": Max("sold_on"), "grain": Max("grain")}
    rows = list(summed.annotate(**figures).order_by("month"))
    last = rows[-1]["last"] + _WEEK if rows[-1]["grain"] == Grain.WEEK else rows[-1]["last"]
    months = [Month(first=row["month"], total=round_half_up(row["total"])) for row in rows]
    return Reach(first=rows[0]["first"], last=last, is_sample=is_sample), months


def best(first: date, last: date, *, is_sample: bool, count: int) -> list[Best]:
    """What sold best between two days, by its worth. Two queries."""
    rows = _rows(is_sample=is_sample).filter(sold_on__gte=first, sold_on__lte=last)
    summed = rows.values("product_id").annotate(total=_worth(), sold=Sum("units")).filter(total__gt=0)
    top = list(summed.order_by("-total", "product_id")[:count])
    names = dict(Product.objects.filter(pk__in=[row["product_id"] for row in top]).values_list("pk", "name"))
    return [
        Best(name=names[row["product_id"]], units=row["sold"], total=round_half_up(row["total"]))
        for row in top
        if names.get(row["product_id"])
    ]


def product_count(*, is_sample: bool) -> int:
    """Products on sale. One query."""
    return int(Product.objects.on_sale().filter(is_sample=is_sample).count())


def _rows(*, is_sample: bool) -> Any:
    """Sales of the sample products, or of all others. No join: their keys are few, and fresh tables have no statistics for the planner."""
    samples = list(Product.objects.samples().order_by("pk").values_list("pk", flat=True))
    if is_sample:
        return SalesRow.objects.filter(product_id__in=samples)
    return SalesRow.objects.exclude(product_id__in=samples) if samples else SalesRow.objects.all()


def _worth() -> Sum:
    exact: DecimalField[Any, Any] = DecimalField(max_digits=30, decimal_places=8)
    return Sum(F("units") * F("unit_price"), output_field=exact)
