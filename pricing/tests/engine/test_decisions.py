"""Prices against the known truth, and the guard rails as law."""

import json
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from pricing import engine
from pricing.engine import explain, optimiser
from pricing.engine.constraints import CONSTRAINTS
from pricing.tests.engine.conftest import FAST, Trained
from pricing.tests.engine.tables import sales

LAW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_takes_most_of_the_possible_gain_and_harms_few(shop: Trained) -> None:
    advice = shop.model.recommend(shop.truth.candidates).set_index("sku").loc[shop.truth.skus]
    now = shop.truth.true_profit(shop.truth.current_price)
    then = shop.truth.true_profit(advice["price"].to_numpy())
    best = shop.truth.oracle(engine.Rules())["profit"].to_numpy()
    assert (then - now).sum() > 0.55 * (best - now).sum()
    assert (then < 0.98 * now).mean() < 0.15


def test_predicts_the_response_to_ten_per_cent(shop: Trained) -> None:
    prices = shop.truth.current_price[:, None] * np.array([0.9, 1.0, 1.1])
    true = shop.truth.expected_units(np.arange(len(prices)), prices)
    found = np.array(
        [shop.model.curve(sku, row).units for sku, row in zip(shop.truth.skus, prices, strict=True)]
    )
    true_change, change = true[:, [0, 2]] / true[:, [1]] - 1, found[:, [0, 2]] / found[:, [1]] - 1
    assert np.abs(change - true_change).sum() < 0.35 * np.abs(true_change).sum()


@LAW
@given(data=st.data())
def test_demand_always_falls_when_the_price_rises(shop: Trained, data: st.DataObject) -> None:
    sku = data.draw(st.sampled_from(shop.history.skus))
    now = float(shop.model.panel.current_price[shop.model.place(sku)])
    shares = data.draw(st.lists(st.integers(60, 160), min_size=2, max_size=8, unique=True))
    curve = shop.model.curve(sku, [now * share / 100 for share in sorted(shares)])
    assert (np.diff(curve.units) < 0).all()
    assert (curve.low <= curve.units).all()
    assert (curve.units <= curve.high).all()


def test_the_forecast_falls_with_the_planned_price_too(shop: Trained) -> None:
    plan = shop.truth.plan
    units = [
        shop.model.forecast(plan.assign(unit_price=plan["unit_price"] * share))["units"]
        for share in (0.9, 1, 1.1)
    ]
    assert (units[0] > units[1]).all()
    assert (units[1] > units[2]).all()


RULES = st.fixed_dictionaries(
    {
        "max_change": st.sampled_from([0.0, 0.03, 0.1, 0.2, 0.35]),
        "min_margin": st.sampled_from([-0.2, 0.0, 0.05, 0.25, 0.5]),
        "endings": st.sampled_from([(".99",), (".99", ".49"), ("00", "50"), ()]),
        "caution": st.sampled_from([0.0, 0.5, 1.0]),
        "competitor_band": st.sampled_from([None, (0.9, 1.05)]),
    }
)
FLOORS, CEILINGS = st.sampled_from([0.0, 0.8, 1.0]), st.sampled_from([0.9, 1.0, 9.0])


@LAW
@given(chosen=RULES, cost_share=st.floats(0.1, 1.3), floor=FLOORS, ceiling=CEILINGS)
def test_no_recommended_price_breaks_a_rule(
    shop: Trained, chosen: dict[str, Any], cost_share: float, floor: float, ceiling: float
) -> None:
    table = shop.truth.candidates.head(12)
    table = table.assign(unit_cost=(table["current_price"] / 1.15 * cost_share).round(2))
    now = dict(zip(table["sku"].astype(str), table["current_price"].astype(float), strict=True))
    rules = engine.Rules(
        **chosen,
        floors={sku: price * floor for sku, price in now.items()},
        ceilings={sku: price * ceiling for sku, price in now.items()},
    )
    advice = shop.model.recommend(table, rules=rules)
    moved = advice[advice["price"] != advice["current_price"]]
    net = moved["price"] / 1.15
    assert (net >= moved["unit_cost"] - 1e-6).all()
    assert (net - moved["unit_cost"] >= rules.min_margin * net - 1e-6).all()
    assert ((moved["price"] / moved["current_price"] - 1).abs() <= rules.max_change + 1e-6).all()
    assert (moved["price"] >= moved["sku"].map(rules.floors) - 1e-6).all()
    assert (moved["price"] <= moved["sku"].map(rules.ceilings) + 1e-6).all()
    if rules.endings:
        assert set((moved["price"] * 100).round().astype(int) % 100) <= set(rules.ending_cents().tolist())
    rival = moved["sku"].map(table.set_index("sku")["competitor_price"])
    band = rules.competitor_band
    if band:
        known = rival.notna()
        share = moved["price"][known] / rival[known]
        assert ((share >= band[0] - 1e-6) & (share <= band[1] + 1e-6)).all()
    kept = advice[advice["action"] == "keep"]
    assert (kept["price"] == kept["current_price"]).all()


def test_below_cost_only_when_a_person_says_so(shop: Trained) -> None:
    sku, now = shop.truth.skus[0], float(shop.truth.current_price[0])
    table = pd.DataFrame(
        {"sku": [sku], "unit_cost": [now], "candidate_prices": [f"{now * 0.9:.2f} {now * 1.05:.2f}"]}
    )
    refused = shop.model.recommend(table)
    assert refused["price"][0] == round(now, 2)
    assert refused["reason_code"][0] == "stuck"
    allowed = shop.model.recommend(table, rules=engine.Rules(below_cost_allowed=frozenset({sku})))
    assert allowed["price"][0] in {round(now * 0.9, 2), round(now * 1.05, 2)}


def test_profit_counts_the_price_without_vat(shop: Trained) -> None:
    row = shop.model.recommend(shop.truth.candidates.head(1), rules=engine.Rules(vat=0.15)).iloc[0]
    net = row["current_price"] / 1.15
    assert row["profit_before"] == pytest.approx(row["units_before"] * (net - row["unit_cost"]), abs=0.05)
    assert row["revenue_before"] == pytest.approx(row["units_before"] * net, abs=0.05)
    gain = row["units_after"] * (row["price"] / 1.15 - row["unit_cost"]) - row["profit_before"]
    assert row["profit_gain"] == pytest.approx(gain, abs=0.1)


def test_a_listed_price_is_chosen_and_unknown_codes_are_named(shop: Trained) -> None:
    now = shop.truth.current_price[:3].round(2)
    lists = [f"{price * 0.95:.2f} {price * 1.04:.2f}" for price in now]
    advice = shop.model.recommend(pd.DataFrame({"sku": shop.truth.skus[:3], "candidate_prices": lists}))
    for price, listed in zip(advice["price"], lists, strict=True):
        assert f"{price:.2f}" in listed.split()
    bad = pd.DataFrame({"sku": ["nowhere", shop.truth.skus[0]], "candidate_prices": ["9.99", "cheap"]})
    with pytest.raises(engine.BadInput) as caught:
        shop.model.recommend(bad)
    assert {(p.row, p.code) for p in caught.value.problems} == {(2, "sku_unknown"), (3, "bad_price_list")}


def test_caution_buys_safety(shop: Trained) -> None:
    bold, careful = (
        shop.model.recommend(shop.truth.candidates, rules=engine.Rules(caution=caution))
        for caution in (0.0, 1.0)
    )
    assert careful["probability_of_gain"].mean() > bold["probability_of_gain"].mean()


def test_every_row_explains_itself(shop: Trained) -> None:
    advice = shop.model.recommend(shop.truth.candidates)
    assert set(advice["reason_code"]) <= set(explain.REASONS)
    assert set(advice["binding_constraint"]) <= {"", *(rule.code for rule in CONSTRAINTS)}
    assert advice["reason"].str.endswith(".").all()
    assert advice["reason"].str[0].str.isupper().all()
    assert advice["reason"].str.len().max() <= 220
    assert advice["probability_of_gain"].between(0, 1).all()
    assert advice["own_data_share"].between(0, 1).all()
    assert (advice["elasticity_low"] <= advice["elasticity"]).all()
    assert advice["test_price"].notna().equals(advice["action"] == "test")
    for others in advice["runners_up"].map(json.loads):
        assert len(others) <= optimiser.RUNNERS_UP
    change = advice[advice["action"] == "change"]
    assert (change["probability_of_gain"] >= 0.8).all()
    assert (change["price_points"] >= 3).all()


@pytest.mark.parametrize(
    ("price", "elasticity", "words"),
    [
        (23.99, -0.8, "so a higher price earns more."),
        (23.99, -2.6, "but a sale earns only R\u00a04.39, so a higher price pays."),
        (19.99, -2.6, "so a lower price earns more."),
        (19.99, -1.4, "and a sale earns R\u00a04.39, so more sales at a lower price pay."),
    ],
)
def test_a_reaction_that_points_the_other_way_is_explained_by_the_margin(
    price: float, elasticity: float, words: str
) -> None:
    row: dict[str, Any] = {"current_price": 21.99, "price": price, "elasticity": elasticity}
    row |= {
        "own_data_share": 0.7,
        "unit_cost": 14.73,
        "vat": 0.15,
        "reason_code": "gain",
        "binding_constraint": "",
    }
    assert explain.reason(row).endswith(words)


def test_money_is_written_the_south_african_way() -> None:
    assert explain.rand(1234.5) == "R\u00a01\u00a0234.50"
    assert explain.rand(-0.5) == "-R\u00a00.50"


def test_few_real_prices_are_tested_not_changed() -> None:
    frame = sales(6, 40, price=20.0, unit_cost=4.0)
    frame.loc[frame["sku"] == "S0", "unit_cost"] = 16.0
    advice = engine.train(engine.History.from_frame(frame), settings=FAST).recommend()
    assert "change" not in set(advice["action"])
    tested = advice[advice["action"] == "test"]
    assert len(tested) > 0
    assert tested["reason"].str.contains("only one real price").all()


def test_endings_are_read_in_any_spelling() -> None:
    assert engine.Rules(endings=("99", ".49", "0.5", "0")).endings == (".99", ".49", ".50", ".00")
    with pytest.raises(ValueError, match="not a price ending"):
        engine.Rules(endings=("nine",))
