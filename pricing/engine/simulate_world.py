"""The truth behind a simulated shop: who buys what at which price.

Everything here is drawn from one random generator and kept, so that the expected demand at any price is known.
Arrays run over products (n,). Prices include VAT, costs do not, weeks are numbered from 0 at the first week.
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pricing.engine.arrays import Floats, Ints

Scenario = Literal["many", "few", "season", "feedback"]
SCENARIOS: Final[tuple[str, ...]] = get_args(Scenario)

FAMILIES: Final = ("constant", "exponential", "linear")
WEEKS_PER_YEAR: Final = 52.18
# How much one step of the year moves demand: (lowest, highest) amplitude in log units.
SEASON_AMPLITUDE: Final = {
    "many": (0.05, 0.25),
    "few": (0.05, 0.25),
    "season": (0.15, 0.4),
    "feedback": (0.05, 0.25),
}
LINEAR_SHARPNESS: Final = 6.0  # how softly the linear curve reaches zero


@dataclass(frozen=True, slots=True)
class World:
    """Parameters of n products. `elasticity` holds at the reference price; `family` indexes FAMILIES."""

    skus: NDArray[np.str_]
    category: Ints
    category_names: tuple[str, ...]
    reference_price: Floats
    unit_cost: Floats
    level: Floats  # log of weekly units at the reference price
    elasticity: Floats
    family: Ints
    trend: Floats  # log units a week
    season_amplitude: Floats
    season_phase: Floats
    december: Floats
    payday: Floats
    black_friday: Floats
    promo_lift: Floats
    rival_effect: Floats  # 0 where no competitor sells the product
    dispersion: Floats  # negative-binomial size: variance = mean + mean^2 / size
    first_week: Ints
    local_persistence: float
    local_sd: float

    @property
    def count(self) -> int:
        return len(self.skus)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Mondays of the simulated weeks (past and future) with the South African dates that move sales."""

    mondays: tuple[date, ...]
    year_angle: Floats
    december: Floats  # share of festive trade in the week, 0 to 1
    payday: Floats  # 1 when the 25th falls into the week
    black_friday: Floats

    @classmethod
    def ending(cls, last_monday: date, weeks: int, ahead: int) -> "Calendar":
        """`weeks` Mondays up to and including `last_monday`, then `ahead` more."""
        mondays = tuple(last_monday + timedelta(weeks=i) for i in range(1 - weeks, ahead + 1))
        days = [[monday + timedelta(days=i) for i in range(7)] for monday in mondays]
        return cls(
            mondays=mondays,
            year_angle=np.array([2 * math.pi * m.timetuple().tm_yday / 365.25 for m in mondays]),
            december=np.array([sum(d.month == 12 and 8 <= d.day <= 24 for d in week) / 7 for week in days]),
            payday=np.array([float(any(d.day == 25 for d in week)) for week in days]),
            black_friday=np.array([float(any(d == black_friday(d.year) for d in week)) for week in days]),
        )


def black_friday(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    thursday = first + timedelta(days=(3 - first.weekday()) % 7 + 21)
    return thursday + timedelta(days=1)


def draw_world(rng: np.random.Generator, scenario: str, count: int, weeks: int) -> World:
    """Draw n anonymous products: elasticity level and spread, curve families and margins differ per seed."""
    groups = int(np.clip(count // 25, 1, 12))
    category = np.sort(rng.integers(0, groups, count))
    elasticity, group_mean = _draw_elasticities(rng, category, groups)
    price = snap(np.clip(rng.lognormal(math.log(35), 0.8, count), 6.99, 399.99))
    slow = rng.random(count) < 0.25
    level = np.where(
        slow, rng.uniform(math.log(0.5), math.log(3), count), rng.normal(math.log(24), 0.8, count)
    )
    low, high = SEASON_AMPLITUDE[scenario]
    return World(
        skus=np.array([f"SKU-{i + 1:0{max(4, len(str(count)))}d}" for i in range(count)]),
        category=category,
        category_names=tuple(f"Category {i + 1:02d}" for i in range(groups)),
        reference_price=price,
        unit_cost=costs_for(rng, price, group_mean[category]),
        level=np.minimum(level, math.log(400)),
        elasticity=elasticity,
        family=rng.choice(len(FAMILIES), count, p=rng.dirichlet([4.0, 4.0, 4.0])),
        trend=rng.normal(0, 0.12, count) / WEEKS_PER_YEAR,
        season_amplitude=rng.uniform(low, high, groups)[category] * rng.uniform(0.7, 1.3, count),
        season_phase=rng.uniform(0, 2 * math.pi, groups)[category] + rng.normal(0, 0.25, count),
        december=np.maximum(rng.normal(0.25, 0.2, groups), 0)[category],
        payday=np.maximum(rng.normal(0.08, 0.05, groups), 0)[category],
        black_friday=np.maximum(rng.normal(0.1, 0.1, groups), 0)[category],
        promo_lift=rng.uniform(0.1, 0.6, count),
        rival_effect=np.where(rng.random(count) < 0.75, rng.uniform(0.2, 1.0, count), 0.0),
        dispersion=rng.lognormal(math.log(14), 0.5, count),
        first_week=young_starts(rng, count, weeks),
        local_persistence=0.9,
        local_sd=float(rng.uniform(0.06, 0.13)),
    )


def _draw_elasticities(rng: np.random.Generator, category: Ints, groups: int) -> tuple[Floats, Floats]:
    """Own-price elasticities (n,) and their category means (groups,); level and spread belong to the seed."""
    level, spread = rng.uniform(-2.9, -1.7), rng.uniform(0.3, 0.7)
    group_mean = np.clip(rng.normal(level, 0.35, groups), -4.5, -1.2)
    drawn = rng.normal(group_mean[category], spread)
    return np.clip(drawn, -6.0, -0.6), group_mean


def costs_for(
    rng: np.random.Generator,
    price: Floats,
    group_elasticity: Floats,
    *,
    spread: float = 0.55,
    vat: float = 0.15,
) -> Floats:
    """Costs ex VAT of a shop that knows the right margin of a category roughly and of a product hardly."""
    margin = np.clip(rng.lognormal(-0.15, spread, len(price)) / -group_elasticity, 0.1, 0.7)
    return np.round(price / (1 + vat) * (1 - margin), 2)


def young_starts(rng: np.random.Generator, count: int, weeks: int, share: float = 0.12) -> Ints:
    """First week on sale (n,): about one product in eight joined during the last 6 to 30 weeks."""
    start = np.zeros(count, dtype=np.int64)
    if weeks > 12:
        young = rng.random(count) < share
        start[young] = weeks - rng.integers(6, min(30, weeks - 4), young.sum())
    return start


def snap(price: Floats) -> Floats:
    """The nearest shelf price that ends in .49 or .99, at least R0.99."""
    return np.maximum(np.round((np.round((price - 0.49) * 2) / 2) + 0.49, 2), 0.99)


def response(world: World, price: Floats, rows: Ints | slice = slice(None)) -> Floats:
    """Demand at `price` as a multiple of demand at the reference price; price is (k,) or (k, m) for k rows."""
    columns = (slice(None),) + (None,) * (price.ndim - 1)
    ratio = price / world.reference_price[rows][columns]
    slope = world.elasticity[rows][columns]
    line = _softplus(LINEAR_SHARPNESS * (1 + slope * (ratio - 1))) / _softplus(np.array(LINEAR_SHARPNESS))
    family = world.family[rows][columns]
    return np.where(family == 0, ratio**slope, np.where(family == 1, np.exp(slope * (ratio - 1)), line))


def log_demand(world: World, calendar: Calendar, week: int) -> Floats:
    """Log weekly units (n,) at the reference price without promotion, rival or local level."""
    season = world.season_amplitude * np.cos(calendar.year_angle[week] - world.season_phase)
    dates = (
        world.december * calendar.december[week]
        + world.payday * calendar.payday[week]
        + world.black_friday * calendar.black_friday[week]
    )
    logs: Floats = world.level + world.trend * week + season + dates
    return logs


def _softplus(value: Floats) -> Floats:
    positive: Floats = np.logaddexp(0.0, value)
    return positive
