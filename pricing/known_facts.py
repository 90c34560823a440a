"""What pricing knows for documents: what the shop sells and what it sold. Sums are exact, of whole months, in rand with VAT."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pricing import permissions
from pricing.selectors import sold
from synthai.core.facts.base import Fact, Source, SourceKind
from synthai.core.facts.gathering import Asked, provide
from synthai.core.facts.values import Name, NameKind, Percent, Period, Quantity
from synthai.core.money import Money, round_half_up

ORDER = 50
YEAR = 12
MOST_PRODUCTS = 10


def offer() -> None:
    """Register with `synthai.core.facts.gathering`. `sales` takes longest: it adds up a year or two."""
    provide("products", of_products, order=ORDER)
    provide("sales", of_sales, order=ORDER)


def of_products(asked: Asked) -> Iterator[Fact]:
    """How many products are on sale, for who may see them; those of the sample data only where there are no others."""
    if not asked.may(permissions.PRODUCT_VIEW):
        return
    own = sold.product_count(is_sample=False)
    count = own or sold.product_count(is_sample=True)
    if count:
        words = gettext_lazy("Your products") if own else gettext_lazy("Sample products")
        source = Source(SourceKind.PRODUCT, words, "pricing.product")
        yield Fact("products.count", count, source, asked.today)


def of_sales(asked: Asked) -> Iterator[Fact]:
    """Months, year, growth and what sold best, for who may see them. Some queries, two of which read every row."""
    found = sold.history() if asked.may(permissions.PRODUCT_VIEW) else None
    if found is None:
        return
    reach, months = found
    last = reach.last_whole_month(asked.today)
    if reach.has_all_of(last):
        yield from _Told(reach, last, {month.first: month for month in months}).facts()


class _Told:
    """The facts of sales up to the end of one month."""

    def __init__(self, reach: sold.Reach, last: date, months: dict[date, sold.Month]) -> None:
        self.reach, self.last, self.months = reach, last, months
        self.until = sold.Month(first=last, total=Decimal(0)).last
        words = _("Sample sales, until %(day)s") if reach.is_sample else _("Your sales, until %(day)s")
        told = words % {"day": date_format(self.until, "j F Y")}
        self.source = Source(SourceKind.SALES, told, "pricing.sales")

    def facts(self) -> Iterator[Fact]:
        """All of them."""
        newest = self.months.get(self.last)
        if newest is not None:
            yield self._fact("sales.last_month.total", Money(newest.total))
            yield self._fact("sales.last_month.day", newest.last)
        year = self._year(0)
        yield from self._of_months()
        if year:
            yield from self._of_year(year)
        yield from self._of_products()

    def _of_months(self) -> Iterator[Fact]:
        told = [self._month(back) for back in range(YEAR - 1, -1, -1)]
        whole = [month for month in told if self.reach.has_all_of(month.first)]
        for number, month in enumerate(whole):
            yield self._fact(f"sales.months.{number}.first", month.first)
            yield self._fact(f"sales.months.{number}.total", Money(month.total))

    def _of_year(self, year: list[sold.Month]) -> Iterator[Fact]:
        total = sum((month.total for month in year), Decimal(0))
        yield self._fact("sales.last_12_months.total", Money(total))
        yield self._fact("sales.last_12_months.period", Period(year[0].first, self.until))
        before = sum((month.total for month in self._year(YEAR)), Decimal(0))
        if before > 0:
            growth = round_half_up((total - before) / before * 100, 1)
            yield self._fact("sales.last_12_months.growth", Percent(growth))

    def _of_products(self) -> Iterator[Fact]:
        first = max(sold.months_before(self.last, YEAR - 1), sold.first_of(self.reach.first))
        best = sold.best(first, self.until, is_sample=self.reach.is_sample, count=MOST_PRODUCTS)
        for number, each in enumerate(best):
            key = f"products.{number}"
            units = Quantity(each.units.normalize(), _("units"), _("unit"))
            yield self._fact(f"{key}.name", Name(each.name, NameKind.PRODUCT))
            yield self._fact(f"{key}.sold", units)
            yield self._fact(f"{key}.total", Money(each.total))

    def _year(self, back: int) -> list[sold.Month]:
        """Twelve months, the last of them so many months ago; none unless sales reach over all of them."""
        first = sold.months_before(self.last, back + YEAR - 1)
        if not self.reach.has_all_of(first):
            return []
        return [self._month(back + number) for number in range(YEAR - 1, -1, -1)]

    def _month(self, back: int) -> sold.Month:
        first = sold.months_before(self.last, back)
        return self.months.get(first, sold.Month(first=first, total=Decimal(0)))

    def _fact(self, key: str, value: Money | Percent | Period | Quantity | Name | date) -> Fact:
        return Fact(key, value, self.source, self.until)
