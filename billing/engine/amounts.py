"""What a quantity costs under each price model. Exact until the last step, then half up to the cent."""

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from typing import Any

from synthai.core.money import round_half_up


@dataclass(frozen=True, kw_only=True)
class Tier:
    """Units up to `up_to` (None: all the rest) cost `unit` each and `flat` once when the tier is entered."""

    up_to: Decimal | None
    unit: Decimal
    flat: Decimal = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class PriceTerms:
    """A price as arithmetic needs it; `models.Price` says what each part means."""

    model: str
    amount: Decimal = Decimal(0)
    unit_amount: Decimal = Decimal(0)
    included_quantity: Decimal = Decimal(0)
    package_size: Decimal = Decimal(1)
    minimum_amount: Decimal = Decimal(0)
    tiers: tuple[Tier, ...] = field(default=())


class TiersWrong(ValueError):
    """The tiers of a price do not make sense; the text says which and why."""


def tiers_from(values: list[dict[str, Any]]) -> tuple[Tier, ...]:
    """Tiers out of a price's JSON. Raises TiersWrong: numbers missing, bounds not rising, no open end."""
    found: list[Tier] = []
    for number, value in enumerate(values, start=1):
        try:
            up_to = value.get("up_to")
            tier = Tier(
                up_to=None if up_to is None else Decimal(str(up_to)),
                unit=Decimal(str(value.get("unit", "0"))),
                flat=Decimal(str(value.get("flat", "0"))),
            )
        except (ArithmeticError, AttributeError, TypeError) as error:
            raise TiersWrong(f"Tier {number} needs numbers for up_to, unit and flat.") from error
        _check(tier, number, found)
        found.append(tier)
    if found and found[-1].up_to is not None:
        raise TiersWrong("The last tier must be open: leave its up_to empty.")
    return tuple(found)


def _check(tier: Tier, number: int, before: list[Tier]) -> None:
    if tier.unit < 0 or tier.flat < 0:
        raise TiersWrong(f"Tier {number} has a negative price.")
    if before and before[-1].up_to is None:
        raise TiersWrong(f"Tier {number - 1} is open, so nothing can come after it.")
    lowest = before[-1].up_to if before else Decimal(0)
    if tier.up_to is not None and lowest is not None and tier.up_to <= lowest:
        raise TiersWrong(f"Tier {number} ends at {tier.up_to}, which is not above {lowest}.")


def amount_for(terms: PriceTerms, quantity: Decimal) -> Decimal:
    """What `quantity` costs for one period, at least the minimum, to the cent. Raises ValueError below zero."""
    if quantity < 0:
        raise ValueError("A quantity cannot be negative.")
    by_model = {
        "flat": lambda: terms.amount,
        "per_seat": lambda: _per_seat(terms, quantity),
        "graduated": lambda: _graduated(terms.tiers, quantity) + terms.amount,
        "volume": lambda: _volume(terms.tiers, quantity) + terms.amount,
        "package": lambda: _packages(terms, quantity) * terms.amount,
    }
    return max(round_half_up(by_model[terms.model]()), terms.minimum_amount)


def _packages(terms: PriceTerms, quantity: Decimal) -> Decimal:
    """Packages begun. Decimal's // rounds towards zero, so it cannot be used for rounding up."""
    return (quantity / terms.package_size).to_integral_value(ROUND_CEILING)


def _per_seat(terms: PriceTerms, quantity: Decimal) -> Decimal:
    return terms.amount + max(Decimal(0), quantity - terms.included_quantity) * terms.unit_amount


def _graduated(tiers: tuple[Tier, ...], quantity: Decimal) -> Decimal:
    """Each tier's own units at its own price."""
    total, below = Decimal(0), Decimal(0)
    for tier in tiers:
        if quantity <= below:
            break
        upper = quantity if tier.up_to is None else min(quantity, tier.up_to)
        total += tier.flat + (upper - below) * tier.unit
        below = upper
    return total


def _volume(tiers: tuple[Tier, ...], quantity: Decimal) -> Decimal:
    """All units at the price of the tier the quantity falls in."""
    for tier in tiers:
        if tier.up_to is None or quantity <= tier.up_to:
            return tier.flat + quantity * tier.unit if quantity else Decimal(0)
    return Decimal(0)
