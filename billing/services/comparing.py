"""Plans beside each other: what each costs and gives, in words. For the public page, the portal and the API. Read only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from billing.models import Interval, PlanValue, Price, PriceModel
from billing.selectors.catalogue import Offer
from billing.services import grants, terms
from synthai.core import entitlements
from synthai.core.entitlements import Feature
from synthai.core.money import group_digits, round_half_up

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

INTERVALS: Final = (Interval.MONTH, Interval.YEAR)
YES, NO = "yes", "no"  # cells that are a mark, not a text


@dataclass(frozen=True, kw_only=True)
class Card:
    """One plan at one interval. Amounts include VAT where it is charged; `saving` is what a year costs less than twelve months."""

    offer: Offer
    price: Price | None
    amount: Decimal
    a_month: Decimal
    saving: Decimal
    seat: Decimal | None

    @property
    def seats(self) -> int:
        """How many are in the price."""
        return max(1, self.price.included_quantity) if self.price else 1


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one plan gives of one feature: words, or YES or NO."""

    plan: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One feature: what each plan gives of it, in the order of the cards."""

    title: "_StrOrPromise"
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Everything a page of plans shows."""

    interval: str
    cards: list[Card]
    rows: list[Row]
    vat: str


def compare(offers: Sequence[Offer], interval: str, *, now: datetime) -> Comparison:
    """The offers at an interval; one that is not sold at it is left out, the free plan never. Asks no query."""
    chosen = interval if interval in INTERVALS else Interval.MONTH
    cards = [card for offer in offers if (card := _card(offer, chosen, now)) is not None]
    return Comparison(
        interval=chosen, cards=cards, rows=_rows([card.offer for card in cards]), vat=vat_words(now)
    )


def vat_words(now: datetime) -> str:
    """The sentence that the law wants beside prices (VAT Act, section 65), or that there is no VAT."""
    percent = terms.vat_percent(now)
    if not percent:
        return _("We are not registered for VAT, so no VAT is charged: you pay what you see.")
    return _("All prices include VAT at %(percent)s%%.") % {"percent": f"{percent.normalize():f}"}


def gives(offer: Offer) -> list[Row]:
    """What one plan gives, feature by feature; what it does not have is left out."""
    return [row for row in _rows([offer]) if row.cells[0].text != NO]


def _card(offer: Offer, interval: str, now: datetime) -> Card | None:
    price = offer.prices.get(interval)
    if price is None:
        nothing = Decimal(0)
        free = Card(offer=offer, price=None, amount=nothing, a_month=nothing, saving=nothing, seat=None)
        return free if offer.is_free else None
    amount = terms.amount_of(price, max(1, price.included_quantity), on=now)
    is_year, saving = interval == Interval.YEAR, Decimal(0)
    monthly = offer.prices.get(Interval.MONTH)
    if is_year and monthly is not None:
        saving = 12 * terms.amount_of(monthly, max(1, monthly.included_quantity), on=now) - amount
    seat = None
    if price.model == PriceModel.PER_SEAT:
        seat = terms.amount_of(price, price.included_quantity + 1, on=now) - amount
    return Card(
        offer=offer,
        price=price,
        amount=amount,
        a_month=round_half_up(amount / 12) if is_year else amount,
        saving=max(saving, Decimal(0)),
        seat=seat,
    )


def _rows(offers: Sequence[Offer]) -> list[Row]:
    """Features that some app has declared: what does not exist yet is promised nowhere."""
    found = []
    for code, feature in entitlements.features().items():
        if any(code in offer.values for offer in offers):
            cells = tuple(
                Cell(plan=offer.plan.name, text=words(feature, offer.values.get(code))) for offer in offers
            )
            found.append(Row(title=feature.title, cells=cells))
    return found


def words(feature: Feature, given: PlanValue | None) -> str:
    """What a plan gives of a feature, in words, or YES or NO."""
    if given is None:
        return NO
    number = grants.as_number(given.value)
    if feature.kind == "switch":
        return YES if number is None or number > 0 else NO
    if number is None:
        return _("Without limit")
    if not number:
        return NO
    text = group_digits(number, 0)
    return _("%(number)s a month") % {"number": text} if feature.kind == "meter" else text
