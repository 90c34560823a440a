"""Weeks of trading in a simulated world: how the shop sets prices, and what it then sells.

Four ways to set prices, named as in the known-truth benchmark: `many` independent changes, `few` changes,
prices that follow the `season`, and `feedback`, a shop that cuts slow sellers and raises busy ones.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from pricing.engine.arrays import Floats
from pricing.engine.simulate_world import Calendar, World, log_demand, response, snap

PROMO_SHARE: Final = {"many": 0.08, "few": 0.03, "season": 0.05, "feedback": 0.05}
QUIET_END: Final = 2  # no promotion in the last weeks, so that the last price is the shelf price
BAND: Final = 0.25  # regular prices stay within this share of the reference price


@dataclass(frozen=True, slots=True)
class Weeks:
    """What the till saw: arrays (weeks, n), and the local demand level (n,) after the last week."""

    price: Floats
    regular_price: Floats
    promo: Floats
    rival_price: Floats  # NaN where no competitor sells the product
    unit_cost: Floats
    stock: Floats
    units: Floats
    expected: Floats
    local_level: Floats


class Shelf:
    """The regular price of every product, moved week by week by the habit of the shop."""

    def __init__(self, rng: np.random.Generator, world: World, scenario: str, weeks: int) -> None:
        self.rng, self.world, self.scenario = rng, world, scenario
        spread = {"many": 0.1, "few": 0.08, "season": 0.05, "feedback": 0.08}[scenario]
        self.price = self._around(spread)
        self.follow = rng.uniform(0.1, 0.35, world.count)  # season: how much of demand the price follows
        self.jitter = np.ones(world.count)
        changes = rng.integers(1, 6, world.count)
        self.change_weeks = [set(rng.integers(1, max(weeks, 2), k).tolist()) for k in changes]

    def advance(self, week: int, calendar: Calendar, sold: Floats) -> Floats:
        """Regular prices (n,) of `week`; `sold` is (weeks so far, n)."""
        if week > 0:
            getattr(self, f"_{self.scenario}")(week, calendar, sold)
        return self.price

    def _around(self, spread: float) -> Floats:
        return self._bounded(self.world.reference_price * self.rng.lognormal(0, spread, self.world.count))

    def _bounded(self, price: Floats) -> Floats:
        base = self.world.reference_price
        return snap(np.clip(price, base * (1 - BAND), base * (1 + BAND)))

    def _many(self, week: int, calendar: Calendar, sold: Floats) -> None:
        moved = self.rng.random(self.world.count) < 0.15
        self.price = np.where(moved, self._around(0.1), self.price)

    def _few(self, week: int, calendar: Calendar, sold: Floats) -> None:
        moved = np.array([week in weeks for weeks in self.change_weeks])
        self.price = np.where(moved, self._around(0.12), self.price)

    def _season(self, week: int, calendar: Calendar, sold: Floats) -> None:
        world = self.world
        moved = self.rng.random(world.count) < 0.1
        self.jitter = np.where(moved, self.rng.lognormal(0, 0.09, world.count), self.jitter)
        wave = world.season_amplitude * np.cos(calendar.year_angle[week] - world.season_phase)
        if week % 4 == 0:
            self.price = self._bounded(world.reference_price * np.exp(self.follow * wave) * self.jitter)

    def _feedback(self, week: int, calendar: Calendar, sold: Floats) -> None:
        recent = np.log(sold[-4:].mean(axis=0) + 0.5) - np.log(sold[-26:].mean(axis=0) + 0.5)
        reacts = (np.abs(recent) > 0.12) & (self.rng.random(self.world.count) < 0.25)
        # Drawn back to the usual price, or the shop would drift to the end of its band and stay there.
        home = 0.25 * np.log(self.world.reference_price / self.price)
        step = np.clip(0.3 * recent, -0.1, 0.1) + home
        whim = self.rng.random(self.world.count) < 0.04
        moved = np.where(whim, self._around(0.1), self._bounded(self.price * np.exp(step)))
        self.price = np.where(reacts | whim, moved, self.price)


def trade(rng: np.random.Generator, world: World, calendar: Calendar, scenario: str, weeks: int) -> Weeks:
    """Run the shop for `weeks` weeks and write down what happened."""
    shape = (weeks, world.count)
    promo, discount = _promotions(rng, scenario, shape)
    rival = _rival_prices(rng, world, weeks)
    local = _local_levels(rng, world, weeks)
    shelf = Shelf(rng, world, scenario, weeks)
    regular, price, expected, units = (np.zeros(shape) for _ in range(4))
    stock = np.zeros(shape)
    scarce = _scarce_weeks(rng, shape)
    for week in range(weeks):
        regular[week] = shelf.advance(week, calendar, units[:week])
        price[week] = np.where(promo[week], snap(regular[week] * (1 - discount[week])), regular[week])
        expected[week] = np.exp(
            log_demand(world, calendar, week)
            + local[week]
            + world.promo_lift * promo[week]
            + rival_pull(world, rival[week])
        ) * response(world, price[week])
        wanted = _negative_binomial(rng, expected[week], world.dispersion)
        stock[week] = _stock(rng, expected[week], wanted, scarce[week])
        units[week] = np.minimum(wanted, stock[week])
    return Weeks(price, regular, promo, rival, _costs(rng, world, weeks), stock, units, expected, local[-1])


def rival_pull(world: World, rival_price: Floats) -> Floats:
    """Log demand moved by the competitor: dearer elsewhere sells more here; nothing where nobody competes."""
    pull = world.rival_effect * np.log(np.nan_to_num(rival_price, nan=1.0) / world.reference_price)
    return np.where(np.isnan(rival_price), 0.0, pull)


def _promotions(rng: np.random.Generator, scenario: str, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """Promotion flags and discounts (weeks, n); promotions last one or two weeks."""
    starts = rng.random(shape) < PROMO_SHARE[scenario] / 1.5
    longer = starts & (rng.random(shape) < 0.5)
    flags = starts.copy()
    flags[1:] |= longer[:-1]
    flags[-QUIET_END:] = False
    discount = np.tile(rng.uniform(0.1, 0.3, shape[1]), (shape[0], 1)) * rng.uniform(0.8, 1.2, shape)
    return flags.astype(float), discount


def _rival_prices(rng: np.random.Generator, world: World, weeks: int) -> Floats:
    """A competitor's shelf price (weeks, n): a slow walk around the reference price in steps."""
    steps = rng.normal(0, 0.05, (weeks, world.count)) * (rng.random((weeks, world.count)) < 0.1)
    walk = np.zeros((weeks, world.count))
    state = rng.normal(0, 0.06, world.count)
    for week in range(weeks):
        state = np.clip(state + steps[week], -0.2, 0.2)
        walk[week] = state
    rival = snap(world.reference_price * np.exp(walk))
    return np.where(world.rival_effect > 0, rival, np.nan)


def _local_levels(rng: np.random.Generator, world: World, weeks: int) -> Floats:
    """The unseen local demand level (weeks, n): a stationary first-order autoregression in log units."""
    rho = world.local_persistence
    level = np.zeros((weeks, world.count))
    state = rng.normal(0, world.local_sd, world.count)
    for week in range(weeks):
        state = rho * state + rng.normal(0, world.local_sd * np.sqrt(1 - rho**2), world.count)
        level[week] = state
    return level


def _scarce_weeks(rng: np.random.Generator, shape: tuple[int, int]) -> Floats:
    """Share of the expected demand that is on the shelf in weeks of short stock, 0 elsewhere (weeks, n)."""
    short = rng.random(shape) < 0.025
    short[-1] = False
    return np.asarray(np.where(short, rng.uniform(0.0, 0.8, shape), 0.0) + np.where(short, 1e-9, 0.0))


def _stock(rng: np.random.Generator, expected: Floats, wanted: Floats, scarce: Floats) -> Floats:
    """Pieces on the shelf over the week; always more than is wanted unless stock is short."""
    plenty = np.ceil(np.maximum(expected * rng.uniform(2, 4, len(expected)), wanted) + 2)
    return np.where(scarce > 0, np.floor(scarce * expected), plenty)


def _costs(rng: np.random.Generator, world: World, weeks: int) -> Floats:
    """Unit costs ex VAT (weeks, n): a few supplier changes behind today's cost."""
    moves = rng.normal(0.01, 0.015, (weeks, world.count)) * (rng.random((weeks, world.count)) < 3 / 104)
    path = np.cumsum(moves, axis=0)
    costs: Floats = np.round(world.unit_cost * np.exp(path - path[-1]), 2)
    return costs


def _negative_binomial(rng: np.random.Generator, mean: Floats, size: Floats) -> Floats:
    units: Floats = rng.poisson(rng.gamma(size, mean / size)).astype(float)
    return units
