"""The sample shops: named goods, daily rows that add up to the weeks, days that make sense."""

from datetime import date

import pandas as pd
import pytest

from pricing.engine.simulate_goods import SHOPS, goods_of
from pricing.engine.simulate_shop import last_full_week, simulate_shop


@pytest.mark.parametrize("kind", SHOPS)
def test_every_kind_of_shop_has_its_goods(kind: str) -> None:
    shop = simulate_shop(kind, weeks=20)
    products = shop.products
    assert list(products.columns) == ["sku", "name", "category", "unit_cost", "price"]
    assert products["sku"].is_unique
    assert products["name"].is_unique
    assert (products["unit_cost"] > 0).all()
    assert set(products["category"]) <= set(SHOPS[kind])
    assert len(products) == min(120, len(goods_of(kind)))


def test_the_grocer_of_the_demo() -> None:
    shop = simulate_shop("grocer", products=120, weeks=78, seed=1, end=date(2026, 11, 9))
    weekly = shop.weekly
    assert len(shop.products) == 120
    assert weekly["date"].nunique() == 78
    assert weekly["date"].max() == "2026-11-09"
    assert weekly["name"].notna().all()
    again = simulate_shop("grocer", products=120, weeks=78, seed=1, end=date(2026, 11, 9)).weekly
    pd.testing.assert_frame_equal(weekly, again)


def test_days_add_up_to_weeks() -> None:
    shop = simulate_shop("spaza", products=20, weeks=10, seed=2)
    daily, weekly = shop.daily, shop.weekly
    monday = pd.to_datetime(daily["date"])
    monday -= pd.to_timedelta(monday.dt.day_of_week, unit="D")
    summed = daily.groupby([monday.dt.strftime("%Y-%m-%d"), daily["sku"]])["units"].sum()
    sold = weekly[weekly["units"] > 0].set_index(["date", "sku"])["units"]
    assert summed.sort_index().tolist() == sold.sort_index().tolist()
    assert (daily["units"] > 0).all()
    assert "stock" not in daily.columns


def test_december_sells_more_cold_drinks_and_july_more_tea() -> None:
    shop = simulate_shop("grocer", products=135, weeks=104, seed=3, end=date(2026, 8, 31))
    rows = shop.weekly.assign(month=lambda frame: pd.to_datetime(frame["date"]).dt.month)
    units = rows.groupby(["category", "month"])["units"].mean()
    assert units["Cold drinks", 12] > 1.2 * units["Cold drinks", 7]
    assert units["Tea and coffee", 7] > 1.1 * units["Tea and coffee", 1]


def test_the_last_full_week_is_over() -> None:
    assert last_full_week(date(2026, 11, 21)) == date(2026, 11, 9)
    assert last_full_week(date(2026, 11, 16)) == date(2026, 11, 9)


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="grocer, spaza, hardware"):
        simulate_shop("cinema")
