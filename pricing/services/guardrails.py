"""Guard rails: the organisation's limits on any price, kept as law in code.

The optimiser searches inside them; accepting a price checks them again, whoever proposed it.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pricing import locks, permissions
from pricing.models import PricingSettings
from synthai.core.access import Actor, require
from synthai.core.audit import audit
from synthai.core.errors import DomainError
from synthai.core.money import format_zar, round_half_up
from synthai.core.versions import check_version

HUNDRED = Decimal(100)


class GuardRailBroken(DomainError):
    """The price breaks a limit; the message names each."""

    code = "pricing.guardrail.broken"
    status = 422


class BelowCost(GuardRailBroken):
    """The price would sell below cost, and nobody with the right said that is wanted."""

    code = "pricing.guardrail.below_cost"


@dataclass(frozen=True)
class Limits:
    """One product's limits. Prices in rand incl. VAT, cost excl. VAT, vat/margin/step in per cent."""

    current_price: Decimal
    unit_cost: Decimal | None
    vat_rate: Decimal
    min_margin: Decimal
    max_change: Decimal
    endings: tuple[str, ...]
    floor_price: Decimal | None = None
    ceiling_price: Decimal | None = None


def current() -> PricingSettings:
    """The active organisation's settings; defaults (not saved) when it never changed them."""
    return PricingSettings.objects.order_by("pk").first() or PricingSettings(updated_at=timezone.now())


def parse_endings(text: str) -> tuple[str, ...]:
    """ "99, 49" as (".99", ".49"). Raises ValueError for anything but two digits."""
    found = tuple(part.strip().lstrip(".") for part in text.split(",") if part.strip())
    if any(len(part) != 2 or not part.isdigit() for part in found):
        raise ValueError(text)
    return tuple(f".{part}" for part in found)


def as_json(rules: PricingSettings) -> dict[str, Any]:
    """What a run keeps of the settings it ran with."""
    names = ("min_margin", "max_change", "caution")
    return {**{name: str(getattr(rules, name)) for name in names}, "endings": rules.endings}


def check(price: Decimal, limits: Limits, *, below_cost_is_wanted: bool = False) -> None:
    """Raises GuardRailBroken naming every limit that `price` breaks. The current price is always allowed.

    BelowCost is raised alone, since a person with the right may insist on it.
    """
    if price == limits.current_price:
        return
    problems = [
        problem
        for problem in (_range(price, limits), _step(price, limits), _ending(price, limits))
        if problem
    ]
    if problems:
        raise GuardRailBroken(" ".join(problems), field="price")
    if not below_cost_is_wanted:
        _cost_and_margin(price, limits)


def _range(price: Decimal, limits: Limits) -> str:
    if price <= 0:
        return _("A price must be more than zero.")
    if limits.floor_price is not None and price < limits.floor_price:
        return _("%(price)s is below this product's floor of %(floor)s.") % {
            "price": format_zar(price),
            "floor": format_zar(limits.floor_price),
        }
    if limits.ceiling_price is not None and price > limits.ceiling_price:
        return _("%(price)s is above this product's ceiling of %(ceiling)s.") % {
            "price": format_zar(price),
            "ceiling": format_zar(limits.ceiling_price),
        }
    return ""


def _step(price: Decimal, limits: Limits) -> str:
    low = round_half_up(limits.current_price * (1 - limits.max_change / HUNDRED))
    high = round_half_up(limits.current_price * (1 + limits.max_change / HUNDRED))
    if low <= price <= high:
        return ""
    return _("A change of at most %(step)s %% allows %(low)s to %(high)s.") % {
        "step": f"{limits.max_change.normalize():f}",
        "low": format_zar(low),
        "high": format_zar(high),
    }


def _ending(price: Decimal, limits: Limits) -> str:
    if not limits.endings or f"{price:.2f}"[-3:] in limits.endings:
        return ""
    return _("Prices must end in %(endings)s.") % {"endings": _(" or ").join(limits.endings)}


def _cost_and_margin(price: Decimal, limits: Limits) -> None:
    if limits.unit_cost is None:
        return
    net = price / (1 + limits.vat_rate / HUNDRED)
    if net < limits.unit_cost:
        raise BelowCost(
            _("%(price)s is %(net)s without VAT, less than the cost of %(cost)s.")
            % {
                "price": format_zar(price),
                "net": format_zar(round_half_up(net)),
                "cost": format_zar(limits.unit_cost),
            },
            field="price",
        )
    margin = (net - limits.unit_cost) / net * HUNDRED
    if margin < limits.min_margin:
        raise GuardRailBroken(
            _("%(price)s leaves a margin of %(margin)s %%; at least %(least)s %% is required.")
            % {
                "price": format_zar(price),
                "margin": f"{round_half_up(margin, 1)}",
                "least": f"{limits.min_margin.normalize():f}",
            },
            field="price",
        )


@transaction.atomic
def change(*, by: Actor, now: datetime, expected: str | None = None, **values: Any) -> PricingSettings:
    """Change the organisation's guard rails; only given fields change. Raises PreconditionFailed, and ValidationError in
    words."""
    shown = current()
    rules = locks.lock_settings(by.organisation_id, now=now)
    require(by, permissions.SETTINGS_CHANGE)
    # Defaults without a row have a version of their own: that is what somebody who changes them first has seen.
    check_version(rules if shown.pk else shown, expected)
    before = {name: str(getattr(rules, name)) for name in values}
    for name, value in values.items():
        setattr(rules, name, value)
    rules.version += 1
    rules.updated_at = now
    rules.full_clean()
    rules.save()
    changes = {name: [before[name], str(getattr(rules, name))] for name in values}
    audit(rules, "pricing.settings.changed", by=by, changes=changes)
    return rules
