"""What a history may look like, and what is said when it may not."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from pricing import engine
from pricing.tests.engine.tables import sales


def faults(frame: pd.DataFrame, **how: object) -> list[engine.Problem]:
    with pytest.raises(engine.BadHistory) as caught:
        engine.History.from_frame(frame, **how)  # type: ignore[arg-type]
    return caught.value.problems


def found(frame: pd.DataFrame, **how: object) -> set[tuple[int | None, str | None, str]]:
    return {(problem.row, problem.column, problem.code) for problem in faults(frame, **how)}


def spoiled(column: str, value: object, row: int = 4) -> pd.DataFrame:
    cells = sales()[column].tolist()
    cells[row] = value
    return sales().assign(**{column: pd.Series(cells, dtype=object)})


def test_names_each_missing_column() -> None:
    assert {(None, "units", "column_missing"), (None, "unit_price", "column_missing")} <= found(
        sales().drop(columns=["units", "unit_price"])
    )
    assert found(sales().drop(columns="date")) == {(None, "date", "column_missing")}


def test_refuses_a_doubled_column() -> None:
    frame = sales()
    frame.insert(0, "Units ", 1)
    assert (None, "units", "column_doubled") in found(frame)


def test_refuses_an_empty_table() -> None:
    assert found(sales().head(0)) == {(None, None, "no_rows")}


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("units", "many", "not_a_number"),
        ("units", "12,50", "not_a_number"),
        ("units", None, "number_missing"),
        ("units", float("inf"), "not_a_number"),
        ("unit_price", "abc", "not_a_number"),
        ("unit_price", 0, "price_not_positive"),
        ("unit_price", -3.5, "price_not_positive"),
        ("unit_price", None, "number_missing"),
        ("date", "soon", "not_a_date"),
        ("date", "2026-02-31", "not_a_date"),
        ("date", "1926-02-03", "date_too_old"),
        ("sku", "  ", "sku_missing"),
    ],
)
def test_names_row_and_column_of_a_bad_cell(column: str, value: object, code: str) -> None:
    assert (6, column, code) in found(spoiled(column, value))


def test_refuses_dates_after_today() -> None:
    problems = faults(sales(1, 3), today=date(2026, 1, 13))
    assert [(problem.row, problem.code) for problem in problems] == [(4, "date_in_future")]
    assert "2026-01-19" in problems[0].message


def test_asks_for_the_order_of_day_and_month_and_takes_the_answer() -> None:
    frame = sales(1, 2).assign(date=["03/04/2026", "10/04/2026"])
    assert found(frame) == {(None, "date", "date_order_unclear")}
    april = engine.History.from_frame(frame, day_first=True).summary()
    march = engine.History.from_frame(frame, day_first=False).summary()
    assert (april["first_week"], march["first_week"]) == ("2026-03-30", "2026-03-02")


def test_reads_the_order_from_a_day_above_twelve_and_refuses_a_mixture() -> None:
    assert engine.History.from_frame(sales(1, 2).assign(date=["03/04/2026", "25/04/2026"])).panel.dated
    mixture = sales(1, 2).assign(date=["25/04/2026", "04/26/2026"])
    assert found(mixture) == {(None, "date", "date_order_unclear")}


def test_reads_iso_weeks_and_running_weeks() -> None:
    assert engine.History.from_frame(sales(1, 2).assign(date=["a", "b"]).rename(columns={"date": "week"}).assign(
        week=["2026-W07", "2026-W08"])).summary()["first_week"] == "2026-02-09"  # fmt: skip
    assert engine.History.from_frame(sales(1, 9, start=None)).summary()["last_week"] == 9


def test_codes_that_differ_in_case_stay_apart_and_are_told() -> None:
    frame = sales(2).replace({"sku": {"S1": "s0"}})
    history = engine.History.from_frame(frame)
    assert history.skus == ["S0", "s0"]
    assert [notice.code for notice in history.notices] == ["codes_differ_in_case"]


def test_codes_may_hold_emoji_and_tshivenda_letters() -> None:
    frame = sales(2).replace({"sku": {"S0": "🍞", "S1": "Ḓoroboḓo ṱ"}})
    assert set(engine.History.from_frame(frame).skus) == {"🍞", "Ḓoroboḓo ṱ"}


def test_the_same_code_written_in_two_unicode_forms_is_one_product() -> None:
    frame = sales(1, 2).assign(sku=["Caf\u00e9", "Cafe\u0301"])
    assert engine.History.from_frame(frame).skus == ["Caf\u00e9"]


def test_reads_numbers_as_a_till_writes_them() -> None:
    frame = sales(1, 3).astype(object).assign(unit_price=["R 1 250.50", "R1250.50", "1 250.50"])
    assert engine.History.from_frame(frame).panel.price[0].tolist() == [1250.5] * 3


def test_returns_are_counted_and_not_subtracted() -> None:
    frame = pd.concat([sales(1, 4), sales(1, 1).assign(units=-5)], ignore_index=True)
    history = engine.History.from_frame(frame)
    assert history.facts["units_returned"] == 5
    assert history.panel.units[0, 0] == frame["units"][0]


def test_daily_rows_become_weeks_without_part_weeks() -> None:
    days = pd.date_range("2026-01-05", periods=24)
    frame = pd.DataFrame({"date": days, "sku": "A", "units": 2, "unit_price": [10.0] * 10 + [12.0] * 14})
    history = engine.History.from_frame(frame)
    assert history.panel.units[0].tolist() == [14, 14, 14]
    assert history.panel.price[0].tolist() == pytest.approx([10, (3 * 10 + 4 * 12) / 7, 12])
    assert history.panel.current_price[0] == 12
    assert "part_weeks" in [notice.code for notice in history.notices]


def test_the_weekly_price_does_not_move_with_demand() -> None:
    frame = pd.DataFrame(
        {"date": ["2026-01-05", "2026-01-06"], "sku": "A", "units": [1, 999], "unit_price": [20.0, 10.0]}
    )
    assert engine.History.from_frame(frame).panel.price[0, 0] == 15


def test_weeks_without_a_row_are_no_sales_only_in_daily_files_without_zeros() -> None:
    days = pd.DataFrame(
        {"date": pd.date_range("2026-01-05", periods=28), "sku": "A", "units": 1, "unit_price": 5.0}
    )
    other = pd.DataFrame({"date": ["2026-01-06", "2026-01-28"], "sku": "B", "units": 1, "unit_price": 5.0})
    daily = engine.History.from_frame(
        pd.concat([days, other.astype({"date": "datetime64[us]"})], ignore_index=True)
    )
    assert daily.panel.units[1].tolist() == [1, 0, 0, 1]
    weekly = engine.History.from_frame(sales(2, 4).drop(index=6))
    assert np.isnan(weekly.panel.units[1, 2])


def test_sold_out_weeks_do_not_teach() -> None:
    history = engine.History.from_frame(sales(1, 20, stock=lambda _, week: 1 if week == 5 else 500))
    assert np.flatnonzero(~history.panel.trusted[0]).tolist() == [5]
    always = engine.History.from_frame(sales(1, 20, stock=0))
    assert always.panel.trusted.all()


def test_the_price_of_a_last_promotion_is_not_the_shelf_price() -> None:
    frame = sales(1, 10, price=20.0, promo=lambda _, week: "yes" if week == 9 else "no")
    frame.loc[9, "unit_price"] = 15.0
    assert engine.History.from_frame(frame).panel.current_price[0] == 20


def test_many_faults_are_counted_beyond_those_kept() -> None:
    frame = sales(1, 2)
    frame = pd.concat([frame] * 400, ignore_index=True).assign(units="x")
    with pytest.raises(engine.BadHistory, match=r"and 795 more") as caught:
        engine.History.from_frame(frame)
    assert (len(caught.value.problems), caught.value.total) == (500, 800)
