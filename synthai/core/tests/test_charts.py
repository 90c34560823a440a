"""Charts: round ticks, nothing outside the frame, gaps instead of lies."""

import math
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthai.core import charts
from synthai.core.charts.scales import along_scale, value_scale

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def curve(**changes: object) -> charts.Figure:
    values: dict[str, object] = {
        "prices": [10.0, 20.0, 30.0],
        "units": [90.0, 50.0, 20.0],
        "low": [70.0, 40.0, 10.0],
        "high": [120.0, 60.0, 30.0],
        **changes,
    }
    return charts.demand_curve(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([0, 97], ["0", "20", "40", "60", "80", "100"]),
        ([0.02, 0.11], ["0", "0.025", "0.050", "0.075", "0.100", "0.125"]),
        ([-40, 60], ["-40", "-20", "0", "20", "40", "60"]),
        ([0, 12], ["0", "2.5", "5", "7.5", "10", "12.5"]),
        ([0, 0], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
    ],
)
def test_ticks_stand_at_round_values(values: list[float], labels: list[str]) -> None:
    scale = value_scale(values, kind="number", room=(100, 0), count=5, from_zero=True)
    assert [label for _, label in scale.ticks] == labels


def test_money_ticks_drop_cents_when_they_are_whole_rand() -> None:
    scale = along_scale([18.0, 32.0], kind="money", room=(0, 100), count=4)
    assert [label for _, label in scale.ticks] == ["R\xa020", "R\xa025", "R\xa030"]


def test_month_ticks_say_the_year_once_and_at_its_turn() -> None:
    start = date(2025, 6, 2).toordinal()
    scale = along_scale([start, start + 400], kind="date", room=(0, 100), count=6)
    assert [label for _, label in scale.ticks] == [
        "Jul\xa02025",
        "Sep",
        "Nov",
        "Jan\xa02026",
        "Mar",
        "May",
        "Jul",
    ]


@given(st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=40), st.integers(2, 8), st.booleans())
def test_every_value_lies_on_its_scale(values: list[float], count: int, from_zero: bool) -> None:
    scale = value_scale(values, kind="number", room=(200, 10), count=count, from_zero=from_zero)
    places = [scale.at(value) for value in values]
    assert all(9.9 <= place <= 200.1 for place in places)
    assert 2 <= len(scale.ticks) <= 2 * count + 2


def test_a_curve_stays_inside_its_frame() -> None:
    drawing = charts.draw(curve(cost=8.0, current=(20.0, 50.0)), width=360, height=290, hover=True)
    for stroke in drawing.strokes:
        numbers = [float(number) for number in NUMBER.findall(stroke.path)]
        assert all(0 <= x <= 360 for x in numbers[::2])
        assert all(0 <= y <= 290 for y in numbers[1::2])
    assert sum(area.width for area in drawing.hits) <= 360


def test_marks_of_neighbours_do_not_write_over_each_other() -> None:
    figure = curve(current=(20.0, 50.0), recommended=(20.2, 49.5))
    now, advice = charts.draw(figure, width=360, height=290, hover=False).flags
    assert abs(now.text_y - advice.text_y) >= 18


def test_texts_of_marks_keep_off_the_line_and_in_the_frame() -> None:
    rising = charts.Figure(
        title="Profit",
        description="Profit at each price.",
        x_title="Price",
        x_kind="money",
        panels=(
            charts.Panel(
                "Profit",
                (charts.Series("Profit", "line", (20.0, 25.0, 30.0), (120.0, 269.0, 366.0)),),
                kind="money",
                marks=(
                    charts.Mark("Now R 24.99", 24.99, 269.0, 0),
                    charts.Mark("Advice R 26.49", 26.49, 297.0),
                ),
            ),
        ),
        columns=(),
        rows=(),
    )
    now, advice = charts.draw(rising, width=340, height=280, hover=False).flags
    assert (now.anchor, advice.anchor) == ("end", "end")
    assert now.text_y < now.y
    assert abs(now.text_y - advice.text_y) >= 18


def test_marks_near_the_axis_do_not_write_over_each_other() -> None:
    flat = charts.demand_curve(
        prices=[25, 37, 39, 55], units=[200, 22, 19, 8], low=[150, 17, 14, 5], high=[280, 26, 23, 12],
        current=(36.99, 21.6), recommended=(38.99, 18.6),
    )  # fmt: skip
    now, advice = charts.draw(flat, width=880, height=320, hover=False).flags
    assert abs(now.text_y - advice.text_y) >= 18 or now.anchor != advice.anchor


def test_no_text_lies_under_the_dot_of_a_neighbour() -> None:
    top = charts.demand_curve(
        prices=[25, 37, 39, 48], units=[0.0, 184, 190, 178], low=[0.0, 180, 186, 170], high=[0, 188, 194, 186],
        current=(36.99, 183.9), recommended=(38.99, 190.5),
    )  # fmt: skip
    now, advice = charts.draw(top, width=880, height=320, hover=False).flags
    width = len(now.text) * 7.4
    left = now.text_x if now.anchor == "start" else now.text_x - width
    covers = left - 5 <= advice.x <= left + width + 5 and now.text_y - 19 <= advice.y <= now.text_y + 9
    assert not covers


@pytest.mark.parametrize("weeks", [2, 7, 60])
def test_bars_stay_between_the_axes_and_weeks_are_named_by_their_monday(weeks: int) -> None:
    days = [date(2026, 9, 28) + timedelta(weeks=index) for index in range(weeks)]
    figure = charts.time_series(days=days, units=[5.0] * weeks, price=[9.99] * weeks)
    drawing = charts.draw(figure, width=880, height=430, hover=True)
    bars = next(stroke.path for stroke in drawing.strokes if stroke.classes.startswith("bar-shape"))
    for bar in bars.split("M")[1:]:
        left, wide = float(bar.split()[0]), float(bar.split("h")[1].split("V")[0])
        assert 58 <= left < left + wide <= 880 - 14 + 0.1
    if weeks == 7:
        assert [tick.text for tick in drawing.ticks if "Sep" in tick.text] == ["28 Sep"]


def test_the_same_price_is_marked_once() -> None:
    figure = curve(current=(20.0, 50.0), recommended=(20.0, 50.0))
    assert [mark.label for mark in figure.panels[0].marks] == ["Now R\xa020.00"]


def test_the_table_holds_what_the_drawing_shows() -> None:
    assert curve().rows[0] == ("R\xa010.00", "90", "70", "120")


def test_a_week_without_sales_leaves_a_gap() -> None:
    days = [date(2026, 1, 5) + timedelta(weeks=index) for index in range(3)]
    figure = charts.time_series(days=days, units=[4.0, math.nan, 6.0], price=[9.99, math.nan, 9.99])
    bars = charts.draw(figure, width=720, height=430, hover=True).strokes[0].path
    assert bars.count("M") == 2
    assert figure.rows[1][1:] == ("–", "–")


def test_the_future_is_drawn_apart_from_the_past() -> None:
    days = [date(2026, 1, 5) + timedelta(weeks=index) for index in range(4)]
    figure = charts.time_series(
        days=days, units=[4, 5, 6, 7], price=[9.99] * 4, forecast_from=days[3], low=[5], high=[9]
    )
    shapes = {series.shape: len(series.x) for series in figure.panels[0].series}
    assert shapes == {"bars": 3, "band": 1, "dashed": 1}


@pytest.mark.parametrize("values", [[], [3.0], [math.nan, 2.0]])
def test_no_sparkline_without_two_numbers(values: list[float]) -> None:
    assert charts.sparkline_path(values, width=96, height=28)[0] == ""
