"""What an organisation has of prepaid units, what it can buy, and what became of each."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from billing.models import PlanKind, Price, TopUp, WalletMove, WalletPot
from billing.selectors import catalogue
from synthai.core import entitlements


@dataclass(frozen=True, kw_only=True)
class Purse:
    """One metered feature: what is left and where it is. `top_up` is the customer's rule."""

    feature: str
    title: str
    left: Decimal
    pots: list[WalletPot]
    top_up: TopUp | None


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A one-off item that fills a wallet."""

    price: Price
    feature: str
    units: Decimal


def purses(*, now: datetime) -> list[Purse]:
    """By feature, with what can be spent. Two queries."""
    pots = list(WalletPot.objects.good(at=now).order_by("feature", "priority", "expires_at", "pk"))
    rules = {rule.feature: rule for rule in TopUp.objects.select_related("price__plan")}
    known = entitlements.features()
    codes = sorted({pot.feature for pot in pots} | set(rules))
    return [
        Purse(
            feature=code,
            title=str(known[code].title) if code in known else code,
            left=sum((pot.left for pot in pots if pot.feature == code), Decimal(0)),
            pots=[pot for pot in pots if pot.feature == code],
            top_up=rules.get(code),
        )
        for code in codes
    ]


def packs(*, now: datetime) -> list[Pack]:
    """What can be bought of the meters that some app has, in the order of the price list. Three queries."""
    known = entitlements.features()
    found = []
    for offer in catalogue.offers(now=now, kind=PlanKind.ONE_OFF):
        price = offer.prices.get("once")
        for _code, value in sorted(offer.values.items()):
            is_meter = value.feature in known and known[value.feature].kind == "meter"
            if price is not None and is_meter and isinstance(value.value, int | str):
                found.append(Pack(price=price, feature=value.feature, units=Decimal(str(value.value))))
                break
    return found


def moves() -> Any:
    """Every movement, for a list by key."""
    return WalletMove.objects.select_related("pot")
