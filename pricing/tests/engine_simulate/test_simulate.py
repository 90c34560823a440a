"""The simulator: deterministic, in HISTORY format, and its truth is what its till would see on average."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from pricing.engine.baselines import LogLog
from pricing.engine.baselines_sales import Question, Sales
from pricing.engine.settings import Rules
from pricing.engine.simulate import AHEAD, admissible_prices, simulate
from pricing.engine.simulate_paths import trade
from pricing.engine.simulate_world import SCENARIOS, Calendar, black_friday, draw_world, response, snap


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_same_seed_gives_the_same_shop_and_another_seed_another(scenario: str) -> None:
    first, again, other = (simulate(scenario, 20, 30, seed).history for seed in (5, 5, 6))
    pd.testing.assert_frame_equal(first, again)
    assert not first["units"].equals(other["units"])


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_history_is_a_history(scenario: str) -> None:
    shop = simulate(scenario, 60, 52, 1, end=date(2026, 9, 3))
    rows = shop.history
    assert list(rows.columns) == [
        "date", "sku", "units", "unit_price", "category", "unit_cost", "promo", "competitor_price", "stock",
    ]  # fmt: skip
    days = pd.to_datetime(rows["date"])
    assert (days.dt.day_of_week == 0).all()
    assert days.max() == pd.Timestamp(2026, 8, 31)
    assert days.nunique() == 52
    assert rows["sku"].nunique() == 60
    assert not rows.duplicated(["date", "sku"]).any()
    assert (rows["units"] <= rows["stock"]).all()
    assert set(np.round(rows["unit_price"] % 1, 2)) <= {0.49, 0.99}
    assert (rows["unit_cost"] > 0).all()
    assert set(rows["promo"]) == {0, 1}


def test_every_scenario_sets_prices_in_its_own_way() -> None:
    points = {}
    for scenario in SCENARIOS:
        rows = simulate(scenario, 80, 104, 2).history
        points[scenario] = rows[rows["promo"] == 0].groupby("sku")["unit_price"].nunique().median()
    assert points["few"] < 0.6 * points["many"]


def test_prices_follow_the_season_only_in_their_scenario() -> None:
    def follows(scenario: str) -> float:
        shop = simulate(scenario, 100, 104, 3)
        world, angle = shop.world, shop.calendar.year_angle[:104]
        wave = np.cos(angle[:, None] - world.season_phase[None, :])
        prices = np.log(shop.weeks.regular_price)
        return float(np.mean([np.corrcoef(wave[:, i], prices[:, i])[0, 1] for i in range(world.count)]))

    assert follows("season") > 0.3
    assert abs(follows("many")) < 0.1


def test_season_and_reaction_deceive_a_naive_elasticity() -> None:
    """Prices that move with demand make buyers look less sensitive than they are: what the engine must see through."""

    def error(scenario: str) -> float:
        shop, naive = simulate(scenario, 250, 104, 4), LogLog()
        naive.fit(Sales.from_frame(shop.history))
        known = (shop.world.first_week == 0) & (shop.world.level > np.log(10))
        rows, ends = np.flatnonzero(known), shop.current_price[known, None] * np.array([0.9, 1.1])
        true = np.diff(np.log(shop.expected_units(rows, ends)), axis=1)[:, 0] / np.log(1.1 / 0.9)
        units = np.array(
            [naive.predict(Question(rows, np.ones_like(rows), end, np.zeros(len(rows)))) for end in ends.T]
        )
        found = np.diff(np.log(units + 0.5), axis=0)[0] / np.log(1.1 / 0.9)
        return float(np.median(found - true))

    assert abs(error("many")) < 0.2
    assert error("feedback") > 0.3
    assert error("season") > 0.6


def test_the_truth_is_the_mean_of_what_would_be_sold() -> None:
    """Trading the coming weeks many times at today's price gives the units the truth names."""
    shop = simulate("few", 40, 60, 7)
    world, calendar = shop.world, Calendar.ending(date(2026, 8, 31), 60, AHEAD)
    rng = np.random.default_rng(0)
    totals = np.zeros(world.count)
    runs = 400
    price = shop.current_price
    for _ in range(runs):
        level = shop.weeks.local_level
        for step in range(1, AHEAD + 1):
            shock = rng.normal(0, world.local_sd * np.sqrt(1 - world.local_persistence**2), world.count)
            level = world.local_persistence * level + shock
            season = world.season_amplitude * np.cos(calendar.year_angle[59 + step] - world.season_phase)
            dates = (
                world.december * calendar.december[59 + step]
                + world.payday * calendar.payday[59 + step]
                + world.black_friday * calendar.black_friday[59 + step]
            )
            rival = (
                np.nan_to_num(np.log(shop.weeks.rival_price[-1] / world.reference_price)) * world.rival_effect
            )
            mean = np.exp(world.level + world.trend * (59 + step) + season + dates + level + rival)
            totals += rng.poisson(
                rng.gamma(world.dispersion, mean * response(world, price) / world.dispersion)
            )
    realised = totals / runs / AHEAD
    stated = np.array([shop.true_units(sku, p) for sku, p in zip(shop.skus, price, strict=True)])
    assert np.abs(realised / stated - 1).mean() < 0.03
    assert abs(realised.sum() / stated.sum() - 1) < 0.02


def test_past_sales_scatter_around_their_expectation() -> None:
    weeks = simulate("many", 200, 104, 8).weeks
    plenty = weeks.units < weeks.stock
    assert abs(weeks.units[plenty].sum() / weeks.expected[plenty].sum() - 1) < 0.02


def test_demand_falls_with_the_price_in_every_family() -> None:
    shop = simulate("many", 200, 20, 9)
    ladder = shop.current_price[:, None] * np.linspace(0.7, 1.4, 15)
    units = shop.expected_units(np.arange(200), ladder)
    assert set(shop.world.family) == {0, 1, 2}
    assert (np.diff(units, axis=1) < 0).all()


def test_elasticity_is_what_the_curve_shows_at_the_reference_price() -> None:
    world = draw_world(np.random.default_rng(1), "many", 90, 52)
    price = world.reference_price
    slope = (np.log(response(world, price * 1.001)) - np.log(response(world, price * 0.999))) / np.log(
        1.001 / 0.999
    )
    np.testing.assert_allclose(slope, world.elasticity, rtol=0.03)


def test_true_units_takes_numbers_and_arrays() -> None:
    shop = simulate("many", 3, 20, 1)
    one, many = shop.true_units("SKU-0002", 20.0), shop.true_units("SKU-0002", np.array([20.0, 25.0]))
    assert isinstance(one, float)
    assert many.shape == (2,)
    assert many[0] == pytest.approx(one)
    with pytest.raises(KeyError):
        shop.true_units("SKU-9999", 20.0)


def test_the_oracle_is_never_beaten_and_obeys_the_rules() -> None:
    shop = simulate("feedback", 80, 60, 2)
    rules = Rules(max_change=0.15, endings=(".99",), min_margin=0.1)
    oracle = shop.oracle(rules)
    grid = admissible_prices(shop.current_price, shop.costs, rules)
    for column in range(grid.shape[1]):
        price = np.where(np.isnan(grid[:, column]), shop.current_price, grid[:, column])
        assert (shop.true_profit(price) <= oracle["profit"] + 1e-9).all()
    changed = oracle[oracle["price"] != oracle["current_price"]]
    assert (np.abs(changed["price"] / changed["current_price"] - 1) <= 0.15 + 1e-9).all()
    assert (np.round(changed["price"] % 1, 2) == 0.99).all()
    net = changed["price"] / 1.15
    assert (1 - shop.costs[changed.index] / net >= 0.1 - 1e-9).all()
    assert (oracle["profit"] >= oracle["current_profit"]).all()


def test_other_scenarios_and_empty_shops_are_refused() -> None:
    with pytest.raises(ValueError, match="scenario is one of many, few, season, feedback"):
        simulate("wild")
    with pytest.raises(ValueError, match="at least 1 product"):
        simulate("many", skus=0)


def test_very_short_histories_work() -> None:
    world = draw_world(np.random.default_rng(1), "many", 5, 3)
    weeks = trade(np.random.default_rng(1), world, Calendar.ending(date(2026, 8, 31), 3, AHEAD), "many", 3)
    assert weeks.units.shape == (3, 5)


def test_shelf_prices_and_black_fridays() -> None:
    np.testing.assert_allclose(
        snap(np.array([12.3, 12.8, 0.2, 5.24, 5.25])), [12.49, 12.99, 0.99, 5.49, 5.49], atol=0.26
    )
    assert [black_friday(year) for year in (2025, 2026, 2027)] == [
        date(2025, 11, 28), date(2026, 11, 27), date(2027, 11, 26),
    ]  # fmt: skip
