"""From rows of the catalogue to what the arithmetic of billing takes."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.engine.amounts import PriceTerms, amount_for, tiers_from
from billing.engine.periods import local_date
from billing.engine.quotes import Discount, Holding
from billing.engine.vat import standard_rate, vat_on
from billing.models import Coupon, Interval, Price, PriceModel
from billing.services import entities


def of_price(price: Price) -> PriceTerms:
    """The terms of a price. Raises TiersWrong for tiers that make no sense."""
    return PriceTerms(
        model=price.model,
        amount=price.amount,
        unit_amount=price.unit_amount,
        included_quantity=Decimal(price.included_quantity),
        package_size=Decimal(price.package_size),
        minimum_amount=price.minimum_amount,
        tiers=tiers_from(price.tiers),
    )


def amount_of(price: Price, quantity: int | Decimal, *, on: datetime) -> Decimal:
    """What a quantity costs for one period, VAT included, at the VAT of that day."""
    amount = amount_for(of_price(price), Decimal(quantity))
    return amount if price.includes_vat else amount + vat_on(amount, vat_percent(on))


def holding(price: Price, quantity: int, *, on: datetime, kind: str = "plan") -> Holding:
    """A price in a quantity, with its words: "Growth, monthly, 5 seats"."""
    return Holding(
        text=words(price, quantity),
        amount=amount_of(price, quantity, on=on),
        price=price.public_id,
        quantity=Decimal(quantity),
        kind=kind,
    )


def words(price: Price, quantity: int) -> str:
    """How a line names a price."""
    name = price.plan.name
    if price.interval != Interval.ONCE:
        name = _("%(plan)s, %(interval)s") % {"plan": name, "interval": price.get_interval_display()}
    if price.model == PriceModel.FLAT:
        return name
    counted = ngettext("%(n)d seat", "%(n)d seats", quantity) if price.metric.endswith("seats") else "%(n)d"
    return f"{name}, {counted % {'n': quantity}}"


def vat_percent(at: datetime) -> Decimal:
    """The VAT we charge at that instant: the standard rate, or nothing while we are no vendor."""
    on = local_date(at)
    return standard_rate(on) if entities.is_vendor(on) else Decimal(0)


def discount_of(coupon: Coupon) -> Discount:
    """A coupon as arithmetic takes it."""
    return Discount(name=coupon.name, percent=coupon.percent_off, amount=coupon.amount_off)
