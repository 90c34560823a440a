"""The benchmarks judge rightly: an oracle gets everything, keeping the price nothing, a perfect forecast no error."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import engine_forecast, engine_truth
from benchmarks.__main__ import find, kept, page
from benchmarks.peers import decision_peers
from benchmarks.report import Options, Skipped, Table
from pricing.engine.settings import Rules
from pricing.engine.simulate import simulate


def test_the_benches_are_found_by_themselves() -> None:
    found, broken = find({"engine"})
    assert broken == []
    assert len(found) == 3


def test_a_section_can_be_measured_anew_without_the_others(tmp_path: Path) -> None:
    written = tmp_path / "page.md"
    assert kept(written) == {}
    written.write_text(page(["## A\n\n### A of it\n\nTook 1 s.\n", "## B\n\nTook 2 s.\n"]), encoding="utf-8")
    assert kept(written) == {"A": "## A\n\n### A of it\n\nTook 1 s.\n", "B": "## B\n\nTook 2 s.\n"}


def test_a_table_is_markdown() -> None:
    table = Table(
        "Speed", ("what", "value"), [["a|b", 0.12345], ["none", None]], note="Measured.", remarks=("So.",)
    )
    assert table.markdown() == (
        "### Speed\n\nMeasured.\n\n| what | value |\n| --- | --- |\n| a\\|b | 0.123 |\n| none |  |\n\n- So.\n"
    )


def test_the_oracle_obtains_everything_and_keeping_nothing() -> None:
    panel = simulate("many", 40, 30, 1)
    rows = np.arange(40)

    def truth(prices: np.ndarray) -> np.ndarray:
        return panel.expected_units(rows, prices)

    best = panel.oracle(Rules())["price"].to_numpy()
    perfect = engine_truth.judge(panel, "oracle", best, truth, 0.0)
    kept = engine_truth.judge(panel, "keep", panel.current_price, lambda prices: np.ones(prices.shape), 0.0)
    assert (perfect.share, perfect.harmed, perfect.falling) == (1.0, 0.0, 1.0)
    assert perfect.response_error == pytest.approx(0)
    assert (kept.share, kept.harmed, kept.falling) == (0.0, 0.0, 0.0)
    assert kept.response_error == pytest.approx(1)


def test_peers_choose_admissible_prices() -> None:
    panel = simulate("many", 15, 40, 1)
    for peer in decision_peers(Options(jobs=1)):
        result = engine_truth.judge_peer(panel, peer)
        assert result.share <= 1
        assert 0 <= result.harmed <= 1


def test_forecasts_are_measured_as_the_protocol_says() -> None:
    def answer(units: list[float]) -> engine_forecast.Answer:
        true = np.array([10.0, 20.0, 30.0])
        found = np.array(units)
        nothing = np.full(3, np.nan)
        return engine_forecast.Answer("m", found, found * 0.5, found * 1.5, true, nothing, nothing, nothing)

    name, wape, bias, rmsle, pinball, cover, moves = engine_forecast._measures("m", [answer([10, 20, 30])])
    assert (name, wape, bias, rmsle, cover, moves) == ("m", 0.0, 0.0, 0.0, 1.0, None)
    assert pinball == pytest.approx(2 * 0.1 * 0.5 / 3)
    _, wape, bias, *_ = engine_forecast._measures("m", [answer([20, 20, 20])])
    assert wape == pytest.approx(20 / 60)
    assert bias == 0.0


def test_only_series_with_twenty_weeks_count() -> None:
    weeks = list(range(1, 31))
    sales = pd.DataFrame({"sku": ["long"] * 30 + ["short"] * 15, "week": weeks + weeks[15:], "units": 1})
    before, after = engine_forecast.split(sales, 25)
    assert set(before["sku"]) == set(after["sku"]) == {"long"}
    assert before["week"].max() == 25
    assert after["week"].tolist() == [26, 27, 28, 29, 30]


def test_without_the_data_the_forecast_bench_says_what_it_needs(tmp_path: Path) -> None:
    with pytest.raises(Skipped, match="DATA"):
        engine_forecast.run(Options())
    with pytest.raises(Skipped, match="orange_juice"):
        engine_forecast.run(Options(data=tmp_path))
