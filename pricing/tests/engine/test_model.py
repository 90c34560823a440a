"""Training, forecasting and what-if: deterministic, tolerant of thin data, strict about plans."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pricing import engine
from pricing.engine.simulate import simulate
from pricing.tests.engine.conftest import FAST, Trained
from pricing.tests.engine.tables import Column, sales


def test_same_seed_same_numbers() -> None:
    small = simulate("few", skus=22, weeks=40, seed=2)
    first, again = (engine.train(engine.History.from_frame(small.history), settings=FAST) for _ in range(2))
    pd.testing.assert_frame_equal(again.forecast(small.plan), first.forecast(small.plan))
    pd.testing.assert_frame_equal(again.recommend(), first.recommend())
    assert again.metrics == first.metrics


def test_the_order_of_rows_does_not_matter(shop: Trained) -> None:
    shuffled = shop.truth.history.sample(frac=1, random_state=1)
    history = engine.History.from_frame(shuffled)
    np.testing.assert_array_equal(history.panel.units, shop.history.panel.units)
    np.testing.assert_array_equal(history.panel.current_price, shop.history.panel.current_price)


def test_forecasts_are_near_the_truth(shop: Trained) -> None:
    found = shop.model.whatif(pd.DataFrame({"sku": shop.truth.skus, "price": shop.truth.current_price}))
    true = shop.truth.expected_units(np.arange(60), shop.truth.current_price[:, None])[:, 0]
    assert np.abs(found["weekly_units"] - true).sum() < 0.25 * true.sum()
    assert ((found["low"] <= true) & (true <= found["high"])).mean() > 0.6


def test_progress_runs_to_the_end_and_may_cancel() -> None:
    seen: list[float] = []
    engine.train(
        engine.History.from_frame(sales(25, 30)),
        settings=FAST,
        progress=lambda fraction, _: seen.append(fraction),
    )
    assert seen == sorted(seen)
    assert seen[-1] == 1

    def cancel(fraction: float, stage: str) -> None:
        raise InterruptedError(stage)

    with pytest.raises(InterruptedError):
        engine.train(engine.History.from_frame(sales(1, 9)), settings=FAST, progress=cancel)


@pytest.mark.parametrize(
    "frame",
    [
        sales(1, 40, unit_cost=9.0),
        sales(4, 3, unit_cost=9.0),
        sales(1, 1, unit_cost=9.0),
        sales(3, 30, price=19.99, unit_cost=9.0),
        sales(3, 30, unit_cost=40.0),
        sales(3, 30, start=None),
        sales(3, 30).assign(units=0),
        sales(2, 30, stock=0, competitor_price=0, promo="no", unit_cost=5),
    ],
    ids=[
        "one product",
        "three weeks",
        "one row",
        "constant prices",
        "cost above price",
        "bare",
        "no sales",
        "odd",
    ],
)
def test_thin_data_gives_whole_answers(frame: pd.DataFrame) -> None:
    model = engine.train(engine.History.from_frame(frame), settings=FAST)
    advice = model.recommend()
    assert len(advice) == frame["sku"].nunique()
    numbers = advice[["price", "units_before", "units_after_low", "units_after_high", "elasticity"]]
    assert np.isfinite(numbers.to_numpy(dtype=float)).all()
    assert (advice["elasticity"] < 0).all()


def test_cost_above_price_is_said() -> None:
    advice = engine.train(engine.History.from_frame(sales(2, 30, unit_cost=40.0)), settings=FAST).recommend()
    assert set(advice["action"]) == {"keep"}
    assert advice["cautions"].str.contains("below cost").all()


def test_without_costs_only_rises_are_advised() -> None:
    advice = engine.train(engine.History.from_frame(sales(8, 60)), settings=FAST).recommend()
    assert advice["profit_gain"].isna().all()
    assert (advice["price"] >= advice["current_price"]).all()
    assert advice["cautions"].str.contains("unit cost is not known").all()


def weather(product: int, week: int) -> int:
    return (week * 7 + product) % 5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("promo", lambda _, week: int(week % 6 == 0)),
        ("competitor_price", lambda _, week: 21 + week % 3),
        ("stock", 500),
        ("category", lambda product, _: f"C{product % 2}"),
        ("unit_cost", 9.5),
        ("weather", weather),
        ("remark", "text is not a driver"),
    ],
)
def test_each_optional_column_alone(name: str, value: Column) -> None:
    added: dict[str, Any] = {name: value}
    history = engine.History.from_frame(sales(3, 30, **added))
    assert len(engine.train(history, settings=FAST).recommend()) == 3


def test_a_further_column_drives_demand_when_the_plan_has_it() -> None:
    frame = sales(4, 60, weather=weather)
    frame["units"] = (frame["units"] * np.exp(0.25 * frame["weather"])).astype(int)
    history = engine.History.from_frame(frame)
    model = engine.train(history, settings=FAST)
    assert model.metrics["drivers"] == ["weather"]
    plan = pd.DataFrame({"date": ["2027-03-01"], "sku": ["S0"], "unit_price": [21.0]})
    cold, hot = (model.forecast(plan.assign(weather=value))["units"][0] for value in (0, 4))
    assert hot > 1.8 * cold
    without = engine.train(history, settings=engine.Settings(n_jobs=1, trees=2, inner_origins=0, drivers=()))
    assert without.metrics["drivers"] == []


def test_columns_that_follow_from_the_sale_are_no_drivers() -> None:
    frame = sales(3, 30)
    frame = frame.assign(revenue=frame["units"] * frame["unit_price"], doubled_price=frame["unit_price"] * 2)
    assert engine.train(engine.History.from_frame(frame), settings=FAST).metrics["drivers"] == []


def test_a_plan_is_answered_row_by_row(shop: Trained) -> None:
    plan = shop.truth.plan.sample(frac=0.5, random_state=2)
    answer = shop.model.forecast(plan)
    assert answer.columns.tolist() == ["sku", "date", "units", "low", "high"]
    assert answer["sku"].tolist() == plan["sku"].tolist()
    assert (answer["low"] <= answer["units"]).all()
    assert (answer["units"] <= answer["high"]).all()


def test_a_daily_plan_gets_days_that_add_up_to_the_week() -> None:
    days = pd.date_range("2026-01-05", periods=140)
    busy = np.where(days.day_of_week == 5, 9, 3)
    frame = pd.DataFrame({"date": days, "sku": "A", "units": busy, "unit_price": 10.0})
    model = engine.train(engine.History.from_frame(frame), settings=FAST)
    plan = pd.DataFrame({"date": pd.date_range("2026-05-25", periods=7), "sku": "A", "unit_price": 10.0})
    answer = model.forecast(plan)
    assert answer["units"].sum() == pytest.approx(27, rel=0.1)
    assert answer["units"][5] == pytest.approx(9, rel=0.15)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"sku": "nowhere"}, "sku_unknown"),
        ({"unit_price": 0}, "price_not_positive"),
        ({"unit_price": "dear"}, "not_a_number"),
        ({"date": "2020-01-06"}, "not_after_history"),
        ({"promo": "perhaps"}, "not_a_mark"),
    ],
)
def test_a_bad_plan_is_told_with_its_row(shop: Trained, change: dict[str, object], code: str) -> None:
    plan = shop.truth.plan.head(2).astype(object)
    rows: list[dict[str, object]] = [
        {str(key): cell for key, cell in row.items()} for row in plan.to_dict("records")
    ]
    plan = pd.DataFrame([rows[0], {**rows[1], **change}])
    with pytest.raises(engine.BadInput) as caught:
        shop.model.forecast(plan)
    assert (3, code) in {(problem.row, problem.code) for problem in caught.value.problems}


def test_a_plan_may_not_hold_a_product_twice_in_a_week(shop: Trained) -> None:
    with pytest.raises(engine.BadInput, match="twice"):
        shop.model.forecast(pd.concat([shop.truth.plan.head(1)] * 2))


def test_what_if_refuses_prices_of_nothing(shop: Trained) -> None:
    with pytest.raises(engine.BadInput, match="not above zero"):
        shop.model.whatif(pd.DataFrame({"sku": shop.truth.skus[:1], "price": [0]}))
    with pytest.raises(KeyError):
        shop.model.curve("nowhere", [1.0])
    with pytest.raises(ValueError, match="above zero"):
        shop.model.curve(shop.truth.skus[0], [])


def test_a_saved_model_answers_the_same(shop: Trained, tmp_path: Path) -> None:
    shop.model.save(tmp_path / "model")
    again = engine.load(tmp_path / "model")
    pd.testing.assert_frame_equal(again.forecast(shop.truth.plan), shop.model.forecast(shop.truth.plan))


def test_the_backtest_beats_the_last_weeks_and_covers() -> None:
    history = engine.History.from_frame(simulate("season", skus=21, weeks=48, seed=4).history)
    report = engine.backtest(history, horizon=4, origins=1, settings=FAST)
    ours, naive = report.methods["SynthAI"], report.methods["Last 8 weeks"]
    assert ours["wape"] < naive["wape"]
    assert 0.6 < ours["coverage"] < 0.97
    assert [origin["products"] for origin in report.origins]
    assert set(report.table()["method"]) == set(report.methods)


def test_a_backtest_needs_enough_weeks() -> None:
    with pytest.raises(engine.BadHistory, match="28 or more weeks"):
        engine.backtest(engine.History.from_frame(sales(2, 12)), settings=FAST)


def test_settings_and_rules_refuse_nonsense() -> None:
    training: list[dict[str, Any]] = [{"vat": 15}, {"horizon": 0}, {"coverage": 80}]
    for wrong in training:
        with pytest.raises(ValueError, match="is"):
            engine.Settings(**wrong)
    pricing: list[dict[str, Any]] = [{"max_change": 20}, {"caution": -1}, {"competitor_band": (1.1, 0.9)}]
    for wrong in pricing:
        with pytest.raises(ValueError, match="is"):
            engine.Rules(**wrong)
