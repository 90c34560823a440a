"""The methods the engine is compared with do what their names say."""

import numpy as np
import pandas as pd
import pytest

from pricing.engine.baselines import LastWeeks, LogLog, best_prices, mean_units, textbook_forest
from pricing.engine.baselines_sales import Question, Sales


def history(elasticity: float = -2.0) -> pd.DataFrame:
    """Forty weeks of two products with exact constant elasticity; the second never changes its price."""
    rows = []
    for week in range(40):
        price = (10.0, 12.0, 9.0, 11.0)[week % 4]
        rows.append((week, "A", 4000 * price**elasticity, price, "X"))
        rows.append((week, "B", 20.0, 5.0, "X"))
    return pd.DataFrame(rows, columns=["week", "sku", "units", "unit_price", "category"])


def question(price: float, sku: int = 0) -> Question:
    return Question(np.array([sku]), np.array([1]), np.array([price]), np.zeros(1))


def test_log_log_finds_the_elasticity() -> None:
    method = LogLog()
    method.fit(Sales.from_frame(history()))
    ratio = method.predict(question(12.0)) / method.predict(question(10.0))
    assert ratio[0] == pytest.approx(1.2**-2, rel=0.02)


def test_log_log_keeps_quiet_about_a_price_that_never_changed() -> None:
    method = LogLog()
    method.fit(Sales.from_frame(history()))
    assert method.predict(question(5.0, 1))[0] == pytest.approx(method.predict(question(6.0, 1))[0])


def test_the_last_weeks_do_not_look_at_the_price() -> None:
    method = LastWeeks()
    sales = Sales.from_frame(history())
    method.fit(sales)
    assert method.predict(question(1.0))[0] == pytest.approx(sales.units[0, -8:].mean())


def test_a_forest_learns_the_price_it_has_seen() -> None:
    method = textbook_forest()
    method.fit(Sales.from_frame(history()))
    assert method.predict(question(9.0))[0] > method.predict(question(12.0))[0]


def test_the_best_price_is_the_most_profitable_one() -> None:
    sales = Sales.from_frame(history())
    method = LogLog()
    method.fit(sales)
    grid = np.array([[11.0, 10.99, 12.99], [5.0, 5.49, np.nan]])
    cost = np.array([5.0, 3.0])
    found = best_prices(method, sales, grid, cost, vat=0.15)
    profit = [mean_units(method, np.array([0]), np.array([p]), sales)[0] * (p / 1.15 - 5.0) for p in grid[0]]
    assert found[0] == grid[0, int(np.argmax(profit))]
    assert found[1] == 5.49


def test_weeks_without_stock_are_left_out() -> None:
    frame = history().assign(stock=1000.0)
    frame.loc[0, "stock"] = 0.0
    assert np.isnan(Sales.from_frame(frame).units[0, 0])
