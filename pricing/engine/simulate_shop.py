"""A named South African shop made up by the simulator: the sample data of a demo organisation."""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from pricing.engine.simulate import DEFAULT_END, Simulation, run_world
from pricing.engine.simulate_goods import SHOPS, Good, goods_of
from pricing.engine.simulate_world import FAMILIES, World, costs_for, snap, young_starts

SCENARIO: Final = "many"
# Share of the week's trade per day, Monday first; the shop is open every day.
DAY_WEIGHTS: Final = np.array([0.11, 0.11, 0.12, 0.13, 0.18, 0.21, 0.14])


@dataclass(frozen=True)
class Shop:
    """A simulated shop with names. `products`: sku, name, category, unit_cost (ex VAT), price (incl. VAT)."""

    kind: str
    simulation: Simulation
    products: pd.DataFrame

    @property
    def weekly(self) -> pd.DataFrame:
        """HISTORY format with a `name` column behind `sku`: one row per product and week."""
        rows = self.simulation.history
        names = self.products.set_index("sku")["name"]
        rows.insert(2, "name", rows["sku"].map(names))
        return rows

    @property
    def daily(self) -> pd.DataFrame:
        """As `weekly`, one row per product and day with sales; stock of the week is left out."""
        weekly = self.weekly.drop(columns="stock")
        rng = np.random.default_rng(self.simulation.seed)
        units = rng.multinomial(weekly["units"].to_numpy(), DAY_WEIGHTS)
        row, day = np.nonzero(units)
        rows = weekly.iloc[row].reset_index(drop=True)
        monday = pd.to_datetime(rows["date"])
        rows["date"] = (monday + pd.to_timedelta(day, unit="D")).dt.strftime("%Y-%m-%d")
        rows["units"] = units[row, day]
        return rows.sort_values(["date", "sku"], ignore_index=True)


def simulate_shop(
    kind: str = "grocer", products: int = 120, weeks: int = 78, seed: int = 1, end: date = DEFAULT_END
) -> Shop:
    """Trade `weeks` weeks up to the week of `end` with at most `products` products of a kind of shop.

    `kind` is grocer (about 135 products), spaza or hardware; fewer products are picked evenly over the
    categories. Deterministic for a seed. Raises ValueError for an unknown kind.
    """
    if kind not in SHOPS:
        raise ValueError(f"kind is one of {', '.join(SHOPS)}, not {kind!r}")
    goods = goods_of(kind)
    picked = np.unique(np.linspace(0, len(goods) - 1, min(products, len(goods))).round().astype(int))
    goods = tuple(goods[place] for place in picked)
    rng = np.random.default_rng([seed, *kind.encode()])
    world = _world(rng, goods, weeks)
    simulation = run_world(rng, world, SCENARIO, weeks, seed, end)
    table = pd.DataFrame(
        {
            "sku": simulation.skus,
            "name": [good.name for good in goods],
            "category": [good.aisle.category for good in goods],
            "unit_cost": simulation.costs,
            "price": simulation.current_price,
        }
    )
    return Shop(kind, simulation, table)


def last_full_week(today: date) -> date:
    """Monday of the last week that is over: the `end` of sample data made today."""
    return today - timedelta(days=today.weekday() + 7)


def _world(rng: np.random.Generator, goods: tuple[Good, ...], weeks: int) -> World:
    aisles = list(dict.fromkeys(good.aisle for good in goods))
    category = np.array([aisles.index(good.aisle) for good in goods])

    def per_aisle(name: str) -> np.ndarray:
        return np.array([float(getattr(good.aisle, name)) for good in goods])

    count = len(goods)
    price = snap(np.array([good.price for good in goods]))
    elasticity = np.clip(rng.normal(per_aisle("elasticity"), 0.45), -5.0, -0.7)
    return World(
        skus=np.array(
            [f"{good.aisle.category[:2].upper()}{place + 101}" for place, good in enumerate(goods)]
        ),
        category=category,
        category_names=tuple(aisle.category for aisle in aisles),
        reference_price=price,
        unit_cost=costs_for(rng, price, per_aisle("elasticity") - 0.3, spread=0.28),
        level=np.log([good.weekly_units for good in goods]) + rng.normal(0, 0.15, count),
        elasticity=elasticity,
        family=rng.choice(len(FAMILIES), count),
        trend=rng.normal(0.0, 0.001, count),
        season_amplitude=per_aisle("season") * rng.uniform(0.7, 1.3, count),
        season_phase=2 * math.pi * (per_aisle("peak") - 0.5) / 12 + rng.normal(0, 0.15, count),
        december=np.maximum(per_aisle("december") + rng.normal(0, 0.05, count), -0.3),
        payday=per_aisle("payday") * rng.uniform(0.7, 1.3, count),
        black_friday=np.maximum(rng.normal(0.05, 0.05, count), 0),
        promo_lift=rng.uniform(0.15, 0.5, count),
        rival_effect=np.where(rng.random(count) < 0.6, rng.uniform(0.2, 0.8, count), 0.0),
        dispersion=rng.lognormal(math.log(16), 0.4, count),
        first_week=young_starts(rng, count, weeks, share=0.06),
        local_persistence=0.9,
        local_sd=0.08,
    )
