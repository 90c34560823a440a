"""A shop whose truth is known: sales histories to test the engine on, and sample data for a demo.

`simulate` draws one panel of the known-truth benchmark; `simulate_shop` (in simulate_shop.py) a named South
African shop. Both are deterministic for a seed. Prices include 15 % VAT, costs do not; weeks start on Mondays.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from pricing.engine.arrays import Floats, Ints
from pricing.engine.settings import Rules
from pricing.engine.simulate_paths import Weeks, rival_pull, trade
from pricing.engine.simulate_world import (
    SCENARIOS,
    Calendar,
    World,
    draw_world,
    log_demand,
    response,
)

AHEAD: Final = 8  # weeks over which the true expected demand is averaged
DEFAULT_END: Final = date(2026, 8, 31)  # a fixed Monday: the same seed gives the same file on every day
VAT: Final = 0.15


@dataclass(frozen=True)
class Simulation:
    """A history in HISTORY format and the truth behind it. Arrays follow the order of `skus`."""

    scenario: str
    seed: int
    world: World
    calendar: Calendar
    weeks: Weeks

    @property
    def skus(self) -> list[str]:
        """Product codes, in the order of all arrays."""
        return [str(sku) for sku in self.world.skus]

    @property
    def history(self) -> pd.DataFrame:
        """One row per product and week on sale: date (Monday), sku, units, unit_price, category, unit_cost,
        promo, competitor_price, stock; ordered by date and sku."""
        count, (length, _) = self.world.count, self.weeks.units.shape
        categories = np.array(self.world.category_names)[self.world.category]
        rows = pd.DataFrame(
            {
                "date": np.repeat([day.isoformat() for day in self.calendar.mondays[:length]], count),
                "sku": np.tile(self.world.skus, length),
                "units": self.weeks.units.ravel().astype(int),
                "unit_price": self.weeks.price.ravel(),
                "category": np.tile(categories, length),
                "unit_cost": self.weeks.unit_cost.ravel(),
                "promo": self.weeks.promo.ravel().astype(int),
                "competitor_price": self.weeks.rival_price.ravel(),
                "stock": self.weeks.stock.ravel().astype(int),
            }
        )
        on_sale = np.arange(length)[:, None] >= self.world.first_week[None, :]
        return rows[on_sale.ravel()].reset_index(drop=True)

    @property
    def current_price(self) -> Floats:
        """Shelf price of the last week, with VAT."""
        price: Floats = self.weeks.regular_price[-1]
        return price

    @property
    def costs(self) -> Floats:
        """Unit cost of the last week, without VAT."""
        cost: Floats = self.weeks.unit_cost[-1]
        return cost

    @property
    def candidates(self) -> pd.DataFrame:
        """CANDIDATES format: sku, current_price, unit_cost, competitor_price."""
        return pd.DataFrame(
            {
                "sku": self.world.skus,
                "current_price": self.current_price,
                "unit_cost": self.costs,
                "competitor_price": self.weeks.rival_price[-1],
            }
        )

    @property
    def plan(self) -> pd.DataFrame:
        """PLAN format: the next 8 weeks at today's prices, without promotions."""
        mondays = [day.isoformat() for day in self.calendar.mondays[-AHEAD:]]
        count = self.world.count
        return pd.DataFrame(
            {
                "date": np.repeat(mondays, count),
                "sku": np.tile(self.world.skus, AHEAD),
                "unit_price": np.tile(self.current_price, AHEAD),
                "promo": 0,
                "competitor_price": np.tile(self.weeks.rival_price[-1], AHEAD),
            }
        )

    def true_units(self, sku: str, price: npt.ArrayLike) -> Any:
        """Expected weekly units over the next 8 weeks at `price` (a number or an array, incl. VAT) without
        promotion and with the competitor's price unchanged; same shape as `price`. KeyError: unknown sku."""
        rows = np.array([self._row(sku)])
        units = self.expected_units(rows, np.atleast_1d(np.asarray(price, dtype=float))[None, :])[0]
        return units if np.ndim(price) else float(units[0])

    def expected_units(self, rows: Ints, prices: Floats) -> Floats:
        """As `true_units` for many products: rows (k,) index `skus`, prices and result are (k, m)."""
        return self._level_ahead[rows][:, None] * response(self.world, prices, rows)

    def true_profit(self, prices: Floats) -> Floats:
        """Expected weekly profit (n,) or (n, m) at `prices` (n,) or (n, m): units x (price / 1.15 - cost)."""
        grid = prices[:, None] if prices.ndim == 1 else prices
        units = self.expected_units(np.arange(self.world.count), grid)
        profit = units * (grid / (1 + VAT) - self.costs[:, None])
        return profit[:, 0] if prices.ndim == 1 else profit

    def oracle(self, rules: Rules) -> pd.DataFrame:
        """The best admissible price per product: sku, price, profit, current_price, current_profit."""
        grid = admissible_prices(self.current_price, self.costs, rules)
        profit = np.where(np.isnan(grid), -np.inf, self.true_profit(np.nan_to_num(grid, nan=1.0)))
        best = profit.argmax(axis=1)
        rows = np.arange(self.world.count)
        return pd.DataFrame(
            {
                "sku": self.world.skus,
                "price": grid[rows, best],
                "profit": profit[rows, best],
                "current_price": self.current_price,
                "current_profit": self.true_profit(self.current_price),
            }
        )

    def tables(self) -> dict[str, pd.DataFrame]:
        """Everything about the shop by name: history, plan, candidates, scenarios and truth."""
        rows = np.arange(self.world.count)
        oracle = self.oracle(Rules())
        best = oracle["price"].to_numpy()
        truth = oracle.assign(
            weekly_units=self.expected_units(rows, self.current_price[:, None])[:, 0],
            weekly_units_at_best=self.expected_units(rows, best[:, None])[:, 0],
        ).rename(columns={"price": "best_price", "profit": "best_profit"})
        return {
            "history": self.history,
            "plan": self.plan,
            "candidates": self.candidates,
            "scenarios": self.scenarios(),
            "truth": truth.round(4),
        }

    def write(self, folder: str | Path) -> list[Path]:
        """Write every table as CSV into `folder` (made when absent)."""
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        paths = []
        for name, table in self.tables().items():
            paths.append(place / f"{name}.csv")
            table.to_csv(paths[-1], index=False)
        return paths

    def scenarios(self, steps: tuple[float, ...] = (0.9, 1.0, 1.1)) -> pd.DataFrame:
        """SCENARIOS format: every product at 90, 100 and 110 % of its price."""
        price = np.round(self.current_price[:, None] * np.array(steps), 2)
        return pd.DataFrame({"sku": np.repeat(self.world.skus, len(steps)), "price": price.ravel()})

    def _row(self, sku: str) -> int:
        found = np.flatnonzero(self.world.skus == sku)
        if not found.size:
            raise KeyError(sku)
        return int(found[0])

    @property
    def _level_ahead(self) -> Floats:
        """Mean demand (n,) over the next 8 weeks at the reference price, given the local level of today."""
        length = self.weeks.units.shape[0]
        pull = rival_pull(self.world, self.weeks.rival_price[-1])
        total = np.zeros(self.world.count)
        for step in range(1, AHEAD + 1):
            fade = self.world.local_persistence**step
            spread = self.world.local_sd**2 * (1 - fade**2)
            local = fade * self.weeks.local_level + spread / 2
            total += np.exp(log_demand(self.world, self.calendar, length - 1 + step) + local + pull)
        return total / AHEAD


def simulate(
    scenario: str = "many", skus: int = 300, weeks: int = 104, seed: int = 1, end: date = DEFAULT_END
) -> Simulation:
    """One panel of `skus` products x `weeks` weeks that ends with the week of `end`.

    Raises ValueError for an unknown scenario, fewer than 1 product or fewer than 2 weeks.
    """
    if scenario not in SCENARIOS:
        raise ValueError(f"scenario is one of {', '.join(SCENARIOS)}, not {scenario!r}")
    if skus < 1 or weeks < 2:
        raise ValueError("a simulation needs at least 1 product and 2 weeks")
    rng = np.random.default_rng([seed, SCENARIOS.index(scenario)])
    return run_world(rng, draw_world(rng, scenario, skus, weeks), scenario, weeks, seed, end)


def run_world(
    rng: np.random.Generator, world: World, scenario: str, weeks: int, seed: int, end: date
) -> Simulation:
    """Trade `weeks` weeks in a drawn world up to the week of `end`."""
    calendar = Calendar.ending(end - timedelta(days=end.weekday()), weeks, AHEAD)
    return Simulation(scenario, seed, world, calendar, trade(rng, world, calendar, scenario, weeks))


def admissible_prices(current: Floats, cost: Floats, rules: Rules) -> Floats:
    """All prices a rule set allows (n, m), padded with NaN: endings, largest change, least margin after VAT.

    The current price is always among them: keeping the price is everybody's choice.
    """
    cents = rules.ending_cents()
    widest = int(np.ceil(current.max() * rules.max_change)) + 1
    base = np.floor(current)[:, None, None] + np.arange(-widest, widest + 1)[None, :, None]
    endings = cents / 100 if cents.size else np.arange(100) / 100
    grid = (base + endings[None, None, :]).reshape(len(current), -1)
    net = grid / (1 + rules.vat)
    reach = rules.max_change * current[:, None] + 1e-9
    allowed = (np.abs(grid - current[:, None]) <= reach) & (
        net - cost[:, None] >= rules.min_margin * net - 1e-9
    )
    allowed &= grid > 0
    grid = np.where(allowed, np.round(grid, 2), np.nan)
    grid = np.column_stack([current, grid])
    order = np.argsort(np.isnan(grid), axis=1, kind="stable")
    grid = np.take_along_axis(grid, order, axis=1)
    return grid[:, : max(1, int((~np.isnan(grid)).sum(axis=1).max()))]
