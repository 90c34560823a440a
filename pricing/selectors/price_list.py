"""The price list of a day: what every product on sale costs then, and the price that comes after it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q
from django.utils.timezone import localdate

from pricing.models import Product, Recommendation
from pricing.selectors.decisions import latest_run


@dataclass(frozen=True, kw_only=True)
class PriceListRow:
    """One line of the price list; prices are rand incl. VAT. `coming_price` starts on `coming_on`."""

    sku: str
    name: str
    category: str
    current_price: Decimal | None
    new_price: Decimal | None
    coming_price: Decimal | None = None
    coming_on: date | None = None

    @property
    def is_changed(self) -> bool:
        """Another price than the till's was accepted, and has started."""
        return self.new_price != self.current_price


def of_day(day: date) -> list[PriceListRow]:
    """Every product on sale by code, as it is to be sold on `day` (today or later). Three queries.

    Counted are the prices accepted in the newest run, and those accepted before that had not started when it ended:
    what started earlier is in the sales the run learned from, and so in the product's price.
    """
    started, coming = _accepted(day)
    rows = (
        Product.objects.on_sale()
        .order_by("sku")
        .values_list("pk", "sku", "name", "category__name", "current_price")
    )
    return [
        PriceListRow(
            sku=sku,
            name=name,
            category=category or "",
            current_price=price,
            new_price=started.get(key, price),
            coming_price=coming.get(key, (None, None))[0],
            coming_on=coming.get(key, (None, None))[1],
        )
        for key, sku, name, category, price in rows
    ]


def _accepted(day: date) -> tuple[dict[int, Decimal], dict[int, tuple[Decimal, date]]]:
    """By product: the price in force on a day, and the next one with its first day."""
    run = latest_run()
    if run is None or run.finished_at is None:
        return {}, {}
    counted = Q(run_id=run.pk) | Q(starts_on__gte=localdate(run.finished_at))
    rows = Recommendation.objects.accepted().filter(counted)
    started: dict[int, Decimal] = {}
    coming: dict[int, tuple[Decimal, date]] = {}
    for key, price, starts_on in rows.order_by(F("starts_on").asc(nulls_first=True), "id").values_list(
        "product_id", "decided_price", "starts_on"
    ):
        if starts_on and starts_on > day:
            coming.setdefault(key, (price, starts_on))
        else:
            started[key] = price
    return started, coming
