"""May this price be accepted from that day on? Decisions before, days between changes, and guard rails.

Everything is judged as of the day the price starts: the step from the price in force then, the cost known for then,
and the days to the product's other accepted prices, before it and after it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as text

from pricing.models import DecisionState, PricingSettings, ProductCost, Recommendation
from pricing.services import guardrails
from synthai.core.errors import Conflict, DomainError
from synthai.core.rules import Facts

FURTHEST = timedelta(days=365)


class AlreadyDecided(Conflict):
    """Somebody was first."""

    code = "pricing.recommendation.already_decided"


class CoolingDown(Conflict):
    """The product's price changes too soon before or after."""

    code = "pricing.recommendation.cooling_down"


class BadStart(DomainError):
    """The first day of a price has passed, or lies too far ahead."""

    code = "pricing.recommendation.bad_start"
    status = 422
    field = "starts_on"


def first_day(asked: date | None, *, today: date) -> date:
    """The day a price starts: the one asked for, or today. Raises BadStart for a day past or more than a year ahead."""
    day = asked or today
    if day < today:
        raise BadStart(
            text("%(day)s has passed. Choose today or a later day as the first day.") % {"day": _said(day)}
        )
    if day > today + FURTHEST:
        raise BadStart(
            text("%(day)s is too far ahead. A price can start until %(last)s, one year from today.")
            % {"day": _said(day), "last": _said(today + FURTHEST)}
        )
    return day


def step_facts(before: Decimal, after: Decimal, category: str) -> Facts:
    """What the organisation's rules may ask of an acceptance: the step in rand and per cent, and the category.

    The per cent of a step from a price of nothing is unknown, which no limit lets pass.
    """
    step = abs(after - before)
    percent = step * 100 / before if before else None
    return Facts(resource="pricing.recommendation", amount=step, percent=percent, category=category)


def refuse_if_decided(found: Recommendation) -> None:
    """Raises AlreadyDecided, which names who was first and when."""
    if found.is_open or found.decided_at is None:
        return
    verb = text("accepted") if found.state == DecisionState.ACCEPTED else text("rejected")
    raise AlreadyDecided(
        text("%(who)s already %(verb)s this price at %(when)s. Undo that first to decide again.")
        % {
            "who": found.decided_by_label or text("Somebody"),
            "verb": verb,
            "when": date_format(localtime(found.decided_at), "H:i"),
        }
    )


class Judge:
    """Judges acceptances that start on one day; asks the database twice for all of them."""

    def __init__(
        self,
        rules: PricingSettings,
        asked: Sequence[Recommendation],
        *,
        starts_on: date,
        below_cost_is_wanted: bool = False,
    ) -> None:
        self.rules, self.starts_on, self.below_cost_is_wanted = rules, starts_on, below_cost_is_wanted
        self.endings = guardrails.parse_endings(rules.endings)
        self.apart = timedelta(days=rules.cooldown_days)
        known = min((known_until(found) for found in asked), default=starts_on)
        products = {found.product_id for found in asked}
        self.planned = self._planned(products, since=min(known, starts_on - self.apart))
        self.costs = self._costs_after(products, known)

    def _planned(self, products: set[int], *, since: date) -> dict[int, list[tuple[date, Decimal]]]:
        """The changes accepted for these products from a day on, by first day."""
        rows = Recommendation.objects.filter(
            state=DecisionState.ACCEPTED, starts_on__gte=since, product_id__in=products
        ).exclude(decided_price=F("current_price"))
        planned: dict[int, list[tuple[date, Decimal]]] = defaultdict(list)
        for product, day, price in rows.order_by("starts_on", "id").values_list(
            "product_id", "starts_on", "decided_price"
        ):
            if day and price:
                planned[product].append((day, price))
        return planned

    def _costs_after(self, products: set[int], known: date) -> dict[int, tuple[date, Decimal]]:
        """Each product's newest cost in force on the first day, when it began after a day."""
        rows = ProductCost.objects.filter(
            product_id__in=products, from_on__gt=known, from_on__lte=self.starts_on
        )
        costs = rows.order_by("from_on").values_list("product_id", "from_on", "unit_cost")
        return {product: (day, cost) for product, day, cost in costs}

    def price_before(self, found: Recommendation) -> Decimal:
        """The price in force when the new one starts."""
        return self._limits(found).current_price

    def check(self, found: Recommendation, price: Decimal) -> None:
        """Raises AlreadyDecided, CoolingDown, GuardRailBroken or BelowCost."""
        refuse_if_decided(found)
        limits = self._limits(found)
        if price != limits.current_price:
            self._check_days_between(self.planned[found.product_id])
        guardrails.check(price, limits, below_cost_is_wanted=self.below_cost_is_wanted)

    def note(self, found: Recommendation, price: Decimal) -> None:
        """Count a price that passed, so that the same product does not pass twice in one go."""
        if price != found.current_price:
            self.planned[found.product_id].append((self.starts_on, price))

    def _check_days_between(self, planned: list[tuple[date, Decimal]]) -> None:
        for day, _price in planned:
            if abs(day - self.starts_on) >= self.apart:
                continue
            said = {"other": _said(day), "days": self.rules.cooldown_days, "until": _said(day + self.apart)}
            if day <= self.starts_on:
                raise CoolingDown(
                    text(
                        "This product has a newly accepted price from %(other)s on, and changes must be %(days)s days"
                        " apart. Choose %(until)s or a later day as the first day."
                    )
                    % said
                )
            raise CoolingDown(
                text(
                    "This product already gets another price on %(other)s, and changes must be %(days)s days apart."
                    " Undo that one first."
                )
                % said
            )

    def _limits(self, found: Recommendation) -> guardrails.Limits:
        known = known_until(found)
        before = [price for day, price in self.planned[found.product_id] if known <= day <= self.starts_on]
        cost_from, cost = self.costs.get(found.product_id, (known, None))
        return guardrails.Limits(
            current_price=before[-1] if before else found.current_price,
            unit_cost=cost if cost_from > known else found.unit_cost,
            vat_rate=found.product.vat_rate * 100,
            min_margin=self.rules.min_margin,
            max_change=self.rules.max_change,
            endings=self.endings,
            floor_price=found.product.floor_price,
            ceiling_price=found.product.ceiling_price,
        )


def known_until(found: Recommendation) -> date:
    """The day up to which the advice knew prices and costs: the day its run ended. Needs `run` loaded."""
    ended: datetime = found.run.finished_at or found.run.requested_at
    return localdate(ended)


def _said(day: date) -> str:
    return date_format(day, "j F Y")
