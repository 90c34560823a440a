"""The five verbs on good data: what they write, and that standard streams work."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pricing.engine.simulate import Simulation
from pricing.tests.terminal.conftest import Run

Shop = tuple[Simulation, Path]


def test_forecast_answers_every_row_of_the_plan(pricing: Run, shop: Shop, tmp_path: Path) -> None:
    _, folder = shop
    end = pricing(
        "forecast", folder / "history.csv", folder / "plan.csv", "--out", tmp_path / "f.csv", "--quiet"
    )
    assert (end.code, end.out, end.err) == (0, "", "")
    plan, found = pd.read_csv(folder / "plan.csv"), pd.read_csv(tmp_path / "f.csv")
    assert list(found.columns) == ["sku", "date", "units", "low", "high"]
    assert found[["sku", "date"]].equals(plan[["sku", "date"]])
    assert (found["low"] <= found["units"]).all()
    assert (found["units"] <= found["high"]).all()
    assert [path.name for path in tmp_path.iterdir()] == ["f.csv"]


def test_recommend_obeys_its_rules_and_repeats_itself(pricing: Run, shop: Shop, tmp_path: Path) -> None:
    _, folder = shop
    rules = [
        "--max-change",
        "10",
        "--endings",
        "99",
        "--min-margin",
        "8%",
        "--vat",
        "15",
        "--caution",
        "0",
        "--seed",
        4,
    ]
    words = ["recommend", folder / "history.csv", "--candidates", folder / "candidates.csv", *rules]
    first = pricing(*words, "--out", tmp_path / "prices.csv")
    second = pricing(*words, stdin=b"")
    assert (first.code, second.code) == (0, 0)
    assert (tmp_path / "prices.csv").read_text() == second.out
    assert "5 prices" in first.err
    found = second.table()
    wanted = {
        "sku", "current_price", "price", "action", "probability_of_gain", "elasticity", "own_data_share", "reason",
        *(f"{what}_{when}{end}" for what in ("units", "revenue", "profit") for when in ("before", "after")
          for end in ("", "_low", "_high")),
    }  # fmt: skip
    assert wanted <= set(found.columns)
    changed = found[found["action"] == "change"]
    assert (np.abs(changed["price"] / changed["current_price"] - 1) <= 0.1 + 1e-9).all()
    assert (np.round(changed["price"] % 1, 2) == 0.99).all()


def test_recommend_picks_from_a_list_of_prices(pricing: Run, shop: Shop, tmp_path: Path) -> None:
    simulation, folder = shop
    price = simulation.current_price[0]
    listed = [round(price * share, 2) for share in (0.95, 1.0, 1.05)]
    candidates = tmp_path / "candidates.csv"
    candidates.write_text(f"sku;candidate_prices\n{simulation.skus[0]};{' '.join(map(str, listed))}\n")
    end = pricing("recommend", folder / "history.csv", "--candidates", candidates, "--quiet")
    assert end.code == 0
    found = end.table()
    assert found["sku"].tolist() == [simulation.skus[0]]
    assert found["price"][0] in listed


def test_whatif_reads_standard_input_and_falls_with_the_price(pricing: Run, shop: Shop) -> None:
    simulation, folder = shop
    sku, price = simulation.skus[0], simulation.current_price[0]
    asked = f"sku,price,note\n{sku},{price * 0.9:.2f},cheap\n{sku},{price * 1.1:.2f},=dear\n".encode()
    end = pricing("whatif", folder / "history.csv", "-", stdin=asked)
    assert end.code == 0
    found = end.table()
    assert list(found.columns) == ["sku", "price", "note", "weekly_units", "low", "high"]
    assert found["weekly_units"][0] > found["weekly_units"][1]
    assert found["note"].tolist() == ["cheap", "'=dear"]


def test_backtest_prints_a_table_and_json(pricing: Run, shop: Shop) -> None:
    _, folder = shop
    words = ("backtest", folder / "history.csv", "--origins", 1, "--horizon", 4)
    table, found = pricing(*words), pricing(*words, "--json", "--quiet")
    assert (table.code, found.code) == (0, 0)
    assert "Last 8 weeks" in table.out
    report = json.loads(found.out)
    assert report["horizon"] == 4
    assert 0 < report["methods"]["SynthAI"]["wape"] < 3
    assert f"{100 * report['methods']['SynthAI']['wape']:.1f} %" in table.out


def test_simulate_writes_the_same_shop_for_the_same_seed(pricing: Run, tmp_path: Path) -> None:
    words = ("simulate", "--scenario", "season", "--skus", 3, "--weeks", 12, "--seed", 9, "--out")
    ends = [pricing(*words, tmp_path / name) for name in ("a", "b")]
    assert [end.code for end in ends] == [0, 0]
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == ["candidates.csv", "history.csv", "plan.csv", "scenarios.csv", "truth.csv"]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_weeks_without_dates_and_only_the_four_columns(pricing: Run, tmp_path: Path) -> None:
    lines = [f"{week},{sku},{5 + week % 3},{10 + week % 2}" for week in range(1, 13) for sku in ("1", "007")]
    (tmp_path / "h.csv").write_text("\n".join(["week,sku,units,unit_price", *lines]))
    (tmp_path / "p.csv").write_text("Week,SKU,Unit price\n13,007,10\n14,007,11\n")
    end = pricing("forecast", tmp_path / "h.csv", tmp_path / "p.csv", "--quiet")
    assert (end.code, end.err) == (0, "")
    assert end.out.splitlines()[0].lower() == "sku,week,units,low,high"
    assert end.out.splitlines()[1].startswith("007,13,")


def test_reads_what_a_south_african_excel_writes(pricing: Run, tmp_path: Path) -> None:
    """Semicolons, decimal commas, R, byte-order mark, day first, blank lines and empty columns at the end."""
    lines = [f"{day}/01/2026;A;3;R 12,50;;" for day in ("05", "12", "19", "26")]
    text = "\r\n".join(["date;sku;units;unit_price;;", *lines[:2], ";;;;;", "", *lines[2:], ""])
    (tmp_path / "h.csv").write_bytes(text.encode("utf-8-sig"))
    (tmp_path / "s.csv").write_text("sku;price\nA;1 234,50\nA;12,00\n")
    end = pricing("whatif", tmp_path / "h.csv", tmp_path / "s.csv", "--quiet")
    assert (end.code, end.err) == (0, "")
    assert end.table()["price"].tolist() == [1234.5, 12.0]


@pytest.mark.parametrize("verb", ["forecast", "recommend", "whatif", "backtest", "simulate"])
def test_help_of_every_verb_names_the_exit_codes(pricing: Run, verb: str) -> None:
    end = pricing(verb, "--help")
    assert end.code == 0
    assert "130 interrupted" in " ".join(end.out.split())
