"""The price list of a day: what every product on sale costs then, and the price that comes after it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q

from pricing.models import Product, Recommendation


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
    """Every product on sale by code, as it is to be sold on `day` (today or later). Two queries.

    An accepted price counts until the till shows another one: from then on the product's own price is the truth.
    `price_as_of` is the day the till's price last changed, so a price accepted in an older run stays on the list
    while nobody has loaded it.
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
    is_newer = Q(product__price_as_of=None) | Q(starts_on__gte=F("product__price_as_of"))
    rows = Recommendation.objects.accepted().filter(is_newer)
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
