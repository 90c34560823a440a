"""How much a tax invoice has to say, by what is paid for all of it, VAT included (VAT Act, section 20(4) to (6))."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from billing.engine.invoicing.shapes import Tier


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """To `none_up_to` no tax invoice is needed; to `abridged_up_to` an abridged one will do. Both amounts themselves included."""

    effective_from: date
    none_up_to: Decimal
    abridged_up_to: Decimal


# The day on which they began is not known here; they hold in November 2026, and for all documents of ours.
THRESHOLDS: tuple[Thresholds, ...] = (
    Thresholds(effective_from=date.min, none_up_to=Decimal("50.00"), abridged_up_to=Decimal("5000.00")),
)


def thresholds(on: date) -> Thresholds:
    """Those in force on a day."""
    return max((t for t in THRESHOLDS if t.effective_from <= on), key=lambda t: t.effective_from)


def tier_for(consideration: Decimal, *, on: date) -> Tier:
    """Which tax invoice a supply of that consideration, VAT included, needs at least."""
    limits = thresholds(on)
    if consideration <= limits.none_up_to:
        return Tier.NONE
    return Tier.ABRIDGED if consideration <= limits.abridged_up_to else Tier.FULL
