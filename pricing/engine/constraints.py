"""What a price must obey. TO ADD A CONSTRAINT: write one function here and add one line to CONSTRAINTS.

A constraint takes a `Case` (S products, J candidate prices each) and returns S x J: True where the price is
allowed. The optimiser never recommends a price that any of them refuses, whatever the profit.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pricing.engine.arrays import Bools, Floats
from pricing.engine.settings import Rules

CENT = 0.005


@dataclass(frozen=True)
class Case:
    """Candidate prices and what is known about the products. `prices` is S x J (NaN = no candidate), the rest
    S: cost and rival NaN where unknown, floor 0 and ceiling infinite where none is set."""

    prices: Floats
    current: Floats
    cost: Floats
    rival: Floats
    floor: Floats
    ceiling: Floats
    may_lose: Bools
    listed: Bools
    rules: Rules

    def net(self) -> Floats:
        """Return the prices without VAT, S x J."""
        return self.prices / (1 + self.rules.vat)


def not_below_cost(case: Case) -> Bools:
    """Never below cost, unless a person has said so for this product."""
    return ~(case.net() < case.cost[:, None] - 1e-9) | case.may_lose[:, None]


def enough_margin(case: Case) -> Bools:
    """At least the minimum margin on the net price."""
    short = (case.net() - case.cost[:, None]) < case.rules.min_margin * case.net() - 1e-9
    return ~short | case.may_lose[:, None]


def rises_only_without_cost(case: Case) -> Bools:
    """Without a known cost only a rise can be judged: it pays whatever the cost, if revenue does not fall."""
    return ~np.isnan(case.cost)[:, None] | (case.prices >= case.current[:, None] - CENT)


def above_floor(case: Case) -> Bools:
    """Not below the floor set for the product."""
    return case.prices >= case.floor[:, None] - 1e-9


def below_ceiling(case: Case) -> Bools:
    """Not above the ceiling set for the product."""
    return case.prices <= case.ceiling[:, None] + 1e-9


def small_step(case: Case) -> Bools:
    """Not further from the current price than the maximum change."""
    reach = case.rules.max_change * case.current[:, None]
    return np.abs(case.prices - case.current[:, None]) <= reach + 1e-9


def near_competitor(case: Case) -> Bools:
    """Inside the band around the competitor's price, where one is known and a band is set."""
    if case.rules.competitor_band is None:
        return np.ones(case.prices.shape, dtype=bool)
    low, high = case.rules.competitor_band
    rival = case.rival[:, None]
    return ~((case.prices < low * rival - 1e-9) | (case.prices > high * rival + 1e-9))


def wanted_ending(case: Case) -> Bools:
    """Ends in one of the wanted endings; a list of candidate prices given by a person stands as it is."""
    endings = case.rules.ending_cents()
    cents = np.rint(np.nan_to_num(case.prices) * 100).astype(np.int64)
    fits = np.isin(cents % 100, endings) if len(endings) else np.ones(cents.shape, dtype=bool)
    return fits | case.listed[:, None]


@dataclass(frozen=True)
class Constraint:
    """A rule with the words the shop reads when it decided the price. `hard`: a current price that breaks it
    has to move."""

    code: str
    words: str
    allows: Callable[[Case], Bools]
    hard: bool = False


CONSTRAINTS: tuple[Constraint, ...] = (
    Constraint("below_cost", "it may not go below cost", not_below_cost, hard=True),
    Constraint("floor", "the floor set for it", above_floor, hard=True),
    Constraint("ceiling", "the ceiling set for it", below_ceiling, hard=True),
    Constraint("min_margin", "the minimum margin", enough_margin, hard=True),
    Constraint("max_change", "the maximum change at a time", small_step),
    Constraint("competitor_band", "the band around the competitor's price", near_competitor),
    Constraint("cost_unknown", "the unknown cost", rises_only_without_cost),
    Constraint("ending", "the price endings", wanted_ending),
)


def allowed(case: Case) -> tuple[Bools, dict[str, Bools]]:
    """Return which prices obey everything (S x J), and per constraint code which obey it."""
    verdicts = {rule.code: rule.allows(case) for rule in CONSTRAINTS}
    everything = np.isfinite(case.prices)
    for verdict in verdicts.values():
        everything = everything & verdict
    return everything, verdicts
